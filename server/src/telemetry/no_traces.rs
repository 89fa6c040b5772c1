//! In the place of `traces` where the program is built without them.

use tracing::Span;
use tracing_subscriber::layer::Identity;

/// What [`start`](super::log::start) answers when traces are asked for in vain.
#[derive(Debug, thiserror::Error)]
#[error("OTEL_EXPORTER_OTLP_ENDPOINT is set, but this program was built without the feature `otel`")]
pub struct Error;

/// Nothing, for there are none.
pub enum Traces {}

impl Traces {
    /// # Errors
    /// When the environment asks for traces.
    pub fn from_environment() -> Result<Option<Self>, Error> {
        let asked = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if asked("OTEL_EXPORTER_OTLP_ENDPOINT") || asked("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
            return Err(Error);
        }
        Ok(None)
    }

    pub fn layer(&self) -> Identity {
        Identity::new()
    }

    pub async fn finish(self) {
        match self {}
    }
}

/// Whether anybody traces.
#[must_use]
pub fn are_on() -> bool {
    false
}

/// Goes on with the trace that a proxy has begun.
pub fn follow(_span: &Span, _believed: Option<&http::HeaderMap>) {}
