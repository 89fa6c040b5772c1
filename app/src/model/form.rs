//! The forms for signing up and in: as they are sent, as they are parsed, and as they come back refused.
//!
//! Pages send them by a server function or, without JavaScript, to the page's own address; the server parses both here.
//! The browser looks at them first ([`SignUpForm::check`]), with rules short enough for the WASM. None of them shows a
//! password, printed or rendered again.

use super::{AppError, EmailAddress, Field, FieldError, Password, PersonName, Problem};
use serde::{Deserialize, Serialize};

/// The sign-up form as it is sent. Its `Debug` shows nothing, for it holds a password.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    /// As it was typed.
    pub name: String,
    /// As it was typed.
    pub email: String,
    /// As it was typed.
    pub password: String,
    /// Where the browser says it is, by the name of the zone; nothing where it does not say.
    pub time_zone: String,
}

/// A sign-up whose fields are well formed.
#[derive(Debug)]
pub struct SignUp {
    /// What the user wants to be called.
    pub name: PersonName,
    /// The address of the account.
    pub email: EmailAddress,
    /// The password it is to have; the use case decides whether it is good enough.
    pub password: Password,
    /// As it came: the server knows the names of zones, and takes any other for none.
    pub time_zone: String,
}

impl std::fmt::Debug for SignUpForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignUpForm(…)")
    }
}

impl SignUpForm {
    /// What is wrong at first sight, for a browser that wants to say so before it asks. The server parses.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with one entry per wrong field.
    pub fn check(&self, password_min_length: usize) -> Result<(), AppError> {
        let mut errors = Vec::new();
        keep(PersonName::parse(&self.name), &mut errors);
        check_credentials(&self.email, &self.password, password_min_length, &mut errors);
        nothing_wrong(errors)
    }

    /// Parses all fields and reports all that are wrong at once.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with one entry per wrong field.
    pub fn parse(self, password_min_length: usize) -> Result<SignUp, AppError> {
        let is_long_enough = |password: Password| {
            let min = password_min_length;
            if password.length() < min {
                return Err(FieldError::new(Field::Password, Problem::TooShort { min }));
            }
            Ok(password)
        };
        let mut errors = Vec::new();
        let name = keep(PersonName::parse(&self.name), &mut errors);
        let email = keep(EmailAddress::parse(&self.email), &mut errors);
        let password = keep(Password::parse(self.password).and_then(is_long_enough), &mut errors);
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(SignUp {
                name,
                email,
                password,
                time_zone: self.time_zone,
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The sign-in form as it is sent. Its `Debug` shows nothing, for it holds a password.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    /// As it was typed.
    pub email: String,
    /// As it was typed.
    pub password: String,
    /// A ticked checkbox sends a value, an empty one sends nothing.
    pub remember: Option<String>,
}

/// A sign-in whose fields are well formed.
#[derive(Debug)]
pub struct SignIn {
    /// The address of the account.
    pub email: EmailAddress,
    /// The password to verify.
    pub password: Password,
    /// Whether the session outlasts the browser.
    pub remember: bool,
}

impl std::fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInForm(…)")
    }
}

impl SignInForm {
    /// What is wrong at first sight, for a browser that wants to say so before it asks. The server parses.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with one entry per wrong field.
    pub fn check(&self) -> Result<(), AppError> {
        let mut errors = Vec::new();
        check_credentials(&self.email, &self.password, 0, &mut errors);
        nothing_wrong(errors)
    }

    /// Parses all fields and reports all that are wrong.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with one entry per wrong field.
    pub fn parse(self) -> Result<SignIn, AppError> {
        let mut errors = Vec::new();
        let email = keep(EmailAddress::parse(&self.email), &mut errors);
        let password = keep(Password::parse(self.password), &mut errors);
        let remember = self.remember.is_some();
        match (email, password) {
            (Some(email), Some(password)) => Ok(SignIn {
                email,
                password,
                remember,
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

fn check_credentials(email: &str, password: &str, password_min_length: usize, errors: &mut Vec<FieldError>) {
    let email_problem = match email.trim() {
        "" => Some(Problem::Missing),
        email => (!EmailAddress::is_likely(email)).then_some(Problem::NotAnEmailAddress),
    };
    let password_problem = match password.chars().count() {
        0 => Some(Problem::Missing),
        length => (length < password_min_length).then_some(Problem::TooShort {
            min: password_min_length,
        }),
    };
    errors.extend(email_problem.map(|problem| FieldError::new(Field::Email, problem)));
    errors.extend(password_problem.map(|problem| FieldError::new(Field::Password, problem)));
}

fn nothing_wrong(errors: Vec<FieldError>) -> Result<(), AppError> {
    if errors.is_empty() {
        return Ok(());
    }
    Err(AppError::Invalid(errors))
}

fn keep<T>(parsed: Result<T, FieldError>, errors: &mut Vec<FieldError>) -> Option<T> {
    parsed.map_err(|error| errors.push(error)).ok()
}

/// A form that was sent without JavaScript and refused: the page shows it again with the reason
/// and with what was typed. Passwords are never kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedForm {
    /// Why.
    pub error: AppError,
    /// Field names and values, in the order they were sent.
    pub values: Vec<(String, String)>,
}

impl RefusedForm {
    /// Keeps all fields but passwords and codes.
    #[must_use]
    pub fn new(error: AppError, fields: Vec<(String, String)>) -> Self {
        let secrets = [Field::Password, Field::CurrentPassword, Field::Code].map(Field::attribute);
        let values = fields
            .into_iter()
            .filter(|(name, _)| !secrets.contains(&&**name))
            .collect();
        Self { error, values }
    }

    /// What was typed into the field with this name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_reported_at_once() {
        let Err(AppError::Invalid(errors)) = SignUpForm::default().parse(8) else {
            panic!("an empty form was accepted")
        };
        let expected =
            [Field::Name, Field::Email, Field::Password].map(|field| FieldError::new(field, Problem::Missing));
        assert_eq!(errors, expected);
    }

    #[test]
    fn at_first_sight_the_same_is_wrong() {
        let missing = |fields: &[Field]| -> Vec<_> {
            let missing = |field: &Field| FieldError::new(*field, Problem::Missing);
            fields.iter().map(missing).collect()
        };
        let everything = missing(&[Field::Name, Field::Email, Field::Password]);
        assert_eq!(SignUpForm::default().check(8), Err(AppError::Invalid(everything)));
        let both = missing(&[Field::Email, Field::Password]);
        assert_eq!(SignInForm::default().check(), Err(AppError::Invalid(both)));
        let form = |email: &str, password: &str| SignUpForm {
            name: "Ada".into(),
            email: email.into(),
            password: password.into(),
            ..SignUpForm::default()
        };
        assert_eq!(form("ada@bücher.example", "12345678").check(8), Ok(()));
        let short = FieldError::new(Field::Password, Problem::TooShort { min: 8 });
        assert_eq!(
            form("ada@example.com", "1234567").check(8),
            Err(AppError::Invalid(vec![short]))
        );
        let unlikely = FieldError::new(Field::Email, Problem::NotAnEmailAddress);
        assert_eq!(
            form("ada@", "12345678").check(8),
            Err(AppError::Invalid(vec![unlikely]))
        );
    }

    #[test]
    fn a_refused_form_keeps_values_but_no_password() {
        let fields = vec![
            ("email".into(), "ada@example.com".into()),
            ("password".into(), "secret".into()),
        ];
        let refused = RefusedForm::new(AppError::WrongCredentials, fields);
        assert_eq!(refused.value("email"), Some("ada@example.com"));
        assert_eq!(refused.value("password"), None);
    }
}
