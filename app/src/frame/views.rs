//! The views and lists of somebody, beside every page of todos.
//!
//! The document draws it where the request knows of lists; nothing of it is hydrated. It is a column where there is room
//! and a strip on a phone.

use crate::{
    backend::{Lists, Today},
    model::{Label, List, grouped},
    request,
};
use leptos::prelude::*;

/// Addresses of views and their names.
type Link = (&'static str, &'static str);

const BY_DATE: [Link; 2] = [("/todos/today", "Today"), ("/todos/upcoming", "Upcoming")];
// Not "Completed": the filter of a list is called so, and programs that look for that link find one.
const PAST: [Link; 2] = [("/todos/completed", "Done"), ("/todos/trash", "Trash")];

/// Links to all of them, on the pages of todos.
#[component]
pub(crate) fn Views() -> impl IntoView {
    let path = request::path();
    request::lists().map(|lists| views(&lists, &path, request::today()))
}

/// The same as HTML, for a page at this path that is there already.
#[must_use]
pub fn views_html(lists: &Lists, path: &str, today: Option<Today>) -> String {
    views(lists, path, today).to_html()
}

fn views(lists: &Lists, path: &str, today: Option<Today>) -> AnyView {
    let (inbox, own): (Vec<&List>, Vec<&List>) = lists.lists.iter().partition(|list| list.is_inbox);
    let inbox: Vec<AnyView> = inbox.into_iter().map(|list| list_link(list, path)).collect();
    let own: Vec<AnyView> = own.into_iter().map(|list| list_link(list, path)).collect();
    view! {
        <nav
            class="views"
            aria-label="Todos"
            data-change=lists.change
            data-today=today.map(|today| today.day.to_iso())
            data-day-ends-in=today.map(|today| today.ends_in)
        >
            <ul>
                {inbox}
                {BY_DATE.map(|link| view_link(link, path))}
            </ul>
            <h2>"Lists"</h2>
            <ul>
                {own}
                <li>
                    <a class="views-new" href="/lists/new" aria-current=(path == "/lists/new").then_some("page")>
                        "New list"
                    </a>
                </li>
            </ul>
            {labels(lists, path)}
            <ul>{PAST.map(|link| view_link(link, path))}</ul>
            // Where `public/keys.js` runs.
            <ul class="views-tools">
                <li>
                    <button type="button" class="views-palette">"Commands"</button>
                </li>
                <li>
                    <button type="button" class="views-keys">"Keyboard" <kbd aria-hidden="true">"?"</kbd></button>
                </li>
            </ul>
        </nav>
    }
    .into_any()
}

/// Labels that are shown beside a page; the rest of them is one link away.
const MOST_LABELS: usize = 12;

fn labels(lists: &Lists, path: &str) -> AnyView {
    let link = |label: &Label| {
        let href = label.path();
        let current = (href == path).then_some("page");
        view! {
            <li>
                <a href=href aria-current=current>
                    <span class="mark mark-label" data-colour=label.colour.as_str()></span>
                    <span class="views-name" dir="auto">{label.name.as_str().to_owned()}</span>
                </a>
            </li>
        }
        .into_any()
    };
    let shown: Vec<AnyView> = lists.labels.iter().take(MOST_LABELS).map(link).collect();
    view! {
        <h2>"Labels"</h2>
        <ul>
            {shown}
            {view_link(("/labels", "All labels"), path)}
        </ul>
    }
    .into_any()
}

fn view_link((href, name): Link, path: &str) -> AnyView {
    view! { <li><a href=href aria-current=(href == path).then_some("page")>{name}</a></li> }.into_any()
}

fn list_link(list: &List, path: &str) -> AnyView {
    let href = list.path();
    let current = (href == path).then_some("page");
    let colour = (!list.is_inbox).then(|| view! { <span class="mark" data-colour=list.colour.as_str()></span> });
    let active = list.counts.active;
    let count = (active > 0).then(|| {
        view! {
            <span class="views-count">
                {grouped(active)}
                <span class="visually-hidden">" to do"</span>
            </span>
        }
    });
    view! {
        <li>
            <a href=href aria-current=current>
                {colour}
                <span class="views-name" dir="auto">{list.name.as_str().to_owned()}</span>
                {count}
            </a>
        </li>
    }
    .into_any()
}
