//! The counting itself, and what is told to whoever has to wait.

use super::{bucket::bucket, notes::MEMORY, rate::Rate};
use crate::{
    auth::{
        Auth, Client, Error,
        audit::{self, Event, EventKind},
    },
    clock::millis,
    database::Transaction,
    store::attempts::{self, Bucket},
    telemetry::metrics,
};
use std::time::Duration;

/// The longest wait between two attempts on an account.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// After so many failures in a row (NIST SP 800-63B §5.2.2) there is one attempt a day in this count.
const MOST_IN_A_ROW: i64 = 100;
/// Beyond this much, a time that cannot be was written while the clock was wrong.
const CLOCKS_DIFFER: Duration = Duration::from_hours(1);
/// Refusals that are written down.
const REFUSALS: Rate = Rate::new(1, 60);

/// Counts in each of a client's own counts.
pub(super) async fn take_all(
    auth: &Auth,
    transaction: &mut Transaction,
    own: &[(Bucket, u32)],
    rate: Rate,
) -> Result<(), Error> {
    for (bucket, times) in own {
        let count = rate.count.saturating_mul(*times);
        take(auth, transaction, bucket, Rate { count, ..rate }).await?;
    }
    Ok(())
}

pub(super) async fn take(auth: &Auth, transaction: &mut Transaction, bucket: &Bucket, rate: Rate) -> Result<(), Error> {
    let now = auth.clock.now();
    let end = now + millis(rate.window);
    if attempts::take_from_window(transaction, bucket, now, end, rate.count.into()).await? {
        return Ok(());
    }
    let end = attempts::find_expiry(transaction, bucket, now).await?;
    Err(refusal(end.unwrap_or(now) - now))
}

/// Counts an attempt on an account and makes the next one wait. A row that lives longer than [`MEMORY`] is
/// one whose wait is not over.
pub(super) async fn take_failure(
    auth: &Auth,
    transaction: &mut Transaction,
    bucket: &Bucket,
    free: u32,
) -> Result<(), Error> {
    let now = auth.clock.now();
    let memory = millis(MEMORY);
    // The longest wait is as long as the memory; an hour more is for clocks that differ.
    let implausible = now + 2 * memory + millis(CLOCKS_DIFFER);
    let Some(taken) = attempts::take_unless_waiting(transaction, bucket, now, now + memory, implausible).await? else {
        let expires_at = attempts::find_expiry(transaction, bucket, now).await?;
        return Err(refusal(expires_at.unwrap_or(now) - memory - now));
    };
    let expires_at = now + millis(wait_after(taken, free)) + memory;
    Ok(attempts::update_expiry(transaction, bucket, expires_at).await?)
}

/// None for the first failures, then a second and always twice as long.
fn wait_after(failures: i64, free: u32) -> Duration {
    if failures >= MOST_IN_A_ROW {
        return MEMORY;
    }
    match u32::try_from(failures - i64::from(free)) {
        Ok(more) => Duration::from_secs(2_u64.saturating_pow(more)).min(LONGEST_WAIT),
        Err(_) => Duration::ZERO,
    }
}

/// Tells the log who has to wait, so that others can keep a client away that does not, and the record, for
/// administrators.
pub(super) async fn told<T>(auth: &Auth, client: &Client, outcome: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::TooManyAttempts { retry_after }) = &outcome {
        tracing::info!(
            client.address = client.ip_address,
            wait_s = retry_after,
            "an attempt was refused; there were too many"
        );
        record_refusal(auth, client).await?;
    }
    outcome
}

/// Once a minute, whoever it is: however many come from wherever, they leave one row and cost one look each.
async fn record_refusal(auth: &Auth, client: &Client) -> Result<(), Error> {
    let (bucket, now) = (bucket(auth.settings.secret(), &["limited"]), auth.clock.now());
    if attempts::find_expiry(&auth.database, &bucket, now).await?.is_some() {
        return Ok(());
    }
    let mut transaction = auth.database.begin().await?;
    let end = now + millis(REFUSALS.window);
    if attempts::take_from_window(&mut transaction, &bucket, now, end, REFUSALS.count.into()).await? {
        let event = Event::anonymous(EventKind::AttemptsLimited).from(client);
        audit::record(auth, &mut transaction, event).await?;
    }
    Ok(transaction.commit().await?)
}

pub(super) fn refusal(wait: i64) -> Error {
    metrics::limited();
    // Whole seconds, rounded up: trying again at that moment has to work.
    let seconds = u32::try_from(wait.max(1).saturating_add(999) / 1000).unwrap_or(u32::MAX);
    Error::TooManyAttempts { retry_after: seconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_begin_after_the_free_failures_and_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<u64> = (1..=17).map(|failures| wait_after(failures, 5).as_secs()).collect();
        assert_eq!(
            waits,
            [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
        );
        assert_eq!(wait_after(99, 5), LONGEST_WAIT);
        assert_eq!(wait_after(100, 5), MEMORY);
        assert_eq!(wait_after(i64::MAX, 5), MEMORY);
        assert_eq!(wait_after(100, 100), MEMORY);
    }

    #[test]
    fn a_wait_is_told_in_seconds_that_are_long_enough() {
        for (wait, told) in [(-5, 1), (0, 1), (1, 1), (1000, 1), (1001, 2), (i64::MAX, u32::MAX)] {
            let Error::TooManyAttempts { retry_after } = refusal(wait) else {
                panic!("another error")
            };
            assert_eq!(retry_after, told, "for {wait} ms");
        }
    }
}
