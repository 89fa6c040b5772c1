//! Recurring todos: what takes the place of one that was done, and taking that back.
//!
//! The done one stays as it is, in the log, and keeps its rule; a new one stands in its place, due on the next day of the
//! series. So completing a todo twice, by two pages, is completing it once. Days are computed by the crate `recurrence`.

use super::{Error, changing::Changing};
use crate::{
    random,
    store::{
        labels::copy_labels,
        todo_series::{self as store, Copy},
        todos::{Series, TodoRow},
    },
};
use app::model::{Day, Due, Field, FieldError, Recurrence, RecursFrom, TodoId};
use recurrence::Rule;

/// A series as it is stored, and when its first todo is due: on the day that was given, or else on the first one of the
/// rule from today.
///
/// # Errors
/// [`Error::NoRule`] where the rule is none, or has no day.
pub(super) fn start(recurrence: &Recurrence, due: Option<Due>, today: Day) -> Result<(Series, Due), Error> {
    let rule = Rule::parse(&recurrence.rule).map_err(|_| Error::NoRule)?;
    let first = || {
        let yesterday = today.date().yesterday().ok()?;
        let day = rule.next_after(today.date(), 0, yesterday)?.into();
        Some(Due { day, time: None })
    };
    let due = due.or_else(first).ok_or(Error::NoRule)?;
    let series = Series {
        recurrence: Some(rule.to_string()),
        recurs_from: Some(recurrence.from.as_str().to_owned()),
        recurs_since: Some(due.day.to_iso()),
        recurred: 0,
    };
    Ok((series, due))
}

/// What a row says of its series.
pub(super) fn recurrence(series: &Series) -> Result<Option<Recurrence>, Error> {
    let Some(rule) = &series.recurrence else {
        return Ok(None);
    };
    Ok(Recurrence::parse(
        rule,
        series.recurs_from.as_deref().unwrap_or_default(),
    )?)
}

/// In words, such as `every 2 weeks on Mon`.
#[must_use]
pub fn recurrence_in_words(recurrence: &Recurrence) -> String {
    let from = from(recurrence.from);
    Rule::parse(&recurrence.rule).map_or_else(|_| recurrence.rule.clone(), |rule| recurrence::words(&rule, from))
}

fn from(from: RecursFrom) -> recurrence::From {
    match from {
        RecursFrom::Due => recurrence::From::DueDate,
        RecursFrom::Completion => recurrence::From::Completion,
    }
}

/// The day that follows in a series when its todo is done today; `None` where there is no series, or none follows.
pub(super) fn next_day(row: &TodoRow, today: Day) -> Result<Option<Day>, Error> {
    let Some(recurrence) = recurrence(&row.series)? else {
        return Ok(None);
    };
    let corrupt = || Error::Corrupt(FieldError::new(Field::Recurrence, app::model::Problem::Unreadable));
    let rule = Rule::parse(&recurrence.rule).map_err(|_| corrupt())?;
    let due = Day::parse(row.due_date.as_deref().unwrap_or_default())?;
    let since = Day::parse(row.series.recurs_since.as_deref().unwrap_or_default())?;
    let from = from(recurrence.from);
    let done = u32::try_from(row.series.recurred + 1).unwrap_or(u32::MAX);
    let next = recurrence::next(&rule, since.date(), due.date(), from, today.date(), done);
    Ok(next.map(Day::from))
}

/// Puts the next todo of a series in the place of one, with its labels and its steps, all of them to be done; nothing
/// where there is none.
pub(super) async fn succeed(changing: &mut Changing<'_>, row: &TodoRow) -> Result<Option<TodoId>, Error> {
    let Some(day) = next_day(row, changing.today)? else {
        return Ok(None);
    };
    let (owner, change, now) = (changing.owner, changing.number, changing.now);
    let transaction = &mut changing.transaction;
    let (from, id, day) = (TodoId::parse(&row.id)?, new_id(now)?, day.to_iso());
    // What follows a step is one too.
    let parent_id = row.parent_id.as_deref().map(TodoId::parse).transpose()?;
    let copy = Copy {
        id: &id,
        parent_id: parent_id.as_ref(),
        due_date: Some(&day),
        change,
        now,
    };
    store::copy_todo(transaction, owner, &from, &copy).await?;
    copy_labels(transaction, owner, &from, &id).await?;
    for step in store::find_steps(&mut *transaction, owner, &from).await? {
        let step_id = new_id(now)?;
        let copy = Copy {
            id: &step_id,
            parent_id: Some(&id),
            due_date: None,
            change,
            now,
        };
        store::copy_todo(transaction, owner, &TodoId::parse(&step.id)?, &copy).await?;
    }
    store::set_next(transaction, owner, &from, Some((&id, &day))).await?;
    Ok(Some(id))
}

/// Before a todo that was done is to be done again: what took its place goes, and where somebody has changed that, it
/// stays, and the series goes on with it.
pub(super) async fn take_back(changing: &mut Changing<'_>, row: &TodoRow) -> Result<(), Error> {
    let Some(next_id) = &row.next_id else { return Ok(()) };
    let (owner, id) = (changing.owner, TodoId::parse(&row.id)?);
    let moment = (changing.number, changing.now);
    let transaction = &mut changing.transaction;
    match store::take_next_back(transaction, owner, next_id, moment).await? {
        true => Ok(store::set_next(transaction, owner, &id, None).await?),
        false => Ok(store::leave_series(transaction, owner, &id).await?),
    }
}

fn new_id(now: i64) -> Result<TodoId, Error> {
    Ok(TodoId::parse(&random::id(now))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> Day {
        Day::parse(raw).unwrap()
    }

    fn rule(rule: &str) -> Recurrence {
        Recurrence::parse(rule, "due").unwrap().unwrap()
    }

    #[test]
    fn a_series_begins_on_its_day_or_on_the_first_one_from_today() {
        let friday = day("2026-11-27");
        let first = |raw: &str, due| start(&rule(raw), due, friday).map(|(_, due)| due.day.to_iso());
        assert_eq!(first("FREQ=DAILY", None).unwrap(), "2026-11-27");
        assert_eq!(first("FREQ=WEEKLY;BYDAY=MO", None).unwrap(), "2026-11-30");
        let due = Due::parse("2027-01-01", "").unwrap();
        assert_eq!(first("FREQ=WEEKLY;BYDAY=MO", due).unwrap(), "2027-01-01");
        for raw in [
            "FREQ=HOURLY",
            "DAILY",
            "FREQ=DAILY;UNTIL=20200101",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        ] {
            assert!(matches!(first(raw, None), Err(Error::NoRule)), "{raw}");
        }
        let (series, _) = start(&rule("freq=weekly;interval=1;byday=mo"), None, friday).unwrap();
        assert_eq!(series.recurrence.as_deref(), Some("FREQ=WEEKLY;BYDAY=MO"));
    }
}
