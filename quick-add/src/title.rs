//! The title: the line without its tokens, and to the letter otherwise. Where a token was, one space stays; commas that
//! only set tokens apart go with them ("Milk, tomorrow, 5pm" leaves "Milk").

use crate::{Token, line::TRAIL};
use alloc::string::String;
use core::ops::Range;

const SEPARATORS: &[char] = &[',', ';', ':'];

/// The title, or nothing when no word is left. `dropped` are escapes that have done their work.
pub(crate) fn title(line: &str, tokens: &[Token], dropped: &[Range<usize>]) -> Option<String> {
    let mut title = String::new();
    let mut start = 0;
    let mut ends_in_token = false;
    for index in 0..=tokens.len() {
        let token = tokens
            .get(index)
            .map_or(line.len()..line.len(), |token| token.range.clone());
        let piece = without(line, start..token.start, dropped);
        ends_in_token = push_piece(&mut title, &piece, index > 0, index < tokens.len(), ends_in_token);
        start = token.end;
    }
    if ends_in_token {
        title.truncate(title.trim_end().trim_end_matches(SEPARATORS).trim_end().len());
    }
    let says_something =
        tokens.is_empty() || title.contains(|char: char| !char.is_whitespace() && !TRAIL.contains(&char));
    says_something.then_some(title)
}

/// Adds what stands between two tokens, and answers whether the title now ends where a token was.
fn push_piece(title: &mut String, piece: &str, after_token: bool, before_token: bool, ends_in_token: bool) -> bool {
    let mut rest = piece;
    if after_token && (title.is_empty() || title.ends_with(TRAIL)) {
        rest = rest.trim_start_matches(|char| char != ')' && TRAIL.contains(&char));
    }
    if after_token && rest.trim().chars().all(|char| SEPARATORS.contains(&char)) {
        return true;
    }
    let text = rest.trim();
    if text.is_empty() {
        return before_token || ends_in_token;
    }
    if !title.is_empty() && rest.starts_with(char::is_whitespace) {
        title.push(' ');
    }
    title.push_str(text);
    before_token
}

/// A range of the line without what was dropped.
fn without(line: &str, range: Range<usize>, dropped: &[Range<usize>]) -> String {
    let mut text = String::new();
    let mut start = range.start;
    for gone in dropped
        .iter()
        .filter(|gone| gone.start >= range.start && gone.end <= range.end)
    {
        text.push_str(&line[start..gone.start]);
        start = gone.end;
    }
    text.push_str(&line[start..range.end]);
    text
}
