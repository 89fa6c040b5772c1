use super::{Asker, ClientAddress, RequestId};
use crate::{
    app_backend::{answer, client_of},
    auth::{
        self, Auth, Authentication, BearerKind, BrowserSession, ClientInfo, LiveSession, OpenSession, Presented,
        authenticate, authenticate_bearer,
        cookies::{self, CookieHeader},
        device::Device,
        jwt::{self, Refusal, Stamp},
        session_data,
    },
    error_page::error_page,
    problem::{Problem, set_retry_after},
    state::AppState,
};
use app::{
    backend::{Caller, Hidden},
    model::{AppError, SessionEnd, Theme},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use tower_cookies::Cookies;

/// Most of a `User-Agent` header that is kept, in characters.
const MAX_USER_AGENT: usize = 400;

/// Finds out who is asking, once, before any page, form or server function runs, and says so in a
/// [`Caller`]. A session whose JWT has run out is renewed within the same request; cookies of ours that open
/// nothing are removed.
pub async fn identify(State(state): State<AppState>, cookies: Cookies, mut request: Request, next: Next) -> Response {
    let auth = &state.auth;
    let headers = request.headers();
    let brought = cookies::read(cookie_headers(headers), &auth.settings.cookies);
    let mut caller = Caller {
        session: None,
        ip_address: ip_address(&request),
        user_agent: user_agent(headers),
        device: brought.device.clone(),
        trusted_device: brought
            .trusted_device
            .as_ref()
            .map(|token| Hidden(token.reveal().to_owned())),
        request_id: request.extensions().get::<RequestId>().cloned().unwrap_or_default().0,
        theme: cookies
            .get(Theme::cookie(auth.settings.base_url.starts_with("https:")))
            .map(|cookie| Theme::parse(cookie.value()))
            .unwrap_or_default(),
    };
    let client = client_of(&caller);
    match authenticate(auth, &brought.presented, &client).await {
        Ok(Authentication::SignedIn(live, _)) => match session_data((*live).clone()) {
            Ok(data) => {
                tell(&request, &live);
                caller.session = Some(data);
                request.extensions_mut().insert(Member(live.into()));
            }
            Err(error) => return failure(&state, &error, &caller),
        },
        Ok(Authentication::Renewed(open)) => {
            renew(auth, &brought, &open, &cookies);
            tell(&request, &open.live);
            caller.session = Some(open.data);
            request.extensions_mut().insert(Member(Arc::new(open.live)));
        }
        Ok(Authentication::SignedOut(end)) => forget(auth, &brought, end.as_ref(), &cookies),
        // Not knowing who somebody is does not make them a guest, nor a member.
        Err(error) => return failure(&state, &error, &caller),
    }
    let client = ClientInfo {
        challenge: brought.challenge,
        ..client_of(&caller)
    };
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// The live session behind a page, with all that is stored; a request extension of whoever is signed in.
#[derive(Clone, Debug)]
pub struct Member(pub Arc<LiveSession>);

/// Who asks the API, found out once by [`identify_program`].
#[derive(Clone, Debug)]
pub enum Visitor {
    /// Nobody we know; with the reason, if there was a token that opens nothing.
    Nobody(Option<Refusal>),
    /// Somebody whose account has been disabled since they got their token.
    Disabled,
    Known(Arc<Identity>),
}

/// Somebody with a live session.
#[derive(Clone, Debug)]
pub struct Identity {
    pub live: LiveSession,
    pub credential: Credential,
}

/// How somebody has shown who they are.
#[derive(Clone, Debug)]
pub enum Credential {
    /// By the session's cookies, whose JWT was issued then.
    Cookies(Stamp),
    /// By the bearer session token, which is as good as the cookies.
    SessionToken,
    /// By this access token. Other services may have seen it, so it changes nothing of the account.
    AccessToken(Hidden),
}

impl Identity {
    /// The access token of the session: the one they came with, or the one that goes with their cookies.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn access_token(&self, auth: &Auth) -> Result<String, auth::Error> {
        let stamp = match &self.credential {
            Credential::AccessToken(token) => return Ok(token.0.clone()),
            Credential::Cookies(stamp) => stamp.clone(),
            Credential::SessionToken => Stamp::shared(&auth.settings, &self.live.session.session_id, auth.clock.now()),
        };
        auth::issue_access_token(auth, &self.live, &stamp)
    }

    /// Whether they have shown more than an access token.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        !matches!(self.credential, Credential::AccessToken(_))
    }
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
    let brought = cookies::read(cookie_headers(headers), &auth.settings.cookies);
    let mut client = ClientInfo {
        ip_address: ip_address(&request),
        user_agent: user_agent(headers),
        device: brought.device.as_deref().and_then(Device::parse),
        trusted_device: brought.trusted_device.clone(),
        challenge: brought.challenge.clone(),
        session: None,
    };
    let is_by_cookies = bearer_token(headers).is_none();
    let visitor = match bearer_token(headers) {
        Some(token) => authenticate_bearer(auth, token).await.map(|(live, kind)| Identity {
            live,
            credential: match kind {
                BearerKind::SessionToken => Credential::SessionToken,
                BearerKind::AccessToken => Credential::AccessToken(Hidden(token.to_owned())),
            },
        }),
        None => by_cookies(auth, &brought, &client, &cookies).await,
    };
    let visitor = match visitor {
        Ok(identity) => {
            tell(&request, &identity.live);
            client.session = is_by_cookies.then(|| BrowserSession {
                user_id: identity.live.user.id.clone(),
                session_id: identity.live.session.session_id.clone(),
            });
            Visitor::Known(Arc::new(identity))
        }
        Err(auth::Error::SignedOut) => Visitor::Nobody(None),
        Err(auth::Error::Token(refusal)) => Visitor::Nobody(Some(refusal)),
        Err(auth::Error::AccountDisabled) => Visitor::Disabled,
        Err(error) => {
            let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default().0;
            let caller = Caller {
                request_id,
                ..Caller::default()
            };
            return Problem::from(answer(&error, error.for_client(), &caller)).into_response();
        }
    };
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// Tells the log who is asking.
fn tell(request: &Request, live: &LiveSession) {
    if let Some(asker) = request.extensions().get::<Asker>() {
        asker.is(&live.user.id);
    }
}

async fn by_cookies(
    auth: &Auth,
    brought: &CookieHeader,
    client: &ClientInfo,
    jar: &Cookies,
) -> Result<Identity, auth::Error> {
    match authenticate(auth, &brought.presented, client).await? {
        Authentication::SignedIn(live, stamp) => Ok(Identity {
            live: *live,
            credential: Credential::Cookies(stamp),
        }),
        Authentication::Renewed(open) => {
            renew(auth, brought, &open, jar);
            Ok(Identity {
                live: open.live,
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
    let told = answer(error, error.for_client(), caller);
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
