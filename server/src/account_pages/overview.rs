//! `/settings`: how well the account is kept, and, on a phone, the way to all other pages.

use super::{
    card::{card, row},
    page::{Page, PageError},
    paths,
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{factors_of, list_sessions, password_set_at},
    humanize,
};
use axum::{body::Body, http::Response};
use leptos::prelude::*;

pub(super) async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit).await).await
}

async fn show(visit: &CurrentUser) -> Result<Page, PageError> {
    let (auth, user) = (visit.auth(), &visit.live.user);
    let day = |at| humanize::day(at, &user.time_zone);
    let factors = factors_of(auth, &user.id).await?;
    let password_state = match password_set_at(auth, &user.id).await? {
        Some(at) => format!("Last changed {}", day(at)),
        None => "You have none yet".into(),
    };
    let two_step_state = match factors.two_step {
        Some(two_step) => format!("On since {}", day(two_step.since)),
        None => "Off: the password alone signs in".into(),
    };
    let passkey_state = match factors.passkeys.len() {
        0 => "None".to_owned(),
        1 => "1 passkey".to_owned(),
        count => format!("{count} passkeys"),
    };
    let device_state = match list_sessions(auth, &user.id, None).await?.count() {
        1 => "You’re only signed in here".to_owned(),
        count => format!("You’re signed in on {count} devices"),
    };
    let address_state = match (user.email_verified, auth.settings.is_mail_on) {
        (true, _) => "Confirmed",
        (false, true) => "Not confirmed yet. Confirm it, and we’ll tell you whenever something happens to your account",
        (false, false) => "Not confirmed",
    };
    let rows = [
        (paths::EMAIL, "E-mail address", address_state.into()),
        (paths::PASSWORD, "Password", password_state),
        (paths::TWO_STEP, "Two-step verification", two_step_state),
        (paths::PASSKEYS, "Passkeys", passkey_state),
        (paths::SESSIONS, "Devices", device_state),
        (paths::ACTIVITY, "Activity", "What happened to your account".into()),
    ];
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|(href, name, state)| row(view! { <p><a href=href>{name}</a></p> }.into_any(), state))
        .collect();
    let security = card(
        "Security",
        "What keeps your account yours.",
        view! { <ul class="rows">{rows}</ul> }.into_any(),
    );
    Ok(settings_page(visit, paths::SETTINGS, None, vec![security]))
}
