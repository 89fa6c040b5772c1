//! Logs: lines that read alone, with fields one can search. What is logged is decided where it
//! happens; passwords, tokens, cookies and addresses never are.

use super::{
    filter::asked_each_time,
    line::{Line, Members, is_for_the_log},
    traces::Traces,
};
use std::io::{IsTerminal, stderr};
use tracing::{Subscriber, field::Field};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    field::MakeExt,
    filter::FilterExt,
    fmt::{
        self,
        format::{self, Writer},
    },
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

/// Starts logging to the standard error: for people on a terminal, as JSON elsewhere. `RUST_LOG`
/// chooses how much. Traces go beside it, where the environment asks for them; what is handed back sends the last
/// of them.
#[must_use]
pub fn start() -> Option<Traces> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let (traces, problem) = match Traces::from_environment() {
        Ok(traces) => (traces, None),
        Err(error) => (None, Some(error)),
    };
    // A second start, as by two commands in one test, keeps the first.
    let _ = match &traces {
        // Each with a filter of its own, which costs more than one filter around everything.
        Some(traces) => Registry::default()
            .with(to_standard_error().with_filter(filter.and(asked_each_time())))
            .with(traces.layer())
            .try_init(),
        None => Registry::default().with(filter).with(to_standard_error()).try_init(),
    };
    // A collector that is not where it should be is no reason not to serve.
    if let Some(error) = problem {
        tracing::warn!(%error, "there are no traces");
    }
    traces
}

fn to_standard_error<S>() -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    if stderr().is_terminal() {
        let words = format::debug_fn(in_words).delimited(" ");
        let layer = fmt::layer().with_writer(stderr).with_target(false);
        layer.fmt_fields(words).compact().boxed()
    } else {
        as_json(stderr).boxed()
    }
}

/// Lines as programs read them.
pub fn as_json<S, W>(writer: W) -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'writer> fmt::MakeWriter<'writer> + Send + Sync + 'static,
{
    fmt::layer().with_writer(writer).fmt_fields(Members).event_format(Line)
}

fn in_words(writer: &mut Writer<'_>, field: &Field, value: &dyn std::fmt::Debug) -> std::fmt::Result {
    match field.name() {
        "message" => write!(writer, "{value:?}"),
        name if is_for_the_log(field) => write!(writer, "{name}={value:?}"),
        _ => Ok(()),
    }
}
