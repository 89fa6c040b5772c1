//! The figures of the overview at `/admin`: how many people there are, and what has happened in the last thirty days.

use super::{Actor, Counts, count_people};
use crate::{
    auth::{Auth, Error, audit::EventKind},
    store::{
        audit_events::{DayCount, count_audit_events_by_day},
        mails::count_waiting_mails_by_day,
    },
};

/// So many days are looked back on, today included.
const DAYS: i64 = 30;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How the installation is, and how it has been lately.
pub struct Overview {
    pub now: Counts,
    /// The last thirty days of UTC, the oldest first.
    pub days: Vec<Day>,
}

/// What happened on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// When it began.
    pub begins_at: i64,
    pub sign_ups: i64,
    pub sign_ins: i64,
    /// Wrong passwords and codes, and minutes in which somebody was held back after too many of them.
    pub refusals: i64,
    /// Emails of this day that still wait to be sent.
    pub mails_waiting: i64,
}

/// Counts what there is, and what happened in the last thirty days.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn look_over(auth: &Auth, actor: Actor<'_>) -> Result<Overview, Error> {
    let now = count_people(auth, actor).await?;
    let first = auth.clock.now() / DAY - (DAYS - 1);
    let mut days: Vec<Day> = (first..first + DAYS).map(Day::beginning_on).collect();
    let mut add = |counts: Vec<DayCount>, figure: fn(&mut Day) -> &mut i64| {
        for DayCount { day, count } in counts {
            // Later days than today are there when the clock was wrong.
            let day = usize::try_from(day - first).ok().and_then(|at| days.get_mut(at));
            day.into_iter().for_each(|day| *figure(day) += count);
        }
    };
    for (kind, figure) in [
        (
            EventKind::SignedUp,
            (|day| &mut day.sign_ups) as fn(&mut Day) -> &mut i64,
        ),
        (EventKind::SignedIn, |day| &mut day.sign_ins),
        (EventKind::SignInFailed, |day| &mut day.refusals),
        (EventKind::SecondStepFailed, |day| &mut day.refusals),
        (EventKind::PasswordRefused, |day| &mut day.refusals),
        (EventKind::AttemptsLimited, |day| &mut day.refusals),
    ] {
        add(
            count_audit_events_by_day(&auth.database, kind.as_str(), first * DAY).await?,
            figure,
        );
    }
    add(count_waiting_mails_by_day(&auth.database, first * DAY).await?, |day| {
        &mut day.mails_waiting
    });
    Ok(Overview { now, days })
}

impl Day {
    fn beginning_on(day: i64) -> Self {
        Self {
            begins_at: day * DAY,
            ..Self::default()
        }
    }
}
