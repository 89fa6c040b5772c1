//! Development or production. Sections ask it before they accept a default that is convenient on one machine and
//! dangerous on the internet.

/// Where the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

impl Environment {
    #[must_use]
    pub fn is_production(self) -> bool {
        self == Self::Production
    }
}
