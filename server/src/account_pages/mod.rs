//! The pages of the account area as a browser asks for them and sends their forms, one file a page: what it shows,
//! and what its forms do.
//!
//! These forms are sent by the browser itself, with and without scripts. What succeeds is answered with 303 and a
//! word on what was done; what is refused is the page again, with its status and the reasons beside the fields.

mod admin;
mod confirm;
mod data;
mod delete;
mod dev_mail;
mod flash;
mod pieces;
mod profile;
mod upload;

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
        AppError, NextPath,
        account::{AccountPage, Content},
    },
};
use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{Method, Response, request::Parts},
    response::IntoResponse,
    routing::{get, post},
};
use flash::Flash;
use std::sync::Arc;
use tower_cookies::Cookies;

/// All of them.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/settings", get(|| async { see_other("/settings/profile") }))
        .route("/settings/profile", get(page).post(profile::submit))
        .route("/settings/confirm", get(page).post(confirm::submit))
        .route("/settings/data", get(page).post(data::submit))
        .route("/settings/data/export", post(data::export))
        .route("/settings/delete", get(page).post(delete::submit))
        .route("/settings/delete/confirm", get(page).post(delete::submit_confirmation))
        .route("/admin", get(page))
        .route("/admin/people/{id}", get(page).post(admin::submit))
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
    let visit = Visit::of(state, request);
    let content = match (request.uri().path(), &visit.member) {
        (path, _) if dev_mail::is_here(path) => match dev_mail::show(state, path).await? {
            Some(page) => Content::Inbox(page),
            None => return Ok(None),
        },
        ("/settings/profile", Some(member)) => Content::Profile(profile::show(member)),
        ("/settings/confirm", Some(member)) => Content::Confirm(confirm::show(member, request.uri())),
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
    fn of(_state: &AppState, request: &Request) -> Self {
        let extensions = request.extensions();
        Self {
            member: extensions.get::<Member>().map(|member| Arc::clone(&member.0)),
            client: extensions.get::<ClientInfo>().cloned().unwrap_or_default(),
            caller: extensions.get::<Caller>().cloned().unwrap_or_default(),
            cookies: extensions.get::<Cookies>().cloned(),
        }
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
