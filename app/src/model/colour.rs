//! The colours by which lists and labels are told apart.

use super::{Field, FieldError, Problem};
use serde::{Deserialize, Serialize};

/// The colour of the mark of a list or a label: one of twelve of the style sheet, which has them for light and for dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ListColour {
    /// No colour.
    #[default]
    Grey,
    /// And eleven others.
    Red,
    /// As named.
    Orange,
    /// As named.
    Amber,
    /// As named.
    Lime,
    /// As named.
    Green,
    /// As named.
    Teal,
    /// As named.
    Cyan,
    /// As named.
    Blue,
    /// As named.
    Indigo,
    /// As named.
    Violet,
    /// As named.
    Pink,
}

impl ListColour {
    /// Every colour, in the order in which they are offered.
    pub const EVERY: [Self; 12] = [
        Self::Grey,
        Self::Red,
        Self::Orange,
        Self::Amber,
        Self::Lime,
        Self::Green,
        Self::Teal,
        Self::Cyan,
        Self::Blue,
        Self::Indigo,
        Self::Violet,
        Self::Pink,
    ];

    /// Reads the name of a colour.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Colour`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let found = Self::EVERY.into_iter().find(|colour| colour.as_str() == raw);
        found.ok_or(FieldError::new(Field::Colour, Problem::Unreadable))
    }

    /// Its name, in the API and in the style sheet.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Amber => "amber",
            Self::Lime => "lime",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Cyan => "cyan",
            Self::Blue => "blue",
            Self::Indigo => "indigo",
            Self::Violet => "violet",
            Self::Pink => "pink",
        }
    }

    /// The same as people read it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Grey => "Grey",
            Self::Red => "Red",
            Self::Orange => "Orange",
            Self::Amber => "Amber",
            Self::Lime => "Lime",
            Self::Green => "Green",
            Self::Teal => "Teal",
            Self::Cyan => "Cyan",
            Self::Blue => "Blue",
            Self::Indigo => "Indigo",
            Self::Violet => "Violet",
            Self::Pink => "Pink",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_read_as_it_is_written() {
        for colour in ListColour::EVERY {
            assert_eq!(ListColour::parse(colour.as_str()), Ok(colour));
            assert_eq!(colour.label().to_lowercase(), colour.as_str());
        }
        assert!(ListColour::parse("Red").is_err() && ListColour::parse("").is_err());
    }
}
