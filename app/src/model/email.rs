//! Email addresses as accounts have them.
//!
//! Every way into the program parses one: forms, the API, the command line. An [`EmailAddress`] is well formed and
//! normalised, so one mailbox is one account, and it can stand in a header of an email as it is. Only the server
//! parses, so the tables this needs stay out of the browser.

use super::{Field, FieldError, Problem};
use serde::{Deserialize, Serialize};

/// An email address that is well formed and normalised: trimmed and in lower case.
///
/// The grammar is the one browsers apply to `<input type="email">` (HTML Standard, "valid e-mail
/// address") with a dot required in the domain. What cannot be seen is taken out, for it comes along when an address is
/// copied from a page or an email. A domain may be written in any script, and is kept in its `xn--` form (A-labels,
/// RFC 5890), as mail servers know it; before the `@` it is ASCII only, and look-alikes such as a full-width `＠` are
/// refused.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

/// RFC 5321 §4.5.3.1.3 allows 256 octets for a path with its angle brackets.
const MAX_LENGTH: usize = 254;
/// Most that is looked at, in bytes: other scripts take up to four for a letter.
const MAX_TYPED: usize = 4 * MAX_LENGTH;
/// RFC 5321 §4.5.3.1.1.
const MAX_LOCAL_LENGTH: usize = 64;

impl EmailAddress {
    /// Parses what a person typed.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Email`] that says what is wrong.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let refuse = |problem| Err(FieldError::new(Field::Email, problem));
        if raw.len() > MAX_TYPED {
            return refuse(Problem::TooLong { max: MAX_LENGTH });
        }
        let visible: String = raw.chars().filter(|letter| !is_invisible(*letter)).collect();
        let trimmed = visible.trim().trim_matches(JOINERS);
        if trimmed.is_empty() {
            return refuse(Problem::Missing);
        }
        let Some((local, domain)) = trimmed.split_once('@') else {
            return refuse(Problem::NotAnEmailAddress);
        };
        let local = local.replace(JOINERS, "").to_ascii_lowercase();
        match in_a_labels(domain) {
            Some(domain) if is_local_part(&local) => match format!("{local}@{domain}") {
                address if address.len() > MAX_LENGTH => refuse(Problem::TooLong { max: MAX_LENGTH }),
                address => Ok(Self(address)),
            },
            _ => refuse(Problem::NotAnEmailAddress),
        }
    }

    /// Whether a text could be an address, for a browser that wants to say so before it asks: there is something on
    /// both sides of the one `@`.
    #[must_use]
    pub fn is_likely(raw: &str) -> bool {
        let sides = raw.trim().split_once('@');
        sides.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
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

/// What leaves no trace on a screen, or a blank that is not for parting words: soft hyphen, zero-width and
/// no-break spaces, marks of direction, variation selectors, byte order mark.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{2007}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202f}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// They cannot be seen either, but make a difference between the letters of some scripts (RFC 5892, appendix A).
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// A domain as the network knows it, if it can be one.
fn in_a_labels(domain: &str) -> Option<String> {
    let read = |domain: &str| {
        if domain.is_ascii() {
            // What has always been taken is not judged anew.
            return Some(domain.to_ascii_lowercase());
        }
        idna::domain_to_ascii_strict(domain).ok()
    };
    // Where joiners belong, they stay.
    let ascii = read(domain).or_else(|| read(&domain.replace(JOINERS, "")))?;
    is_domain(&ascii).then_some(ascii)
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
    fn what_cannot_be_seen_is_taken_out() {
        for raw in [
            "\u{feff}ada@example.com",
            "ada@example.com\u{200b}",
            "\u{a0}ada@example.com\u{a0}",
            "ada\u{ad}@exam\u{200b}ple.com",
            "ada@ex\u{200d}ample.com\u{200d}",
            "a\u{200c}da@\u{2060}example.com",
            "\u{202a}ada@example.com\u{202c}",
            "\u{2066}ada@example.com\u{2069}",
            "\u{3000}ada@example.com\t\r\n",
            "ada\u{a0}@example.com",
        ] {
            assert_eq!(EmailAddress::parse(raw).unwrap().as_str(), "ada@example.com", "{raw:?}");
        }
    }

    #[test]
    fn a_domain_is_kept_as_the_network_knows_it() {
        for (raw, expected) in [
            ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
            ("ada@bu\u{308}cher.example", "ada@xn--bcher-kva.example"),
            ("ada@BÜ\u{200b}CHER.example", "ada@xn--bcher-kva.example"),
            ("ada@bü\u{200d}cher.example", "ada@xn--bcher-kva.example"),
            ("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"),
            ("ada@straße.example", "ada@xn--strae-oqa.example"),
            ("ada@例え。テスト", "ada@xn--r8jz45g.xn--zckzah"),
            ("ada@ｅｘａｍｐｌｅ.com", "ada@example.com"),
            ("ada@пример.испытание", "ada@xn--e1afmkfd.xn--80akhbyknj4f"),
        ] {
            assert_eq!(EmailAddress::parse(raw).unwrap().as_str(), expected, "{raw}");
        }
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
            "adä@example.com",
            "ada@ex ämple.com",
            "ada@exämple",
            "ada@-exämple.com",
            "ada@exämple.com.",
            "ada@exämple..com",
            "ada@exämple.com＠example.com",
            "ada@\u{301}xample.com",
            "\u{200b}@\u{feff}",
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
