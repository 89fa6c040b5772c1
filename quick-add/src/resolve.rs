//! Which of the candidates count, and what they say together.
//!
//! The last of a kind wins, as people put the date at the end; an earlier one stays text. The line is therefore
//! decided from its end, which also tells whether another token follows.

use crate::{
    QuickAdd, Recurrence, Settings, Token, TokenKind,
    calendar::plus_days,
    cursor::is_one_of,
    dates::Day,
    line::{Gap, Line},
    marks::same_name,
    recurrences::Repeat,
    scan::{Candidate, Meaning, scan},
    times::{Clock, in_part_of_day, time_of},
    title::title,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::ops::Range;
use jiff::civil::{Date, Time};

/// How many labels a todo may have.
const LABELS: usize = 20;

/// Reads the line; when everything would be understood and no title left, nothing is.
pub(crate) fn resolve(line: &Line<'_>, settings: &Settings<'_>) -> QuickAdd {
    let Choice { chosen, mut dropped } = choose(line, settings);
    for quote in &line.quotes {
        let inside = Line::new(&line.text[quote.open.end..quote.close.start], &[]);
        // Quotation marks that prevented nothing are part of what the person wrote.
        if !choose(&inside, settings).chosen.is_empty() {
            insert(&mut dropped, quote.open.clone());
            insert(&mut dropped, quote.close.clone());
        }
    }

    let tokens: Vec<Token> = chosen
        .iter()
        .map(|candidate| Token {
            range: candidate.bytes.clone(),
            kind: candidate.meaning.kind(),
        })
        .collect();
    match title(line.text, &tokens, &dropped) {
        Some(title) => assemble(title, tokens, chosen, settings),
        None => QuickAdd {
            title: line.text.trim().to_owned(),
            ..QuickAdd::default()
        },
    }
}

struct Choice {
    chosen: Vec<Candidate>,
    /// The backslashes that prevented a token.
    dropped: Vec<Range<usize>>,
}

fn choose(line: &Line<'_>, settings: &Settings<'_>) -> Choice {
    let mut candidates = scan(line, settings);
    leave_surplus_labels(&mut candidates);
    let repeats = candidates
        .iter()
        .any(|candidate| candidate.meaning.kind() == TokenKind::Recurrence);
    let ends: Vec<usize> = candidates.iter().map(|candidate| candidate.words.end).collect();

    let mut choice = Choice {
        chosen: Vec::new(),
        dropped: Vec::new(),
    };
    let mut follows = line.words.len();
    for (index, mut candidate) in candidates.into_iter().enumerate().rev() {
        let closed = candidate.words.end == line.words.len() || candidate.words.end == follows;
        let kind = candidate.meaning.kind();
        if candidate.meaning.needs_close() && !closed {
            continue;
        }
        if candidate.escaped {
            insert(&mut choice.dropped, candidate.bytes.start - 1..candidate.bytes.start);
            continue;
        }
        if kind != TokenKind::Label && choice.chosen.iter().any(|chosen| chosen.meaning.kind() == kind) {
            continue;
        }
        let free_from = index.checked_sub(1).map_or(0, |before| ends[before]);
        take_announcement(line, &mut candidate, free_from, closed, repeats);
        follows = candidate.words.start;
        choice.chosen.push(candidate);
    }
    choice.chosen.reverse();
    choice
}

/// Puts a range among others that are in order.
fn insert(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    let place = ranges.partition_point(|other| other.start < range.start);
    ranges.insert(place, range);
}

/// Labels beyond the number a todo may have stay text. One that is repeated does not count again.
fn leave_surplus_labels(candidates: &mut Vec<Candidate>) {
    let mut names: Vec<String> = Vec::new();
    candidates.retain(|candidate| match &candidate.meaning {
        Meaning::Label(name) if !candidate.escaped => {
            let known = names.iter().any(|known| same_name(known, name));
            if !known && names.len() < LABELS {
                names.push(name.clone());
            }
            known || names.last().is_some_and(|last| last == name)
        }
        _ => true,
    });
}

/// The words that announce a token are part of it: "on Friday", "due by 5pm", "every day starting tomorrow". "for" is
/// one only where nothing follows it: "homework for tomorrow", but "present for Friday dinner".
fn take_announcement(line: &Line<'_>, candidate: &mut Candidate, free_from: usize, closed: bool, repeats: bool) {
    let announcements: &[&str] = match candidate.meaning {
        Meaning::Day(_) if repeats => &["on", "by", "due", "from", "starting", "starts", "beginning"],
        Meaning::Day(_) => &["on", "by", "due"],
        Meaning::Clock(_) => &["by", "due", "from"],
        Meaning::Repeat(_) => &["on", "due", "repeat", "repeats"],
        _ => return,
    };
    let may_be_for = closed && !matches!(candidate.meaning, Meaning::Repeat(_));
    while candidate.words.start > free_from {
        let index = candidate.words.start - 1;
        let before = &line.words[index];
        let word = line.word_before(candidate.words.start);
        let announces = is_one_of(word, announcements) || (may_be_for && is_one_of(word, &["for"]));
        let joined = line.gap(before.end, candidate.words.start) == Gap::Space;
        if !announces || !joined || before.escaped {
            return;
        }
        candidate.words.start = index;
        candidate.bytes.start = before.start;
    }
}

fn assemble(title: String, tokens: Vec<Token>, chosen: Vec<Candidate>, settings: &Settings<'_>) -> QuickAdd {
    let mut quick_add = QuickAdd {
        title,
        tokens,
        ..QuickAdd::default()
    };
    let (mut day, mut clock, mut repeat) = (None, None, None);
    for candidate in chosen {
        match candidate.meaning {
            Meaning::Day(found) => day = Some(found),
            Meaning::Clock(found) => clock = Some(found),
            Meaning::Repeat(found) => repeat = Some(found),
            Meaning::List(list) => {
                quick_add.list = Some(list.name);
                quick_add.list_is_new = list.is_new;
            }
            Meaning::Label(label) => {
                if !quick_add.labels.iter().any(|known| same_name(known, &label)) {
                    quick_add.labels.push(label);
                }
            }
            Meaning::Priority(priority) => quick_add.priority = priority,
            Meaning::Notes(notes) => quick_add.notes = Some(notes),
        }
    }
    (quick_add.date, quick_add.time) = due(day.as_ref(), clock.as_ref(), repeat.as_ref(), settings);
    quick_add.recurrence = repeat.map(|repeat| Recurrence {
        rule: repeat.rule.to_text(),
        from: repeat.from,
    });
    quick_add
}

/// When it is due, by everything that was said about it.
fn due(
    day: Option<&Day>,
    clock: Option<&Clock>,
    repeat: Option<&Repeat>,
    settings: &Settings<'_>,
) -> (Option<Date>, Option<Time>) {
    let now = settings.now;
    let part = day.and_then(|day| day.part).or(repeat.and_then(|repeat| repeat.part));
    let time = clock
        .map(|clock| in_part_of_day(clock, part))
        .or(part.and_then(time_of));
    let said = day.map(|day| day.date).or(clock.and_then(|clock| clock.date));
    let is_past = time.is_some_and(|time| time <= now.time());
    // Where the calendar ends there is no tomorrow.
    let tomorrow = || plus_days(now.date(), 1).or(Some(now.date()));

    let date = match (said, repeat) {
        // The midnight of today is the one to come.
        (Some(date), _) if date == now.date() && time == Some(Time::midnight()) => tomorrow(),
        (Some(date), _) => Some(date),
        (None, None) if time.is_none() => None,
        (None, _) if is_past => tomorrow(),
        (None, _) => Some(now.date()),
    };
    let date = match (date, repeat) {
        (Some(start), Some(repeat)) => repeat.rule.first_on_or_after(start).or(Some(start)),
        (date, _) => date,
    };
    (date, time)
}
