//! Finding todos by the beginning of their title.

use crate::{fold, store::todo_search::Beginning};

/// What a title has to begin with. The empty one finds all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(pub String);

impl Search {
    /// How the search key of a title has to begin; `None` when it may begin as it likes.
    pub(super) fn beginning(&self) -> Option<Beginning> {
        let indexed: String = fold::fold(&self.0).chars().take(Beginning::INDEXED).collect();
        (!indexed.is_empty()).then(|| Beginning {
            until: fold::after_all_with(&indexed),
            from: indexed,
            pattern: fold::beginning(&self.0),
        })
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
        let pattern = |search: &str| Search(search.into()).beginning().unwrap().pattern;
        assert_eq!(pattern("100%_!\\x"), "100!%!_!!\\x%");
        assert_eq!(pattern("％"), "!%%");
        assert_eq!(Search::default().beginning(), None);
    }

    #[test]
    fn no_more_of_a_search_is_looked_up_than_the_index_has() {
        let search = Search("É".repeat(500)).beginning().unwrap();
        assert_eq!(search.from, "é".repeat(Beginning::INDEXED));
        assert_eq!(search.until, format!("{}ê", "é".repeat(Beginning::INDEXED - 1)));
        assert_eq!(search.pattern, format!("{}%", "é".repeat(500)));
    }
}
