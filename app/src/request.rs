//! Between one HTTP request and the ports: the only file that turns Leptos context into a
//! [`Caller`] and a [`Reply`] into response headers.
//!
//! It reads nothing but what the request itself carries (its extensions). In Leptos 0.8 a context
//! that a component provided may belong to another request rendered on the same thread, so
//! nothing else can be trusted here.

use crate::{
    backend::{
        Backend, Caller, DemoLine, Ended, FirstList, FirstTodos, Lists, Next, Refused, Reply, Said, Sought, StaticPage,
        Today,
    },
    model::{AppError, List, PageState},
};
use http::{StatusCode, request::Parts};
use leptos::prelude::{expect_context, use_context, with_context};
use leptos_axum::ResponseOptions;
use tower_cookies::Cookies;

/// Who is asking. Without the session middleware in front, nobody is.
pub(crate) fn caller() -> Caller {
    extension::<Caller>().unwrap_or_default()
}

/// The ports, provided once for all pages and server functions.
pub(crate) fn backend() -> Backend {
    expect_context()
}

/// Hands the cookies of a reply to the cookie layer, which writes them when the response starts.
pub(crate) fn finish<T>(reply: Reply<T>) -> T {
    if let Some(jar) = extension::<Cookies>() {
        reply.cookies.into_iter().for_each(|cookie| jar.add(cookie));
    }
    reply.value
}

/// What the page of this request starts with.
pub(crate) fn page_state() -> PageState {
    PageState {
        refused: extension::<Refused>().map(|refused| refused.0),
        password_min_length: use_context::<Backend>().map_or(8, |backend| backend.password_min_length),
        ended: extension::<Ended>().map(|ended| ended.0),
        todos: extension::<FirstTodos>().map(|first| first.0),
        list: extension::<FirstList>().map(|first| first.0),
        lists: lists().map(|lists| List::named(&lists.lists)).unwrap_or_default(),
        today: today().map(|today| today.day),
        next: extension::<Next>().map(|next| next.0).unwrap_or_default(),
        query: query(),
        session: caller().session,
    }
}

/// What was added to the list of the start page without JavaScript.
pub(crate) fn demo_line() -> Option<String> {
    extension::<DemoLine>()
        .map(|line| line.0)
        .filter(|line| !line.is_empty())
}

/// What follows the question mark in the request's address.
fn query() -> String {
    let query = with_context::<Parts, _>(|parts| parts.uri.query().map(str::to_owned));
    query.flatten().unwrap_or_default()
}

/// The words somebody looks for, on the page of what they find.
pub(crate) fn sought() -> Option<String> {
    extension::<Sought>().map(|sought| sought.0)
}

/// The page that is being rendered, if the server draws it by itself.
pub(crate) fn static_page() -> Option<StaticPage> {
    extension()
}

/// Whether the page that is being rendered has a program by which it comes alive.
pub(crate) fn is_live_page() -> bool {
    matches!(path().as_str(), "/sign-in" | "/sign-up" | "/todos") || is_list_page()
}

/// Whether it is that of a list that is there, and not the inbox.
pub(crate) fn is_list_page() -> bool {
    extension::<FirstList>().is_some()
}

/// What has just been done, where the page does not say so itself.
pub(crate) fn said() -> Option<Said> {
    extension()
}

/// The lists of whoever asks, on the pages of todos.
pub(crate) fn lists() -> Option<Lists> {
    extension()
}

/// Which day it is where whoever asks lives, on the pages of todos.
pub(crate) fn today() -> Option<Today> {
    extension()
}

/// Whether somebody may show a passkey on this page: whoever is signed out may sign in, and the others have pages for
/// that.
pub(crate) fn may_use_passkeys() -> bool {
    caller().session.is_none()
        || matches!(
            path().as_str(),
            "/settings/passkeys" | "/settings/confirm" | "/settings/email"
        )
}

/// Gives the page that is being rendered the status of `error`.
pub(crate) fn set_status(error: &AppError) {
    if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(error.status())) {
        options.set_status(status);
    }
}

/// Gives the page that is being rendered its title.
///
/// `leptos_meta` 0.8 reads a title when the page has been rendered and another request may have taken
/// over the thread, whose signals it would then find in place of ours. So it gets a finished text.
pub(crate) fn set_title(title: &str) {
    let title = title.to_owned();
    let _ = leptos_meta::Title(leptos_meta::TitleProps::builder().text(title).build());
}

/// The path of the request's address.
pub(crate) fn path() -> String {
    with_context::<Parts, _>(|parts| parts.uri.path().to_owned()).unwrap_or_default()
}

/// Looks at the request where it is: taking it out of the context would copy all of it, with everything that the page
/// is to show.
fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    with_context::<Parts, _>(|parts| parts.extensions.get::<T>().cloned()).flatten()
}
