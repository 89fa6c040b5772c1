//! What holds for every line: 200,000 of them are put together from pieces of the grammar and of Unicode, by a
//! generator that makes the same ones each time.

use core::{ops::Range, slice};
use jiff::civil::{Weekday, datetime};
use quick_add::{DateOrder, QuickAdd, Settings, parse, parse_lines};

const LISTS: &[&str] = &["Home", "Side project", "Übung", "C++", "1", "ß", "İstanbul"];

#[rustfmt::skip]
const FRAGMENTS: &[&str] = &[
    "today", "tomorrow", "tom", "tonight", "yesterday", "mon", "sat", "Friday", "next", "this", "week", "weekend",
    "month", "end of", "day after tomorrow", "in", "3", "days", "a", "from now", "12", "mar", "may", "march", "12th",
    "31st", "of", "the", "2027", "2026-03-12", "12.3.", "12.3.2027", "3/12", "24/7", "1/2", "9999", "999999999",
    "5pm", "5", "pm", "p.m.", "17:00", "17h", "at", "@", "noon", "midnight", "morning", "evening", "night", "hours",
    "every", "every!", "other", "2nd", "first", "last", "day", "weekday", "and", "&", "until", "for", "times", "daily",
    "weekly", "on", "by", "due", "starting", "from", "to", "-", "–", "#Home", "#side", "project", "#Side project",
    "#\"two words\"", "#x", "#", "@bills", "@b", "@5pm", "p1", "p4", "!2", "!!1", "//", "//note", "\"", "“", "”",
    "\\", "\\#", "\\p1", ",", ";", ".", "!", "?", ":", ")", "(", "…", " ", "  ", "\t", "\n", "\u{a0}", "\u{3000}",
    "word", "Room", "Good", "https://x/y#z", "a@b.c", "é", "e\u{301}", "日本", "مرحبا", "👨‍👩‍👧", "ß", "İ", "\u{200f}", "\0",
];

/// A generator of numbers that are the same in every run (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let largest = u64::try_from(limit.max(1)).expect("a length is a number of 64 bits");
        usize::try_from(self.next() % largest).expect("it is below a length")
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn char(&mut self) -> char {
        let limit = if self.below(4) == 0 { 0x11_0000 } else { 0x3000 };
        u32::try_from(self.below(limit))
            .ok()
            .and_then(char::from_u32)
            .unwrap_or('x')
    }

    /// A line of pieces, most of them words apart.
    fn line(&mut self) -> String {
        let mut line = String::new();
        for _ in 0..self.below(14) {
            match self.below(12) {
                0 => line.push(self.char()),
                _ => line.push_str(self.pick(FRAGMENTS)),
            }
            if self.below(5) > 0 {
                line.push(' ');
            }
        }
        line
    }

    fn ranges(&mut self, length: usize) -> Vec<Range<usize>> {
        (0..self.below(4))
            .map(|_| self.below(length + 3)..self.below(length + 3))
            .collect()
    }

    fn settings(&mut self) -> Settings<'static> {
        let now = self.pick(&[
            datetime(2026, 11, 26, 10, 0, 0, 0),
            datetime(2028, 2, 29, 23, 59, 59, 999_999_999),
            datetime(9999, 12, 31, 12, 0, 0, 0),
            datetime(-9999, 1, 1, 0, 0, 0, 0),
        ]);
        Settings {
            now,
            date_order: self.pick(&[DateOrder::DayFirst, DateOrder::MonthFirst]),
            week_start: self.pick(&[Weekday::Monday, Weekday::Sunday, Weekday::Saturday]),
            lists: LISTS,
        }
    }
}

fn for_each_line(count: usize, mut check: impl FnMut(&str, &Settings<'_>, &mut Chance)) {
    let mut chance = Chance(7);
    for _ in 0..count {
        let line = chance.line();
        let settings = chance.settings();
        check(&line, &settings, &mut chance);
    }
}

/// What is left of a text when the characters are gone that the title may lose: spaces, escapes, punctuation.
fn letters(text: &str) -> String {
    let may_go = |char: char| char.is_whitespace() || "\\\"“”,;:.!?…".contains(char);
    text.chars().filter(|&char| !may_go(char)).collect()
}

/// The line without its tokens.
fn rest(line: &str, todo: &QuickAdd) -> String {
    let mut rest = String::new();
    let mut start = 0;
    for token in &todo.tokens {
        rest.push_str(&line[start..token.range.start]);
        rest.push(' ');
        start = token.range.end;
    }
    rest + &line[start..]
}

#[test]
fn no_line_panics_and_tokens_are_in_order() {
    for_each_line(200_000, |line, settings, chance| {
        let kept = chance.ranges(line.len());
        let todo = parse(line, settings, &kept);
        let mut end = 0;
        for token in &todo.tokens {
            assert!(
                end <= token.range.start && token.range.start < token.range.end,
                "{line:?} {todo:?}"
            );
            // This is also the proof that both ends are boundaries of characters.
            let text = &line[token.range.clone()];
            assert_eq!(text, text.trim(), "{line:?}");
            end = token.range.end;
            let overlaps = |kept: &Range<usize>| kept.start.max(token.range.start) < kept.end.min(token.range.end);
            assert!(!kept.iter().any(overlaps), "{line:?} {kept:?} {todo:?}");
        }
        assert_eq!(
            todo,
            parse(line, settings, &kept),
            "the same line is always understood alike: {line:?}"
        );
        assert!(todo.time.is_none() || todo.date.is_some(), "{line:?}");
    });
}

#[test]
fn what_is_not_understood_stays_to_the_letter() {
    for_each_line(100_000, |line, settings, _| {
        let todo = parse(line, settings, &[]);
        assert_eq!(letters(&todo.title), letters(&rest(line, &todo)), "{line:?} {todo:?}");
        assert_eq!(todo.title, todo.title.trim(), "{line:?}");
        assert_eq!(todo.title.is_empty(), line.trim().is_empty(), "{line:?}");

        let mut from = 0;
        // A bracket behind a token moves to the word before it.
        let squeezed = letters(line).replace(')', "");
        for word in todo.title.replace(')', "").split_whitespace().map(letters) {
            let at = squeezed[from..].find(&word);
            from += at.unwrap_or_else(|| panic!("{word:?} of {line:?} {todo:?}")) + word.len();
        }
    });
}

#[test]
fn without_escapes_and_punctuation_only_spaces_change() {
    for_each_line(100_000, |line, settings, _| {
        let plain: String = line.chars().filter(|char| !"\\\"“”,;:.!?…)".contains(*char)).collect();
        let todo = parse(&plain, settings, &[]);
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeeze(&todo.title), squeeze(&rest(&plain, &todo)), "{plain:?}");
    });
}

