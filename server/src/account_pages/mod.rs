//! The pages of the account area as a browser asks for them and sends their forms, one file a page: what it shows,
//! and what its forms do.
//!
//! These forms are sent by the browser itself, with and without scripts. What succeeds is answered with 303 and a
//! word on what was done; what is refused is the page again, with its status and the reasons beside the fields.

mod activity;
mod admin;
mod confirm;
mod data;
mod delete;
mod dev_mail;
mod email;
mod factors;
mod flash;
mod import_words;
mod link;
mod passkeys;
mod passkeys_api;
mod password;
mod pieces;
mod profile;
mod recovery;
mod second_step;
mod sent;
mod sessions;
mod two_step;
mod upload;
mod verify;

use crate::{
    app_backend::answer,
    auth::{self, Auth, ClientInfo, LiveSession},
    forms::{Submission, see_other, show_again},
    middleware::session::Member,
    router::render,
    state::AppState,
};
use app::{
    backend::Caller,
    model::{
        AppError, NextPath, SECOND_STEP_PATH,
        account::{AccountPage, Content},
    },
};
use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{Method, Response, request::Parts},
    middleware::from_fn_with_state,
    response::IntoResponse,
    routing::{get, post},
};
use flash::Flash;
use std::{convert::Infallible, sync::Arc};
use tower_cookies::Cookies;

/// All of them.
pub fn router(state: &AppState) -> Router<AppState> {
    let with_links = Router::new()
        .route("/reset-password", get(page).post(recovery::submit_reset))
        .route("/verify-email", get(page).post(verify::submit))
        .layer(from_fn_with_state(state.clone(), link::take_token_out));
    Router::new()
        .merge(with_links)
        .route("/forgot-password", get(page).post(recovery::submit_forgot))
        .route("/check-mail", get(page).post(verify::submit_check_mail))
        .route("/settings/email", get(page).post(email::submit))
        .route("/settings", get(|| async { see_other("/settings/profile") }))
        .route("/settings/profile", get(page).post(profile::submit))
        .route("/settings/password", get(page).post(password::submit))
        .route("/settings/sessions", get(page).post(sessions::submit))
        .route("/settings/activity", get(page))
        // Where a password manager leads (https://www.w3.org/TR/change-password-url/).
        .route(
            "/.well-known/change-password",
            get(|| async { see_other("/settings/password") }),
        )
        .route("/settings/confirm", get(page).post(confirm::submit))
        .route("/settings/passkeys", get(page).post(passkeys::submit))
        .merge(passkeys_api::router())
        .route("/settings/data", get(page).post(data::submit))
        .route("/settings/data/export", post(data::export))
        .route("/settings/delete", get(page).post(delete::submit))
        .route("/settings/delete/confirm", get(page).post(delete::submit_confirmation))
        .route("/admin", get(page))
        .route("/admin/people/{id}", get(page).post(admin::submit))
        .route("/settings/two-step", get(page).post(two_step::submit))
        .route("/sign-in/verify", get(second_step::page).post(second_step::submit))
        .route("/dev/mail", get(page))
        .route("/dev/mail/{id}", get(page))
        .route("/dev/mail/{id}/html", get(dev_mail::html))
}

/// A page whose content was put into the request before (`preload`).
async fn page(State(state): State<AppState>, request: Request) -> Response<Body> {
    render(&state, request).await
}

