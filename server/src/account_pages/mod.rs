//! The account area: settings, recovery, administration. One page a file, with what it loads, what its forms do, and
//! its markup; `visit` is how all of them are asked and answered.
//!
//! The server draws these pages by itself, at each visit, and their forms are sent by the browser itself: what they
//! show has to be true, and they are not used often enough to be worth a program. The little that moves in them is
//! `public/account.js`. What succeeds is answered with 303 and a word on what was done; what is refused is the page
//! again, with its status and the reasons beside the fields.

mod activity;
mod administration;
mod administration_overview;
mod card;
mod check_mail;
mod confirm;
mod confirm_deletion;
mod data;
mod data_export;
mod delete;
mod dev_mail;
mod email;
mod factors;
mod flash;
mod forgot_password;
mod form_view;
mod import_messages;
mod link;
mod new_person;
mod overview;
mod page;
mod passkeys;
mod passkeys_api;
mod password;
mod password_estimate;
mod pending;
mod people;
mod person;
mod person_change;
mod plot;
mod profile;
mod reset_password;
mod second_step;
mod sent_letter;
mod sessions;
mod settings;
mod stream_body;
mod two_step;
mod upload;
mod verify_email;
mod visit;

use crate::{forms::see_other, state::AppState};
use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};

/// All of them.
pub fn router(state: &AppState) -> Router<AppState> {
    let with_links = Router::new()
        .route(
            "/reset-password",
            get(reset_password::page).post(reset_password::submit),
        )
        .route("/verify-email", get(verify_email::page).post(verify_email::submit))
        .layer(from_fn_with_state(state.clone(), link::take_token_out));
    Router::new()
        .merge(with_links)
        .route(
            "/forgot-password",
            get(forgot_password::page).post(forgot_password::submit),
        )
        .route("/check-mail", get(check_mail::page).post(check_mail::submit))
        .route("/sign-in/verify", get(second_step::page).post(second_step::submit))
        .route(overview::PATH, get(overview::page))
        .route(profile::PATH, get(profile::page).post(profile::submit))
        .route(email::PATH, get(email::page).post(email::submit))
        .route(password::PATH, get(password::page).post(password::submit))
        // Where a password manager leads (https://www.w3.org/TR/change-password-url/).
        .route(
            "/.well-known/change-password",
            get(|| async { see_other(password::PATH) }),
        )
        .route(password_estimate::PATH, post(password_estimate::submit))
        .route(two_step::PATH, get(two_step::page).post(two_step::submit))
        .route(two_step::CODES_PATH, post(two_step::download))
        .route(passkeys::PATH, get(passkeys::page).post(passkeys::submit))
        .merge(passkeys_api::router())
        .route(sessions::PATH, get(sessions::page).post(sessions::submit))
        .route(activity::PATH, get(activity::page))
        .route(data::PATH, get(data::page).post(data::submit))
        .route(data_export::PATH, post(data_export::submit))
        .route(delete::PATH, get(delete::page).post(delete::submit))
        .route(delete::DONE_PATH, get(delete::done))
        .route(
            "/settings/delete/confirm",
            get(confirm_deletion::page).post(confirm_deletion::submit),
        )
        .route(pending::CONFIRM_PATH, get(confirm::page).post(confirm::submit))
        .route(administration::OVERVIEW, get(administration_overview::page))
        .route(administration::PEOPLE, get(people::page))
        .route(new_person::PATH, get(new_person::page).post(new_person::submit))
        .route(person::ROUTE, get(person::page).post(person::submit))
        .route(
            person_change::ROUTE,
            get(person_change::page).post(person_change::submit),
        )
        .route("/dev/mail", get(dev_mail::inbox))
        .route("/dev/mail/{id}", get(dev_mail::letter))
        .route("/dev/mail/{id}/html", get(dev_mail::html))
}
