//! Ten thousand questions to `Rule::next_after`, with python-dateutil's answers. `tests/dateutil_cases.py` made them, and
//! tells the three points in which dateutil had to be asked in another way.

use std::fmt::Write as _;

use jiff::civil::Date;
use recurrence::Rule;

/// A line is `rule|start|done|after|next`, the rule without `FREQ=`, and `next` empty where there is none.
const CASES: &str = include_str!("dateutil.csv");

#[test]
fn next_after_agrees_with_dateutil() {
    let mut cases = 0;
    let mut failures = String::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let [rule, start, done, after, expected] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("a line has five fields: {line}");
        };
        let rule = Rule::parse(&format!("FREQ={rule}")).unwrap_or_else(|error| panic!("{line}: {error}"));
        let next = rule.next_after(date(start), done.parse().unwrap(), date(after));
        let expected = (!expected.is_empty()).then(|| date(expected));
        if next != expected {
            writeln!(failures, "{line}\n  gave {next:?}").unwrap();
        }
        cases += 1;
    }
    assert_eq!(cases, 10_000);
    assert!(
        failures.is_empty(),
        "{} differ:\n{failures}",
        failures.lines().count() / 2
    );
}

#[test]
fn canonical_text_of_every_rule_parses_to_the_same_rule() {
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let raw = line.split('|').next().unwrap();
        let rule = Rule::parse(&format!("FREQ={raw}")).unwrap();
        assert_eq!(Rule::parse(&rule.to_string()).as_ref(), Ok(&rule), "{raw}");
    }
}

#[test]
fn every_rule_has_words() {
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let raw = line.split('|').next().unwrap();
        let rule = Rule::parse(&format!("FREQ={raw}")).unwrap();
        let words = recurrence::words(&rule, recurrence::From::DueDate);
        assert!(
            words.starts_with("every ") && !words.contains("  ") && !words.ends_with(' '),
            "{raw}: {words}"
        );
    }
}

fn date(text: &str) -> Date {
    Date::strptime("%Y%m%d", text).expect("the cases hold dates")
}