/// Fetches what the page at the request's address shows, if it is one of these.
///
/// # Errors
/// When it cannot be fetched.
pub(crate) async fn prepare(state: &AppState, request: &mut Request) -> Result<Option<AccountPage>, AppError> {
    let visit = Visit::of(request);
    let content = match (request.uri().path(), &visit.member) {
        (path, _) if dev_mail::is_here(path) && !dev_mail::is_open(state, request) => return Ok(None),
        (path, _) if dev_mail::is_here(path) => match dev_mail::show(state, path).await? {
            Some(page) => Content::Inbox(page),
            None => return Ok(None),
        },
        ("/forgot-password", _) => Content::Forgot(recovery::show_forgot(state, request.uri(), visit.cookies.as_ref())),
        ("/reset-password", _) => Content::Reset(
            recovery::show_reset(state, request.uri(), &visit)
                .await
                .map_err(|error| visit.fault(&error))?,
        ),
        ("/check-mail", _) => Content::Verify(verify::show_check_mail(state, visit.cookies.as_ref())),
        ("/verify-email", member) => Content::Verify(
            verify::show(state, request.uri(), visit.cookies.as_ref(), member.as_deref())
                .await
                .map_err(|error| visit.fault(&error))?,
        ),
        ("/settings/profile", Some(member)) => Content::Profile(profile::show(member)),
        ("/settings/email", Some(member)) => {
            Content::Email(email::show(state, member).await.map_err(|error| visit.fault(&error))?)
        }
        ("/settings/passkeys", Some(member)) => Content::Passkeys(
            passkeys::show(state, member, request.uri())
                .await
                .map_err(|error| visit.fault(&error))?,
        ),
        ("/settings/confirm", Some(member)) => Content::Confirm(
            confirm::show(&state.auth, member, request.uri())
                .await
                .map_err(|error| visit.fault(&error))?,
        ),
        ("/settings/data", Some(member)) => {
            Content::Data(data::show(state, member, &visit.caller, data::looked_at(request)).await?)
        }
        ("/settings/delete", Some(member)) => Content::Delete(delete::show(state, member, &visit.caller).await?),
        ("/settings/delete/confirm", Some(member)) => {
            Content::ConfirmDeletion(delete::show_confirmation(state, member, &visit.caller, request.uri()).await?)
        }
        (path, _) if admin::is_here(path) => match admin::show(state, &visit, request.uri()).await? {
            Some(content) => content,
            None => return Ok(None),
        },
        ("/settings/password", Some(member)) => Content::Password(password::show(&state.auth, member)),
        ("/settings/sessions", Some(member)) => Content::Sessions(
            sessions::show(&state.auth, member)
                .await
                .map_err(|error| visit.fault(&error))?,
        ),
        ("/settings/activity", Some(member)) => {
            let page = activity::show(&state.auth, member, request.uri()).await;
            Content::Activity(page.map_err(|error| visit.fault(&error))?)
        }
        ("/settings/two-step", Some(member)) => Content::TwoStep(two_step::show(state, &visit, member).await?),
        (SECOND_STEP_PATH, _) => match second_step::show(state, &visit, request.uri()).await? {
            Some(page) => Content::SecondStep(page),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    // A word on what was done is shown once, and not beside a form that was refused.
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let notice = visit
        .cookies
        .filter(|_| is_reading)
        .and_then(|cookies| flash::take(state, &cookies));
    Ok(Some(AccountPage { notice, content }))
}

/// Who looks at a page, and with what.
pub(crate) struct Visit {
    pub member: Option<Arc<LiveSession>>,
    pub client: ClientInfo,
    pub caller: Caller,
    pub cookies: Option<Cookies>,
}

impl Visit {
    /// What the visitor hears of an error; what is nobody's business is logged.
    fn fault(&self, error: &auth::Error) -> AppError {
        answer(error, error.for_client(), &self.caller)
    }

    fn of(request: &Request) -> Self {
        let extensions = request.extensions();
        Self {
            member: extensions.get::<Member>().map(|member| Arc::clone(&member.0)),
            client: extensions.get::<ClientInfo>().cloned().unwrap_or_default(),
            caller: extensions.get::<Caller>().cloned().unwrap_or_default(),
            cookies: extensions.get::<Cookies>().cloned(),
        }
    }
}

/// Whoever sends a form, signed in or not.
pub struct Guest {
    pub auth: Auth,
    pub live: Option<Arc<LiveSession>>,
    pub client: ClientInfo,
    pub caller: Caller,
    pub cookies: Cookies,
}

impl FromRequestParts<AppState> for Guest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let extensions = &parts.extensions;
        Ok(Self {
            auth: state.auth.clone(),
            live: extensions.get::<Member>().map(|member| Arc::clone(&member.0)),
            client: extensions.get::<ClientInfo>().cloned().unwrap_or_default(),
            caller: extensions.get::<Caller>().cloned().unwrap_or_default(),
            cookies: extensions.get::<Cookies>().cloned().unwrap_or_default(),
        })
    }
}

/// Somebody signed in who sends a form. Who is not is led to the sign-in page, and back to where the form is.
pub struct Sender {
    pub auth: Auth,
    pub live: Arc<LiveSession>,
    pub client: ClientInfo,
    pub caller: Caller,
    pub cookies: Cookies,
}

impl FromRequestParts<AppState> for Sender {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let extensions = &parts.extensions;
        match (extensions.get::<Member>(), extensions.get::<Cookies>()) {
            (Some(member), Some(cookies)) => Ok(Self {
                auth: state.auth.clone(),
                live: Arc::clone(&member.0),
                client: extensions.get::<ClientInfo>().cloned().unwrap_or_default(),
                caller: extensions.get::<Caller>().cloned().unwrap_or_default(),
                cookies: cookies.clone(),
            }),
            _ => Err(see_other(&NextPath::parse(Some(parts.uri.path())).sign_in_url())),
        }
    }
}

/// What came of a form.
pub enum Done {
    /// It is done: on to this address, and say so there.
    Say(Flash, String),
    /// On to this address.
    Go(String),
}

impl Done {
    /// On to this address, and say there what was done.
    pub fn say(flash: Flash, address: impl Into<String>) -> Self {
        Self::Say(flash, address.into())
    }
}

/// What keeps a form from being done.
pub enum Refusal {
    /// Something the sender has to know.
    ForClient(AppError),
    /// Whatever a use case says; what is nobody's business is logged and answered without detail.
    Use(auth::Error),
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::ForClient(error)
    }
}

impl From<app::model::FieldError> for Refusal {
    fn from(error: app::model::FieldError) -> Self {
        Self::ForClient(error.into())
    }
}

impl From<auth::Error> for Refusal {
    fn from(error: auth::Error) -> Self {
        Self::Use(error)
    }
}

/// Answers a form: with 303 when it is done, and with the page again when it is refused. What wants a fresh proof of
/// who is asking leads to where it is given, and back.
pub(crate) async fn finish(
    state: &AppState,
    caller: &Caller,
    cookies: &Cookies,
    form: Submission,
    outcome: Result<Done, Refusal>,
) -> Response<Body> {
    let error = match outcome {
        Ok(Done::Go(address)) => return see_other(&address),
        Ok(Done::Say(flash, address)) => {
            cookies.add(flash::cookie(state, flash));
            return see_other(&address);
        }
        Err(Refusal::ForClient(error)) => error,
        Err(Refusal::Use(error)) => answer(&error, error.for_client(), caller),
    };
    let here = NextPath::parse(Some(form.request.uri().path()));
    match error {
        AppError::SignedOut => see_other(&here.sign_in_url()),
        AppError::Unconfirmed => see_other(&here.append_to("/settings/confirm")),
        error => show_again(state, error, form).await.into_response(),
    }
}

/// A wrong password is a field that needs another value: whoever sends this form is signed in.
pub(crate) fn wrong_password(error: auth::Error) -> Refusal {
    use app::model::{Field, Problem};
    match error {
        auth::Error::WrongPassword => AppError::field(Field::CurrentPassword, Problem::Wrong).into(),
        other => other.into(),
    }
}
