//! Links from emails: the token goes from the address into a cookie before anything is shown, so that no history,
//! referrer or log of a proxy keeps it for long.

use super::visit::MaybeUser;
use crate::{
    auth::{self, cookies, tokens::OneTimeToken},
    navigation::{parameter, see_other},
    state::AppState,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, Response, header},
    middleware::Next,
};
use tower_cookies::Cookies;
use url::form_urlencoded;

/// Takes the token out of the address of whatever page is behind it, and leads there without.
pub(super) async fn take_token_out(
    State(state): State<AppState>,
    cookies: Cookies,
    request: Request,
    next: Next,
) -> Response<Body> {
    let token = parameter(request.uri(), "token").filter(|_| *request.method() == Method::GET);
    let Some(token) = token else {
        return next.run(request).await;
    };
    // Anybody can put anything into an address; what cannot be a token of ours goes into no cookie.
    let token = OneTimeToken::parse(&token);
    cookies.add(cookies::link_cookie(token.as_ref(), &state.auth.settings.cookies));
    let others = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
        .filter(|(name, _)| name != "token");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .finish();
    let path = request.uri().path();
    let address = match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{query}"),
    };
    let mut response = see_other(&address);
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// What a link is good for; nothing when it has expired or was used before.
pub(super) fn unless_spent<T>(found: Result<T, auth::Error>) -> Result<Option<T>, auth::Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(auth::Error::Link(auth::LinkError::Spent)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The token of the link that was opened last.
pub(super) fn token(visit: &MaybeUser) -> Option<OneTimeToken> {
    let cookie = visit.cookies.get(visit.auth().settings.cookies.link)?;
    OneTimeToken::parse(cookie.value())
}
