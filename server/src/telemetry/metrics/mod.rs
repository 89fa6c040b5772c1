//! Numbers for Prometheus. Off until [`start`] is called: until then every function here returns at once.
//!
//! A label is one of a few words known beforehand (`labels`) or a route as it is written in the program, never what
//! a client has sent, so the number of series has a bound that nobody outside can move. `docs/guides/operate.md`
//! says what each number means.

mod labels;
mod register;
mod registry;
mod snapshot;

pub use labels::{Method, Outcome, Renewal, method_word};
pub use snapshot::{Pool, Snapshot};

use labels::{Kind, Request, Route, SignIn, status_word};
use prometheus_client::encoding::text::encode;
use registry::Metrics;
use std::{fmt, sync::OnceLock, time::Duration};

/// What [`encode`] writes: the text format of Prometheus as OpenMetrics has settled it.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

// FIXME: of the process and not of the program, so tests that run side by side share them. Handing them down through
// `AppState` would settle it, where use cases count what they do.
static METRICS: OnceLock<Metrics> = OnceLock::new();

/// Begins to count; `now` is told as the time the process has started. A second start keeps the first.
pub fn start(now: i64) {
    METRICS.get_or_init(|| Metrics::registered(seconds(now)));
}

/// Whether anybody counts.
#[must_use]
pub fn is_on() -> bool {
    METRICS.get().is_some()
}

/// Everything that has been counted and `snapshot`, what was just looked at, as text; `None` where nothing is counted.
///
/// # Errors
/// When it cannot be written, which a text in memory always can.
pub fn render(snapshot: &Snapshot) -> Result<Option<String>, fmt::Error> {
    let Some(metrics) = METRICS.get() else {
        return Ok(None);
    };
    metrics.snapshot_gauges.show(snapshot);
    let mut text = String::with_capacity(16 * 1024);
    encode(&mut text, &metrics.registry)?;
    Ok(Some(text))
}

/// A request that is being answered; dropping it tells that nobody waits for the answer any more.
pub struct InFlight {
    is_answered: bool,
}

/// A request has arrived; nothing where nobody counts.
#[must_use]
pub fn request_arrived() -> Option<InFlight> {
    let metrics = METRICS.get()?;
    metrics.requests_in_flight.inc();
    Some(InFlight { is_answered: false })
}

impl InFlight {
    /// The answer to a request is about to leave. `method` is one of [`method_word`]'s, and `route` is the pattern it
    /// has met, never its path.
    pub fn answered(mut self, method: &'static str, route: &str, status: u16, took: Duration) {
        self.is_answered = true;
        let Some(metrics) = METRICS.get() else { return };
        let request = Request {
            method,
            route: route.to_owned(),
            status: status_word(status),
        };
        metrics.requests.get_or_create(&request).inc();
        let route = Route {
            method,
            route: request.route,
        };
        metrics
            .request_seconds
            .get_or_create(&route)
            .observe(took.as_secs_f64());
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let Some(metrics) = METRICS.get() else { return };
        metrics.requests_in_flight.dec();
        if !self.is_answered {
            metrics.requests_abandoned.inc();
        }
    }
}

/// Somebody has tried to sign in.
pub fn signed_in(means: Method, outcome: Outcome) {
    with(|metrics| metrics.sign_ins.get_or_create(&SignIn { means, outcome }).inc());
}

/// Somebody has tried to sign up.
pub fn signed_up(outcome: Outcome) {
    with(|metrics| metrics.sign_ups.get_or_create(&Kind::outcome(outcome)).inc());
}

/// A refresh token was shown.
pub fn refreshed(renewal: Renewal) {
    with(|metrics| metrics.refreshes.get_or_create(&Kind::outcome(renewal)).inc());
}

/// An attempt was refused because there were too many.
pub fn limited() {
    with(|metrics| metrics.limited.inc());
}

/// An event was written into the record of what happens to accounts.
pub fn event(kind: &'static str) {
    with(|metrics| metrics.events.get_or_create(&Kind::of("kind", kind)).inc());
}

/// A password was hashed or verified.
pub fn hashed(waited: Duration, took: Duration) {
    with(|metrics| {
        metrics.hash_wait_seconds.observe(waited.as_secs_f64());
        metrics.hash_seconds.observe(took.as_secs_f64());
    });
}

/// The queue of hashes was full, or its turn did not come in time.
pub fn hash_refused() {
    with(|metrics| metrics.hashes_refused.inc());
}

/// A connection of this pool, or a transaction on it, took so long to get.
pub fn database_waited(pool: &'static str, waited: Duration) {
    with(|metrics| {
        metrics
            .database_wait_seconds
            .get_or_create(&Kind::of("pool", pool))
            .observe(waited.as_secs_f64());
    });
}

/// The database has answered with an error.
pub fn database_failed(kind: &'static str) {
    with(|metrics| metrics.database_errors.get_or_create(&Kind::of("kind", kind)).inc());
}

/// An email was `sent`, `postponed`, or given up and is `dead`.
pub fn mail(outcome: &'static str) {
    with(|metrics| metrics.mails.get_or_create(&Kind::outcome(outcome)).inc());
}

/// A job has run at `now` and has looked after so many rows.
pub fn job_ran(job: &'static str, rows: u64, now: i64) {
    with(|metrics| {
        let kind = Kind::of("job", job);
        metrics.job_last_run.get_or_create(&kind).set(seconds(now));
        metrics.job_rows.get_or_create(&kind).inc_by(rows);
    });
}

fn with<T>(count: impl FnOnce(&Metrics) -> T) {
    if let Some(metrics) = METRICS.get() {
        count(metrics);
    }
}

/// Milliseconds since the Unix epoch as Prometheus wants them.
fn seconds(time: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a time in milliseconds has 41 bits")]
    let time = time as f64;
    time / 1000.0
}
