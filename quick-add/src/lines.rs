//! Several lines pasted at once: each makes a todo, without the bullet or the number it may begin with.

use crate::{QuickAdd, Settings, parse};
use alloc::vec::Vec;
use core::ops::Range;

/// Reads each line of a text; blank ones make nothing. A leading `- `, `* `, `• `, `- [ ] ` or `1. ` is taken off.
///
/// `kept`, and the ranges of the tokens, are bytes of the whole text; see [`parse`].
#[must_use]
pub fn parse_lines(text: &str, settings: &Settings<'_>, kept: &[Range<usize>]) -> Vec<QuickAdd> {
    split_lines(text)
        .map(|(offset, line)| parse_at(offset, line, settings, kept))
        .collect()
}

/// The lines of a text that make a todo each, without their bullets, and at which byte of it they begin.
pub fn split_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let lines = text.split(['\n', '\r']).map(move |line| {
        let body = without_bullet(line);
        let offset = start + line.len() - body.len();
        start += line.len() + 1;
        (offset, body)
    });
    lines.filter(|(_, body)| !body.trim().is_empty())
}

/// Reads a line that begins somewhere in a text.
fn parse_at(offset: usize, line: &str, settings: &Settings<'_>, kept: &[Range<usize>]) -> QuickAdd {
    let kept: Vec<Range<usize>> = kept
        .iter()
        .map(|kept| kept.start.saturating_sub(offset)..kept.end.saturating_sub(offset))
        .collect();
    let mut todo = parse(line, settings, &kept);
    for token in &mut todo.tokens {
        token.range = token.range.start + offset..token.range.end + offset;
    }
    todo
}

fn without_bullet(line: &str) -> &str {
    let line = line.trim_start();
    for bullet in ["- [ ] ", "* [ ] ", "- ", "* ", "• "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return rest;
        }
    }
    let rest = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
    match rest.strip_prefix(". ") {
        Some(rest) if (1..=3).contains(&(line.len() - rest.len() - 2)) => rest,
        _ => line,
    }
}
