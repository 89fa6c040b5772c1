//! The settings that hold a secret. No flag takes them, for anybody on the machine can read what a program was started
//! with: they come from the environment, from a file that the environment names, or from systemd.

use std::{collections::BTreeMap, env, ffi::OsString, fmt, fs, path::PathBuf};

/// A secret is small; whatever is larger is another file.
const LARGEST: u64 = 64 * 1024;

/// Those there are, in the order in which they are shown.
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

/// Where secrets are looked for.
trait Source {
    fn variable(&self, name: &str) -> Option<OsString>;
}

struct Environment;

impl Source for Environment {
    fn variable(&self, name: &str) -> Option<OsString> {
        env::var_os(name).filter(|value| !value.is_empty())
    }
}

/// Secrets as they were given: the value of each, or why it cannot be read.
#[derive(Clone, Default)]
pub struct Given(BTreeMap<&'static str, Result<String, Unreadable>>);

/// Why a secret cannot be read, and what would mend it; nothing of it is told.
#[derive(Clone, Debug)]
pub struct Unreadable {
    pub problem: String,
    pub fix: String,
}

impl Given {
    /// What this process was given.
    #[must_use]
    pub fn to_this_process() -> Self {
        Self::by(&Environment)
    }

    fn by(source: &impl Source) -> Self {
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

    /// The value, if there is one that is not empty.
    ///
    /// # Errors
    /// `Unreadable`, for a file that cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<&str>, &Unreadable> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value.as_str()).filter(|value| !value.trim().is_empty())),
            Some(Err(why)) => Err(why),
        }
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A variable goes first, then the file that `NAME_FILE` names, then what systemd was told to load
/// (<https://systemd.io/CREDENTIALS>).
fn find(source: &impl Source, name: &str) -> Option<Result<String, Unreadable>> {
    let file_variable = format!("{name}_FILE");
    match (source.variable(name), source.variable(&file_variable)) {
        (Some(_), Some(_)) => Some(Err(Unreadable {
            problem: format!("is set, and so is {file_variable}"),
            fix: "Use one of them.".into(),
        })),
        (Some(value), None) => Some(value.into_string().map(without_line_end).map_err(|_| Unreadable {
            problem: "is not text in UTF-8".into(),
            fix: "Use letters, digits and signs, such as the output of `openssl rand -base64 48`.".into(),
        })),
        (None, Some(path)) => Some(read(&path.into())),
        (None, None) => {
            let path = PathBuf::from(source.variable("CREDENTIALS_DIRECTORY")?).join(name);
            path.exists().then(|| read(&path))
        }
    }
}

fn read(path: &PathBuf) -> Result<String, Unreadable> {
    let refuse = |problem: String, fix: &str| {
        Err(Unreadable {
            problem: format!("is in {}, which {problem}", path.display()),
            fix: fix.into(),
        })
    };
    let size = fs::metadata(path).map_or(0, |data| data.len());
    if size > LARGEST {
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
    use std::path::Path;

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
        let given = Given::by(&BTreeMap::from([
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
            assert_eq!(given.get(name).unwrap(), value, "{name}");
        }
        assert!(!format!("{given:?}").contains("of "), "{given:?}");
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
                file(folder.path(), "large", &[b'x'; 70_000]),
                "large, which has 70000 bytes",
            ),
        ] {
            let given = Given::by(&BTreeMap::from([("AUTH_SECRET_FILE", path)]));
            let why = given.get("AUTH_SECRET").unwrap_err();
            assert!(
                why.problem.contains(said) && !why.problem.contains("hunter2"),
                "{why:?}"
            );
        }
        let both = BTreeMap::from([("SMTP_URL", "a".into()), ("SMTP_URL_FILE", "b".into())]);
        assert!(
            Given::by(&both)
                .get("SMTP_URL")
                .unwrap_err()
                .problem
                .contains("SMTP_URL_FILE")
        );
    }
}
