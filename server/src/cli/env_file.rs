//! The `.env` file of a developer: read from the folder the command is started in and from no other, and never in
//! production, where settings come from whoever runs the program.
//!
//! A line is `NAME=VALUE`, perhaps after `export`. What stands there is what counts: nothing is expanded, and a `$` or a
//! `\` is itself. A value may stand in single or double quotes, which then belong to it no more than the spaces around
//! it; without them it ends where ` #` begins a comment. Lines that are empty or begin with `#` say nothing. What the
//! environment says already stays.

use super::Failure;
use std::{env, fs, io, path::Path};

const NAME: &str = ".env";

/// Starts this program anew with what the file says, if it says anything that the environment does not. A process
/// cannot change its own environment safely while others may read it.
///
/// # Errors
/// A [`Failure`] that names the line and repeats nothing of it.
pub(super) fn read() -> Result<(), Failure> {
    let is_production = || {
        env::var_os("ENVIRONMENT").is_some_and(|name| name == "production")
            || is_asked_for(
                &env::args_os()
                    .map(|word| word.to_string_lossy().into_owned())
                    .collect::<Vec<_>>(),
            )
    };
    let text = match fs::read_to_string(Path::new(NAME)) {
        Ok(_) if is_production() => return Ok(()),
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(_) if is_production() => return Ok(()),
        Err(error) => return Err(Failure::usage(format!("the {NAME} file cannot be read: {error}"), FIX)),
    };
    let mut missing: Vec<(&str, &str)> = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let refuse = |why: &str| Failure::usage(format!("line {number} of the {NAME} file {why}"), FIX);
        match setting(line) {
            Ok(None) => {}
            Ok(Some(("ENVIRONMENT", "production"))) => {
                return Err(refuse("asks for production, which reads no such file"));
            }
            Ok(Some((name, value))) => {
                if env::var_os(name).is_none() && !missing.iter().any(|(other, _)| *other == name) {
                    missing.push((name, value));
                }
            }
            Err(why) => return Err(refuse(why)),
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        start_anew(&missing)
    }
}

const FIX: &str = "Each line is NAME=VALUE, taken as it is written; put a value with quotes, # or spaces at its ends into single quotes. \
                   In production use the environment, such as systemd's EnvironmentFile.";

fn is_asked_for(arguments: &[String]) -> bool {
    let pairs = arguments.windows(2);
    arguments.iter().any(|word| word == "--environment=production")
        || pairs.into_iter().any(|pair| pair == ["--environment", "production"])
}

/// What a line says, or why it cannot be read.
fn setting(line: &str) -> Result<Option<(&str, &str)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').ok_or("is no NAME=VALUE")?;
    let name = name.trim();
    let is_name = |name: &str| {
        !name.starts_with(|letter: char| letter.is_ascii_digit())
            && name
                .bytes()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
    };
    if name.is_empty() || !is_name(name) {
        return Err("is no NAME=VALUE");
    }
    let value = value.trim();
    if value.contains('\0') {
        return Err("holds a character that no setting can have");
    }
    let quote = value.chars().next().filter(|letter| matches!(letter, '\'' | '"'));
    let Some(quote) = quote else {
        let end = value.find(" #").or_else(|| value.find("\t#"));
        return Ok(Some((name, value[..end.unwrap_or(value.len())].trim_end())));
    };
    let (value, rest) = value[1..]
        .split_once(quote)
        .ok_or("has a quotation mark that is not closed")?;
    match rest.trim_start() {
        "" => Ok(Some((name, value))),
        rest if rest.starts_with('#') => Ok(Some((name, value))),
        _ => Err("goes on after the quotation mark"),
    }
}

#[cfg(unix)]
fn start_anew(settings: &[(&str, &str)]) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt;
    // It comes back only when it has failed.
    Err(not_started(&again(settings)?.exec()))
}

#[cfg(not(unix))]
fn start_anew(settings: &[(&str, &str)]) -> Result<(), Failure> {
    let status = again(settings)?.status().map_err(|error| not_started(&error))?;
    std::process::exit(status.code().unwrap_or(1))
}

fn again(settings: &[(&str, &str)]) -> Result<std::process::Command, Failure> {
    let program = env::current_exe().map_err(|error| not_started(&error))?;
    let mut command = std::process::Command::new(program);
    command.args(env::args_os().skip(1)).envs(settings.iter().copied());
    Ok(command)
}

fn not_started(error: &io::Error) -> Failure {
    let problem = format!("the settings of the {NAME} file cannot be passed on: {error}");
    Failure::problem(problem, "Set them in the environment.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_is_written() {
        for (line, value) in [
            ("A=K7g$Unols$Zq9", "K7g$Unols$Zq9"),
            ("A=${HOME}$(id)`id`", "${HOME}$(id)`id`"),
            ("A=\"a$b\\n${c}\"", "a$b\\n${c}"),
            ("A='a\"b$c'", "a\"b$c"),
            ("A=\"it's\"", "it's"),
            ("A=a\\b\\$c", "a\\b\\$c"),
            ("A=a#b%3D=c?d&e", "a#b%3D=c?d&e"),
            ("A=pass'word\"x", "pass'word\"x"),
            (
                "  export A = Latchkey <no-reply@todo.example>  # who emails are from",
                "Latchkey <no-reply@todo.example>",
            ),
            ("A=' a ' # with spaces", " a "),
            ("A=", ""),
            ("A=''", ""),
            ("A=bücher", "bücher"),
        ] {
            assert_eq!(setting(line), Ok(Some(("A", value))), "{line}");
        }
        for line in ["", "   ", "# A=b", "\t#"] {
            assert_eq!(setting(line), Ok(None), "{line}");
        }
    }

    #[test]
    fn what_is_no_setting_is_refused() {
        for line in [
            "AUTH_SECRET: K7gNU3==",
            "AUTH_SECRET",
            "=x",
            "1A=x",
            "A-B=x",
            "A B=x",
            "A='x",
            "A=\"x",
            "A='x'y",
            "A=\"x\" \"y\"",
            "A=x\0y",
        ] {
            assert!(setting(line).is_err(), "{line}");
        }
    }

    #[test]
    fn production_is_asked_for_by_a_flag_too() {
        let asks = |words: &[&str]| is_asked_for(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert!(asks(&["latchkey", "serve", "--environment=production"]));
        assert!(asks(&["latchkey", "--environment", "production"]));
        assert!(!asks(&["latchkey", "--environment", "development"]));
    }
}
