//! The grammar as a table: a line, and what is understood of it. Now is Thursday 26 November 2026, 10:00; the week
//! begins on Monday, and the day stands before the month, where a row does not say otherwise.
//!
//! What is understood is written as `title | date time | #list | @label… | priority | rule | //notes`, without the
//! parts that are not there. A new list has a `+`, a rule counted from completion a `!`.

use core::slice;
use jiff::civil::{DateTime, Weekday, datetime};
use quick_add::{DateOrder, From, Priority, QuickAdd, Settings, TokenKind, parse, parse_lines};

const LISTS: &[&str] = &[
    "Inbox",
    "Home",
    "Side",
    "Side project",
    "Work",
    "Übung",
    "C++",
    "1",
    "🏠 Haus",
];

const NOW: DateTime = datetime(2026, 11, 26, 10, 0, 0, 0);

fn settings() -> Settings<'static> {
    Settings {
        now: NOW,
        date_order: DateOrder::DayFirst,
        week_start: Weekday::Monday,
        lists: LISTS,
    }
}

fn written(todo: &QuickAdd) -> String {
    let mut parts = vec![todo.title.clone()];
    if let Some(date) = todo.date {
        parts.push(
            todo.time
                .map_or(date.to_string(), |time| format!("{date} {}", time.strftime("%H:%M"))),
        );
    }
    parts.extend(
        todo.list
            .iter()
            .map(|list| format!("#{list}{}", if todo.list_is_new { "+" } else { "" })),
    );
    parts.extend(todo.labels.iter().map(|label| format!("@{label}")));
    parts.extend(todo.priority.map(|priority| {
        match priority {
            Priority::High => "p1",
            Priority::Medium => "p2",
            Priority::Low => "p3",
        }
        .to_owned()
    }));
    parts.extend(todo.recurrence.iter().map(|recurrence| {
        let mark = if recurrence.from == From::Completion { "!" } else { "" };
        format!("{mark}{}", recurrence.rule)
    }));
    parts.extend(todo.notes.iter().map(|notes| format!("//{notes}")));
    parts.join(" | ")
}

