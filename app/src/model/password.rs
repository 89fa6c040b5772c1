//! Passwords as they are typed.
//!
//! Every way into the program parses one. A [`Password`] is never trimmed, printed or serialised. It is in Unicode's
//! NFC form: keyboards differ in whether they send `é` as one character or as two, and nobody can see which (NIST SP
//! 800-63B §5.1.1.2). Only the server makes one, so the tables this needs stay out of the browser.

use super::{Field, FieldError, Problem};
use unicode_normalization::UnicodeNormalization;

/// A password of an allowed length. Its `Debug` shows nothing.
pub struct Password {
    text: String,
    /// As it came, where that is something else.
    typed: Option<String>,
}

impl Password {
    /// Longest password in characters.
    pub const MAX_CHARACTERS: usize = 128;
    /// Longest password in bytes, as it comes; checked first, so that length costs nothing. The longest form of 128
    /// characters has fewer.
    pub const MAX_BYTES: usize = 2048;

    /// Accepts anything of 1 to 128 characters, counted in NFC. How long a *new* password must be is policy and
    /// decided by the server; an existing shorter one must still open its account.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Password`].
    pub fn parse(raw: String) -> Result<Self, FieldError> {
        if raw.is_empty() {
            return Err(FieldError::new(Field::Password, Problem::Missing));
        }
        let max = Self::MAX_CHARACTERS;
        let too_long = || FieldError::new(Field::Password, Problem::TooLong { max });
        if raw.len() > Self::MAX_BYTES {
            return Err(too_long());
        }
        let text: String = raw.nfc().collect();
        if text.chars().count() > max {
            return Err(too_long());
        }
        let typed = (raw != text).then_some(raw);
        Ok(Self { text, typed })
    }

    /// The secret itself, for hashing and for the policy check.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The secret as it came, if that is not its NFC form: hashes were once made of it.
    #[must_use]
    pub fn reveal_typed(&self) -> Option<&str> {
        self.typed.as_deref()
    }

    /// Length in characters.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.chars().count()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_keep_spaces_and_any_character_up_to_128() {
        for raw in [" a ", &"é".repeat(64), &"😀".repeat(128)] {
            assert_eq!(Password::parse(raw.to_owned()).unwrap().reveal(), raw);
        }
        assert!(Password::parse("x".repeat(129)).is_err());
        assert!(Password::parse(String::new()).is_err());
    }

    #[test]
    fn a_password_is_the_same_however_its_letters_are_composed() {
        for (composed, apart) in [
            ("mañana café", "man\u{303}ana cafe\u{301}"),
            ("ệ", "e\u{302}\u{323}"),
            ("각", "\u{1100}\u{1161}\u{11a8}"),
            ("Å", "\u{212b}"),
        ] {
            let (one, other) = (
                Password::parse(composed.to_owned()).unwrap(),
                Password::parse(apart.to_owned()).unwrap(),
            );
            assert_eq!((one.reveal(), one.reveal_typed()), (composed, None));
            assert_eq!((other.reveal(), other.reveal_typed()), (composed, Some(apart)));
            assert_eq!(one.length(), other.length());
        }
        // What looks alike and is something else stays so: compatibility forms would make a password weaker.
        assert_eq!(Password::parse("ﬁ①".to_owned()).unwrap().reveal(), "ﬁ①");
        let longest = "\u{1100}\u{1161}\u{11a8}".repeat(128);
        assert_eq!(Password::parse(longest.clone()).unwrap().length(), 128);
        assert!(Password::parse(longest + "a").is_err());
    }

    #[test]
    fn debug_does_not_reveal_a_password() {
        let password = Password::parse("tell nobody".to_owned()).unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
