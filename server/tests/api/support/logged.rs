//! What the program logs while a test runs. A test's program runs on the test's own thread, and so does its log.

use serde_json::Value;
use server::telemetry::log::as_json;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing_subscriber::{EnvFilter, Registry, layer::SubscriberExt};

/// Keeps what is logged on this thread for as long as it lives.
pub struct Log {
    text: Text,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// As the program logs by itself.
    pub fn keep() -> Self {
        Self::keep_with("info,sqlx=warn")
    }

    /// As it logs with this as `RUST_LOG`.
    pub fn keep_with(filter: &str) -> Self {
        let text = Text::default();
        let writer = text.clone();
        let log = Registry::default()
            .with(EnvFilter::new(filter))
            .with(as_json(move || writer.clone()));
        Self {
            text,
            _guard: set_default(log),
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.text.0.lock().unwrap().clone()).unwrap()
    }

    /// Each line, which is one JSON object.
    pub fn lines(&self) -> Vec<Value> {
        let text = self.text();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }

    /// The lines with this message.
    pub fn saying(&self, message: &str) -> Vec<Value> {
        let lines = self.lines();
        lines.into_iter().filter(|line| line["message"] == message).collect()
    }

    /// The lines about this request.
    pub fn about(&self, request_id: &str) -> Vec<Value> {
        let lines = self.lines();
        lines
            .into_iter()
            .filter(|line| line["request.id"] == request_id)
            .collect()
    }
}

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