fn check(settings: &Settings<'_>, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .map(|(line, expected)| (line, expected, written(&parse(line, settings, &[]))))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(line, expected, found)| format!("  {line}\n    expected {expected}\n    found    {found}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} rows:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

fn check_text(lines: &[&str]) {
    let rows: Vec<(&str, &str)> = lines.iter().map(|line| (*line, *line)).collect();
    check(&settings(), &rows);
}

#[test]
#[rustfmt::skip]
fn several_things_in_one_line() {
    check(
        &settings(),
        &[
            ("Pay rent tomorrow 5pm p1 #Home @bills every month //from the joint account", "Pay rent | 2026-11-27 17:00 | #Home | @bills | p1 | FREQ=MONTHLY | //from the joint account"),
            ("p1 call mum tomorrow", "call mum | 2026-11-27 | p1"),
            ("tomorrow call mum", "call mum | 2026-11-27"),
            ("call tomorrow mum", "call mum | 2026-11-27"),
            ("Gym sat 5pm #Home", "Gym | 2026-11-28 17:00 | #Home"),
            ("Gym sat #Home", "Gym | 2026-11-28 | #Home"),
            ("Gym sat p2", "Gym | 2026-11-28 | p2"),
            ("#Work @ann @bob Review !2 fri 17:00", "Review | 2026-11-27 17:00 | #Work | @ann | @bob | p2"),
            ("Buy milk", "Buy milk"),
            ("  Buy   milk  ", "Buy   milk"),
            ("Buy  tomorrow  milk", "Buy milk | 2026-11-27"),
            ("", ""),
            ("   ", ""),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn days_by_name() {
    check(
        &settings(),
        &[
            ("Call today", "Call | 2026-11-26"),
            ("Call TODAY", "Call | 2026-11-26"),
            ("Gym tod", "Gym | 2026-11-26"),
            ("Call tonight", "Call | 2026-11-26 20:00"),
            ("Call tomorrow", "Call | 2026-11-27"),
            ("Gym tom", "Gym | 2026-11-27"),
            ("Gym tom 6pm", "Gym | 2026-11-27 18:00"),
            ("Gym tmrw", "Gym | 2026-11-27"),
            ("Reported yesterday", "Reported | 2026-11-25"),
            ("Call day after tomorrow", "Call | 2026-11-28"),
            ("Call the day after tomorrow", "Call | 2026-11-28"),
            ("Call monday", "Call | 2026-11-30"),
            ("Call Friday", "Call | 2026-11-27"),
            ("Call thursday", "Call | 2026-12-03"),
            ("Call wednesday", "Call | 2026-12-02"),
            ("gym sat", "gym | 2026-11-28"),
            ("gym sun", "gym | 2026-11-29"),
            ("gym mon", "gym | 2026-11-30"),
            ("gym tue", "gym | 2026-12-01"),
            ("gym tues", "gym | 2026-12-01"),
            ("gym wed", "gym | 2026-12-02"),
            ("gym thu", "gym | 2026-12-03"),
            ("gym thur", "gym | 2026-12-03"),
            ("gym thurs", "gym | 2026-12-03"),
            ("gym fri", "gym | 2026-11-27"),
            ("gym Fri.", "gym. | 2026-11-27"),
            ("on sat gym", "gym | 2026-11-28"),
            ("gym on friday", "gym | 2026-11-27"),
            ("report by friday", "report | 2026-11-27"),
            ("report due friday", "report | 2026-11-27"),
            ("report due by friday", "report | 2026-11-27"),
            ("report due on friday 5pm", "report | 2026-11-27 17:00"),
            ("Homework for tomorrow", "Homework | 2026-11-27"),
            ("Buy present for friday dinner", "Buy present for dinner | 2026-11-27"),
            ("this friday lunch", "lunch | 2026-11-27"),
            ("lunch this thursday", "lunch | 2026-11-26"),
            ("Friday 12 march dinner", "dinner | 2027-03-12"),
            ("dinner fri, 12 mar", "dinner | 2027-03-12"),
            ("dinner Saturday 5.12.", "dinner | 2026-12-05"),
            ("dinner Tuesday 15th", "dinner | 2026-12-15"),
            ("dinner Tuesday 15th 7pm", "dinner | 2026-12-15 19:00"),
            ("Party Friday the 13th", "Party | 2027-08-13"),
            ("Tuesday 2nd floor", "2nd floor | 2026-12-01"),
            ("Prepare Monday meeting", "Prepare meeting | 2026-11-30"),
            ("Call mum tomorrow?", "Call mum? | 2026-11-27"),
            ("Call mum tomorrow!", "Call mum! | 2026-11-27"),
            ("(call mum tomorrow)", "(call mum) | 2026-11-27"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn parts_of_the_day() {
    check(
        &settings(),
        &[
            ("run tomorrow morning", "run | 2026-11-27 09:00"),
            ("run tomorrow afternoon", "run | 2026-11-27 14:00"),
            ("run tomorrow evening", "run | 2026-11-27 19:00"),
            ("run tomorrow night", "run | 2026-11-27 20:00"),
            ("run sat morning with Ann", "run with Ann | 2026-11-28 09:00"),
            ("run this evening", "run | 2026-11-26 19:00"),
            ("run on friday in the morning", "run | 2026-11-27 09:00"),
            ("run tomorrow morning 8:30", "run | 2026-11-27 08:30"),
            ("film tonight 9pm", "film | 2026-11-26 21:00"),
            ("film tonight at 9", "film | 2026-11-26 21:00"),
            ("film tonight at 21", "film | 2026-11-26 21:00"),
            ("film tomorrow evening at 8:15", "film | 2026-11-27 20:15"),
            ("fireworks tonight midnight", "fireworks | 2026-11-27 00:00"),
            ("Good morning", "Good morning"),
            ("Morning run", "Morning run"),
            ("evening", "evening"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn days_from_now() {
    check(
        &settings(),
        &[
            ("Call in 3 days", "Call | 2026-11-29"),
            ("Call in 1 day", "Call | 2026-11-27"),
            ("Call in a week", "Call | 2026-12-03"),
            ("Call in two weeks", "Call | 2026-12-10"),
            ("in 2 weeks call", "call | 2026-12-10"),
            ("Call in 3 months", "Call | 2027-02-26"),
            ("Call in a quarter", "Call | 2027-02-26"),
            ("Call in a year", "Call | 2027-11-26"),
            ("Call in 10 years", "Call | 2036-11-26"),
            ("Call 3 days from now", "Call | 2026-11-29"),
            ("Call a week from today", "Call | 2026-12-03"),
            ("Call next week", "Call | 2026-11-30"),
            ("Call next month", "Call | 2026-12-01"),
            ("Call next year", "Call | 2027-01-01"),
            ("Call this weekend", "Call | 2026-11-28"),
            ("Call next weekend", "Call | 2026-12-05"),
            ("Call next mon", "Call | 2026-11-30"),
            ("Call next thursday", "Call | 2026-12-03"),
            ("Call next fri", "Call | 2026-12-04"),
            ("Call next sun", "Call | 2026-12-06"),
            ("next tue call Bob", "call Bob | 2026-12-01"),
            ("Report end of month", "Report | 2026-11-30"),
            ("Report by end of month", "Report | 2026-11-30"),
            ("Report at the end of the month p1", "Report | 2026-11-30 | p1"),
            ("Report end of week", "Report | 2026-11-29"),
            ("Report end of year", "Report | 2026-12-31"),
            ("Oven in 30 min", "Oven | 2026-11-26 10:30"),
            ("Oven in 2 hours", "Oven | 2026-11-26 12:00"),
            ("Oven in an hour", "Oven | 2026-11-26 11:00"),
            ("Oven in 20 hours", "Oven | 2026-11-27 06:00"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn days_of_the_year() {
    check(
        &settings(),
        &[
            ("Call 12 mar", "Call | 2027-03-12"),
            ("Call mar 12", "Call | 2027-03-12"),
            ("Call 12 mar Bob", "Call Bob | 2027-03-12"),
            ("Call 12th of march", "Call | 2027-03-12"),
            ("Call the 12th of march", "Call | 2027-03-12"),
            ("Call 12th march", "Call | 2027-03-12"),
            ("Call march 12th 2027", "Call | 2027-03-12"),
            ("Call March 12th, 2028", "Call | 2028-03-12"),
            ("Call 12 mar 2028", "Call | 2028-03-12"),
            ("Call 12 March 2020", "Call | 2020-03-12"),
            ("Call dec 24", "Call | 2026-12-24"),
            ("Call 26 nov", "Call | 2026-11-26"),
            ("Call 25 nov", "Call | 2027-11-25"),
            ("Call 1 sept", "Call | 2027-09-01"),
            ("Call January 31st", "Call | 2027-01-31"),
            ("Call on 5 may", "Call | 2027-05-05"),
            ("Call 5 may", "Call | 2027-05-05"),
            ("Conference May 5 tickets", "Conference tickets | 2027-05-05"),
            ("Conference may 5th tickets", "Conference tickets | 2027-05-05"),
            ("Party 29 feb", "Party | 2028-02-29"),
            ("Party 29 feb 2028", "Party | 2028-02-29"),
            ("Call 2026-12-24", "Call | 2026-12-24"),
            ("Call 2020-02-29", "Call | 2020-02-29"),
            ("2027-03-12 call", "call | 2027-03-12"),
            ("Call 12.3.", "Call | 2027-03-12"),
            ("12.3. Zahnarzt", "Zahnarzt | 2027-03-12"),
            ("Zahnarzt am 12.3.2027", "Zahnarzt am | 2027-03-12"),
            ("Call 12.3. 17:00", "Call | 2027-03-12 17:00"),
            ("Call on 12.3. at noon", "Call | 2027-03-12 12:00"),
            ("Call 24.12.2026 Bob", "Call Bob | 2026-12-24"),
            ("Call 3/12", "Call | 2026-12-03"),
            ("Call 3/12 5pm", "Call | 2026-12-03 17:00"),
            ("Call on 3/12 Bob", "Call Bob | 2026-12-03"),
            ("Call 3/12/2027 Bob", "Call Bob | 2027-12-03"),
            ("Call 3/12/27", "Call | 2027-12-03"),
            ("Pay rent 15th", "Pay rent | 2026-12-15"),
            ("Pay rent on the 15th", "Pay rent | 2026-12-15"),
            ("Pay rent by the 30th p1", "Pay rent | 2026-11-30 | p1"),
            ("Pay rent the 31st 9am", "Pay rent | 2026-12-31 09:00"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn days_that_do_not_exist_stay_text() {
    check_text(&[
        "Party 31 feb",
        "Party 30 feb",
        "Party feb 30th",
        "Party 31 apr",
        "Party 29 feb 2027",
        "Party 32 mar",
        "Party 0 mar",
        "Party 2026-02-30",
        "Party 2026-13-01",
        "Party 31.2.",
        "Party 12.13.2027",
        "Party 3/13",
        "Party 0/0",
        "Party 32/1/2027",
        "Party in 999999999 days",
        "Party in 99999999999999999999 days",
        "Party in 9999 years",
        "Party in 0 days",
        "Party on the 32nd",
        "Party at 24",
        "Party 24:00",
        "Party 17:60",
        "Party 13pm",
        "Party 0am",
        "Party in 999999999 hours",
    ]);
}

#[test]
#[rustfmt::skip]
fn times_of_the_day() {
    check(
        &settings(),
        &[
            ("Call 5pm", "Call | 2026-11-26 17:00"),
            ("Call 5PM", "Call | 2026-11-26 17:00"),
            ("Call 5 pm", "Call | 2026-11-26 17:00"),
            ("Call 5p.m.", "Call | 2026-11-26 17:00"),
            ("Call 5 p.m. Bob", "Call Bob | 2026-11-26 17:00"),
            ("Call 9 a.m.", "Call | 2026-11-27 09:00"),
            ("Call 5:30pm", "Call | 2026-11-26 17:30"),
            ("Call 5:30 pm", "Call | 2026-11-26 17:30"),
            ("Call 5.30pm", "Call | 2026-11-26 17:30"),
            ("Call 17:00", "Call | 2026-11-26 17:00"),
            ("Call 17:05 Bob", "Call Bob | 2026-11-26 17:05"),
            ("Call 17h", "Call | 2026-11-26 17:00"),
            ("Call at 17h", "Call | 2026-11-26 17:00"),
            ("Call 9am", "Call | 2026-11-27 09:00"),
            ("Call 9:59", "Call | 2026-11-27 09:59"),
            ("Call 10:00", "Call | 2026-11-27 10:00"),
            ("Call 10:01", "Call | 2026-11-26 10:01"),
            ("Call at 9", "Call | 2026-11-27 09:00"),
            ("Call at 11", "Call | 2026-11-26 11:00"),
            ("Call at 9:30", "Call | 2026-11-27 09:30"),
            ("at 9:30 call", "call | 2026-11-27 09:30"),
            ("Call at 0", "Call | 2026-11-27 00:00"),
            ("Call at 23", "Call | 2026-11-26 23:00"),
            ("Call @5pm", "Call | 2026-11-26 17:00"),
            ("Call @9", "Call | 2026-11-27 09:00"),
            ("Call @ 5pm", "Call | 2026-11-26 17:00"),
            ("Call noon", "Call | 2026-11-26 12:00"),
            ("Call at noon Bob", "Call Bob | 2026-11-26 12:00"),
            ("Call midday", "Call | 2026-11-26 12:00"),
            ("Call midnight", "Call | 2026-11-27 00:00"),
            ("Call tomorrow at midnight", "Call | 2026-11-27 00:00"),
            ("Call today midnight", "Call | 2026-11-27 00:00"),
            ("Call 12am", "Call | 2026-11-27 00:00"),
            ("Call 12pm", "Call | 2026-11-26 12:00"),
            ("Call 12:30am", "Call | 2026-11-27 00:30"),
            ("Call today 9am", "Call | 2026-11-26 09:00"),
            ("Call by 5pm", "Call | 2026-11-26 17:00"),
            ("Call due at 5pm", "Call | 2026-11-26 17:00"),
            ("Party from 5pm", "Party | 2026-11-26 17:00"),
            ("Taxi for 5pm", "Taxi | 2026-11-26 17:00"),
            ("Tomorrow at 9 call", "call | 2026-11-27 09:00"),
            ("5pm tomorrow call", "call | 2026-11-27 17:00"),
            ("at 9 tomorrow call", "call | 2026-11-27 09:00"),
            ("Call 5pm, tomorrow", "Call | 2026-11-27 17:00"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn lists_labels_priorities() {
    check(
        &settings(),
        &[
            ("Fix tap #Home", "Fix tap | #Home"),
            ("Fix tap #home", "Fix tap | #Home"),
            ("#HOME fix tap", "fix tap | #Home"),
            ("Fix #Home tap", "Fix tap | #Home"),
            ("Fix tap #Side project", "Fix tap | #Side project"),
            ("Fix #side PROJECT tap", "Fix tap | #Side project"),
            ("Fix #Side tap", "Fix tap | #Side"),
            ("Fix #Side projects", "Fix projects | #Side"),
            ("Fix tap #Garden", "Fix tap | #Garden+"),
            ("Fix tap #Garden shed", "Fix tap shed | #Garden+"),
            ("Fix tap #\"Garden shed\"", "Fix tap | #Garden shed+"),
            ("Fix tap #“Garden shed” soon", "Fix tap soon | #Garden shed+"),
            ("Fix tap #\"side project\"", "Fix tap | #Side project"),
            ("Fix tap #\"Garden shed", "Fix tap #\"Garden shed"),
            ("Fix tap #Home, then rest", "Fix tap, then rest | #Home"),
            ("Fix tap #Home.", "Fix tap. | #Home"),
            ("Fix tap #Home-office", "Fix tap | #Home-office+"),
            ("Fix tap #Homework", "Fix tap | #Homework+"),
            ("Learn #übung", "Learn | #Übung"),
            ("Learn #C++ today", "Learn | 2026-11-26 | #C++"),
            ("Be #1 fan", "Be fan | #1"),
            ("Putzen #🏠 haus", "Putzen | #🏠 Haus"),
            ("Fix #Home and #Work", "Fix #Home and | #Work"),
            ("Pay @bills", "Pay | @bills"),
            ("Pay @bills @home @bank", "Pay | @bills | @home | @bank"),
            ("Pay @bills @Bills @BILLS", "Pay | @bills"),
            ("Pay @bills, @home.", "Pay. | @bills | @home"),
            ("Pay @bills now", "Pay now | @bills"),
            ("Pay @my-bills_2", "Pay | @my-bills_2"),
            ("Pay @écolé @日本", "Pay | @écolé | @日本"),
            ("Pay @🎈 #🎉", "Pay | #🎉+ | @🎈"),
            ("Call p1", "Call | p1"),
            ("Call P1", "Call | p1"),
            ("Call p2", "Call | p2"),
            ("Call p3", "Call | p3"),
            ("Call p4", "Call"),
            ("Call !1", "Call | p1"),
            ("Call !2", "Call | p2"),
            ("Call !3", "Call | p3"),
            ("Call !4", "Call"),
            ("Call p1 p4", "Call p1"),
            ("p1: call", "call | p1"),
            ("Call p1, Bob", "Call, Bob | p1"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn signs_that_announce_nothing() {
    check_text(&[
        "C# course",
        "#",
        "# heading",
        "#2 fan",
        "#-x",
        "#… #“x #« @— @。",
        "Issue #42",
        "@ home",
        "@",
        "@-x",
        "Mail a@b.c",
        "Mail ann@example.com p.s.",
        "Toot @ann@example.social",
        "See https://example.com/y#frag",
        "See https://example.com/@ann",
        "See http://example.com//today",
        "See www.example.com/#Home",
        "See example.com/#Home",
        "p1000",
        "mp3 p2p",
        "p0 p5 p",
        "!5 !0 !!1 !",
        "Call !!",
        "(#Home) (@bills) (p1)",
        "Fix tap#Home",
        "w/o //",
        "a//b",
        "//",
        "50% off",
    ]);
}

#[test]
#[rustfmt::skip]
fn recurrences() {
    check(
        &settings(),
        &[
            ("Run every day", "Run | 2026-11-26 | FREQ=DAILY"),
            ("every day run", "run | 2026-11-26 | FREQ=DAILY"),
            ("Run daily", "Run | 2026-11-26 | FREQ=DAILY"),
            ("Run daily p1", "Run | 2026-11-26 | p1 | FREQ=DAILY"),
            ("Run daily at 9am", "Run | 2026-11-27 09:00 | FREQ=DAILY"),
            ("Run weekly", "Run | 2026-11-26 | FREQ=WEEKLY"),
            ("Run weekly on mon and fri", "Run | 2026-11-27 | FREQ=WEEKLY;BYDAY=MO,FR"),
            ("Run fortnightly", "Run | 2026-11-26 | FREQ=WEEKLY;INTERVAL=2"),
            ("Run monthly", "Run | 2026-11-26 | FREQ=MONTHLY"),
            ("Run quarterly", "Run | 2026-11-26 | FREQ=MONTHLY;INTERVAL=3"),
            ("Run yearly", "Run | 2026-11-26 | FREQ=YEARLY"),
            ("Run every weekday", "Run | 2026-11-26 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("Run every workday", "Run | 2026-11-26 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("Run every weekend", "Run | 2026-11-28 | FREQ=WEEKLY;BYDAY=SA"),
            ("Run every mon", "Run | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO"),
            ("Run every Thursday", "Run | 2026-11-26 | FREQ=WEEKLY;BYDAY=TH"),
            ("Run every thu 9am", "Run | 2026-12-03 09:00 | FREQ=WEEKLY;BYDAY=TH"),
            ("Run every thu 11am", "Run | 2026-11-26 11:00 | FREQ=WEEKLY;BYDAY=TH"),
            ("Run every mon, wed and fri", "Run | 2026-11-27 | FREQ=WEEKLY;BYDAY=MO,WE,FR"),
            ("Run every fri, wed, and mon", "Run | 2026-11-27 | FREQ=WEEKLY;BYDAY=MO,WE,FR"),
            ("Run every tue & sun with Ann", "Run with Ann | 2026-11-29 | FREQ=WEEKLY;BYDAY=TU,SU"),
            ("Run every mon wed fri", "Run | 2026-11-27 | FREQ=WEEKLY;BYDAY=MO,WE,FR"),
            ("Run every mon to fri", "Run | 2026-11-26 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("Run every sat - mon", "Run | 2026-11-28 | FREQ=WEEKLY;BYDAY=MO,SA,SU"),
            ("1st of every month run", "run | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1"),
            ("Run on the 1st of every month", "Run | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1"),
            ("Run the last friday of each month", "Run | 2026-11-27 | FREQ=MONTHLY;BYDAY=-1FR"),
            ("Run every monday morning", "Run | 2026-11-30 09:00 | FREQ=WEEKLY;BYDAY=MO"),
            ("Run every morning", "Run | 2026-11-27 09:00 | FREQ=DAILY"),
            ("Run every evening at 8", "Run | 2026-11-26 20:00 | FREQ=DAILY"),
            ("Run every other day", "Run | 2026-11-26 | FREQ=DAILY;INTERVAL=2"),
            ("Run every other week", "Run | 2026-11-26 | FREQ=WEEKLY;INTERVAL=2"),
            ("Run every other monday", "Run | 2026-11-30 | FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
            ("Run every 2 weeks", "Run | 2026-11-26 | FREQ=WEEKLY;INTERVAL=2"),
            ("Run every two weeks", "Run | 2026-11-26 | FREQ=WEEKLY;INTERVAL=2"),
            ("Run every 2 weeks on monday", "Run | 2026-11-30 | FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
            ("Run every 1 week", "Run | 2026-11-26 | FREQ=WEEKLY"),
            ("Run every 3 months", "Run | 2026-11-26 | FREQ=MONTHLY;INTERVAL=3"),
            ("Run every quarter", "Run | 2026-11-26 | FREQ=MONTHLY;INTERVAL=3"),
            ("Run every 2 quarters", "Run | 2026-11-26 | FREQ=MONTHLY;INTERVAL=6"),
            ("Run every year", "Run | 2026-11-26 | FREQ=YEARLY"),
            ("Run every month on the 15th", "Run | 2026-12-15 | FREQ=MONTHLY;BYMONTHDAY=15"),
            ("Run every year on 12 mar", "Run | 2027-03-12 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=12"),
            ("Run every 2nd day", "Run | 2026-11-26 | FREQ=DAILY;INTERVAL=2"),
            ("Run every third week", "Run | 2026-11-26 | FREQ=WEEKLY;INTERVAL=3"),
            ("Run every 2nd tue", "Run | 2026-12-08 | FREQ=MONTHLY;BYDAY=2TU"),
            ("Run every second tuesday of the month", "Run | 2026-12-08 | FREQ=MONTHLY;BYDAY=2TU"),
            ("Run every last fri", "Run | 2026-11-27 | FREQ=MONTHLY;BYDAY=-1FR"),
            ("Run every first mon of the month", "Run | 2026-12-07 | FREQ=MONTHLY;BYDAY=1MO"),
            ("Run every 15th", "Run | 2026-12-15 | FREQ=MONTHLY;BYMONTHDAY=15"),
            ("Run every 15th 9am", "Run | 2026-12-15 09:00 | FREQ=MONTHLY;BYMONTHDAY=15"),
            ("Run every 15th and 1st", "Run | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1,15"),
            ("Run every 31st of the month with Ann", "Run with Ann | 2026-12-31 | FREQ=MONTHLY;BYMONTHDAY=31"),
            ("Run every last day of the month", "Run | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1"),
            ("Run every first workday", "Run | 2026-12-01 | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
            ("Run every last workday", "Run | 2026-11-30 | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
            ("Run every 12 mar", "Run | 2027-03-12 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=12"),
            ("Run every march 12th", "Run | 2027-03-12 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=12"),
            ("Run every 29 feb", "Run | 2028-02-29 | FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
            ("Run every! 3 days", "Run | 2026-11-26 | !FREQ=DAILY;INTERVAL=3"),
            ("Run every! mon", "Run | 2026-11-30 | !FREQ=WEEKLY;BYDAY=MO"),
            ("Run Every! Week 9am", "Run | 2026-11-27 09:00 | !FREQ=WEEKLY"),
            ("Run every day at 9", "Run | 2026-11-27 09:00 | FREQ=DAILY"),
            ("Run every day at 9 with Ann", "Run with Ann | 2026-11-27 09:00 | FREQ=DAILY"),
            ("Run at 11 every day", "Run | 2026-11-26 11:00 | FREQ=DAILY"),
            ("Run every day starting tomorrow", "Run | 2026-11-27 | FREQ=DAILY"),
            ("Run every day from 12 mar", "Run | 2027-03-12 | FREQ=DAILY"),
            ("Run every mon starting tomorrow", "Run | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO"),
            ("Run every mon starting 12 mar", "Run | 2027-03-15 | FREQ=WEEKLY;BYDAY=MO"),
            ("Run tomorrow every month", "Run | 2026-11-27 | FREQ=MONTHLY"),
            ("Run today 9am every day", "Run | 2026-11-26 09:00 | FREQ=DAILY"),
            ("Run every day until 1 may", "Run | 2026-11-26 | FREQ=DAILY;UNTIL=20270501"),
            ("Run daily until 2026-12-24", "Run | 2026-11-26 | FREQ=DAILY;UNTIL=20261224"),
            ("Run every mon for 5 times", "Run | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO;COUNT=5"),
            ("Run every mon 5 times", "Run | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO;COUNT=5"),
            ("Run every mon every fri", "Run every mon | 2026-11-27 | FREQ=WEEKLY;BYDAY=FR"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn words_like_recurrences_stay_text() {
    check_text(&[
        "Sweets for every taste",
        "everyday things",
        "Buy daily newspaper",
        "Read the daily",
        "Weekly review notes",
        "Every second counts",
        "See every 5th element",
        "every",
        "Run every",
        "Run every 0 days",
        "Run every 9999 days",
        "Run every hour",
        "Run every 7th monday",
        "Run every 31 feb",
        "Run every breath you take",
        "Every Breath You Take",
        "Every other person",
    ]);
}

#[test]
#[rustfmt::skip]
fn notes() {
    check(
        &settings(),
        &[
            ("Buy milk //two bottles", "Buy milk | //two bottles"),
            ("Buy milk // two bottles ", "Buy milk | //two bottles"),
            ("Buy milk tomorrow //p1 #Home @x", "Buy milk | 2026-11-27 | //p1 #Home @x"),
            ("gym sat //bring towel", "gym | 2026-11-28 | //bring towel"),
            ("Buy milk //see https://example.com", "Buy milk | //see https://example.com"),
            ("See https://example.com //later", "See https://example.com | //later"),
            ("Buy milk ///x", "Buy milk | ///x"),
            ("//only notes", "//only notes"),
            ("tomorrow //only notes", "tomorrow //only notes"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn escapes_and_quotes() {
    check(
        &settings(),
        &[
            (r"Fix \#Home", "Fix #Home"),
            (r"Fix \@bills", "Fix @bills"),
            (r"Fix \p1 p2", "Fix p1 | p2"),
            (r"Read \tomorrow today", "Read tomorrow | 2026-11-26"),
            (r"Read \tomorrow", "Read tomorrow"),
            (r"Read \tomorrow and friday", "Read tomorrow and | 2026-11-27"),
            (r"Fix 42 and friday", "Fix 42 and | 2026-11-27"),
            (r"Read \in 3 days", "Read in 3 days"),
            (r"Read \every mon", "Read every mon"),
            (r"Read \sat", "Read sat"),
            (r"Read \sat nav", r"Read \sat nav"),
            (r"Read \5pm 6pm", "Read 5pm | 2026-11-26 18:00"),
            (r"Read \//note tomorrow", "Read //note | 2026-11-27"),
            (r"Read the \tomorrow", r"Read the \tomorrow"),
            (r"C:\temp \n \\ \", r"C:\temp \n \\ \"),
            (r#"Fix \#"two words""#, r#"Fix #"two words""#),
            (r#"Read "tomorrow" p1"#, "Read tomorrow | p1"),
            (r#"Read "The 5pm show" today"#, r#"Read "The 5pm show" | 2026-11-26"#),
            (r#"Read "pay p1 tomorrow" fri"#, "Read pay p1 tomorrow | 2026-11-27"),
            (r#"Read "War and Peace" fri"#, r#"Read "War and Peace" | 2026-11-27"#),
            ("Read “tomorrow” fri", "Read tomorrow | 2026-11-27"),
            ("Read “Krieg” fri", "Read “Krieg” | 2026-11-27"),
            (r#"Read "tomorrow", then"#, "Read tomorrow, then"),
            (r#"Read "tomorrow"#, r#"Read "tomorrow"#),
            (r#"Read "tomorrow never dies fri"#, r#"Read "tomorrow never dies | 2026-11-27"#),
            (r#"5'10" tall"#, r#"5'10" tall"#),
            (r#""p1" "p2" x"#, "p1 p2 x"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn traps_stay_text() {
    check_text(&[
        "The 9/11 Report",
        "2nd Floor",
        "15th",
        "Go to the 2nd Floor",
        "Meet on the 2nd floor",
        "May",
        "Call May about March report",
        "may 5 people come",
        "May 5 people come",
        "if 12 may attend",
        "March on",
        "March 5 miles for charity",
        "Sun cream",
        "Buy sun cream",
        "sat nav",
        "Update sat nav maps",
        "mon ami",
        "Wed Ann and Bob",
        "Good Friday shopping",
        "Plan Black Friday",
        "Ash Wednesday",
        "Read Man Friday",
        "Read Sunday Times",
        "Read the Sunday Times",
        "Watch Friday Night Lights",
        "Easter Monday trip",
        "Wait a second",
        "Come second",
        "Safety first",
        "Read 1984",
        "Open 24/7",
        "24/7 support",
        "1/2 cup sugar",
        "Add 1/2 cup sugar",
        "Watch part 1/2",
        "version 3.12",
        "Install version 3.12.",
        "Install Node 12.3. Then restart",
        "Upgrade to 12.3.4",
        "Room 5:30",
        "Read chapter 3:16",
        "at 10 Downing Street",
        "Meet at 10 Downing Street",
        "today's",
        "Read today's paper",
        "Read today’s paper",
        "tomorrow's list",
        "USA Today",
        "Ocean's 11",
        "Around the World in 80 Days",
        "Split in 3 parts",
        "Call Tom",
        "Call tom",
        "Dinner with tom",
        "Tom Sawyer",
        "Ask Tod",
        "High Noon",
        "Burn the midnight oil",
        "midnight snack",
        "Sleep 8h",
        "19th century novel",
        "The Tonight Show",
        "Move meeting to friday",
        "Wait until friday",
        "Review last friday",
        "Conference monday to friday",
        "Conference mon - fri",
        "Gym mon, wed and fri",
        "Open saturday and sunday",
        "Shift 5pm to 6pm",
        "Shift 5pm - 6pm",
        "Shift 5-6pm",
        "Shift 5 - 6pm",
        "Trip 12 - 15 mar",
        "Trip 12 to 15 mar",
        "Trip from 12 mar to 15 mar",
        "Pay on the 1st of the month",
        "Run every 12 dec and 24 dec",
        "Discuss the 5pm slot",
        "end of month report",
        "Next time",
        "This one",
        "in a minute's",
        "mondays",
        "sunday-school",
        "Prepare my tuesday",
        "x(tomorrow)",
        "tomorrow/friday",
        "Saturn tomorrowland satellite",
    ]);
}

#[test]
#[rustfmt::skip]
fn the_last_of_a_kind_wins() {
    check(
        &settings(),
        &[
            ("Prepare Monday report friday", "Prepare Monday report | 2026-11-27"),
            ("Call 5pm Bob 6pm", "Call 5pm Bob | 2026-11-26 18:00"),
            ("Call p1 p2", "Call p1 | p2"),
            ("Call #Home #Work", "Call #Home | #Work"),
            ("gym sat sun", "gym sat | 2026-11-29"),
            ("Call today tomorrow", "Call today | 2026-11-27"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn a_line_of_tokens_alone_is_a_title() {
    check_text(&[
        "tomorrow",
        "p1",
        "#Home",
        "@bills",
        "every day",
        "tomorrow 5pm p1",
        "sat",
        "due tomorrow",
        "p1!",
        "tomorrow, 5pm.",
    ]);
}

#[test]
#[rustfmt::skip]
fn punctuation_around_tokens() {
    check(
        &settings(),
        &[
            ("Milk, tomorrow", "Milk | 2026-11-27"),
            ("Milk, tomorrow, 5pm, p1", "Milk | 2026-11-27 17:00 | p1"),
            ("Milk, eggs, tomorrow", "Milk, eggs | 2026-11-27"),
            ("Call mum tomorrow, then Bob", "Call mum, then Bob | 2026-11-27"),
            ("Pay, tomorrow, the rent", "Pay, the rent | 2026-11-27"),
            ("Tomorrow: call mum", "call mum | 2026-11-27"),
            ("Tomorrow, call mum", "call mum | 2026-11-27"),
            ("Call mum. Tomorrow.", "Call mum. | 2026-11-27"),
            ("Call mum; friday; p1", "Call mum | 2026-11-27 | p1"),
            ("Really? tomorrow!", "Really? | 2026-11-27"),
            ("Note: tomorrow", "Note | 2026-11-27"),
            ("Buy milk - tomorrow", "Buy milk - | 2026-11-27"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn any_script() {
    check(
        &settings(),
        &[
            ("牛乳を買う tomorrow", "牛乳を買う | 2026-11-27"),
            ("اتصل بأمي tomorrow 5pm", "اتصل بأمي | 2026-11-27 17:00"),
            ("🎉 party sat 🎈", "🎉 party sat 🎈"),
            ("🎉 party saturday 🎈", "🎉 party 🎈 | 2026-11-28"),
            ("👨‍👩‍👧 tomorrow", "👨‍👩‍👧 | 2026-11-27"),
            ("Cafe\u{301} tomorrow", "Cafe\u{301} | 2026-11-27"),
            ("tomorrow\u{301} call", "tomorrow\u{301} call"),
            ("Call\u{a0}tomorrow\u{a0}Bob", "Call Bob | 2026-11-27"),
            ("Call\u{3000}tomorrow", "Call | 2026-11-27"),
            ("Ｃａｌｌ ＴＯＭＯＲＲＯＷ", "Ｃａｌｌ ＴＯＭＯＲＲＯＷ"),
            ("Позвонить tomorrow…", "Позвонить… | 2026-11-27"),
            ("Call tomorrow\tBob", "Call Bob | 2026-11-27"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn month_before_day() {
    let settings = Settings {
        date_order: DateOrder::MonthFirst,
        ..settings()
    };
    check(
        &settings,
        &[
            ("Call 3/12", "Call | 2027-03-12"),
            ("Call 12/3", "Call | 2026-12-03"),
            ("Call 3/12/2028", "Call | 2028-03-12"),
            ("Call 3/12/27", "Call | 2027-03-12"),
            ("Call 12/25", "Call | 2026-12-25"),
            ("Call 25/12", "Call 25/12"),
            ("Call 2/29", "Call | 2028-02-29"),
            ("Call 2/30", "Call 2/30"),
            ("The 9/11 Report", "The 9/11 Report"),
            ("Open 24/7", "Open 24/7"),
            ("Call 12.3.", "Call | 2027-03-12"),
            ("Call 12.3.2027", "Call | 2027-03-12"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn week_from_sunday() {
    let settings = Settings {
        week_start: Weekday::Sunday,
        ..settings()
    };
    check(
        &settings,
        &[
            ("Call next week", "Call | 2026-11-29"),
            ("Call next sun", "Call | 2026-11-29"),
            ("Call next mon", "Call | 2026-11-30"),
            ("Call next sat", "Call | 2026-12-05"),
            ("Call sun", "Call | 2026-11-29"),
            ("Call end of week", "Call | 2026-11-28"),
            ("Call this weekend", "Call | 2026-11-28"),
        ],
    );
}

#[test]
#[rustfmt::skip]
fn other_days_of_now() {
    let on = |now: DateTime| Settings { now, ..settings() };
    check(
        &on(datetime(2026, 11, 29, 10, 0, 0, 0)),
        &[
            ("Call this weekend", "Call | 2026-11-29"),
            ("Call next weekend", "Call | 2026-12-05"),
            ("Call next week", "Call | 2026-11-30"),
            ("Call next sun", "Call | 2026-12-06"),
            ("Call sunday", "Call | 2026-12-06"),
        ],
    );
    check(
        &on(datetime(2026, 11, 28, 10, 0, 0, 0)),
        &[
            ("Call this weekend", "Call | 2026-11-28"),
            ("Call next weekend", "Call | 2026-12-05"),
        ],
    );
    check(
        &on(datetime(2027, 1, 31, 23, 59, 59, 0)),
        &[
            ("Call in a month", "Call | 2027-02-28"),
            ("Call in 13 months", "Call | 2028-02-29"),
            ("Call next month", "Call | 2027-02-01"),
            ("Call end of month", "Call | 2027-01-31"),
            ("Call 30th", "Call | 2027-03-30"),
            ("Call 11pm", "Call | 2027-02-01 23:00"),
            ("Call in 2 min", "Call | 2027-02-01 00:01"),
            ("Call every 30th", "Call | 2027-03-30 | FREQ=MONTHLY;BYMONTHDAY=30"),
        ],
    );
    check(
        &on(datetime(2028, 2, 29, 12, 0, 0, 0)),
        &[
            ("Call 29 feb", "Call | 2028-02-29"),
            ("Call in a year", "Call | 2029-02-28"),
            ("Call in 4 years", "Call | 2032-02-29"),
        ],
    );
    check(
        &on(datetime(9999, 12, 31, 23, 0, 0, 0)),
        &[
            ("Call tomorrow", "Call tomorrow"),
            ("Call 5pm", "Call | 9999-12-31 17:00"),
            ("Call next week", "Call next week"),
            ("Call 31 dec", "Call | 9999-12-31"),
            ("Call in 2 hours", "Call in 2 hours"),
        ],
    );
}

/// The tokens as they stand in the line.
fn tokens(line: &str, kept: &[core::ops::Range<usize>]) -> Vec<(String, TokenKind)> {
    let todo = parse(line, &settings(), kept);
    todo.tokens
        .into_iter()
        .map(|token| (line[token.range].to_owned(), token.kind))
        .collect()
}

#[test]
fn tokens_say_where_they_stand() {
    let line = "Pay rent, due on friday, at 5 p.m. !1 #Side project @bills every! mon, wed and fri until 12.3. // x y ";
    let expected = [
        ("due on friday", TokenKind::Date),
        ("at 5 p.m.", TokenKind::Time),
        ("!1", TokenKind::Priority),
        ("#Side project", TokenKind::List),
        ("@bills", TokenKind::Label),
        ("every! mon, wed and fri until 12.3.", TokenKind::Recurrence),
        ("// x y", TokenKind::Notes),
    ];
    assert_eq!(tokens(line, &[]), expected.map(|(text, kind)| (text.to_owned(), kind)));
}

#[test]
fn what_is_kept_is_text() {
    let kept = |line: &str, part: &str| {
        let start = line.find(part).unwrap();
        written(&parse(line, &settings(), slice::from_ref(&(start..start + part.len()))))
    };
    assert_eq!(
        kept("Call tomorrow 5pm", "tomorrow"),
        "Call tomorrow | 2026-11-26 17:00"
    );
    assert_eq!(kept("Call tomorrow 5pm", "5pm"), "Call 5pm | 2026-11-27");
    assert_eq!(kept("Call tomorrow morning", "morning"), "Call morning | 2026-11-27");
    assert_eq!(
        kept("Call tomorrow morning", "tomorrow morning"),
        "Call tomorrow morning"
    );
    assert_eq!(kept("Call in 3 days", " 3"), "Call in 3 days");
    assert_eq!(kept("Fix #Side project", "project"), "Fix project | #Side");
    assert_eq!(kept("Fix #Side project", "#Side project"), "Fix #Side project");
    assert_eq!(kept("Fix tomorrow // p1 x", "// p1 x"), "Fix // p1 x | 2026-11-27");
    assert_eq!(
        kept("Prepare Monday report friday", "friday"),
        "Prepare report friday | 2026-11-30"
    );
    assert_eq!(kept("gym sat p1", "p1"), "gym sat p1");
    assert_eq!(kept("Call on friday", "on"), "Call on | 2026-11-27");
}

#[test]
fn any_range_may_be_kept() {
    let line = "Call tomorrow 5pm";
    let all = written(&parse(line, &settings(), &[]));
    #[expect(clippy::reversed_empty_ranges, reason = "that is the point")]
    for range in [0..0, 6..6, 9..3, 100..200, usize::MAX..usize::MAX, usize::MAX..0] {
        assert_eq!(written(&parse(line, &settings(), slice::from_ref(&range))), all);
    }
    assert_eq!(
        written(&parse(line, &settings(), slice::from_ref(&(0..usize::MAX)))),
        line
    );
}

#[test]
fn at_most_twenty_labels() {
    let line = (1..=22).fold(String::from("x"), |line, number| format!("{line} @l{number}")) + " @l3";
    let todo = parse(&line, &settings(), &[]);
    assert_eq!(todo.labels.len(), 20);
    assert_eq!(todo.title, "x @l21 @l22");
}

#[test]
fn names_that_are_too_long_stay_text() {
    let line = format!("x #{} @{}", "a".repeat(101), "b".repeat(51));
    assert_eq!(written(&parse(&line, &settings(), &[])), line);
}

#[test]
fn a_time_never_stands_without_a_date() {
    let settings = Settings {
        now: datetime(9999, 12, 31, 23, 0, 0, 0),
        ..settings()
    };
    let todo = parse("Call 5pm", &settings, &[]);
    assert_eq!(todo.time.is_some(), todo.date.is_some());
}

#[test]
fn pasted_lines_make_a_todo_each() {
    let text = "- Milk tomorrow\r\n\r\n* Eggs p1\n• Bread\n- [ ] Tea @shop\n1. One\n  12. Twelve\n2026. Year\n-5 degrees\n   \n1.5 l\n- ";
    let todos = parse_lines(text, &settings(), &[]);
    let lines: Vec<String> = todos.iter().map(written).collect();
    assert_eq!(
        lines,
        [
            "Milk | 2026-11-27",
            "Eggs | p1",
            "Bread",
            "Tea | @shop",
            "One",
            "Twelve",
            "2026. Year",
            "-5 degrees",
            "1.5 l"
        ]
    );
    let found: Vec<&str> = todos
        .iter()
        .flat_map(|todo| &todo.tokens)
        .map(|token| &text[token.range.clone()])
        .collect();
    assert_eq!(found, ["tomorrow", "p1", "@shop"]);

    let kept = todos[0].tokens[0].range.clone();
    assert_eq!(
        written(&parse_lines(text, &settings(), slice::from_ref(&kept))[0]),
        "Milk tomorrow"
    );
}
