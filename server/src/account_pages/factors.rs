//! What opens an account besides its password.

use super::card::row;
use crate::{auth::Factors, humanize};
use leptos::prelude::*;

/// The passkeys by name, and two-step verification, as a list; nothing where there is neither.
pub(super) fn factor_list(factors: &Factors, time_zone: &str) -> Option<AnyView> {
    let passkeys = factors.passkeys.iter().map(|passkey| {
        let added = humanize::day(passkey.created_at, time_zone);
        (format!("Passkey “{}”", passkey.name), format!("added {added}"))
    });
    let two_step = factors.two_step.map(|two_step| {
        let (since, codes) = (humanize::day(two_step.since, time_zone), two_step.recovery_codes);
        let detail = format!("on since {since} · recovery codes left: {codes}");
        ("Two-step verification".to_owned(), detail)
    });
    let line = |(what, detail)| row(view! { <p><bdi>{what}</bdi></p> }.into_any(), detail);
    let rows: Vec<AnyView> = passkeys.chain(two_step).map(line).collect();
    (!rows.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> }.into_any())
}
