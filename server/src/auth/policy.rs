//! Which new passwords are taken, and how strong one is while it is typed: one judgement for both. Sign-up, reset and
//! change of password ask it.
//!
//! Length is checked first, for it costs nothing. The estimate may cost more than a hash, so it takes its turn in the
//! queue of hashes, after the limits and never on an async thread.

use super::{Auth, Error, Strength};
use crate::fold::fold;
use app::model::{Field, FieldError, Password, Problem};
use std::collections::BTreeSet;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use url::Url;

/// Whether a *new* password is long enough. That costs nothing, so it comes before anything is counted.
///
/// # Errors
/// A [`FieldError`] for the password.
pub(super) fn check_length(password: &Password, min_length: usize) -> Result<(), FieldError> {
    match password.length() < min_length {
        true => Err(FieldError::new(Field::Password, Problem::TooShort { min: min_length })),
        false => Ok(()),
    }
}

/// The hash of a *new* password, unless it is one of those that are guessed first, also by those who know what is
/// `personal`, such as the name and the address, or have seen the site. There are no rules about kinds of characters (NIST SP 800-63B §5.1.1.2). The estimate may cost more than
/// the hash, so both take their turn together, and whoever calls this has asked the limits before.
///
/// # Errors
/// [`Error::Invalid`] for a password that is guessed first; [`Error::Busy`].
pub(super) async fn hash_new_password(auth: &Auth, password: &Password, personal: &[&str]) -> Result<String, Error> {
    let known = known(auth, personal);
    let is_refused = move |password: &str| is_common(password, &known);
    let hash = auth.passwords.hash_unless(password, is_refused).await?;
    Ok(hash.ok_or(FieldError::new(Field::Password, Problem::Common))?)
}

/// How strong a *new* password would be, by the same judgement, for whoever is typing it.
///
/// # Errors
/// [`Error::Busy`].
pub async fn estimate_password(auth: &Auth, password: &Password, personal: &[&str]) -> Result<Strength, Error> {
    if check_length(password, auth.settings.password_min_length).is_err() {
        return Ok(Strength::TooShort);
    }
    let (password, known) = (password.reveal().to_owned(), known(auth, personal));
    let judge = move || match is_common(&password, &known) {
        true => Strength::Common,
        false => Strength::of(&password),
    };
    auth.passwords.in_turn(judge).await
}

/// What somebody may know who guesses: what is `personal`, and the site.
fn known(auth: &Auth, personal: &[&str]) -> Vec<String> {
    let base_url = Url::parse(&auth.settings.base_url).ok();
    let host = base_url.as_ref().and_then(Url::host_str);
    let known = personal.iter().copied().chain(host).chain(SITE);
    known.map(str::to_owned).collect()
}

/// What everybody knows who has seen a page of ours.
const SITE: [&str; 3] = ["Latchkey", "todos", "todo"];

/// Passwords that fall to this many guesses, as powers of ten, are the ones on every list. zxcvbn
/// knows the lists (and what people do to the words on them) without asking anybody.
const EASILY_GUESSED: f64 = 6.0;
/// So many characters are looked at: the time of the estimate grows faster than the text, and what is as long as this
/// is guessed first only if its beginning is.
const MOST_CHARACTERS: usize = 40;
/// Characters that zxcvbn takes for a letter, by letter, where there are several for one. It tries every combination
/// of those that occur.
const STAND_INS: [&str; 7] = ["4@", "({[<", "69", "1!|", "1|7", "$5", "+7"];
/// So many combinations are tried.
const MOST_COMBINATIONS: usize = 16;

/// What is shorter is no word that anybody would try.
const SHORTEST_WORD: usize = 3;

/// A password that is a word known of its owner needs so many letters besides.
const LETTERS_BESIDES: usize = 4;

fn is_common(password: &str, known: &[impl AsRef<str>]) -> bool {
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let known = known.as_slice();
    let words = words_of(known);
    let text = letters_of(password);
    if is_a_word_with_trimmings(&text, &words) {
        return true;
    }
    let plain: BTreeSet<String> = words.iter().map(|word| without_disguise(word)).collect();
    let text = letters_of(&without_disguise(&fold(password)));
    if is_a_word_with_trimmings(&text, &plain) {
        return true;
    }
    let words: Vec<&str> = known.iter().copied().chain(words.iter().map(String::as_str)).collect();
    zxcvbn::zxcvbn(&to_estimate(password), &words).guesses_log10() < EASILY_GUESSED
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

/// What is estimated of a password. One with so many stand-ins that all their combinations would cost seconds keeps one
/// for each letter: no word on a list has that many, so it is not guessed any earlier or later for it.
fn to_estimate(password: &str) -> String {
    let text: String = password.chars().take(MOST_CHARACTERS).collect();
    let kinds = STAND_INS.map(|kinds| kinds.chars().filter(|&kind| text.contains(kind)).count().max(1));
    if kinds.iter().product::<usize>() <= MOST_COMBINATIONS {
        return text;
    }
    text.chars()
        .map(|letter| match letter {
            '@' => '4',
            '{' | '[' | '<' => '(',
            '9' => '6',
            '!' | '|' => '1',
            '5' => '$',
            '+' => '7',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(raw: &str) -> bool {
        is_refused_of(raw, &["Ada Lovelace", "ada@example.com"])
    }

    fn is_refused_of(raw: &str, known: &[&str]) -> bool {
        is_common(raw, known)
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

    /// What would cost seconds costs no more than what people type.
    #[test]
    fn every_stand_in_at_once_is_few_combinations() {
        let worst = "4@8({[<369!1|0$5+7%2".repeat(7);
        let estimated = to_estimate(&worst);
        assert_eq!(estimated.chars().count(), MOST_CHARACTERS);
        let left = STAND_INS.map(|kinds| kinds.chars().filter(|&kind| estimated.contains(kind)).count());
        assert!(left.iter().product::<usize>() <= MOST_COMBINATIONS, "{estimated}");
        assert!(!is_refused(&worst));
        for usual in ["P@$$w0rd!1", "1234567890", "!@#$%^&*()", "plum-harbour-tango-42"] {
            assert_eq!(to_estimate(usual), usual);
        }
    }
}
