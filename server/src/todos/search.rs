//! Finding todos by the beginning of their title. The program folds titles itself and the databases compare
//! characters, so both find the same.

use unicode_normalization::UnicodeNormalization;

/// A title as it is searched: compatible forms are one (NFKC), and so are upper and lower case. Letters are
/// folded one by one: a rule that looks at the end of a word would fold its beginning differently.
pub(super) fn key_of(title: &str) -> String {
    title.nfkc().flat_map(char::to_lowercase).collect()
}

/// What a title has to begin with. The empty one finds all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(pub String);

impl Search {
    /// For `like … escape '!'`.
    pub(super) fn pattern(&self) -> String {
        let mut pattern = String::with_capacity(self.0.len() + 1);
        for letter in key_of(&self.0).chars() {
            if matches!(letter, '%' | '_' | '!') {
                pattern.push('!');
            }
            pattern.push(letter);
        }
        pattern.push('%');
        pattern
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
            assert!(key_of(title).starts_with(&key_of(search)), "{search} of {title}");
        }
    }

    #[test]
    fn nothing_in_a_search_is_a_wildcard() {
        assert_eq!(Search("100%_!\\x".into()).pattern(), "100!%!_!!\\x%");
        assert_eq!(Search("％".into()).pattern(), "!%%");
        assert_eq!(Search::default().pattern(), "%");
    }
}
