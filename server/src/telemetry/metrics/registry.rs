//! What is counted: each number with its name, its labels and its help.

use super::{
    labels::{Kind, Request, Route, SignIn},
    register::{counted, of_unit, timed, timed_by},
    snapshot::SnapshotGauges,
};
use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};
use std::sync::atomic::AtomicU64;

/// From half a millisecond, which a list takes, to the time after which a request is given up.
const ANSWER_SECONDS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
/// A hash takes some ten milliseconds, and waits no longer than two seconds.
const HASH_SECONDS: [f64; 9] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0];
/// A connection is there at once, or not within three seconds.
const WAIT_SECONDS: [f64; 9] = [0.0001, 0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 3.0];

/// A gauge that holds fractions.
type Fraction = Gauge<f64, AtomicU64>;

pub(super) struct Metrics {
    pub(super) registry: Registry,
    pub(super) requests: Family<Request, Counter>,
    pub(super) request_seconds: Family<Route, Histogram, fn() -> Histogram>,
    pub(super) requests_in_flight: Gauge,
    pub(super) requests_abandoned: Counter,
    pub(super) sign_ins: Family<SignIn, Counter>,
    pub(super) sign_ups: Family<Kind, Counter>,
    pub(super) refreshes: Family<Kind, Counter>,
    pub(super) limited: Counter,
    pub(super) events: Family<Kind, Counter>,
    pub(super) hash_seconds: Histogram,
    pub(super) hash_wait_seconds: Histogram,
    pub(super) hashes_refused: Counter,
    pub(super) database_wait_seconds: Family<Kind, Histogram, fn() -> Histogram>,
    pub(super) database_errors: Family<Kind, Counter>,
    pub(super) mails: Family<Kind, Counter>,
    pub(super) job_last_run: Family<Kind, Fraction>,
    pub(super) job_rows: Family<Kind, Counter>,
    pub(super) snapshot_gauges: SnapshotGauges,
}

impl Metrics {
    /// All of them, in a registry; `now` is when the process has started, in seconds.
    pub(super) fn registered(now: f64) -> Self {
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
