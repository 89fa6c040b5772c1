//! What `public/passkeys.js` asks while somebody adds or shows a passkey: JSON, with the session's cookies. Each
//! ceremony is begun and finished by a call, and a cookie ties the two together. An error has a `message` for people;
//! `next` is where to go on.

use super::{passkeys::default_name, paths, visit::MaybeUser};
use crate::{
    auth::{
        Error, LiveSession, PasskeyName, cookies,
        passkeys::{
            Ceremony, PasskeyError, PublicKeyCredential, RegisterPublicKeyCredential,
            approve_email_change_with_passkey, confirm_with_passkey, finish_authentication, finish_registration,
            start_authentication, start_registration,
        },
        tokens::CeremonyToken,
    },
    flash::{self, Flash},
    for_client::answer,
    state::AppState,
};
use app::model::{AppError, NextPath};
use axum::{
    Json, Router,
    body::Body,
    extract::rejection::JsonRejection,
    http::{HeaderValue, Response, StatusCode, header},
    response::IntoResponse,
    routing::post,
};
use serde::{Deserialize, Serialize};

/// All of them.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/passkeys/register/start", post(start_to_register))
        .route("/passkeys/register/finish", post(register))
        .route("/passkeys/sign-in/start", post(start_to_sign_in))
        .route("/passkeys/sign-in/finish", post(sign_in))
        .route("/passkeys/confirm/start", post(start_to_confirm))
        .route("/passkeys/confirm/finish", post(confirm))
        // In place of a word from the present mailbox, when the address is to change.
        .route("/passkeys/approve/start", post(start_to_confirm))
        .route("/passkeys/approve/finish", post(approve))
}

/// A body that could be read, or why not.
type Sent<T> = Result<Json<T>, JsonRejection>;

#[derive(Deserialize)]
struct Registration {
    credential: RegisterPublicKeyCredential,
    /// What to call it; without one it is named after the browser.
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Assertion {
    credential: PublicKeyCredential,
    /// Whether the session is to outlive the browser.
    #[serde(default)]
    remember: bool,
}

#[derive(Serialize)]
struct GoOn<'a> {
    /// Nowhere when the form of the page says what is to be done now.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
}

#[derive(Serialize)]
struct Refused {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn start_to_register(visit: MaybeUser) -> Response<Body> {
    let ceremony = async { start_registration(visit.auth(), visit.member()?, &visit.client).await };
    visit.ask(ceremony.await)
}

async fn register(visit: MaybeUser, sent: Sent<Registration>) -> Response<Body> {
    let sent = match sent {
        Ok(Json(sent)) => sent,
        Err(rejection) => return unreadable(&rejection),
    };
    let added = async {
        let name = PasskeyName::parse(&sent.name, &default_name(&visit.client))?;
        let (live, token) = (visit.member()?, visit.token()?);
        finish_registration(visit.auth(), live, &token, &sent.credential, &name, &visit.client).await
    };
    match added.await {
        Ok(()) => {
            visit.cookies.add(flash::cookie(&visit.state, Flash::PasskeyAdded));
            visit.go_on(paths::PASSKEYS)
        }
        Err(error) => visit.refuse(&error),
    }
}

async fn start_to_sign_in(visit: MaybeUser) -> Response<Body> {
    visit.ask(start_authentication(visit.auth(), None, &visit.client).await)
}

async fn sign_in(visit: MaybeUser, sent: Sent<Assertion>) -> Response<Body> {
    let sent = match sent {
        Ok(Json(sent)) => sent,
        Err(rejection) => return unreadable(&rejection),
    };
    let opened = async {
        let token = visit.token()?;
        finish_authentication(visit.auth(), &token, &sent.credential, sent.remember, &visit.client).await
    };
    match opened.await {
        Ok(open) => {
            let session = open.cookies(visit.auth());
            session.into_iter().for_each(|cookie| visit.cookies.add(cookie));
            visit.go_on(visit.next().as_str())
        }
        Err(error) => visit.refuse(&error),
    }
}

async fn start_to_confirm(visit: MaybeUser) -> Response<Body> {
    let ceremony = async { start_authentication(visit.auth(), Some(visit.member()?), &visit.client).await };
    visit.ask(ceremony.await)
}

async fn confirm(visit: MaybeUser, sent: Sent<Assertion>) -> Response<Body> {
    let sent = match sent {
        Ok(Json(sent)) => sent,
        Err(rejection) => return unreadable(&rejection),
    };
    let confirmed = async {
        let (live, token) = (visit.member()?, visit.token()?);
        confirm_with_passkey(visit.auth(), live, &token, &sent.credential).await
    };
    match confirmed.await {
        // What waited is done by the form of the page, with or without a script that shows passkeys.
        Ok(()) if visit.pending_action().is_some() => visit.finish_ceremony(None),
        Ok(()) => visit.go_on(visit.next().as_str()),
        Err(error) => visit.refuse(&error),
    }
}

async fn approve(visit: MaybeUser, sent: Sent<Assertion>) -> Response<Body> {
    let sent = match sent {
        Ok(Json(sent)) => sent,
        Err(rejection) => return unreadable(&rejection),
    };
    let approved = async {
        let (live, token) = (visit.member()?, visit.token()?);
        approve_email_change_with_passkey(visit.auth(), live, &token, &sent.credential, &visit.client).await
    };
    match approved.await {
        Ok(step) => {
            visit.cookies.add(flash::cookie(&visit.state, Flash::approved(&step)));
            visit.go_on("/settings/email")
        }
        Err(error) => visit.refuse(&error),
    }
}

impl MaybeUser {
    fn member(&self) -> Result<&LiveSession, Error> {
        self.live.as_deref().ok_or(Error::SignedOut)
    }

