//! What the log and the traces, which filter one beside the other, need so that neither filters for the other.

use tracing_subscriber::{
    filter::{LevelFilter, dynamic_filter_fn},
    layer::{Context, Filter},
};

/// What a filter that is one of several has to be joined with.
///
/// Each leaves word of what it let through, for the span or the line that comes next. Asking whether something would
/// be logged, as sqlx does after each statement, leaves word too; and where a place in the program is known to be let
/// through always, nobody asks again, so that a span there would be left out by what was said of something else
/// (<https://github.com/tokio-rs/tracing/issues/2519>). With this, no place is known to be let through always.
pub(super) fn asked_each_time<S>() -> impl Filter<S> {
    dynamic_filter_fn(|_, _: &Context<'_, S>| true).with_max_level_hint(LevelFilter::TRACE)
}
