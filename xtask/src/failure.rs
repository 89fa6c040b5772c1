//! What went wrong, in words for the person at the keyboard.
//!
//! Nothing here reacts to the kind of a failure, so there is one type: a sentence, and where it helps
//! a hint with the command that would fix it.

use std::fmt;

#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, "\n hint: {hint}"),
            None => Ok(()),
        }
    }
}
