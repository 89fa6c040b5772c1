//! The ids of todos, of lists and of labels.
//!
//! Pages make those of todos, so that a new row can be shown, toggled and retried before the server has answered; the
//! server parses them. One thing has one id, written in one way.

use super::{Field, FieldError, Problem};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::{Builder, Uuid};

/// Makes the id of one kind of thing, so that none is taken for another.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Parses the canonical form; another spelling of the same UUID is refused, not converted, so that one thing
            /// has one id.
            ///
            /// # Errors
            #[doc = concat!("A [`FieldError`] for [`Field::", stringify!($field), "`].")]
            pub fn parse(raw: &str) -> Result<Self, FieldError> {
                parse(raw, Field::$field).map(Self)
            }

            /// Makes an id of random bytes as UUID version 4 (RFC 9562 §5.4).
            #[must_use]
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(Builder::from_random_bytes(bytes).into_uuid())
            }
        }

        #[doc = concat!("As [`", stringify!($name), "::parse`] does.")]
        impl FromStr for $name {
            type Err = FieldError;

            fn from_str(raw: &str) -> Result<Self, FieldError> {
                Self::parse(raw)
            }
        }

        /// The canonical form.
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write(self.0, formatter)
            }
        }
    };
}

id! {
    /// The id of a todo: a UUID, written in its canonical lower-case form.
    TodoId, Id
}
id! {
    /// The id of a list, in the same form. That of somebody's inbox is their own.
    ListId, List
}
id! {
    /// The id of a label, in the same form.
    LabelId, Labels
}

fn parse(raw: &str, field: Field) -> Result<Uuid, FieldError> {
    // The library's parser brings words for each of its errors into the program.
    let digits = raw
        .chars()
        .filter(|letter| *letter != '-')
        .filter_map(|letter| letter.to_digit(16));
    let id = Uuid::from_u128(digits.fold(0, |number: u128, digit| number << 4 | u128::from(digit)));
    match id.to_string() == raw {
        true => Ok(id),
        false => Err(FieldError::new(field, Problem::Unreadable)),
    }
}

fn write(id: Uuid, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = Uuid::encode_buffer();
    formatter.write_str(id.hyphenated().encode_lower(&mut text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_are_canonical() {
        let id = TodoId::from_random([0xff; 16]);
        assert_eq!(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(TodoId::parse(&id.to_string()), Ok(id));
    }

    #[test]
    fn other_spellings_are_refused() {
        for raw in [
            "",
            "1",
            "FFFFFFFF-ffff-4fff-bfff-ffffffffffff",
            "ffffffffffff4fffbfffffffffffffff",
            "{ffffffff-ffff-4fff-bfff-ffffffffffff}",
            "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff",
            "'; drop table todos; --",
        ] {
            assert!(TodoId::parse(raw).is_err(), "{raw:?} was accepted");
        }
    }
}