#[test]
fn what_was_understood_can_all_be_kept_as_text() {
    for_each_line(50_000, |line, settings, _| {
        let mut kept: Vec<Range<usize>> = Vec::new();
        // A word that lost to a later one of its kind may be understood once that one is text, hence the rounds.
        for _ in 0..=line.len() {
            let todo = parse(line, settings, &kept);
            if todo.tokens.is_empty() {
                let plain = parse(line, settings, slice::from_ref(&(0..line.len())));
                assert!(
                    plain.tokens.is_empty() && plain.date.is_none() && plain.recurrence.is_none(),
                    "{line:?}"
                );
                return;
            }
            kept.extend(todo.tokens.into_iter().map(|token| token.range));
        }
        panic!("{line:?} never becomes text");
    });
}

#[test]
fn one_of_each_kind_is_text_at_once_when_kept() {
    let mut chance = Chance(11);
    let kinds: [&[&str]; 7] = [
        &["tomorrow", "on 12 mar", "next mon", "12.3.", "in 3 days", "today"],
        &["5pm", "at 17:00", "5 p.m.", "@9am"],
        &["#Home", "#Side project", "#\"two words\"", "#x"],
        &["@bills", "@b"],
        &["p1", "!4"],
        &["every day", "every! 2 weeks", "every 12 mar"],
        &["//note", "// a note"],
    ];
    for _ in 0..20_000 {
        let mut words = vec!["word"];
        for kind in kinds {
            if chance.below(2) > 0 {
                words.push(chance.pick(kind));
            }
        }
        let line = words.join(" ");
        let settings = Settings {
            now: datetime(2026, 11, 26, 10, 0, 0, 0),
            ..chance.settings()
        };
        let todo = parse(&line, &settings, &[]);
        assert_eq!(todo.tokens.len(), words.len() - 1, "{line}");
        assert_eq!(todo.title, "word");
        let kept: Vec<Range<usize>> = todo.tokens.into_iter().map(|token| token.range).collect();
        let text = parse(&line, &settings, &kept);
        assert_eq!(
            text,
            QuickAdd {
                title: line,
                ..QuickAdd::default()
            }
        );
    }
}

#[test]
fn plain_prose_is_its_own_title() {
    const PROSE: &[&str] = &[
        "buy",
        "milk",
        "call",
        "the",
        "dentist",
        "about",
        "teeth",
        "and",
        "write",
        "a",
        "letter",
        "to",
        "grandmother",
        "fix",
        "bicycle",
        "Straße",
        "café",
        "日本語",
        "🎉",
        "e\u{301}",
        "of",
        "for",
        "with",
        "paint",
        "wall",
        "2",
        "47",
    ];
    let mut chance = Chance(3);
    for _ in 0..20_000 {
        let line = (0..=chance.below(12))
            .map(|_| chance.pick(PROSE))
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(
            parse(&line, &chance.settings(), &[]),
            QuickAdd {
                title: line,
                ..QuickAdd::default()
            }
        );
    }
}

#[test]
fn many_lines_are_as_their_lines_alone() {
    for_each_line(20_000, |text, settings, chance| {
        let kept = chance.ranges(text.len());
        let todos = parse_lines(text, settings, &kept);
        let filled = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).count();
        assert!(todos.len() <= filled, "{text:?}");
        let mut end = 0;
        for token in todos.iter().flat_map(|todo| &todo.tokens) {
            assert!(end <= token.range.start, "{text:?}");
            assert!(!text[token.range.clone()].contains(['\n', '\r']), "{text:?}");
            end = token.range.end;
        }
    });
}

#[test]
fn a_long_line_takes_no_long_time() {
    let settings = Chance(1).settings();
    for piece in [
        "\"a ",
        "“",
        "#Side ",
        "every mon, ",
        "tomorrow to ",
        "@x ",
        "\\p1 ",
        "in 3 ",
        "mon, ",
        "//",
        "12.",
    ] {
        let line = piece.repeat(10_000);
        assert!(parse(&line, &settings, &[]).title.len() <= line.len());
    }
}
