use super::{Asker, ClientAddress, RequestId};
use crate::{
    app_backend::{answer, client_of},
    auth::{
        self, Auth, Authentication, ClientInfo, LiveSession, authenticate, authenticate_bearer,
        cookies::{self, CookieHeader},
        device::Device,
        jwt::{self, Refusal},
        session_data,
    },
    error_page::error_page,
    problem::Problem,
    state::AppState,
};
use app::{
    backend::{Caller, Hidden},
    model::{AppError, Theme},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use tower_cookies::Cookies;

/// Most of a `User-Agent` header that is kept, in characters.
const MAX_USER_AGENT: usize = 400;

/// Finds out who is asking, once, before any page, form or server function runs, and says so in a
/// [`Caller`]. A session whose JWT has run out is renewed within the same request; cookies that open
/// nothing are removed.
pub async fn identify(State(state): State<AppState>, cookies: Cookies, mut request: Request, next: Next) -> Response {
    let auth = &state.auth;
    let headers = request.headers();
    let brought = cookies::read(cookie_headers(headers), &auth.settings.cookies);
    let mut caller = Caller {
        session: None,
        ip_address: ip_address(&request),
        user_agent: user_agent(headers),
        device: brought.device,
        trusted_device: brought.trusted_device.map(|token| Hidden(token.reveal().to_owned())),
        request_id: request.extensions().get::<RequestId>().cloned().unwrap_or_default().0,
        theme: cookies
            .get(Theme::cookie(auth.settings.base_url.starts_with("https:")))
            .map(|cookie| Theme::parse(cookie.value()))
            .unwrap_or_default(),
    };
    let client = client_of(&caller);
    match authenticate(auth, &brought.presented, &client).await {
        Ok(Authentication::SignedIn(live)) => match session_data((*live).clone()) {
            Ok(data) => {
                tell(&request, &live);
                caller.session = Some(data);
                request.extensions_mut().insert(Member(live.into()));
            }
            Err(error) => return failure(&state, &error, &caller),
        },
        Ok(Authentication::Renewed(open)) => {
            open.cookies(auth).into_iter().for_each(|cookie| cookies.add(cookie));
            tell(&request, &open.live);
            caller.session = Some(open.data);
            request.extensions_mut().insert(Member(Arc::new(open.live)));
        }
        Ok(Authentication::SignedOut) if brought.has_any => {
            cookies::removal_cookies(&auth.settings.cookies)
                .into_iter()
                .for_each(|cookie| cookies.add(cookie));
        }
        Ok(Authentication::SignedOut) => {}
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
    Known(Arc<Identity>),
}

/// Somebody with a live session.
#[derive(Clone, Debug)]
pub struct Identity {
    pub live: LiveSession,
    /// The session JWT they came with, or got on the way in.
    pub jwt: Option<String>,
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
    let client = ClientInfo {
        ip_address: ip_address(&request),
        user_agent: user_agent(headers),
        device: brought.device.as_deref().and_then(Device::parse),
        trusted_device: brought.trusted_device.clone(),
        challenge: brought.challenge.clone(),
    };
    let visitor = match bearer_token(headers) {
        Some(token) => authenticate_bearer(auth, token).await.map(|live| Identity {
            live,
            jwt: jwt::is_jwt(token).then(|| token.to_owned()),
        }),
        None => by_cookies(auth, &brought, &client, &cookies).await,
    };
    let visitor = match visitor {
        Ok(identity) => {
            tell(&request, &identity.live);
            Visitor::Known(Arc::new(identity))
        }
        Err(auth::Error::SignedOut) => Visitor::Nobody(None),
        Err(auth::Error::Token(refusal)) => Visitor::Nobody(Some(refusal)),
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
        Authentication::SignedIn(live) => Ok(Identity {
            live: *live,
            jwt: brought.presented.jwt.clone(),
        }),
        Authentication::Renewed(open) => {
            open.cookies(auth).into_iter().for_each(|cookie| jar.add(cookie));
            Ok(Identity {
                live: open.live,
                jwt: Some(open.jwt),
            })
        }
        Authentication::SignedOut => {
            if brought.has_any {
                let removal = cookies::removal_cookies(&auth.settings.cookies);
                removal.into_iter().for_each(|cookie| jar.add(cookie));
            }
            Err(auth::Error::SignedOut)
        }
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

fn cookie_headers(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
}

fn ip_address(request: &Request) -> Option<String> {
    let client = request.extensions().get::<ClientAddress>()?;
    Some(client.0.to_string())
}

fn failure(state: &AppState, error: &auth::Error, caller: &Caller) -> Response {
    let status = match answer(error, error.for_client(), caller) {
        AppError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    error_page(status, &state.assets.stylesheet, &caller.request_id)
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(text.chars().take(MAX_USER_AGENT).collect())
}
