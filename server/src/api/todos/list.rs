//! `GET /api/todos`: the list in pages, with links to the next (RFC 8288). A parameter that is unknown, wrong or given
//! twice is refused, so that a slip of the pen does not read as an empty filter.

use super::{
    TAG,
    list_query::{self, Query},
    refusal::Refusal,
    wire::TodoBody,
};
use crate::{
    api::current_user::CurrentUser,
    problem::Problem,
    state::AppState,
    todos::{self, Listing, Search},
};
use app::model::{TodoCounts, TodoFilter};
use axum::{
    Json,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use url::form_urlencoded;

const PATH: &str = "/api/todos";
pub(crate) const TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");
pub(crate) const ACTIVE_COUNT: HeaderName = HeaderName::from_static("x-active-count");
pub(crate) const COMPLETED_COUNT: HeaderName = HeaderName::from_static("x-completed-count");

/// Read the list in parts, in its order by hand or in that of `sort`. Where there is more, `Link` (RFC 8288) says where, as
/// `rel="next"`; following it to the end shows every todo once that is there all the while. A search of a very long list
/// can give a part with fewer todos than `limit`, even none, and a next one: the list has ended where no next is named.
/// What is found by `q` comes in two parts, the active todos first and the completed ones after them. Steps are in none but
/// what is asked for by `parent`, `q`, `label`, days and `updated_after`.
#[utoipa::path(
    get,
    path = "/api/todos",
    operation_id = "list_todos",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("list" = Option<String>, Query, description = "The id of a list, whose todos come in its order; not together with `search`.", format = "uuid"),
        ("filter" = Option<String>, Query, pattern = "^(all|active|completed)$", description = "`all`, `active` or `completed`.", example = "active"),
        ("completed" = Option<bool>, Query, description = "The same as `filter`, as `true` or `false`.", example = false),
        ("sort" = Option<String>, Query, pattern = "^(manual|due|priority|title|added)$", description = "`manual`, the order by hand, if it is left out. `due`: by date and time, what has no date last. `priority`: 1 first. All but `manual` are of one `list`, or of the days or the priority that are asked for. Not together with `search`.", example = "due"),
        ("due_after" = Option<String>, Query, description = "Only what is due after this day, in the order of `sort=due`.", format = Date, example = "2026-11-30"),
        ("due_before" = Option<String>, Query, description = "Only what is due before this day, in the order of `sort=due`.", format = Date, example = "2027-01-01"),
        ("priority" = Option<u8>, Query, minimum = 1, maximum = 3, description = "Only what has this priority, in the order by hand; not together with dates.", example = 1),
        ("updated_after" = Option<String>, Query, description = "Only what was changed after this moment, the first change first. Of all lists and in all states, and not together with dates, a priority or a `sort`.", format = DateTime, example = "2026-11-22T08:00:00Z"),
        ("q" = Option<String>, Query, max_length = 500, description = "Words that the todo has in its title, its notes or the name of its list, in any order; the last may be the beginning of one. Case, accents and width are the same, signs are none, and no more than six words are looked for. Without any, nothing is found. Together with `list` and `filter`, not with `search`.", example = "milk caf"),
        ("label" = Option<String>, Query, max_length = 50, description = "The name of a label: what is to do under it, in the order in which it was added. With `limit` and `cursor` alone.", example = "errands"),
        ("parent" = Option<String>, Query, description = "The id of a todo: all of its steps, in their order. By itself.", format = "uuid"),
        ("search" = Option<String>, Query, max_length = 500, description = "What the title begins with; upper and lower case are the same.", example = "buy"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many todos, 50 if it is left out.", example = 50),
        ("cursor" = Option<String>, Query, description = "Where the part begins: as the `Link` of the part before says it."),
    ),
    responses(
        (status = 200, description = "A part of the list.", body = [TodoBody],
            headers(
                ("Link" = String, description = "The address of the first part, and of the next one if there is more: `<…>; rel=\"first\", <…>; rel=\"next\"`."),
                ("X-Total-Count" = i64, description = "How many todos the filter lets through, in all parts together. Not told of a search, nor under dates, a priority or `updated_after`."),
                ("X-Active-Count" = i64, description = "How many todos of the whole list are active, whatever the filter and the search."),
                ("X-Completed-Count" = i64, description = "How many todos of the whole list are completed, whatever the filter and the search."),
            )),
        (status = 422, description = "A parameter is unknown, wrong or given twice; `errors` names it.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(state): State<AppState>,
    user: CurrentUser,
    RawQuery(query): RawQuery,
) -> Result<(HeaderMap, Json<Vec<TodoBody>>), Refusal> {
    let query = query.unwrap_or_default();
    let owner = user.user_id();
    let (todos, next, (counts, total)) = match list_query::read(&query)? {
        Query::List(listing) => {
            let part = todos::list_forward(&state.todos, owner, &listing).await?;
            let next = part.next.map(|next| encoded(&next.encode()));
            (part.todos, next, (part.counts, total(&listing, part.counts)))
        }
        Query::Words(search) => {
            let found = todos::find_by_words(&state.todos, owner, &search).await?;
            let next = found.next.map(|next| encoded(&next.encode()));
            (found.todos, next, (todos::counts(&state.todos, owner).await?, None))
        }
        Query::Label { name, after, limit } => {
            let label = todos::find_label_named(&state.todos, owner, &name).await?;
            let part = todos::list_label(&state.todos, owner, &label.id, after.as_ref(), limit).await?;
            let next = part.1.map(|next| encoded(&next.to_string()));
            (part.0, next, (todos::counts(&state.todos, owner).await?, None))
        }
        Query::Steps(parent_id) => {
            let steps = todos::steps(&state.todos, owner, &parent_id).await?;
            let counts = TodoCounts::default();
            (steps, None, (counts, None))
        }
    };
    let counts = [(ACTIVE_COUNT, counts.active), (COMPLETED_COUNT, counts.completed)];
    let all = counts.into_iter().chain(total.map(|total| (TOTAL_COUNT, total)));
    let mut headers: HeaderMap = all.map(|(name, count)| (name, HeaderValue::from(count))).collect();
    if let Ok(links) = HeaderValue::try_from(links(&state.auth.settings.base_url, &query, next.as_deref())) {
        headers.insert(header::LINK, links);
    }
    Ok((headers, Json(todos.into_iter().map(Into::into).collect())))
}

/// How many todos there are in all parts. How many a search finds, or a part of an order has, would have to be counted anew
/// each time, however long the list is.
fn total(listing: &Listing, counts: TodoCounts) -> Option<i64> {
    let is_whole = listing.search == Search::default() && listing.order.is_whole();
    is_whole.then_some(match listing.filter {
        TodoFilter::All => counts.total(),
        TodoFilter::Active => counts.active,
        TodoFilter::Completed => counts.completed,
    })
}

/// Where the list begins, and where it goes on. There is no way back: a part is named by what comes before it.
fn links(base_url: &str, query: &str, next: Option<&str>) -> String {
    let address = |cursor: Option<&str>| with_cursor(base_url, PATH, query, cursor);
    let first = format!("<{}>; rel=\"first\"", address(None));
    match next {
        Some(_) => format!("{first}, <{}>; rel=\"next\"", address(next)),
        None => first,
    }
}

/// The address of another part of what was asked for.
pub(super) fn with_cursor(base_url: &str, path: &str, query: &str, cursor: Option<&str>) -> String {
    let asked = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor");
    let mut parameters = form_urlencoded::Serializer::new(String::new());
    parameters.extend_pairs(asked);
    if let Some(cursor) = cursor {
        parameters.append_pair("cursor", cursor);
    }
    match parameters.finish() {
        none if none.is_empty() => format!("{base_url}{path}"),
        parameters => format!("{base_url}{path}?{parameters}"),
    }
}

/// A cursor as it stands in an address.
pub(super) fn encoded(cursor: &str) -> String {
    URL_SAFE_NO_PAD.encode(cursor)
}
