use super::Settings;
use crate::fold::fold;
use app::model::{Field, FieldError, Password, Problem};
use std::collections::BTreeSet;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use url::Url;

/// Whether a *new* password is good enough: long enough, and not one of those that are guessed
/// first, also not by those who know what is `personal`, such as the name and the address. There are no rules about
/// kinds of characters (NIST SP 800-63B §5.1.1.2).
///
/// # Errors
/// A [`FieldError`] for the password.
pub fn check_new_password(password: &Password, personal: &[&str], settings: &Settings) -> Result<(), FieldError> {
    let refuse = |problem| Err(FieldError::new(Field::Password, problem));
    let min = settings.password_min_length;
    if password.length() < min {
        return refuse(Problem::TooShort { min });
    }
    let host = Url::parse(&settings.base_url)
        .ok()
        .and_then(|url| Some(url.host_str()?.to_owned()));
    let known: Vec<&str> = personal.iter().copied().chain(host.as_deref()).chain(SITE).collect();
    if is_common(password, &known) {
        return refuse(Problem::Common);
    }
    Ok(())
}

/// What everybody knows who has seen a page of ours.
const SITE: [&str; 3] = ["Latchkey", "todos", "todo"];

/// Passwords that fall to this many guesses, as powers of ten, are the ones on every list. zxcvbn
/// knows the lists (and what people do to the words on them) without asking anybody.
const EASILY_GUESSED: f64 = 6.0;

/// What is shorter is no word that anybody would try.
const SHORTEST_WORD: usize = 3;

/// A password that is a word known of its owner needs so many letters besides.
const LETTERS_BESIDES: usize = 4;

fn is_common(password: &Password, known: &[&str]) -> bool {
    let words = words_of(known);
    let text = letters_of(password.reveal());
    if is_a_word_with_trimmings(&text, &words) {
        return true;
    }
    let plain: BTreeSet<String> = words.iter().map(|word| without_disguise(word)).collect();
    let text = letters_of(&without_disguise(&fold(password.reveal())));
    if is_a_word_with_trimmings(&text, &plain) {
        return true;
    }
    let words: Vec<&str> = known.iter().copied().chain(words.iter().map(String::as_str)).collect();
    zxcvbn::zxcvbn(password.reveal(), &words).guesses_log10() < EASILY_GUESSED
}

/// The words in what is known of somebody (ASVS 6.2.11): each name, each part of an address, each label of a domain, as
/// they are and without what parts them; forwards and backwards.
fn words_of(known: &[&str]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in known {
        let parts = text.split(|letter: char| letter.is_whitespace() || "@.".contains(letter));
        let pieces = text.split(|letter: char| !letter.is_alphanumeric());
        for word in parts.chain(pieces).chain([*text]).map(letters_of) {
            words.insert(word.chars().rev().collect());
            words.insert(word);
        }
    }
    words.retain(|word| word.chars().count() >= SHORTEST_WORD);
    words
}

/// Letters and digits without case, accents, and what parts them.
fn letters_of(text: &str) -> String {
    let folded = fold(text);
    let bare = folded.nfkd().filter(|letter| !is_combining_mark(*letter));
    bare.filter(|letter| letter.is_alphanumeric()).collect()
}

/// Folded text in which what looks like a letter is that letter, and `l` is an `i`, for `1` stands for both.
fn without_disguise(text: &str) -> String {
    let plain = |letter| match letter {
        '0' => 'o',
        '1' | 'l' | '!' | '|' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// Whether hardly a letter is left of a text when known words, the longest first, and digits are taken out.
fn is_a_word_with_trimmings(text: &str, words: &BTreeSet<String>) -> bool {
    let mut longest_first: Vec<&String> = words.iter().filter(|word| text.contains(&***word)).collect();
    longest_first.sort_by_key(|word| std::cmp::Reverse(word.len()));
    // What stands on both sides of a word is not put together to another one.
    let rest = longest_first
        .iter()
        .fold(text.to_owned(), |rest, word| rest.replace(&***word, " "));
    let letters = rest.chars().filter(|letter| letter.is_alphabetic()).count();
    !longest_first.is_empty() && letters < LETTERS_BESIDES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(raw: &str) -> bool {
        is_refused_of(raw, &["Ada Lovelace", "ada@example.com"])
    }

    fn is_refused_of(raw: &str, known: &[&str]) -> bool {
        is_common(&Password::parse(raw.to_owned()).unwrap(), known)
    }

    #[test]
    fn words_known_of_somebody_are_no_password() {
        let known = [
            "Xyzzy Plughington-Ström",
            "kvothe.arliden+todo@mail.megacorp-intl.example",
            "todo.university.example",
            "Latchkey",
            "todo",
        ];
        for raw in [
            "kvothearliden",
            "kvothe.arliden",
            "Kvothe_Arliden1",
            "arlidenkvothe",
            "nedilra-2026",
            "plughington",
            "Plughington!!",
            "plughington-strom",
            "P1ugh1ngt0n",
            "m3g@c0rp!",
            "ström1985ström",
            "megacorp-intl",
            "MegaCorp Intl 7",
            "m3gac0rp2026!",
            "latchkey-todo-1",
            "universityuniversity",
            "xyzzy-xyzzy-xyzzy",
            "xyzzyplughington",
        ] {
            assert!(is_refused_of(raw, &known), "{raw:?} was accepted");
        }
        for raw in [
            "plughington rides a heron",
            "megacorp tulip harbour",
            "nevada-violin-canoe",
        ] {
            assert!(!is_refused_of(raw, &known), "{raw:?} was refused");
        }
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for raw in [
            "password",
            "password1234",
            "qwertyuiop12",
            "12345678",
            "iloveyou1",
            "ada@example.com",
            "aaaaaaaaaaaa",
            "P@ssw0rd",
        ] {
            assert!(is_refused(raw), "{raw:?} was accepted");
        }
    }

    #[test]
    fn other_passwords_are_accepted() {
        for raw in [
            "plum-harbour-tango-42",
            "correct horse battery staple",
            "kX9#mQ2v",
            "Übergrößenträger",
            "s3cret-Tulip",
        ] {
            assert!(!is_refused(raw), "{raw:?} was refused");
        }
    }
}
