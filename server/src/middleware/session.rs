use super::RequestId;
use crate::{
    app_backend::answer,
    auth::{Authentication, authenticate, cookies},
    error_page::error_page,
    state::AppState,
};
use app::{
    backend::Caller,
    model::{AppError, Theme},
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::Response,
};
use std::net::SocketAddr;
use tower_cookies::Cookies;

/// Most of a `User-Agent` header that is kept, in characters.
const MAX_USER_AGENT: usize = 400;

/// Finds out who is asking, once, before any page, form or server function runs, and says so in a
/// [`Caller`]. A session whose JWT has run out is renewed within the same request; cookies that open
/// nothing are removed.
pub async fn identify(State(state): State<AppState>, cookies: Cookies, mut request: Request, next: Next) -> Response {
    let auth = &state.auth;
    let headers = request.headers();
    let cookie_headers = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let brought = cookies::read(cookie_headers, &auth.settings.cookies);
    let mut caller = Caller {
        session: None,
        ip_address: request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip().to_string()),
        user_agent: user_agent(headers),
        request_id: request.extensions().get::<RequestId>().cloned().unwrap_or_default().0,
        theme: cookies
            .get(Theme::COOKIE)
            .map(|cookie| Theme::parse(cookie.value()))
            .unwrap_or_default(),
    };
    match authenticate(auth, &brought.presented).await {
        Ok(Authentication::SignedIn(data)) => caller.session = Some(data),
        Ok(Authentication::Renewed(open)) => {
            open.cookies(auth).into_iter().for_each(|cookie| cookies.add(cookie));
            caller.session = Some(open.data);
        }
        Ok(Authentication::SignedOut) if brought.has_any => {
            cookies::removal_cookies(&auth.settings.cookies)
                .into_iter()
                .for_each(|cookie| cookies.add(cookie));
        }
        Ok(Authentication::SignedOut) => {}
        // Not knowing who somebody is does not make them a guest, nor a member.
        Err(error) => {
            let status = match answer(&error, error.for_client(), &caller) {
                AppError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            };
            return error_page(status, &state.assets.stylesheet, &caller.request_id);
        }
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(text.chars().take(MAX_USER_AGENT).collect())
}
