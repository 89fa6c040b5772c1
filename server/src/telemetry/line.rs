//! How lines are written: as JSON for programs, as words for people. What is known about the request a line belongs to
//! (its id, and the trace's) stands in the line itself, so that it can be found and read alone.

use serde::Serialize;
use std::fmt;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{
        FmtContext, FormatEvent, FormatFields, FormattedFields,
        format::Writer,
        time::{FormatTime, SystemTime},
    },
    registry::LookupSpan,
};

/// Fields as members of a JSON object, each after a comma. What only a trace needs is left out.
pub(super) struct Members;

impl<'writer> FormatFields<'writer> for Members {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut members = MemberWriter {
            writer: &mut writer,
            outcome: Ok(()),
        };
        fields.record(&mut members);
        members.outcome
    }

    fn add_fields(
        &self,
        current: &'writer mut FormattedFields<Self>,
        fields: &tracing::span::Record<'_>,
    ) -> fmt::Result {
        self.format_fields(current.as_writer(), fields)
    }
}

/// One JSON object a line: time, level and message, the fields of the event, and those of the spans around it.
pub(super) struct Line;

impl<S> FormatEvent<S, Members> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, Members>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        writer.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut writer)?;
        write!(writer, "\",\"level\":\"{}\"", event.metadata().level())?;
        context.format_fields(writer.by_ref(), event)?;
        for span in context.event_scope().into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<FormattedFields<Members>>() {
                writer.write_str(fields)?;
            }
        }
        writer.write_str("}\n")
    }
}

struct MemberWriter<'a, 'writer> {
    writer: &'a mut Writer<'writer>,
    outcome: fmt::Result,
}

impl MemberWriter<'_, '_> {
    fn write(&mut self, field: &Field, value: impl Serialize) {
        if self.outcome.is_ok() && is_for_the_log(field) {
            // A name is a word of ours and needs no escaping.
            let value = serde_json::to_string(&value).map_err(|_| fmt::Error);
            self.outcome = value.and_then(|value| write!(self.writer, ",\"{}\":{value}", field.name()));
        }
    }
}

impl Visit for MemberWriter<'_, '_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.write(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.write(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.write(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.write(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.write(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if is_for_the_log(field) {
            self.write(field, format!("{value:?}"));
        }
    }
}

/// Whether a field says something that the line about the request does not say.
pub(super) fn is_for_the_log(field: &Field) -> bool {
    let name = field.name();
    !["otel.", "http.", "db."].iter().any(|prefix| name.starts_with(prefix))
}
