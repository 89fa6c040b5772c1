//! The account area: settings, recovery, administration. One page a file, with what it loads, what its forms do, and
//! its markup; `visit` is how all of them are asked and answered.
//!
//! The server draws these pages by itself, at each visit, and their forms are sent by the browser itself: what they
//! show has to be true, and they are not used often enough to be worth a program. The little that moves in them is
//! `public/account.js`. What succeeds is answered with 303 and a word on what was done; what is refused is the page
//! again, with its status and the reasons beside the fields.
//!
//! A page is a file and a line of the route table below. Its `show` makes it, for `GET` and for a form that was refused
//! alike, so whatever a form needs beside its fields is loaded again; `Visit::finish` decides which of the two answers
//! a form. The `view!` goes into the request as a `StaticPage` and is drawn in place: nothing of it is serialised, so a
//! recovery code stands in the page once, and there is no WASM, server function, hook or signal.

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
mod forgot_password;
mod form_input;
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
mod paths;
mod pending;
mod people;
mod person;
mod person_change;
mod plot;
mod profile;
mod proof;
mod reset_password;
mod resume;
mod second_step;
mod sent_email;
mod sessions;
mod settings;
mod stream_body;
mod todos;
mod two_step;
mod upload;
mod verify_email;
mod visit;

use crate::{forms::Fields, navigation::see_other, state::AppState};
use axum::{
    Router,
    middleware::{from_extractor_with_state, from_fn_with_state},
    routing::{get, post},
};
use visit::{Admin, CurrentUser, MaybeUser};

/// A page with a form: who comes to it, its file, and what its form does. A form that is refused is the page again.
macro_rules! form_page {
    ($visitor:ident, $page:ident, $act:ident) => {
        get(async |visit: $visitor| visit.answer($page::show(&visit, None).await).await).post(
            async |visit: $visitor, fields: Fields| {
                let outcome = $page::$act(&visit, &fields).await;
                let show = |refused| $page::show(&visit, refused);
                visit.finish(outcome, fields, show).await
            },
        )
    };
}

use form_page;

/// All of them.
pub(crate) fn router(state: &AppState) -> Router<AppState> {
    let with_links = Router::new()
        .route("/reset-password", form_page!(MaybeUser, reset_password, reset))
        .route("/verify-email", form_page!(MaybeUser, verify_email, follow))
        .layer(from_fn_with_state(state.clone(), link::take_token_out));
    // Each handler asks who it is for; the layer keeps one that forgets from being for everybody.
    let settings = Router::new()
        .route(paths::SETTINGS, get(overview::page))
        .route(paths::PROFILE, form_page!(CurrentUser, profile, save))
        .route(paths::EMAIL, form_page!(CurrentUser, email, change))
        .route(paths::PASSWORD, form_page!(CurrentUser, password, change))
        .route(paths::TWO_STEP, get(two_step::page).post(two_step::submit))
        .route(paths::TWO_STEP_CODES, post(two_step::download))
        .route(paths::PASSKEYS, form_page!(CurrentUser, passkeys, change))
        .route(paths::SESSIONS, form_page!(CurrentUser, sessions, end))
        .route(paths::ACTIVITY, get(activity::page))
        .route(paths::DATA, get(data::page).post(data::submit))
        .route(paths::DATA_EXPORT, post(data_export::submit))
        .route(paths::DELETE, form_page!(CurrentUser, delete, request))
        .route(
            paths::CONFIRM_DELETION,
            form_page!(CurrentUser, confirm_deletion, delete),
        )
        .route(paths::CONFIRM, get(confirm::page).post(confirm::submit))
        .route_layer(from_extractor_with_state::<CurrentUser, _>(state.clone()));
    let administration = Router::new()
        .route(paths::ADMINISTRATION, get(administration_overview::page))
        .route(paths::PEOPLE, get(people::page))
        .route(paths::NEW_PERSON, form_page!(Admin, new_person, create))
        .route(paths::PERSON, form_page!(Admin, person, end_session))
        .route(paths::PERSON_CHANGE, form_page!(Admin, person_change, act))
        .route_layer(from_extractor_with_state::<Admin, _>(state.clone()));
    Router::new()
        .merge(with_links)
        .merge(settings)
        .merge(administration)
        .merge(passkeys_api::router())
        .merge(todos::router(state))
        .route("/forgot-password", form_page!(MaybeUser, forgot_password, send))
        .route("/check-mail", form_page!(MaybeUser, check_mail, send))
        .route("/sign-in/verify", get(second_step::page).post(second_step::submit))
        // Where a password manager leads (https://www.w3.org/TR/change-password-url/).
        .route(
            "/.well-known/change-password",
            get(|| async { see_other(paths::PASSWORD) }),
        )
        .route(paths::PASSWORD_ESTIMATE, post(password_estimate::submit))
        .route(paths::DELETED, get(delete::done))
        .route("/dev/mail", get(dev_mail::inbox))
        .route("/dev/mail/{id}", get(dev_mail::mail))
        .route("/dev/mail/{id}/html", get(dev_mail::html))
}
