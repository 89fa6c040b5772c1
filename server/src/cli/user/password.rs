//! Where a password comes from. Never from an argument: everybody on the machine could see it, and the shell would
//! remember it.

use super::{
    Failure,
    errors::{in_words, of_terminal},
    output,
};
use crate::random;
use app::model::Password;
use clap::Args;
use std::io::BufRead;

#[derive(Args)]
pub(crate) struct PasswordSource {
    /// Read the password from the first line of the standard input
    #[arg(long)]
    password_stdin: bool,
    /// Generate a strong password and show it once
    #[arg(long, conflicts_with = "password_stdin")]
    generate: bool,
}

/// A password to be set.
pub(crate) struct NewPassword {
    pub parsed: Password,
    /// Its text, where it was made here and has to be shown.
    pub generated: Option<String>,
}

impl PasswordSource {
    /// As it was asked for; without a word about it, from the terminal.
    pub(crate) fn get(&self) -> Result<NewPassword, Failure> {
        if self.generate {
            // 24 letters of six bits each.
            let text: String = random::token().chars().take(24).collect();
            return Ok(NewPassword {
                parsed: parse(text.clone())?,
                generated: Some(text),
            });
        }
        let text = if self.password_stdin {
            from_input()?
        } else {
            from_terminal()?
        };
        Ok(NewPassword {
            parsed: parse(text)?,
            generated: None,
        })
    }
}

/// The line that shows a password that was made here.
pub(super) fn shown_once(generated: Option<&String>) -> String {
    generated.map_or_else(String::new, |password| {
        format!("\nThe password, which is not shown again: {password}")
    })
}

fn parse(text: String) -> Result<Password, Failure> {
    Password::parse(text).map_err(|error| in_words(&error))
}

fn from_input() -> Result<String, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| of_terminal(&error))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn from_terminal() -> Result<String, Failure> {
    let ask = |question| output::ask_secret(question).map_err(|error| of_terminal(&error));
    let no_terminal = || {
        Failure::usage(
            "there is no terminal to ask for the password",
            "Add --password-stdin and write it to the standard input, or --generate.",
        )
    };
    let first = ask("New password: ")?.ok_or_else(no_terminal)?;
    let second = ask("Once more: ")?.ok_or_else(no_terminal)?;
    if first != second {
        return Err(Failure::usage("the two passwords differ", "Try again."));
    }
    Ok(first)
}
