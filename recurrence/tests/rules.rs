//! Tables of what is read, refused, said and computed. `tests/dateutil.rs` has the cases in bulk.

use jiff::civil::Date;
use recurrence::{From, Rule, next, words};

#[test]
fn rules_have_one_canonical_text() {
    let table = [
        ("FREQ=DAILY", "FREQ=DAILY"),
        ("freq=weekly;byday=we,mo", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("INTERVAL=1;FREQ=DAILY;WKST=MO", "FREQ=DAILY"),
        ("WKST=SU;INTERVAL=002;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
        ("FREQ=MONTHLY;BYDAY=-1FR,+1MO,TU,1MO", "FREQ=MONTHLY;BYDAY=TU,1MO,-1FR"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1,15,+1,-2",
            "FREQ=MONTHLY;BYMONTHDAY=1,15,-2,-1",
        ),
        (
            "COUNT=5;BYSETPOS=-1,1;BYMONTH=12,3;BYMONTHDAY=7;BYDAY=SA;FREQ=YEARLY",
            "FREQ=YEARLY;BYDAY=SA;BYMONTHDAY=7;BYMONTH=3,12;BYSETPOS=1,-1;COUNT=5",
        ),
        ("FREQ=YEARLY;BYDAY=53MO,-52SU", "FREQ=YEARLY;BYDAY=53MO,-52SU"),
        ("FREQ=DAILY;UNTIL=20270501", "FREQ=DAILY;UNTIL=20270501"),
        ("FREQ=DAILY;UNTIL=20270501T235960Z", "FREQ=DAILY;UNTIL=20270501T235959Z"),
        ("FREQ=DAILY;UNTIL=20270501T100000", "FREQ=DAILY;UNTIL=20270501T100000"),
        (
            "FREQ=DAILY;INTERVAL=999;COUNT=9999",
            "FREQ=DAILY;INTERVAL=999;COUNT=9999",
        ),
    ];
    for (raw, canonical) in table {
        assert_eq!(rule(raw).to_string(), canonical, "{raw}");
        assert_eq!(rule(canonical), rule(raw), "{raw}");
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let table = [
        ("", "\"\" is not of the form NAME=VALUE"),
        ("FREQ=DAILY;", "\"\" is not of the form NAME=VALUE"),
        ("every day", "\"EVERY DAY\" is not of the form NAME=VALUE"),
        ("INTERVAL=2", "FREQ is missing"),
        ("RRULE:FREQ=DAILY", "unknown part RRULE:FREQ"),
        ("FREQ=DAILY; INTERVAL=2", "unknown part  INTERVAL"),
        ("FREQ=DAILY;X-NAME=1", "unknown part X-NAME"),
        (
            "FREQ=HOURLY",
            "FREQ=HOURLY is not supported, only DAILY, WEEKLY, MONTHLY and YEARLY are",
        ),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR is not supported"),
        ("FREQ=YEARLY;BYEASTER=0", "BYEASTER is not supported"),
        ("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO is not supported"),
        ("FREQ=YEARLY;BYYEARDAY=200", "BYYEARDAY is not supported"),
        ("RSCALE=CHINESE;FREQ=YEARLY", "RSCALE is not supported"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ stands twice"),
        ("FREQ=DAILY;COUNT=2;COUNT=2", "COUNT stands twice"),
        (
            "FREQ=DAILY;COUNT=2;UNTIL=20270501",
            "COUNT and UNTIL exclude each other",
        ),
        (
            "FREQ=DAILY;INTERVAL=0",
            "INTERVAL does not take \"0\", but a number from 1 to 999",
        ),
        (
            "FREQ=DAILY;INTERVAL=1000",
            "INTERVAL does not take \"1000\", but a number from 1 to 999",
        ),
        (
            "FREQ=DAILY;INTERVAL=-1",
            "INTERVAL does not take \"-1\", but a number from 1 to 999",
        ),
        (
            "FREQ=DAILY;INTERVAL=",
            "INTERVAL does not take \"\", but a number from 1 to 999",
        ),
        (
            "FREQ=DAILY;INTERVAL=99999999999",
            "INTERVAL does not take \"99999999999\", but a number from 1 to 999",
        ),
        (
            "FREQ=DAILY;COUNT=0",
            "COUNT does not take \"0\", but a number from 1 to 9999",
        ),
        (
            "FREQ=DAILY;COUNT=+3",
            "COUNT does not take \"+3\", but a number from 1 to 9999",
        ),
        (
            "FREQ=DAILY;UNTIL=20270229",
            "UNTIL does not take \"20270229\", but a date like 20270501 or 20270501T100000Z",
        ),
        (
            "FREQ=DAILY;UNTIL=2027-05-01",
            "UNTIL does not take \"2027-05-01\", but a date like 20270501 or 20270501T100000Z",
        ),
        (
            "FREQ=DAILY;UNTIL=20270501T1",
            "UNTIL does not take \"20270501T1\", but a date like 20270501 or 20270501T100000Z",
        ),
        (
            "FREQ=WEEKLY;BYDAY=XX",
            "BYDAY does not take \"XX\", but MO, TU, WE, TH, FR, SA or SU",
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO,",
            "BYDAY does not take \"\", but MO, TU, WE, TH, FR, SA or SU",
        ),
        (
            "FREQ=WEEKLY;BYDAY=1MO",
            "BYDAY does not take \"1MO\", but MO, TU, WE, TH, FR, SA or SU",
        ),
        (
            "FREQ=WEEKLY;BYDAY=ÄMO",
            "BYDAY does not take \"ÄMO\", but MO, TU, WE, TH, FR, SA or SU",
        ),
        (
            "FREQ=WEEKLY;BYDAY=Ä",
            "BYDAY does not take \"Ä\", but MO, TU, WE, TH, FR, SA or SU",
        ),
        (
            "FREQ=MONTHLY;BYDAY=6MO",
            "BYDAY does not take \"6MO\", but MO to SU, or one of 1MO to 5MO and -4MO to -1MO",
        ),
        (
            "FREQ=MONTHLY;BYDAY=-5MO",
            "BYDAY does not take \"-5MO\", but MO to SU, or one of 1MO to 5MO and -4MO to -1MO",
        ),
        (
            "FREQ=MONTHLY;BYDAY=0MO",
            "BYDAY does not take \"0MO\", but MO to SU, or one of 1MO to 5MO and -4MO to -1MO",
        ),
        (
            "FREQ=YEARLY;BYDAY=-53MO",
            "BYDAY does not take \"-53MO\", but MO to SU, or one of 1MO to 53MO and -52MO to -1MO",
        ),
        (
            "FREQ=YEARLY;BYMONTH=3;BYDAY=6MO",
            "BYDAY does not take \"6MO\", but MO to SU, or one of 1MO to 5MO and -4MO to -1MO",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=0",
            "BYMONTHDAY does not take \"0\", but 1 to 31 or -31 to -1",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "BYMONTHDAY does not take \"32\", but 1 to 31 or -31 to -1",
        ),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=YEARLY;BYMONTH=13", "BYMONTH does not take \"13\", but 1 to 12"),
        ("FREQ=YEARLY;BYMONTH=5L", "BYMONTH does not take \"5L\", but 1 to 12"),
        (
            "FREQ=MONTHLY;BYSETPOS=1",
            "BYSETPOS needs BYDAY, BYMONTHDAY or BYMONTH to choose from",
        ),
        (
            "FREQ=YEARLY;BYDAY=MO,1TU",
            "BYDAY takes \"MO\" and \"1MO\" side by side in months only, not in years",
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=366",
            "BYSETPOS does not take \"366\", but 1 to 7 or -7 to -1, for a week has 7 days",
        ),
        (
            "FREQ=YEARLY;BYDAY=MO;BYSETPOS=367",
            "BYSETPOS does not take \"367\", but 1 to 366 or -366 to -1",
        ),
        (
            "FREQ=WEEKLY;WKST=MON",
            "WKST does not take \"MON\", but MO, TU, WE, TH, FR, SA or SU",
        ),
        ("FREQ=DAILY\r\nX:1", "a rule has no control characters"),
    ];
    for (raw, message) in table {
        assert_eq!(
            Rule::parse(raw).map_err(|error| error.to_string()),
            Err(message.to_owned()),
            "{raw}"
        );
    }
}

#[test]
fn rule_of_201_characters_is_too_long() {
    let days = |count: usize| format!("FREQ=MONTHLY;BYMONTHDAY={}{}", "1,".repeat(count), 1);
    assert_eq!(days(88).len(), 201);
    assert_eq!(
        Rule::parse(&days(88)).unwrap_err().to_string(),
        "a rule has at most 200 characters"
    );
    assert_eq!(rule(&days(87)).to_string(), "FREQ=MONTHLY;BYMONTHDAY=1");
}

#[test]
fn words_are_what_a_person_says() {
    let table = [
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=6", "every weekday in Jun"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR",
            "every 2 weeks on weekdays",
        ),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "every week on every day"),
        ("FREQ=DAILY;BYDAY=MO", "every week on Mon"),
        ("FREQ=DAILY;INTERVAL=3;BYDAY=MO", "every 3 days, only on Mon"),
        ("FREQ=DAILY;BYMONTHDAY=1", "every month on the 1st"),
        ("FREQ=DAILY;BYMONTH=12", "every day in Dec"),
        ("FREQ=DAILY;BYMONTH=12;BYSETPOS=-1", "every day in Dec"),
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "every week on weekend days"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "every 2 weeks on Mon and Wed"),
        (
            "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1",
            "every week on the last of these days: Mon, Wed and Fri",
        ),
        ("FREQ=MONTHLY", "every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "every month on the 15th"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1,2,3,11,22,-1",
            "every month on the 1st, the 2nd, the 3rd, the 11th, the 22nd and the last day",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-2",
            "every 3 months on the 2nd last day",
        ),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        (
            "FREQ=MONTHLY;BYDAY=1MO,3MO",
            "every month on the 1st Monday and the 3rd Monday",
        ),
        ("FREQ=MONTHLY;BYDAY=TU", "every month on every Tuesday"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "every month on the last weekday",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=2,-1",
            "every month on the 2nd and last Friday",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "every month on the 13th when that is a Friday",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=13,15;BYSETPOS=1",
            "every month on the 1st of these days: the 13th and the 15th",
        ),
        ("FREQ=YEARLY", "every year"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=12", "every year on 12 Mar"),
        ("FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=12", "every year on 12 Mar"),
        ("FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1", "every year on 1 Jan and 1 Jul"),
        (
            "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1,15",
            "every year on the 1st and the 15th in Jan and Jul",
        ),
        ("FREQ=YEARLY;BYMONTHDAY=15", "every year on the 15th of every month"),
        ("FREQ=YEARLY;BYMONTH=3", "every year in Mar"),
        (
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=1TU",
            "every 4 years on the 1st Tuesday of Nov",
        ),
        ("FREQ=YEARLY;BYDAY=20MO", "every year on the 20th Monday of the year"),
        ("FREQ=YEARLY;BYDAY=MO;BYMONTH=5", "every year on every Monday in May"),
        (
            "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
            "every year on the 1st weekday of the year",
        ),
        (
            "FREQ=YEARLY;BYDAY=SU;BYMONTH=5,6;BYSETPOS=1",
            "every year on the 1st Sunday of May and Jun together",
        ),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=5", "every week on Mon, 5 times"),
        ("FREQ=DAILY;COUNT=1", "every day, once"),
        ("FREQ=DAILY;UNTIL=20270501T100000Z", "every day, until 1 May 2027"),
    ];
    for (raw, expected) in table {
        assert_eq!(words(&rule(raw), From::DueDate), expected, "{raw}");
    }
    assert_eq!(
        words(&rule("FREQ=DAILY;INTERVAL=3;COUNT=5"), From::Completion),
        "every 3 days after it is done, 5 times"
    );
}

/// Each line is a rule, DTSTART, and the first occurrences; most of them are the examples of RFC 5545 §3.8.5.3.
#[test]
fn series_are_those_of_rfc_5545() {
    let table = [
        (
            "FREQ=DAILY;INTERVAL=10;COUNT=5",
            "1997-09-02",
            "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12 over",
        ),
        (
            "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
            "1997-09-30",
            "1997-09-30 1997-10-02 1997-10-07 over",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "1997-08-05",
            "1997-08-05 1997-08-10 1997-08-19 1997-08-24 over",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            "1997-08-05",
            "1997-08-05 1997-08-17 1997-08-19 1997-08-31 over",
        ),
        (
            "FREQ=MONTHLY;BYDAY=1FR",
            "1997-09-05",
            "1997-09-05 1997-10-03 1997-11-07",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-3",
            "1997-09-28",
            "1997-09-28 1997-10-29 1997-11-28",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "1997-09-02",
            "1998-02-13 1998-03-13 1998-11-13",
        ),
        (
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            "1997-09-13",
            "1997-09-13 1997-10-11 1997-11-08",
        ),
        (
            "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            "1997-09-04",
            "1997-09-04 1997-10-07 1997-11-06 over",
        ),
        (
            "FREQ=YEARLY;BYDAY=20MO",
            "1997-05-19",
            "1997-05-19 1998-05-18 1999-05-17",
        ),
        (
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "1996-11-05",
            "1996-11-05 2000-11-07 2004-11-02",
        ),
        // A date that does not exist is left out.
        ("FREQ=MONTHLY", "2027-01-31", "2027-01-31 2027-03-31 2027-05-31"),
        ("FREQ=YEARLY", "2096-02-29", "2096-02-29 2104-02-29 2108-02-29"),
        // The list of BYDAY is a list of either, with numbers and without.
        (
            "FREQ=MONTHLY;BYDAY=WE,1TU",
            "2026-12-01",
            "2026-12-01 2026-12-02 2026-12-09",
        ),
        // BYSETPOS counts from the beginning of the week, also in the week of DTSTART.
        (
            "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2",
            "2026-12-03",
            "2026-12-09 2026-12-16",
        ),
        // DTSTART need not be in the series.
        ("FREQ=WEEKLY;BYDAY=MO", "2026-12-02", "2026-12-07 2026-12-14"),
    ];
    for (raw, start, expected) in table {
        let (rule, start) = (rule(raw), date(start));
        let mut after = start.yesterday().unwrap();
        for (done, expected) in (0..).zip(expected.split(' ')) {
            let next = rule.next_after(start, done, after);
            assert_eq!(
                next.map_or("over".to_owned(), |date| date.to_string()),
                expected,
                "{raw} after {after}"
            );
            after = next.unwrap_or(after);
        }
    }
}

/// Each line is a rule, what it counts from, the due date (and start), the day of completion, and the next due date.
#[test]
fn next_due_date_is_never_in_the_past() {
    let table = [
        ("FREQ=DAILY", From::DueDate, "2026-12-01", "2026-12-01", "2026-12-02"),
        ("FREQ=DAILY", From::DueDate, "2026-12-01", "2026-12-10", "2026-12-11"),
        (
            "FREQ=DAILY;INTERVAL=3",
            From::DueDate,
            "2026-12-01",
            "2026-12-05",
            "2026-12-07",
        ),
        (
            "FREQ=WEEKLY;BYDAY=TU",
            From::DueDate,
            "2026-12-01",
            "2026-12-15",
            "2026-12-22",
        ),
        // Done early, it does not come again on the date it was done for.
        (
            "FREQ=WEEKLY;BYDAY=TU",
            From::DueDate,
            "2026-12-01",
            "2026-11-20",
            "2026-12-08",
        ),
        (
            "FREQ=WEEKLY",
            From::Completion,
            "2026-12-01",
            "2026-12-05",
            "2026-12-12",
        ),
        (
            "FREQ=WEEKLY",
            From::Completion,
            "2026-12-01",
            "2026-11-20",
            "2026-11-27",
        ),
        (
            "FREQ=DAILY;INTERVAL=3",
            From::Completion,
            "2026-12-01",
            "2026-12-10",
            "2026-12-13",
        ),
        (
            "FREQ=MONTHLY",
            From::Completion,
            "2026-12-01",
            "2027-01-31",
            "2027-03-31",
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO",
            From::Completion,
            "2026-12-01",
            "2026-12-02",
            "2026-12-07",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1",
            From::Completion,
            "2026-12-01",
            "2026-12-20",
            "2027-01-01",
        ),
    ];
    for (raw, from, due, completed_on, expected) in table {
        let next = next(&rule(raw), date(due), date(due), from, date(completed_on), 1);
        assert_eq!(
            next,
            Some(date(expected)),
            "{raw} from {from:?}, due {due}, done {completed_on}"
        );
    }
}

#[test]
fn count_is_over_when_it_was_done_so_often() {
    let (rule, start, late) = (rule("FREQ=DAILY;COUNT=3"), date("2026-12-01"), date("2027-05-01"));
    for from in [From::DueDate, From::Completion] {
        assert_eq!(next(&rule, start, start, from, late, 2), Some(date("2027-05-02")));
        assert_eq!(next(&rule, start, start, from, late, 3), None);
        assert_eq!(next(&rule, start, start, from, late, u32::MAX), None);
    }
}

#[test]
fn until_is_the_last_date() {
    let (rule, start) = (rule("FREQ=DAILY;UNTIL=20261203T000000Z"), date("2026-12-01"));
    assert_eq!(rule.next_after(start, 1, date("2026-12-02")), Some(date("2026-12-03")));
    assert_eq!(rule.next_after(start, 1, date("2026-12-03")), None);
    assert_eq!(rule.next_after(date("2027-01-01"), 1, date("2026-12-01")), None);
}

/// The best of three, for the machine may be busy with something else.
#[test]
fn hostile_rules_end_quickly() {
    let rules = [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;INTERVAL=999;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=FR",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=7",
        "FREQ=WEEKLY;BYMONTH=2;BYDAY=MO,TU,WE;BYSETPOS=4,5,6,7,-7,-6,-5,-4",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31,-30,-31",
        "FREQ=MONTHLY;BYDAY=5MO,5TU,MO;BYMONTHDAY=1;BYSETPOS=31",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=7",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;INTERVAL=999",
        "FREQ=YEARLY;BYDAY=MO;BYSETPOS=366",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,5SU;BYMONTH=2,4,6,9,11;BYMONTHDAY=-31;BYSETPOS=366,-366",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=1",
    ];
    for raw in rules {
        let rule = rule(raw);
        let quickest = (0..3).map(|_| {
            time_of(|| {
                let next = rule.next_after(date("2026-12-03"), 1, date("2027-01-01"));
                assert_eq!(next, None, "{raw}");
            })
        });
        assert!(quickest.min().unwrap().as_millis() < 50, "{raw}");
    }
}

#[test]
fn dates_at_the_ends_of_the_calendar_have_an_answer() {
    let rules = [
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYDAY=-1MO;BYSETPOS=1",
    ];
    for rule in rules.map(rule) {
        assert_eq!(rule.next_after(Date::MAX, 1, Date::MAX), None, "{rule}");
        assert_eq!(rule.next_after(Date::MIN, 1, Date::MAX), None, "{rule}");
        assert!(rule.next_after(Date::MIN, 1, Date::MIN).is_some(), "{rule}");
        assert!(rule.next_after(Date::MIN, 1, date("2026-12-01")).is_some(), "{rule}");
    }
    // Its first week begins before the first date.
    assert_eq!(rule("FREQ=WEEKLY;WKST=SU").next_after(Date::MIN, 1, Date::MIN), None);
}

fn rule(raw: &str) -> Rule {
    Rule::parse(raw).unwrap_or_else(|error| panic!("{raw}: {error}"))
}

fn date(text: &str) -> Date {
    text.parse().expect("the tables hold dates")
}

#[expect(clippy::disallowed_methods, reason = "what is measured is how long a call takes")]
fn time_of(call: impl FnOnce()) -> std::time::Duration {
    let start = std::time::Instant::now();
    call();
    start.elapsed()
}
