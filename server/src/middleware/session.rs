//! Who asks is decided here, once, before any page, form, server function or handler of the API runs; all of them take
//! it from the request (`Caller`, `Principal`, `Client`), and none reads a session cookie or an `Authorization` header
//! by itself.
//!
//! The guard of pages behind it is for convenience. What protects is that every use case takes the owner and every
//! statement names it. When the database cannot be asked, nobody is let in, not even as a guest.

use super::{ClientAddress, RequestId, UserIdSlot};
use crate::{
    auth::{
        self, Auth, Authentication, BearerKind, BrowserSession, Client, Credential, CurrentSession, LiveSession,
        OpenSession, Presented, authenticate, authenticate_bearer,
        cookie_header::{self, CookieHeader},
        cookies,
        device::Device,
        jwt::{self, Refusal},
        session_data,
    },
    error_page::error_page,
    for_client::answer,
    problem::{Problem, set_retry_after},
    state::AppState,
};
use app::{
    backend::{Caller, Opaque},
    model::{AppError, SessionEnd, Theme},
};
use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use tower_cookies::Cookies;

/// Most of a `User-Agent` header that is kept, in characters.
const MAX_USER_AGENT: usize = 400;

/// Who a request is from, found out once; a request extension. Handlers ask by an extractor, `CurrentUser` or `MaybeUser`.
#[derive(Clone)]
pub enum Principal {
    /// Nobody we know; with the reason, if there was a token that opens nothing.
    Anonymous(Option<Refusal>),
    /// Somebody whose account has been disabled since they got their token.
    Disabled,
    User(CurrentSession),
}

impl Principal {
    /// The session, if there is one.
    #[must_use]
    pub fn session(&self) -> Option<&CurrentSession> {
        match self {
            Self::User(current) => Some(current),
            Self::Anonymous(_) | Self::Disabled => None,
        }
    }

    /// The session of a request.
    #[must_use]
    pub fn session_of(extensions: &Extensions) -> Option<&CurrentSession> {
        extensions.get::<Self>()?.session()
    }
}

