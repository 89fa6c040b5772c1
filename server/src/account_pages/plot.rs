//! A figure by the day, as bars.

use crate::{auth::admin::Day, humanize};
use app::model::grouped;
use leptos::{prelude::*, tachys::html::InertElement};

/// In units of the picture, which is as wide as there is room.
const BAR: usize = 8;
const GAP: usize = 2;
const HEIGHT: i64 = 48;

/// What is counted of a day.
pub(super) type Figure = fn(&Day) -> i64;

/// The bars of `figure`, with what they tell in words.
pub(super) fn plot(name: &'static str, days: &[Day], figure: Figure) -> AnyView {
    let total: i64 = days.iter().map(figure).sum();
    let most = days.iter().max_by_key(|day| figure(day));
    let most = most.filter(|day| figure(day) > 0).map_or_else(String::new, |day| {
        format!(
            "most on {}: {}",
            humanize::day(day.begins_at, "UTC"),
            grouped(figure(day))
        )
    });
    let highest = days.iter().map(figure).max().unwrap_or_default();
    let bars: String = days
        .iter()
        .enumerate()
        .map(|(at, day)| bar(at, day, figure(day), highest))
        .collect();
    let width = days.len() * (BAR + GAP) - GAP;
    // It holds numbers and days alone.
    let picture = InertElement::new(format!(
        r#"<svg class="plot" viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>"#
    ));
    view! {
        <figure>
            <figcaption>{name} " " <strong>{grouped(total)}</strong></figcaption>
            {picture}
            <p class="row-detail">{most}</p>
        </figure>
    }
    .into_any()
}

/// What happened at all can be seen, and a day without it is a line.
fn bar(at: usize, day: &Day, count: i64, highest: i64) -> String {
    let x = at * (BAR + GAP);
    let height = match count {
        0 => 1,
        _ => (count * HEIGHT / highest).max(3),
    };
    let y = HEIGHT - height;
    let (day, count) = (humanize::day(day.begins_at, "UTC"), grouped(count));
    format!(r#"<rect x="{x}" y="{y}" width="{BAR}" height="{height}"><title>{day}: {count}</title></rect>"#)
}
