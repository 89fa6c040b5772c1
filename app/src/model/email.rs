use super::{Field, FieldError, Problem};
use serde::{Deserialize, Serialize};

/// An e-mail address that is well formed and normalised: trimmed and in lower case, so that one
/// mailbox is one account.
///
/// The grammar is the one browsers apply to `<input type="email">` (HTML Standard, "valid e-mail
/// address") with a dot required in the domain. It is ASCII only: look-alike characters such as a
/// full-width `＠` are refused before anything is normalised, and an international domain is
/// written in its `xn--` form.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

/// RFC 5321 §4.5.3.1.3 allows 256 octets for a path with its angle brackets.
const MAX_LENGTH: usize = 254;
/// RFC 5321 §4.5.3.1.1.
const MAX_LOCAL_LENGTH: usize = 64;

impl EmailAddress {
    /// Parses what a person typed.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Email`] that says what is wrong.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let refuse = |problem| Err(FieldError::new(Field::Email, problem));
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            return refuse(Problem::Missing);
        }
        if trimmed.len() > MAX_LENGTH {
            return refuse(Problem::TooLong { max: MAX_LENGTH });
        }
        match trimmed.split_once('@') {
            Some((local, domain)) if is_local_part(local) && is_domain(domain) => {
                Ok(Self(trimmed.to_ascii_lowercase()))
            }
            _ => refuse(Problem::NotAnEmailAddress),
        }
    }

    /// The normalised address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Addresses are personal data and stay out of logs.
impl std::fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

fn is_local_part(local: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    !local.is_empty()
        && local.len() <= MAX_LOCAL_LENGTH
        && local.bytes().all(allowed)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_trimmed_and_lower_cased() {
        let address = EmailAddress::parse("  Ada.Lovelace+todo@Example.COM ").unwrap();
        assert_eq!(address.as_str(), "ada.lovelace+todo@example.com");
    }

    #[test]
    fn malformed_and_look_alike_addresses_are_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        for raw in [
            "",
            " ",
            "ada",
            "@example.com",
            "ada@",
            "ada@localhost",
            "ada@@example.com",
            "a b@example.com",
            "ada@example..com",
            "ada@-example.com",
            ".ada@example.com",
            "ada.@example.com",
            "a..b@example.com",
            "ada＠example.com",
            "ａda@example.com",
            "ada@exämple.com",
            "\"ada\"@example.com",
            "ada@[127.0.0.1]",
            "ada@example.com\r\nBcc: eve@example.com",
            "ada@example.com,eve@example.com",
            "ada@example.com.",
            "a\0@example.com",
            long.as_str(),
        ] {
            assert!(EmailAddress::parse(raw).is_err(), "{raw:?} was accepted");
        }
    }
}
