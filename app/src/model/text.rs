//! The rules every text a person types has in common.

use super::{Field, FieldError, Problem};

/// Trims `raw` and checks its length in characters (Unicode scalar values), refusing control
/// characters: PostgreSQL cannot store U+0000, and line breaks do not belong into one-line texts.
pub(super) fn parse_line(raw: &str, field: Field, max: usize) -> Result<String, FieldError> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(FieldError::new(field, Problem::Missing));
    }
    if text.chars().any(char::is_control) {
        return Err(FieldError::new(field, Problem::ControlCharacters));
    }
    if text.chars().count() > max {
        return Err(FieldError::new(field, Problem::TooLong { max }));
    }
    Ok(text.to_owned())
}
