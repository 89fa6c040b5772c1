use super::{Auth, Error};
use app::model::{Field, FieldError, Password, Problem};

/// Whether a *new* password is long enough. That costs nothing, so it comes before anything is counted.
///
/// # Errors
/// A [`FieldError`] for the password.
pub fn check_length(password: &Password, min_length: usize) -> Result<(), FieldError> {
    match password.length() < min_length {
        true => Err(FieldError::new(Field::Password, Problem::TooShort { min: min_length })),
        false => Ok(()),
    }
}

/// The hash of a *new* password, unless it is one of those that are guessed first, also by those who know what is
/// `personal`. There are no rules about kinds of characters (NIST SP 800-63B §5.1.1.2). The estimate may cost more than
/// the hash, so both take their turn together, and whoever calls this has asked the limits before.
///
/// # Errors
/// [`Error::Invalid`] for a password that is guessed first; [`Error::Busy`].
pub async fn hash_new_password(auth: &Auth, password: &Password, personal: &[&str]) -> Result<String, Error> {
    let personal: Vec<String> = personal.iter().map(|&text| text.to_owned()).collect();
    let is_refused = move |password: &str| {
        let personal: Vec<&str> = personal.iter().map(String::as_str).collect();
        is_common(password, &personal)
    };
    let hash = auth.passwords.hash_unless(password, is_refused).await?;
    Ok(hash.ok_or(FieldError::new(Field::Password, Problem::Common))?)
}

/// Passwords that fall to this many guesses, as powers of ten, are the ones on every list. zxcvbn
/// knows the lists (and what people do to the words on them) without asking anybody.
const EASILY_GUESSED: f64 = 6.0;
/// So many characters are looked at: the time of the estimate grows faster than the text, and what is as long as this
/// is guessed first only if its beginning is.
const MOST_CHARACTERS: usize = 40;
/// Characters that zxcvbn takes for a letter, by letter, where there are several for one. It tries every combination
/// of those that occur.
const STAND_INS: [&str; 7] = ["4@", "({[<", "69", "1!|", "1|7", "$5", "+7"];
/// So many combinations are tried.
const MOST_COMBINATIONS: usize = 16;

fn is_common(password: &str, personal: &[&str]) -> bool {
    zxcvbn::zxcvbn(&to_estimate(password), personal).guesses_log10() < EASILY_GUESSED
}

/// What is estimated of a password. One with so many stand-ins that all their combinations would cost seconds keeps one
/// for each letter: no word on a list has that many, so it is not guessed any earlier or later for it.
fn to_estimate(password: &str) -> String {
    let text: String = password.chars().take(MOST_CHARACTERS).collect();
    let kinds = STAND_INS.map(|kinds| kinds.chars().filter(|&kind| text.contains(kind)).count().max(1));
    if kinds.iter().product::<usize>() <= MOST_COMBINATIONS {
        return text;
    }
    text.chars()
        .map(|letter| match letter {
            '@' => '4',
            '{' | '[' | '<' => '(',
            '9' => '6',
            '!' | '|' => '1',
            '5' => '$',
            '+' => '7',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(raw: &str) -> bool {
        is_common(raw, &["Ada Lovelace", "ada@example.com"])
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for raw in [
            "password",
            "password1234",
            "qwertyuiop12",
            "12345678",
            "iloveyou1",
            "ada@example.com",
            "aaaaaaaaaaaa",
            "P@ssw0rd",
        ] {
            assert!(is_refused(raw), "{raw:?} was accepted");
        }
    }

    #[test]
    fn other_passwords_are_accepted() {
        for raw in [
            "plum-harbour-tango-42",
            "correct horse battery staple",
            "kX9#mQ2v",
            "Übergrößenträger",
            "s3cret-Tulip",
        ] {
            assert!(!is_refused(raw), "{raw:?} was refused");
        }
    }

    /// What would cost seconds costs no more than what people type.
    #[test]
    fn every_stand_in_at_once_is_few_combinations() {
        let worst = "4@8({[<369!1|0$5+7%2".repeat(7);
        let estimated = to_estimate(&worst);
        assert_eq!(estimated.chars().count(), MOST_CHARACTERS);
        let left = STAND_INS.map(|kinds| kinds.chars().filter(|&kind| estimated.contains(kind)).count());
        assert!(left.iter().product::<usize>() <= MOST_COMBINATIONS, "{estimated}");
        assert!(!is_refused(&worst));
        for usual in ["P@$$w0rd!1", "1234567890", "!@#$%^&*()", "plum-harbour-tango-42"] {
            assert_eq!(to_estimate(usual), usual);
        }
    }
}
