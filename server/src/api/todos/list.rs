//! `GET /api/todos`: the list in pages, with links to the next (RFC 8288). A parameter that is unknown, wrong or given
//! twice is refused, so that a slip of the pen does not read as an empty filter.

use super::{TAG, refusal::Refusal, wire::TodoBody};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::Problem,
    state::AppState,
    todos::{self, FoundPlace, Listing, Search, WordSearch},
};
use app::model::{Cursor, ListId, TodoCounts, TodoDetails, TodoFilter, TodoTitle};
use axum::{
    Json,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use url::form_urlencoded;

/// Most todos in one answer, and how many there are if nobody asks for a number.
const MAX_LIMIT: usize = 100;
const DEFAULT_LIMIT: usize = 50;

const PATH: &str = "/api/todos";
pub(crate) const TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");
pub(crate) const ACTIVE_COUNT: HeaderName = HeaderName::from_static("x-active-count");
pub(crate) const COMPLETED_COUNT: HeaderName = HeaderName::from_static("x-completed-count");

/// Read the list in parts, in its order: the oldest first. Where there is more, `Link` (RFC 8288) says where, as
/// `rel="next"`; following it to the end shows every todo once that is there all the while. A search of a very long list
/// can give a part with fewer todos than `limit`, even none, and a next one: the list has ended where no next is named.
/// What is found by `q` comes in two parts, the active todos first and the completed ones after them.
#[utoipa::path(
    get,
    path = "/api/todos",
    operation_id = "list_todos",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("list" = Option<String>, Query, description = "The id of a list, whose todos come in its order; not together with `search`.", format = "uuid"),
        ("filter" = Option<String>, Query, pattern = "^(all|active|completed)$", description = "`all`, `active` or `completed`.", example = "active"),
        ("q" = Option<String>, Query, max_length = 500, description = "Words that the todo has in its title, its notes or the name of its list, in any order; the last may be the beginning of one. Case, accents and width are the same, signs are none, and no more than six words are looked for. Without any, nothing is found. Together with `list` and `filter`, not with `search`.", example = "milk caf"),
        ("search" = Option<String>, Query, max_length = 500, description = "What the title begins with; upper and lower case are the same.", example = "buy"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many todos, 50 if it is left out.", example = 50),
        ("cursor" = Option<String>, Query, description = "Where the part begins: as the `Link` of the part before says it."),
    ),
    responses(
        (status = 200, description = "A part of the list.", body = [TodoBody],
            headers(
                ("Link" = String, description = "The address of the first part, and of the next one if there is more: `<…>; rel=\"first\", <…>; rel=\"next\"`."),
                ("X-Total-Count" = i64, description = "How many todos the filter lets through, in all parts together. Not told of a search."),
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
    if form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "q") {
        let found = todos::find_by_words(&state.todos, user.user_id(), &read_words(&query)?).await?;
        let next = found.next.map(|next| URL_SAFE_NO_PAD.encode(next.encode()));
        let counts = todos::counts(&state.todos, user.user_id()).await?;
        return Ok(answer(&state, &query, found.todos, next.as_deref(), (counts, None)));
    }
    let listing = read(&query)?;
    let part = todos::list_forward(&state.todos, user.user_id(), &listing).await?;
    let next = part.next.map(|next| URL_SAFE_NO_PAD.encode(next.encode()));
    let counts = (part.counts, total(&listing, part.counts));
    Ok(answer(&state, &query, part.todos, next.as_deref(), counts))
}

/// A part with its links, how many todos there are in the whole list, and how many in all parts where that is known.
fn answer(
    state: &AppState,
    query: &str,
    todos: Vec<TodoDetails>,
    next: Option<&str>,
    (counts, total): (TodoCounts, Option<i64>),
) -> (HeaderMap, Json<Vec<TodoBody>>) {
    let counts = [(ACTIVE_COUNT, counts.active), (COMPLETED_COUNT, counts.completed)];
    let all = counts.into_iter().chain(total.map(|total| (TOTAL_COUNT, total)));
    let mut headers: HeaderMap = all.map(|(name, count)| (name, HeaderValue::from(count))).collect();
    if let Ok(links) = HeaderValue::try_from(links(&state.auth.settings.base_url, query, next)) {
        headers.insert(header::LINK, links);
    }
    (headers, Json(todos.into_iter().map(Into::into).collect()))
}

fn total(listing: &Listing, counts: TodoCounts) -> Option<i64> {
    // How many a search finds would have to be counted anew each time, however long the list is.
    let is_whole = listing.search == Search::default();
    is_whole.then_some(match listing.filter {
        TodoFilter::All => counts.total(),
        TodoFilter::Active => counts.active,
        TodoFilter::Completed => counts.completed,
    })
}

/// Where the list begins, and where it goes on. There is no way back: a part is named by what comes before it.
fn links(base_url: &str, query: &str, next: Option<&str>) -> String {
    let address = |cursor: Option<&str>| {
        let asked = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor");
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        parameters.extend_pairs(asked);
        if let Some(cursor) = cursor {
            parameters.append_pair("cursor", cursor);
        }
        match parameters.finish() {
            none if none.is_empty() => format!("{base_url}{PATH}"),
            parameters => format!("{base_url}{PATH}?{parameters}"),
        }
    };
    let first = format!("<{}>; rel=\"first\"", address(None));
    match next {
        Some(next) => format!("{first}, <{}>; rel=\"next\"", address(Some(next))),
        None => first,
    }
}

fn read(query: &str) -> Result<Listing, Problem> {
    let mut fields = Fields::of_query(query);
    let listing = Listing {
        list_id: fields.optional_text("list", ListId::parse),
        filter: filter(&mut fields).unwrap_or_default(),
        search: words(&mut fields, "search").map(Search).unwrap_or_default(),
        limit: limit(&mut fields),
        after: cursor(&mut fields, |raw| Cursor::parse(raw).ok()),
    };
    if listing.list_id.is_some() && listing.search != Search::default() {
        fields.problem::<()>(
            "list",
            "not_with_search",
            "A search goes through all lists. Leave one of the two out.",
        );
    }
    fields.finish()?;
    Ok(listing)
}

/// A search for words, which goes with a list and a filter.
fn read_words(query: &str) -> Result<WordSearch, Problem> {
    let mut fields = Fields::of_query(query);
    let search = WordSearch {
        text: words(&mut fields, "q").unwrap_or_default(),
        list_id: fields.optional_text("list", ListId::parse),
        filter: filter(&mut fields).unwrap_or_default(),
        limit: limit(&mut fields),
        after: cursor(&mut fields, FoundPlace::parse),
    };
    if text(&mut fields, "search").is_some() {
        let message = "Look for words with q, or for the beginning of a title with search.";
        fields.problem::<()>("search", "not_with_q", message);
    }
    fields.finish()?;
    Ok(search)
}

fn filter(fields: &mut Fields) -> Option<TodoFilter> {
    match text(fields, "filter")?.as_str() {
        "all" => Some(TodoFilter::All),
        "active" => Some(TodoFilter::Active),
        "completed" => Some(TodoFilter::Completed),
        _ => fields.problem("filter", "wrong_value", "Use all, active or completed."),
    }
}

/// What somebody looks for.
fn words(fields: &mut Fields, name: &'static str) -> Option<String> {
    let text = text(fields, name)?;
    if text.chars().count() > TodoTitle::MAX_LENGTH {
        let message = format!("Use at most {} characters.", TodoTitle::MAX_LENGTH);
        return fields.problem(name, "too_long", message);
    }
    if text.chars().any(char::is_control) {
        return fields.problem(name, "control_characters", "Remove the control characters.");
    }
    // This stands for bytes that were not UTF-8.
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return fields.problem(name, "unreadable", "This is not UTF-8.");
    }
    Some(text)
}

fn limit(fields: &mut Fields) -> usize {
    let Some(text) = text(fields, "limit") else {
        return DEFAULT_LIMIT;
    };
    let number = text
        .parse()
        .ok()
        .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    match number.filter(|number| (1..=MAX_LIMIT).contains(number)) {
        Some(number) => number,
        None => {
            fields.problem::<()>("limit", "wrong_value", format!("Use a number from 1 to {MAX_LIMIT}."));
            DEFAULT_LIMIT
        }
    }
}

fn cursor<T>(fields: &mut Fields, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let text = text(fields, "cursor")?;
    let decoded = URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    match decoded.and_then(|cursor| parse(&cursor)) {
        Some(cursor) => Some(cursor),
        None => fields.problem(
            "cursor",
            "unreadable",
            "Use the cursor that Link names in an earlier answer.",
        ),
    }
}

fn text(fields: &mut Fields, name: &'static str) -> Option<String> {
    fields.optional_text(name, |raw| Ok(raw.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_parameter_is_named() {
        let query = "filter=done&search=a%00b&limit=101&cursor=x&sort=title&limit=5";
        let problem = read(query).unwrap_err();
        let found: Vec<_> = problem.errors.iter().map(|error| (&*error.field, error.code)).collect();
        let expected = [
            ("filter", "wrong_value"),
            ("search", "control_characters"),
            ("limit", "duplicate"),
            ("cursor", "unreadable"),
            ("sort", "unknown"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn every_wrong_parameter_of_a_search_for_words_is_named() {
        let query = format!(
            "q={}&list=x&filter=done&limit=0&cursor=MS0x&search=a&sort=title",
            "a".repeat(501)
        );
        let problem = read_words(&query).unwrap_err();
        let found: Vec<_> = problem.errors.iter().map(|error| &*error.field).collect();
        assert_eq!(found, ["q", "list", "filter", "limit", "cursor", "search", "sort"]);
    }

    #[test]
    fn a_limit_is_a_number_in_digits() {
        for wrong in ["0", "101", "-1", "%2B5", "5.0", "1e1", "", "99999999999999999999"] {
            assert!(read(&format!("limit={wrong}")).is_err(), "{wrong:?} was accepted");
        }
        assert_eq!(read("limit=100").unwrap().limit, 100);
        assert_eq!(read("").unwrap().limit, 50);
    }
}