/// Finds out who is asking, once, before any page, form or server function runs, and says so in a
/// [`Caller`]. A session whose JWT has run out is renewed within the same request; cookies of ours that open
/// nothing are removed.
pub async fn identify(State(state): State<AppState>, cookies: Cookies, mut request: Request, next: Next) -> Response {
    let auth = &state.auth;
    let brought = cookie_header::read(cookie_headers(request.headers()), &auth.settings.cookies);
    let mut client = client_of(&request, &brought);
    let mut caller = Caller {
        request_id: request_id(&request),
        theme: cookies
            .get(Theme::cookie(auth.settings.base_url.starts_with("https:")))
            .map(|cookie| Theme::parse(cookie.value()))
            .unwrap_or_default(),
        ..Caller::default()
    };
    let found = by_cookies(auth, &brought, &client, &cookies).await;
    let found = found.and_then(|current| Ok((session_data((*current.live).clone())?, current)));
    let principal = match found {
        Ok((data, current)) => {
            tell(&request, &current.live);
            client.session = Some(BrowserSession::from(&*current.live));
            caller.session = Some(data);
            Principal::User(current)
        }
        Err(auth::Error::SignedOut) => Principal::Anonymous(None),
        // Not knowing who somebody is does not make them a guest, nor a member.
        Err(error) => return failure(&state, &error, &caller),
    };
    caller.client = Opaque::new(client.clone());
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(principal);
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Finds out who asks the API. `Authorization: Bearer` (RFC 6750) goes first, and then the session's cookies
/// count for nothing: a program says itself who it is, and nobody else can say it for it. Without it the cookies
/// count, as on pages.
pub async fn identify_program(
    State(state): State<AppState>,
    cookies: Cookies,
    mut request: Request,
    next: Next,
) -> Response {
    let auth = &state.auth;
    let headers = request.headers();
    let brought = cookie_header::read(cookie_headers(headers), &auth.settings.cookies);
    let mut client = client_of(&request, &brought);
    let is_by_cookies = bearer_token(headers).is_none();
    let found = match bearer_token(headers) {
        Some(token) => authenticate_bearer(auth, token)
            .await
            .map(|(live, kind)| CurrentSession {
                live: Arc::new(live),
                credential: match kind {
                    BearerKind::SessionToken => Credential::SessionToken,
                    BearerKind::AccessToken => Credential::AccessToken(token.to_owned()),
                },
            }),
        None => by_cookies(auth, &brought, &client, &cookies).await,
    };
    let principal = match found {
        Ok(current) => {
            tell(&request, &current.live);
            // Signing in ends the session the browser had. That of a program's token is no browser's, and goes on.
            client.session = is_by_cookies.then(|| BrowserSession::from(&*current.live));
            Principal::User(current)
        }
        Err(auth::Error::SignedOut) => Principal::Anonymous(None),
        Err(auth::Error::Token(refusal)) => Principal::Anonymous(Some(refusal)),
        Err(auth::Error::AccountDisabled) => Principal::Disabled,
        Err(error) => {
            let caller = Caller {
                request_id: request_id(&request),
                ..Caller::default()
            };
            return Problem::from(answer(&error, &caller)).into_response();
        }
    };
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(principal);
    next.run(request).await
}

/// Where a request comes from. That it has a session is added by whoever has found that out.
fn client_of(request: &Request, brought: &CookieHeader) -> Client {
    Client {
        ip_address: ip_address(request),
        user_agent: user_agent(request.headers()),
        device: brought.device.as_deref().and_then(Device::parse),
        trusted_device: brought.trusted_device.clone(),
        challenge: brought.challenge.clone(),
        session: None,
    }
}

fn request_id(request: &Request) -> String {
    request.extensions().get::<RequestId>().cloned().unwrap_or_default().0
}

/// Tells the log who is asking.
fn tell(request: &Request, live: &LiveSession) {
    if let Some(slot) = request.extensions().get::<UserIdSlot>() {
        slot.set(&live.user.id);
    }
}

async fn by_cookies(
    auth: &Auth,
    brought: &CookieHeader,
    client: &Client,
    jar: &Cookies,
) -> Result<CurrentSession, auth::Error> {
    match authenticate(auth, &brought.presented, client).await? {
        Authentication::SignedIn(live, stamp) => Ok(CurrentSession {
            live: live.into(),
            credential: Credential::Cookies(stamp),
        }),
        Authentication::Renewed(open) => {
            renew(auth, brought, &open, jar);
            Ok(CurrentSession {
                live: Arc::new(open.live),
                credential: Credential::Cookies(open.stamp),
            })
        }
        Authentication::SignedOut(end) => {
            forget(auth, brought, end.as_ref(), jar);
            Err(auth::Error::SignedOut)
        }
    }
}

/// Gives a browser its new cookies, in place of those it had.
fn renew(auth: &Auth, brought: &CookieHeader, open: &OpenSession, jar: &Cookies) {
    let former = brought.former_removals(&open.live.session.session_id, &auth.settings.cookies);
    let new = open.cookies(auth);
    former.into_iter().chain(new).for_each(|cookie| jar.add(cookie));
}

/// Has a browser forget cookies that open nothing. A whole pair that we have not signed stays: another installation on
/// the same host has given it, and here it does no harm. The page where one signs in again is told how it ended.
fn forget(auth: &Auth, brought: &CookieHeader, end: Option<&SessionEnd>, jar: &Cookies) {
    let Presented { jwt, refresh_token } = &brought.presented;
    let is_foreign = |jwt: &String| {
        let found = jwt::verify_session(&auth.settings, jwt, auth.clock.now());
        jwt::is_jwt(jwt) && matches!(found, Err(Refusal::Invalid))
    };
    let is_anothers = refresh_token.is_some() && jwt.as_ref().is_some_and(is_foreign);
    if brought.has_any && !is_anothers {
        let removal = cookies::removal_cookies(&auth.settings.cookies);
        let told = end.map(|end| cookies::session_end_cookie(Some(end), &auth.settings.cookies));
        removal.into_iter().chain(told).for_each(|cookie| jar.add(cookie));
    }
}

/// What stands behind `Authorization: Bearer`; another scheme is none of ours, and more than one header is
/// nobody's.
pub fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        // An empty token opens nothing, and keeps the cookies from counting in its place.
        return headers.contains_key(header::AUTHORIZATION).then_some("");
    };
    let Ok(value) = value.to_str() else { return Some("") };
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The `Cookie` headers of a request, which are bytes.
pub(super) fn cookie_headers(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    headers.get_all(header::COOKIE).iter().map(HeaderValue::as_bytes)
}

fn ip_address(request: &Request) -> Option<String> {
    let client = request.extensions().get::<ClientAddress>()?;
    Some(client.0.to_string())
}

fn failure(state: &AppState, error: &auth::Error, caller: &Caller) -> Response {
    let told = answer(error, caller);
    let status = match told {
        AppError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
        AppError::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut response = error_page(status, &state.assets.stylesheet, &caller.request_id);
    set_retry_after(response.headers_mut(), told.retry_after());
    response
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(header::USER_AGENT)?.as_bytes());
    Some(text.chars().take(MAX_USER_AGENT).collect())
}
