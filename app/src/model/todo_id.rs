use super::{Field, FieldError, Problem};
use serde::{Deserialize, Serialize};

/// The id of a todo: a UUID in its canonical lower-case form. Pages make it themselves, so that a
/// new row can be shown, toggled and retried before the server has answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TodoId(String);

impl TodoId {
    /// Parses the canonical form; another spelling of the same UUID is refused, not converted, so
    /// that one todo has one id.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Id`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let is_canonical = raw.len() == 36
            && raw.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            });
        match is_canonical {
            true => Ok(Self(raw.to_owned())),
            false => Err(FieldError::new(Field::Id, Problem::Unreadable)),
        }
    }

    /// Makes an id of random bytes as UUID version 4 (RFC 9562 §5.4).
    #[must_use]
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let mut text = String::with_capacity(36);
        for (at, byte) in bytes.into_iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
        }
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_are_canonical() {
        let id = TodoId::from_random([0xff; 16]);
        assert_eq!(id.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(TodoId::parse(id.as_str()), Ok(id));
    }

    #[test]
    fn other_spellings_are_refused() {
        for raw in [
            "",
            "1",
            "FFFFFFFF-ffff-4fff-bfff-ffffffffffff",
            "ffffffffffff4fffbfffffffffffffff",
            "'; drop table todos; --",
        ] {
            assert!(TodoId::parse(raw).is_err(), "{raw:?} was accepted");
        }
    }
}
