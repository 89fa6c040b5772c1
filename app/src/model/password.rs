use super::{Field, FieldError, Problem};

/// A password as it was typed. It is never trimmed, changed, printed or serialised.
pub struct Password(String);

impl Password {
    /// Longest password in characters.
    pub const MAX_CHARACTERS: usize = 128;
    /// Longest password in bytes; checked before any hashing, so that length costs nothing.
    pub const MAX_BYTES: usize = 1024;

    /// Accepts anything of 1 to 128 characters. How long a *new* password must be is policy and
    /// decided by the server; an existing shorter one must still open its account.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Password`].
    pub fn parse(raw: String) -> Result<Self, FieldError> {
        if raw.is_empty() {
            return Err(FieldError::new(Field::Password, Problem::Missing));
        }
        if raw.len() > Self::MAX_BYTES || raw.chars().count() > Self::MAX_CHARACTERS {
            let max = Self::MAX_CHARACTERS;
            return Err(FieldError::new(Field::Password, Problem::TooLong { max }));
        }
        Ok(Self(raw))
    }

    /// The secret itself, for hashing and for the policy check.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Length in characters.
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.chars().count()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A rough word on a password while it is typed. It advises and never blocks; the server's
/// policy decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    TooShort,
    Weak,
    Fair,
    Strong,
}

impl Strength {
    /// Judges by length and by how many different characters there are, which is what matters
    /// most against guessing and needs no word list in the browser.
    #[must_use]
    pub fn of(password: &str, min_length: usize) -> Self {
        let length = password.chars().count();
        // Eight different ones are as good as more.
        let mut distinct = String::new();
        for character in password.chars() {
            if distinct.chars().count() < 8 && !distinct.contains(character) {
                distinct.push(character);
            }
        }
        match (length, distinct.chars().count()) {
            (length, _) if length < min_length => Self::TooShort,
            (_, 0..=4) | (0..=9, _) => Self::Weak,
            (10..=14, _) | (_, 5..=7) => Self::Fair,
            _ => Self::Strong,
        }
    }

    /// What the hint under the field says.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::TooShort => "Too short",
            Self::Weak => "Weak: make it longer",
            Self::Fair => "Fair: one more word would help",
            Self::Strong => "Strong",
        }
    }

    /// How many of the three meter segments are filled.
    #[must_use]
    pub fn level(self) -> u8 {
        self as u8
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
    fn debug_does_not_reveal_a_password() {
        let password = Password::parse("tell nobody".to_owned()).unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
    }

    #[test]
    fn strength_rises_with_length_and_variety() {
        assert_eq!(Strength::of("short", 8), Strength::TooShort);
        assert_eq!(Strength::of("aaaaaaaaaaaaaaaaaaaa", 8), Strength::Weak);
        assert_eq!(Strength::of("abcdefgh1", 8), Strength::Weak);
        assert_eq!(Strength::of("abcdefgh1234", 8), Strength::Fair);
        assert_eq!(Strength::of("correct horse battery", 8), Strength::Strong);
    }
}
