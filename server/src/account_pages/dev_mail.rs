//! `/dev/mail`, the inbox of development: what would have been mailed. It exists for whoever sits at the machine it
//! runs on, at the address of that machine, and for nobody else: with what is in it, anybody could be anybody. Where
//! there is a mail server, in production, and at a public address it does not exist at all.

use super::{
    card::row,
    page::{Page, PageError},
    visit::MaybeUser,
};
use crate::{
    auth::{
        self,
        origins::{host_of, is_loopback},
    },
    for_client::ForClient,
    humanize,
    mail::{self, KeptMessage, Transport, kept_message, kept_messages},
    middleware::is_from_this_machine,
};
use app::model::AppError;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderValue, Response, StatusCode, header},
    response::{Html, IntoResponse},
};
use leptos::prelude::*;

const TITLE: &str = "Mail of this development server";

/// All emails, the newest first.
pub(super) async fn inbox(visit: MaybeUser) -> Response<Body> {
    visit.answer(show_inbox(&visit).await).await
}

/// One email.
pub(super) async fn mail(visit: MaybeUser) -> Response<Body> {
    visit.answer(show_email(&visit).await).await
}

/// The HTML part as it is. Its styles stand in the email, so it gets a policy of its own, under which nothing runs
/// and nothing is loaded.
pub(super) async fn html(visit: MaybeUser, Path(id): Path<String>) -> Response<Body> {
    if require_open(&visit).is_err() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(Some(kept)) = kept_message(visit.auth(), &id).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let policy = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(kept.message.html)).into_response()
}

/// That there is an inbox, and somebody asks who may read it.
fn require_open(visit: &MaybeUser) -> Result<(), AppError> {
    let base_url = &visit.auth().settings.base_url;
    let is_open = matches!(visit.state.mail, Transport::Inbox)
        && base_url.starts_with("http:")
        && is_loopback(host_of(base_url))
        && is_from_this_machine(&visit.state, &visit.request);
    if is_open { Ok(()) } else { Err(AppError::NotFound) }
}

fn fault(error: mail::Error) -> AppError {
    tracing::error!(%error, "the inbox could not be read");
    match error {
        mail::Error::Auth(error) => error.for_client(),
        mail::Error::Database(error) => auth::Error::from(error).for_client(),
        _ => None,
    }
    .unwrap_or(AppError::NotFound)
}

async fn show_inbox(visit: &MaybeUser) -> Result<Page, PageError> {
    require_open(visit)?;
    let kept = kept_messages(visit.auth()).await.map_err(fault)?;
    let list = if kept.is_empty() {
        view! { <p class="card empty">"Nothing has been mailed yet. Reset a password or sign up, and look again."</p> }
            .into_any()
    } else {
        let rows: Vec<AnyView> = kept.iter().map(line).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    let body = view! {
        <div class="narrow">
            <h1>"Mail"</h1>
            <p class="lead">"There is no mail server, so e-mails end up here. In production this page does not exist."</p>
            {list}
        </div>
    };
    Ok(Page::new(TITLE, None, body.into_any()))
}

fn line(kept: &KeptMessage) -> AnyView {
    let subject = kept.message.subject.clone();
    let link = view! { <a href=format!("/dev/mail/{}", kept.id)>{subject}</a> };
    row(link.into_any(), addressed(kept))
}

/// To whom an email is, and when it was written.
fn addressed(kept: &KeptMessage) -> String {
    format!("To {} · {}", kept.message.to, humanize::moment(kept.at, "UTC"))
}

async fn show_email(visit: &MaybeUser) -> Result<Page, PageError> {
    require_open(visit)?;
    let kept = kept_message(visit.auth(), visit.id()).await.map_err(fault)?;
    let kept = kept.ok_or(AppError::NotFound)?;
    let paragraphs: Vec<AnyView> = kept.message.text.split("\n\n").map(paragraph).collect();
    let body = view! {
        <div class="narrow">
            <p><a href="/dev/mail">"All mail"</a></p>
            <h1>{kept.message.subject.clone()}</h1>
            <p class="lead">{addressed(&kept)}</p>
            <article class="card email">{paragraphs}</article>
            <p><a href=format!("/dev/mail/{}/html", kept.id)>"As a mail client shows it"</a></p>
        </div>
    };
    Ok(Page::new(TITLE, None, body.into_any()))
}

/// A line that is an address becomes a link.
fn paragraph(text: &str) -> AnyView {
    let line = |line: &str| {
        let line = line.to_owned();
        if line.starts_with("http://") || line.starts_with("https://") {
            let href = line.clone();
            view! { <a href=href>{line}</a><br /> }.into_any()
        } else {
            view! { {line}<br /> }.into_any()
        }
    };
    let lines: Vec<AnyView> = text.lines().map(line).collect();
    view! { <p>{lines}</p> }.into_any()
}
