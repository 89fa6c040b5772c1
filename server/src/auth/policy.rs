use app::model::{Field, FieldError, Password, Problem};

/// Whether a *new* password is good enough: long enough, and not one of those that are guessed
/// first, also not by those who know what is `personal`. There are no rules about kinds of characters
/// (NIST SP 800-63B §5.1.1.2).
///
/// # Errors
/// A [`FieldError`] for the password.
pub fn check_new_password(password: &Password, personal: &[&str], min_length: usize) -> Result<(), FieldError> {
    let refuse = |problem| Err(FieldError::new(Field::Password, problem));
    if password.length() < min_length {
        return refuse(Problem::TooShort { min: min_length });
    }
    if is_common(password, personal) {
        return refuse(Problem::Common);
    }
    Ok(())
}

/// Passwords that fall to this many guesses, as powers of ten, are the ones on every list. zxcvbn
/// knows the lists (and what people do to the words on them) without asking anybody.
const EASILY_GUESSED: f64 = 6.0;

fn is_common(password: &Password, personal: &[&str]) -> bool {
    zxcvbn::zxcvbn(password.reveal(), personal).guesses_log10() < EASILY_GUESSED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(raw: &str) -> bool {
        is_common(
            &Password::parse(raw.to_owned()).unwrap(),
            &["Ada Lovelace", "ada@example.com"],
        )
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
}
