use super::{AppError, EmailAddress, Field, FieldError, Password, PersonName};
use serde::{Deserialize, Serialize};

/// The sign-up form as it is sent. Its `Debug` shows nothing, for it holds a password.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    pub name: String,
    pub email: String,
    pub password: String,
}

/// A sign-up whose fields are well formed.
#[derive(Debug)]
pub struct SignUp {
    pub name: PersonName,
    pub email: EmailAddress,
    pub password: Password,
}

impl std::fmt::Debug for SignUpForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignUpForm(…)")
    }
}

impl SignUpForm {
    /// Parses all fields and reports all that are wrong.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with one entry per wrong field.
    pub fn parse(self) -> Result<SignUp, AppError> {
        let mut errors = Vec::new();
        let name = keep(PersonName::parse(&self.name), &mut errors);
        let email = keep(EmailAddress::parse(&self.email), &mut errors);
        let password = keep(Password::parse(self.password), &mut errors);
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(SignUp { name, email, password }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The sign-in form as it is sent. Its `Debug` shows nothing, for it holds a password.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    pub email: String,
    pub password: String,
    /// A ticked checkbox sends a value, an empty one sends nothing.
    pub remember: Option<String>,
}

/// A sign-in whose fields are well formed.
#[derive(Debug)]
pub struct SignIn {
    pub email: EmailAddress,
    pub password: Password,
    pub remember: bool,
}

impl std::fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInForm(…)")
    }
}

impl SignInForm {
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

fn keep<T>(parsed: Result<T, FieldError>, errors: &mut Vec<FieldError>) -> Option<T> {
    parsed.map_err(|error| errors.push(error)).ok()
}

/// A form that was sent without JavaScript and refused: the page shows it again with the reason
/// and with what was typed. Passwords are never kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedForm {
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
    use crate::model::Problem;

    #[test]
    fn every_wrong_field_is_reported_at_once() {
        let Err(AppError::Invalid(errors)) = SignUpForm::default().parse() else {
            panic!("an empty form was accepted")
        };
        let expected =
            [Field::Name, Field::Email, Field::Password].map(|field| FieldError::new(field, Problem::Missing));
        assert_eq!(errors, expected);
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