    /// By which the ceremony is found that is to be finished.
    fn token(&self) -> Result<CeremonyToken, Error> {
        let cookie = self.cookies.get(self.auth().settings.cookies.ceremony);
        let cookie = cookie.ok_or(PasskeyError::Spent)?;
        Ok(CeremonyToken::unverified(cookie.value()))
    }

    /// Hands a ceremony to the browser.
    fn ask<T: Serialize>(&self, ceremony: Result<Ceremony<T>, Error>) -> Response<Body> {
        match ceremony {
            Ok(Ceremony { options, token }) => {
                let cookie = cookies::ceremony_cookie(token.reveal().to_owned(), &self.auth().settings.cookies);
                self.cookies.add(cookie);
                Json(options).into_response()
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// Says where to go on, now that the ceremony has ended.
    fn go_on(&self, next: &str) -> Response<Body> {
        self.finish_ceremony(Some(next))
    }

    fn finish_ceremony(&self, next: Option<&str>) -> Response<Body> {
        self.cookies
            .add(cookies::ceremony_removal(&self.auth().settings.cookies));
        Json(GoOn { next }).into_response()
    }

    fn refuse(&self, error: &Error) -> Response<Body> {
        let told = answer(error, &self.caller);
        let here = NextPath::parse(Some(paths::PASSKEYS));
        let next = match told {
            AppError::SignedOut => Some(here.sign_in_url()),
            AppError::Unconfirmed => Some(here.append_to(paths::CONFIRM)),
            _ => None,
        };
        let message = match error {
            Error::Passkey(refusal) => message(*refusal).to_owned(),
            _ => told.message(),
        };
        let status = StatusCode::from_u16(told.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(Refused { message, next })).into_response();
        if let Some(seconds) = told.retry_after() {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn message(refusal: PasskeyError) -> &'static str {
    match refusal {
        PasskeyError::Unavailable => "Passkeys don’t work at this address.",
        PasskeyError::Spent => "That took too long, or went on in another tab. Please try again.",
        PasskeyError::Unproven => "That passkey can’t be used here.",
        PasskeyError::Known => "That passkey is already in use.",
        PasskeyError::NotFound => "That passkey is no longer there.",
        PasskeyError::LastCredential => "This is your only way in, so it can’t be removed.",
    }
}

fn unreadable(rejection: &JsonRejection) -> Response<Body> {
    let message = AppError::Malformed.message();
    (rejection.status(), Json(Refused { message, next: None })).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::for_client::ForClient;

    /// What a form or a program would be told is about links and passwords, which these are not.
    #[test]
    fn a_refused_passkey_is_put_into_its_own_words() {
        for refusal in [
            PasskeyError::Unavailable,
            PasskeyError::Spent,
            PasskeyError::Unproven,
            PasskeyError::Known,
        ] {
            let error = Error::from(refusal);
            assert_ne!(error.for_client().unwrap().message(), message(refusal));
        }
    }
}
