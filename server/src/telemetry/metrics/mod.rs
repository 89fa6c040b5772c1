//! Numbers for Prometheus. Off until [`start`] is called: until then every function here returns at once.
//!
//! A label is one of a few words known beforehand (`labels`) or a route as it is written in the program, never what
//! a client has sent, so the number of series has a bound that nobody outside can move. `docs/guides/operate.md`
//! says what each number means.

mod labels;
mod snapshot;

pub use labels::{Method, Outcome, Renewal, method_word};
pub use snapshot::{Pool, Snapshot};

use labels::{Kind, Request, Route, SignIn, status_word};
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Metric, Registry, Unit},
};
use snapshot::SnapshotGauges;
use std::{
    fmt,
    sync::{OnceLock, atomic::AtomicU64},
    time::Duration,
};

/// What [`encode`] writes: the text format of Prometheus as OpenMetrics has settled it.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// From half a millisecond, which a list takes, to the time after which a request is given up.
const ANSWER_SECONDS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
/// A hash takes some ten milliseconds, and waits no longer than two seconds.
const HASH_SECONDS: [f64; 9] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0];
/// A connection is there at once, or not within three seconds.
const WAIT_SECONDS: [f64; 9] = [0.0001, 0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 3.0];

// FIXME: of the process and not of the program, so tests that run side by side share them. Handing them down through
// `AppState` would settle it, where use cases count what they do.
static METRICS: OnceLock<Metrics> = OnceLock::new();

/// A gauge that holds fractions.
type Fraction = Gauge<f64, AtomicU64>;

struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    request_seconds: Family<Route, Histogram, fn() -> Histogram>,
    requests_in_flight: Gauge,
    requests_abandoned: Counter,
    sign_ins: Family<SignIn, Counter>,
    sign_ups: Family<Kind, Counter>,
    refreshes: Family<Kind, Counter>,
    limited: Counter,
    events: Family<Kind, Counter>,
    hash_seconds: Histogram,
    hash_wait_seconds: Histogram,
    hashes_refused: Counter,
    database_wait_seconds: Family<Kind, Histogram, fn() -> Histogram>,
    database_errors: Family<Kind, Counter>,
    mails: Family<Kind, Counter>,
    job_last_run: Family<Kind, Fraction>,
    job_rows: Family<Kind, Counter>,
    snapshot_gauges: SnapshotGauges,
}

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

impl Metrics {
    fn registered(now: f64) -> Self {
        let mut registry = Registry::default();
        let started: Fraction = of_unit(
            &mut registry,
            "process_start_time",
            "When the process started",
            Unit::Seconds,
        );
        started.set(now);
        let snapshot_gauges = SnapshotGauges::of_process(&mut registry);
        let ours = registry.sub_registry_with_prefix("latchkey");
        let snapshot_gauges = snapshot_gauges.and_of_ours(ours);
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        ours.register("build", "What is running", Info::new(version));
        Self {
            requests: counted(ours, "http_requests", "Requests answered"),
            request_seconds: timed_by(ours, "http_request_duration", "Time until an answer starts", || {
                Histogram::new(ANSWER_SECONDS)
            }),
            requests_in_flight: counted(ours, "http_requests_in_flight", "Requests being answered"),
            requests_abandoned: counted(
                ours,
                "http_requests_abandoned",
                "Requests whose client went away before the answer",
            ),
            sign_ins: counted(ours, "sign_ins", "Sign-ins by what came of them"),
            sign_ups: counted(ours, "sign_ups", "Sign-ups by what came of them"),
            refreshes: counted(ours, "refreshes", "Refresh tokens shown by what came of them"),
            limited: counted(ours, "attempts_limited", "Attempts refused because there were too many"),
            events: counted(ours, "account_events", "Events written into the record of accounts"),
            hash_seconds: timed(ours, "hash_duration", "Time a password took to hash", &HASH_SECONDS),
            hash_wait_seconds: timed(ours, "hash_wait", "Time a password waited to be hashed", &HASH_SECONDS),
            hashes_refused: counted(ours, "hashes_refused", "Passwords sent away because too many waited"),
            database_wait_seconds: timed_by(
                ours,
                "database_wait",
                "Time until a connection or a transaction was there",
                || Histogram::new(WAIT_SECONDS),
            ),
            database_errors: counted(ours, "database_errors", "Errors of the database by kind"),
            mails: counted(ours, "mails", "Emails looked after by what came of them"),
            job_last_run: of_unit(ours, "job_last_run", "When a job has last done its work", Unit::Seconds),
            job_rows: counted(ours, "job_rows", "Rows a job has looked after"),
            snapshot_gauges,
            registry,
        }
    }
}

fn counted<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str) -> M {
    let metric = M::default();
    registry.register(name, help, metric.clone());
    metric
}

fn of_unit<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str, unit: Unit) -> M {
    let metric = M::default();
    registry.register_with_unit(name, help, unit, metric.clone());
    metric
}

fn timed(registry: &mut Registry, name: &str, help: &str, buckets: &[f64]) -> Histogram {
    let metric = Histogram::new(buckets.iter().copied());
    registry.register_with_unit(name, help, Unit::Seconds, metric.clone());
    metric
}

fn timed_by<L>(
    registry: &mut Registry,
    name: &str,
    help: &str,
    new: fn() -> Histogram,
) -> Family<L, Histogram, fn() -> Histogram>
where
    L: labels::Labels,
{
    let metric = Family::new_with_constructor(new);
    registry.register_with_unit(name, help, Unit::Seconds, metric.clone());
    metric
}
