//! What a page needs before it is rendered.
//!
//! Fetching it here instead of while rendering keeps pages in one piece and `Suspense` out of them:
//! less work for each request, and less code in the browser.

use crate::{
    auth::cookies::{parse_session_end, session_end_cookie},
    error_page::error_page,
    navigation::parameter,
    state::AppState,
};
use app::{
    backend::{Caller, DemoLine, Ended, FirstTodos, Next},
    model::{AppError, Cursor, NextPath, SessionEnd, TodoFilter, TodoQuery},
};
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, Uri},
    middleware,
    response::Response,
};
use tower_cookies::Cookies;

/// Puts the first todos into a request for the todo page.
pub(crate) async fn before_pages(
    State(state): State<AppState>,
    mut request: Request,
    next: middleware::Next,
) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_reading && let Err(error) = prepare(&state, &mut request).await {
        let request_id = request
            .extensions()
            .get::<Caller>()
            .map(|caller| caller.request_id.clone());
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return error_page(status, &state.assets.stylesheet, &request_id.unwrap_or_default());
    }
    next.run(request).await
}

/// Fetches what the page at the request's address shows first.
///
/// # Errors
/// When it cannot be fetched.
pub(crate) async fn prepare(state: &AppState, request: &mut Request) -> Result<(), AppError> {
    if request.uri().path() == "/"
        && let Some(line) = parameter(request.uri(), "add")
    {
        let line = line.trim().chars().take(100).collect();
        request.extensions_mut().insert(DemoLine(line));
    }
    if let Some(next) = parameter(request.uri(), "next") {
        request.extensions_mut().insert(Next(NextPath::parse(Some(&next))));
    }
    if request.uri().path() == "/sign-in"
        && let Some(end) = take_session_end(state, request)
    {
        request.extensions_mut().insert(Ended(end));
    }
    let caller = request
        .extensions()
        .get::<Caller>()
        .filter(|caller| caller.session.is_some());
    if let ("/todos", Some(caller)) = (request.uri().path(), caller) {
        let page = state.backend.todos.list(caller, todo_query(request.uri())).await?;
        request.extensions_mut().insert(FirstTodos(page));
    }
    Ok(())
}

/// How the session of this browser ended; it is said once.
fn take_session_end(state: &AppState, request: &Request) -> Option<SessionEnd> {
    let names = &state.auth.settings.cookies;
    let jar = request.extensions().get::<Cookies>()?;
    let end = parse_session_end(jar.get(names.session_end)?.value());
    jar.add(session_end_cookie(None, names));
    end
}

/// The part of the list an address names. A cursor that cannot be read means the end, as no cursor does.
pub(crate) fn todo_query(uri: &Uri) -> TodoQuery {
    TodoQuery {
        filter: TodoFilter::parse(parameter(uri, "filter").as_deref()),
        before: parameter(uri, "before").and_then(|raw| Cursor::parse(&raw).ok()),
    }
}
