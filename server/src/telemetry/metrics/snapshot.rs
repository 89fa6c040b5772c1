//! Gauges that nothing counts: what there is at the moment when somebody asks for the metrics.

use super::{
    labels::Kind,
    register::{counted, of_unit},
};
use crate::telemetry::process;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use std::sync::atomic::AtomicU64;

/// What there is at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub pools: Vec<Pool>,
    /// SQLite's write-ahead log, in bytes.
    pub wal_bytes: Option<u64>,
    /// Emails in the queue, by state; empty where the database could not be asked.
    pub mails: Vec<(&'static str, u64)>,
    /// Passwords that wait to be hashed, and those that are being hashed.
    pub hashes_waiting: u64,
    pub hashes_running: u64,
    /// Pages that wait to hear that their session has ended.
    pub streams: u64,
}

/// Connections to the database.
#[derive(Debug)]
pub struct Pool {
    pub name: &'static str,
    pub in_use: u64,
    pub idle: u64,
    pub most: u64,
}

/// The gauges of a [`Snapshot`].
pub(super) struct SnapshotGauges {
    memory: Gauge,
    open_files: Gauge,
    most_open_files: Gauge,
    processor_time: Counter<f64, AtomicU64>,
    connections: Family<Connections, Gauge>,
    most_connections: Family<Kind, Gauge>,
    wal: Gauge,
    mails: Family<Kind, Gauge>,
    hashes: Family<Kind, Gauge>,
    streams: Gauge,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Connections {
    pool: &'static str,
    state: &'static str,
}

impl SnapshotGauges {
    /// What every process has goes by the names that Prometheus' own clients use.
    pub(super) fn of_process(registry: &mut Registry) -> Self {
        Self {
            memory: of_unit(registry, "process_resident_memory", "Memory in use", Unit::Bytes),
            open_files: counted(registry, "process_open_fds", "Files and connections that are open"),
            most_open_files: counted(registry, "process_max_fds", "Files and connections that may be open"),
            processor_time: of_unit(registry, "process_cpu", "Processor time used", Unit::Seconds),
            connections: Family::default(),
            most_connections: Family::default(),
            wal: Gauge::default(),
            mails: Family::default(),
            hashes: Family::default(),
            streams: Gauge::default(),
        }
    }

    /// And what only this program has.
    pub(super) fn and_of_ours(self, registry: &mut Registry) -> Self {
        Self {
            connections: counted(registry, "database_connections", "Connections to the database by state"),
            most_connections: counted(registry, "database_connections_most", "Connections there may be"),
            wal: of_unit(registry, "database_wal", "SQLite's write-ahead log", Unit::Bytes),
            mails: counted(registry, "mail_queue", "Emails in the queue by state"),
            hashes: counted(registry, "hash_queue", "Passwords that wait for a hash or get one"),
            streams: counted(
                registry,
                "session_streams",
                "Pages that wait for the end of their session",
            ),
            ..self
        }
    }

    /// Shows what there is now. What could not be asked is not shown, rather than shown as it was.
    pub(super) fn show(&self, snapshot: &Snapshot) {
        set(&self.memory, process::resident_memory());
        set(&self.open_files, process::open_files());
        set(&self.most_open_files, process::most_open_files());
        if let Some(seconds) = process::processor_time() {
            self.processor_time
                .inc_by((seconds - self.processor_time.get()).max(0.0));
        }
        self.connections.clear();
        self.most_connections.clear();
        for Pool {
            name: pool,
            in_use,
            idle,
            most,
        } in &snapshot.pools
        {
            for (state, count) in [("in_use", in_use), ("idle", idle)] {
                set(
                    &self.connections.get_or_create(&Connections { pool, state }),
                    Some(*count),
                );
            }
            set(
                &self.most_connections.get_or_create(&Kind::of("pool", pool)),
                Some(*most),
            );
        }
        set(&self.wal, snapshot.wal_bytes);
        self.mails.clear();
        for (state, count) in &snapshot.mails {
            set(&self.mails.get_or_create(&Kind::of("state", state)), Some(*count));
        }
        for (state, count) in [
            ("waiting", snapshot.hashes_waiting),
            ("running", snapshot.hashes_running),
        ] {
            set(&self.hashes.get_or_create(&Kind::of("state", state)), Some(count));
        }
        set(&self.streams, Some(snapshot.streams));
    }
}

fn set(gauge: &Gauge, value: Option<u64>) {
    gauge.set(value.and_then(|value| i64::try_from(value).ok()).unwrap_or(0));
}
