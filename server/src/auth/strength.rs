//! How strong a new password is, in the words and the level that the meter beside its field shows. `auth::policy` gives
//! it; a password that would be refused is never called fair.

/// A word on a password while it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    TooShort,
    /// One of those that are guessed first; it would be refused.
    Common,
    Weak,
    Fair,
    Strong,
}

impl Strength {
    /// Judges one that is not guessed first by its length and by how many different characters there are.
    #[must_use]
    pub fn of(password: &str) -> Self {
        let length = password.chars().count();
        let distinct = password.chars().collect::<std::collections::BTreeSet<_>>().len();
        match (length, distinct) {
            (_, 0..=4) | (0..=9, _) => Self::Weak,
            (10..=14, _) | (_, 5..=7) => Self::Fair,
            _ => Self::Strong,
        }
    }

    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::TooShort => "Too short",
            Self::Common => "Too easy to guess: pick another one",
            Self::Weak => "Weak: make it longer",
            Self::Fair => "Fair: one more word would help",
            Self::Strong => "Strong",
        }
    }

    /// How many of the three segments of the meter are filled.
    #[must_use]
    pub fn level(self) -> u8 {
        match self {
            Self::TooShort => 0,
            Self::Common | Self::Weak => 1,
            Self::Fair => 2,
            Self::Strong => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_rises_with_length_and_variety() {
        assert_eq!(Strength::of("aaaaaaaaaaaaaaaaaaaa"), Strength::Weak);
        assert_eq!(Strength::of("abcdefgh1"), Strength::Weak);
        assert_eq!(Strength::of("abcdefgh1234"), Strength::Fair);
        assert_eq!(Strength::of("correct horse battery"), Strength::Strong);
    }
}
