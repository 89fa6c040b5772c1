//! `/search`: the todos that have the words of `q`, what is still to be done first. The field for them stands beside the
//! page (`app/src/frame/search_field.rs`), and `public/search.js` draws the results anew at each letter.

use super::{
    super::{
        page::{Done, Page, PageError},
        visit::CurrentUser,
    },
    SEARCH,
    list_view::{self, nothing, rows, today, view_page},
};
use crate::{
    forms::Fields,
    todos::{Found, FoundPlace, WordSearch, find_by_words},
};
use app::model::{RefusedForm, TodoDetails, TodoTitle};
use leptos::prelude::*;
use url::form_urlencoded;

/// Todos of one part.
const PART: usize = 50;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let here = visit.uri().path_and_query().map_or(SEARCH, |here| here.as_str());
    list_view::act(visit, fields, here).await
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let day = today(visit)?;
    let typed = visit.parameter("q").unwrap_or_default();
    let search = WordSearch {
        text: typed.chars().take(TodoTitle::MAX_LENGTH).collect(),
        after: visit.parameter("after").and_then(|raw| FoundPlace::parse(&raw)),
        limit: PART,
        ..WordSearch::default()
    };
    let found = find_by_words(&visit.state.todos, &visit.live.user.id, &search).await?;
    let (done, open): (Vec<&TodoDetails>, Vec<&TodoDetails>) =
        found.todos.iter().partition(|details| details.todo.completed);
    let mut results = Vec::new();
    if !open.is_empty() {
        results.push(rows(visit, &open, day));
    }
    if !done.is_empty() {
        results.push(view! { <h2>"Done"</h2> }.into_any());
        results.push(rows(visit, &done, day));
    }
    if found.todos.is_empty() {
        results.push(nothing(match (typed.trim().is_empty(), &found.next) {
            (true, _) => "Type a word, or the beginning of one: what has it in its title, its notes or the name of its list is here, done or not.",
            (false, None) => "Nothing here has all of these words. Deleted todos are in the trash.",
            (false, Some(_)) => "Nothing has all of these words so far, and there is more to look through.",
        }));
    }
    results.push(links(&search, &found));
    let said = (!found.todos.is_empty()).then(|| summary(&search, &found));
    let aside = view! { <p class="view-note" id="search-summary" role="status">{said}</p> }.into_any();
    let body = view! { <div class="search-results" id="search-results">{results}</div> }.into_any();
    Ok(view_page(visit, "Search", refused.as_ref(), Some(aside), vec![body]))
}

/// How many there are, as far as that is known.
fn summary(search: &WordSearch, found: &Found) -> String {
    match (found.todos.len(), &search.after, &found.next) {
        (1, None, None) => "1 todo".to_owned(),
        (number, None, None) => format!("{number} todos"),
        (number, None, Some(_)) => format!("The first {number}"),
        (number, Some(_), _) => format!("{number} more"),
    }
}

/// Links to the first part and to the next one.
fn links(search: &WordSearch, found: &Found) -> AnyView {
    let address = |after: Option<&FoundPlace>| {
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        parameters.append_pair("q", &search.text);
        if let Some(after) = after {
            parameters.append_pair("after", &after.encode());
        }
        format!("{SEARCH}?{}", parameters.finish())
    };
    let first = search
        .after
        .as_ref()
        .map(|_| view! { <a class="button" rel="first" href=address(None)>"From the beginning"</a> });
    let next = found
        .next
        .as_ref()
        .map(|next| view! { <a class="button" rel="next" href=address(Some(next))>"More"</a> });
    (first.is_some() || next.is_some())
        .then(|| view! { <p class="actions">{first} {next}</p> })
        .into_any()
}
