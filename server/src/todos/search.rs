//! Finding todos by the beginning of their title.

use crate::fold;

/// What a title has to begin with. The empty one finds all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(pub String);

impl Search {
    /// For `like … escape '!'`.
    pub(super) fn pattern(&self) -> String {
        fold::beginning(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_title_is_the_beginning_of_its_key() {
        for (title, search) in [
            ("Milk", "mI"),
            ("École", "éCO"),
            ("ΟΔΟΣΑ", "οδος".to_uppercase().as_str()),
            ("ﬁne", "FI"),
            ("Ｍilk", "milk"),
            ("e\u{301}tude", "É"),
        ] {
            assert!(
                fold::fold(title).starts_with(&fold::fold(search)),
                "{search} of {title}"
            );
        }
    }

    #[test]
    fn nothing_in_a_search_is_a_wildcard() {
        assert_eq!(Search("100%_!\\x".into()).pattern(), "100!%!_!!\\x%");
        assert_eq!(Search("％".into()).pattern(), "!%%");
        assert_eq!(Search::default().pattern(), "%");
    }
}
