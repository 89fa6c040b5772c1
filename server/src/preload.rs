//! What a page needs before it is rendered.
//!
//! Fetching it here instead of while rendering keeps pages in one piece and `Suspense` out of them:
//! less work for each request, and less code in the browser.

use crate::{
    auth::cookies::{parse_session_end, session_end_cookie},
    error_page::error_page,
    flash,
    for_client::answer,
    humanize,
    middleware::session::Principal,
    navigation::parameter,
    state::AppState,
    todos,
};
use app::{
    backend::{Caller, DemoLine, Ended, FirstList, FirstTodos, Lists, Next, Said, Sought, Today},
    model::{AppError, Cursor, ListId, NextPath, SessionEnd, TodoFilter, TodoQuery},
};
use axum::{
    extract::{Request, State},
    http::{Extensions, Method, StatusCode, Uri},
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
    if (is_reading || is_shown_again(&request))
        && let Err(error) = prepare(&state, &mut request).await
    {
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
        .filter(|caller| caller.session.is_some())
        .cloned();
    match caller {
        Some(caller) if is_of_todos(request.uri().path()) => prepare_todos(state, &caller, request).await,
        _ => Ok(()),
    }
}

/// Whether somebody goes there. A page that only brings itself up to date takes no word from where it is said once.
pub(crate) fn is_visit<B>(request: &http::Request<B>) -> bool {
    let mode = request.headers().get("sec-fetch-mode");
    mode.is_none_or(|mode| mode == "navigate")
}

/// Whether a form is for a page of todos that is drawn by the server alone, which then shows it again if it is refused. The
/// others prepare their page themselves.
fn is_shown_again(request: &Request) -> bool {
    let path = request.uri().path();
    is_of_todos(path) && path != "/todos" && todo_query(request.uri()).list_id.is_none()
}

/// Whether the page shows todos, beside which the lists stand.
fn is_of_todos(path: &str) -> bool {
    let is_below = |area: &str| {
        path.strip_prefix(area)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    path == "/search" || ["/todos", "/lists", "/labels"].into_iter().any(is_below)
}

/// The lists, and the todos of the one that the page is about.
async fn prepare_todos(state: &AppState, caller: &Caller, request: &mut Request) -> Result<(), AppError> {
    if let Some(today) = today(state, request.extensions()) {
        request.extensions_mut().insert(today);
    }
    if request.uri().path() == "/search" {
        let words = parameter(request.uri(), "q").unwrap_or_default();
        request.extensions_mut().insert(Sought(words));
    }
    let lists = lists_of(state, caller).await?;
    let query = todo_query(request.uri());
    let list = lists.lists.iter().find(|list| Some(list.id) == query.list_id).cloned();
    if request.uri().path() == "/todos" || list.is_some() {
        let page = state.backend.todos.list(caller, query).await?;
        request.extensions_mut().insert(FirstTodos(page));
        let is_reading = matches!(*request.method(), Method::GET | Method::HEAD) && is_visit(request);
        let said = request.extensions().get::<Cookies>().filter(|_| is_reading).cloned();
        if let Some(flash) = said.and_then(|cookies| flash::take(state, &cookies)) {
            let (words, undo) = (flash.words(), flash.undo());
            request.extensions_mut().insert(Said { words, undo });
        }
    }
    if let Some(list) = list.filter(|list| !list.is_inbox) {
        request.extensions_mut().insert(FirstList(list));
    }
    request.extensions_mut().insert(lists);
    Ok(())
}

/// Which day it is where whoever asks lives, and how long still.
pub(crate) fn today(state: &AppState, extensions: &Extensions) -> Option<Today> {
    let current = Principal::session_of(extensions)?;
    let (now, zone) = (state.todos.clock.now(), &current.live.user.time_zone);
    Some(Today {
        day: humanize::today(now, zone),
        ends_in: humanize::seconds_left_of_day(now, zone),
    })
}

/// The lists of whoever asks.
///
/// # Errors
/// [`AppError::SignedOut`], and when the database fails.
pub(crate) async fn lists_of(state: &AppState, caller: &Caller) -> Result<Lists, AppError> {
    let owner = &caller.require_session()?.user.id;
    let found = async {
        // Before the lists, which may then be newer and never older than this says.
        let change = todos::last_change(&state.todos, owner).await?;
        let lists = todos::lists(&state.todos, owner).await?.into();
        let labels = todos::labels(&state.todos, owner).await?.into();
        Ok::<_, todos::Error>(Lists { lists, labels, change })
    };
    found.await.map_err(|error| answer(&error, caller))
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
        list_id: uri
            .path()
            .strip_prefix("/lists/")
            .and_then(|raw| ListId::parse(raw).ok()),
        filter: TodoFilter::parse(parameter(uri, "filter").as_deref()),
        before: parameter(uri, "before").and_then(|raw| Cursor::parse(&raw).ok()),
    }
}
