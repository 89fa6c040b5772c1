//! The settings that hold a secret. No flag takes them, because anybody on the machine can read the arguments of a
//! process: they come from the environment, from a file that the environment names, or from systemd.

use super::Fault;
use std::{collections::BTreeMap, env, ffi::OsString, fmt, fs, path::Path};

/// A secret is small; whatever is larger is another file.
const MAX_FILE_SIZE: u64 = 64 * 1024;

/// Their names and meanings, in the order in which help shows them.
pub const SECRETS: [(&str, &str); 5] = [
    (
        "AUTH_SECRET",
        "signs session tokens; at least 32 bytes, such as the output of `openssl rand -base64 48`",
    ),
    ("BETTER_AUTH_SECRET", "another name for AUTH_SECRET"),
    (
        "AUTH_SECRET_PREVIOUS",
        "the secret before the current one; its tokens stay valid until they expire",
    ),
    (
        "DATABASE_URL",
        "sqlite:PATH or postgres://USER@HOST/NAME; the default is a file in DATA_DIR",
    ),
    (
        "SMTP_URL",
        "mail server, such as smtps://USER:PASSWORD@mail.example; without it development keeps mail at /dev/mail",
    ),
];

/// The secrets as they were given: the text of each, or the fault that keeps it from being read.
#[derive(Clone, Default)]
pub struct RawSecrets(BTreeMap<&'static str, Result<String, Fault>>);

impl RawSecrets {
    /// The secrets of this process.
    #[must_use]
    pub fn from_environment() -> Self {
        Self::from_source(&ProcessEnvironment)
    }

    fn from_source(source: &impl Source) -> Self {
        let found = SECRETS
            .iter()
            .filter_map(|&(name, _)| Some((name, find(source, name)?)));
        Self(found.collect())
    }

    /// The same with another value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.insert(name, Ok(without_line_end(value.to_owned())));
        self
    }

    /// The text, if there is one that is not empty.
    ///
    /// # Errors
    /// A [`Fault`], such as for a file that cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<&str>, &Fault> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value.as_str()).filter(|value| !value.trim().is_empty())),
            Some(Err(fault)) => Err(fault),
        }
    }
}

impl fmt::Debug for RawSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Where variables are looked up; tests have their own.
trait Source {
    fn variable(&self, name: &str) -> Option<OsString>;
}

struct ProcessEnvironment;

impl Source for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<OsString> {
        env::var_os(name).filter(|value| !value.is_empty())
    }
}

/// A variable goes first, then the file that `NAME_FILE` names, then what systemd was told to load
/// (<https://systemd.io/CREDENTIALS>).
fn find(source: &impl Source, name: &'static str) -> Option<Result<String, Fault>> {
    let file_variable = format!("{name}_FILE");
    let fault = |problem: String, fix: &str| Fault {
        variable: name,
        problem,
        fix: fix.into(),
    };
    Some(match (source.variable(name), source.variable(&file_variable)) {
        (Some(_), Some(_)) => Err(fault(format!("is set, and so is {file_variable}"), "Use one of them.")),
        (Some(value), None) => value.into_string().map(without_line_end).map_err(|_| {
            fault(
                "is not text in UTF-8".into(),
                "Use letters, digits and signs, such as the output of `openssl rand -base64 48`.",
            )
        }),
        (None, Some(path)) => read_file(name, Path::new(&path)),
        (None, None) => {
            let path = Path::new(&source.variable("CREDENTIALS_DIRECTORY")?).join(name);
            path.exists().then(|| read_file(name, &path))?
        }
    })
}

fn read_file(variable: &'static str, path: &Path) -> Result<String, Fault> {
    let refuse = |problem: String, fix: &str| {
        Err(Fault {
            variable,
            problem: format!("is in {}, which {problem}", path.display()),
            fix: fix.into(),
        })
    };
    let size = fs::metadata(path).map_or(0, |data| data.len());
    if size > MAX_FILE_SIZE {
        return refuse(
            format!("has {size} bytes"),
            "Use the path of a file with nothing but the value.",
        );
    }
    match fs::read_to_string(path).map(without_line_end) {
        Ok(value) if value.trim().is_empty() => refuse("is empty".into(), "Use a file that holds the value."),
        Ok(value) => Ok(value),
        Err(error) => refuse(
            format!("cannot be read: {error}"),
            "Use the path of a file that this user may read.",
        ),
    }
}

/// Editors and `echo` end a file with a line break, which nobody means to be a part of the secret.
fn without_line_end(mut value: String) -> String {
    value.truncate(value.trim_end_matches(['\n', '\r']).len());
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Source for BTreeMap<&str, OsString> {
        fn variable(&self, name: &str) -> Option<OsString> {
            self.get(name).cloned()
        }
    }

    fn file(folder: &Path, name: &str, content: &[u8]) -> OsString {
        fs::write(folder.join(name), content).unwrap();
        folder.join(name).into()
    }

    #[test]
    fn a_secret_comes_from_the_environment_from_a_file_or_from_systemd() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "secret", b"of a file\r\n\n");
        file(folder.path(), "SMTP_URL", b" of systemd \n");
        let secrets = RawSecrets::from_source(&BTreeMap::from([
            ("AUTH_SECRET", "of the environment\n".into()),
            ("DATABASE_URL_FILE", path),
            ("CREDENTIALS_DIRECTORY", folder.path().into()),
        ]));
        for (name, value) in [
            ("AUTH_SECRET", Some("of the environment")),
            ("DATABASE_URL", Some("of a file")),
            ("SMTP_URL", Some(" of systemd ")),
            ("AUTH_SECRET_PREVIOUS", None),
        ] {
            assert_eq!(secrets.get(name).unwrap(), value, "{name}");
        }
        assert!(!format!("{secrets:?}").contains("of "), "{secrets:?}");
    }

    #[test]
    fn what_cannot_be_read_is_told_with_the_file_and_without_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        for (path, said) in [
            (missing.into_os_string(), "missing, which cannot be read"),
            (file(folder.path(), "empty", b"\n"), "empty, which is empty"),
            (
                file(folder.path(), "bytes", b"hunter2\xff"),
                "bytes, which cannot be read",
            ),
            (
                file(folder.path(), "large", &vec![b'x'; 70_000]),
                "large, which has 70000 bytes",
            ),
        ] {
            let secrets = RawSecrets::from_source(&BTreeMap::from([("AUTH_SECRET_FILE", path)]));
            let fault = secrets.get("AUTH_SECRET").unwrap_err();
            assert!(
                fault.problem.contains(said) && !fault.problem.contains("hunter2"),
                "{fault:?}"
            );
        }
        let both = BTreeMap::from([("SMTP_URL", "a".into()), ("SMTP_URL_FILE", "b".into())]);
        assert!(
            RawSecrets::from_source(&both)
                .get("SMTP_URL")
                .unwrap_err()
                .problem
                .contains("SMTP_URL_FILE")
        );
    }
}
