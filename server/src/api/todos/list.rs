//! `GET /api/todos`: the list in pages, with links to the next (RFC 8288). A parameter that is unknown, wrong or given
//! twice is refused, so that a slip of the pen does not read as an empty filter.

use super::{TAG, refusal::Refusal, wire::TodoBody};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::Problem,
    state::AppState,
    todos::{self, Listing, Part, Search},
};
use app::model::{Cursor, ListId, TodoCounts, TodoFilter, TodoTitle};
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
#[utoipa::path(
    get,
    path = "/api/todos",
    operation_id = "list_todos",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("list" = Option<String>, Query, description = "The id of a list, whose todos come in its order; not together with `search`.", format = "uuid"),
        ("filter" = Option<String>, Query, pattern = "^(all|active|completed)$", description = "`all`, `active` or `completed`.", example = "active"),
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
    let listing = read(&query)?;
    let part = todos::list_forward(&state.todos, user.user_id(), &listing).await?;
    let mut headers = counts(&listing, part.counts);
    if let Ok(links) = HeaderValue::try_from(links(&state.auth.settings.base_url, &query, &part)) {
        headers.insert(header::LINK, links);
    }
    let todos = part.todos.into_iter().map(Into::into).collect();
    Ok((headers, Json(todos)))
}

fn counts(listing: &Listing, counts: TodoCounts) -> HeaderMap {
    let total = match listing.filter {
        TodoFilter::All => counts.active + counts.completed,
        TodoFilter::Active => counts.active,
        TodoFilter::Completed => counts.completed,
    };
    let counts = [(ACTIVE_COUNT, counts.active), (COMPLETED_COUNT, counts.completed)];
    // How many a search finds would have to be counted anew each time, however long the list is.
    let total = (listing.search == Search::default()).then_some((TOTAL_COUNT, total));
    let all = counts.into_iter().chain(total);
    all.map(|(name, count)| (name, HeaderValue::from(count))).collect()
}

/// Where the list begins, and where it goes on. There is no way back: a part is named by what comes before it.
fn links(base_url: &str, query: &str, part: &Part) -> String {
    let address = |cursor: Option<&Cursor>| {
        let asked = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor");
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        parameters.extend_pairs(asked);
        if let Some(cursor) = cursor {
            parameters.append_pair("cursor", &URL_SAFE_NO_PAD.encode(cursor.encode()));
        }
        match parameters.finish() {
            none if none.is_empty() => format!("{base_url}{PATH}"),
            parameters => format!("{base_url}{PATH}?{parameters}"),
        }
    };
    let first = format!("<{}>; rel=\"first\"", address(None));
    match &part.next {
        Some(next) => format!("{first}, <{}>; rel=\"next\"", address(Some(next))),
        None => first,
    }
}

fn read(query: &str) -> Result<Listing, Problem> {
    let mut fields = Fields::of_query(query);
    let listing = Listing {
        list_id: fields.optional_text("list", ListId::parse),
        filter: filter(&mut fields).unwrap_or_default(),
        search: search(&mut fields).unwrap_or_default(),
        limit: limit(&mut fields).unwrap_or(DEFAULT_LIMIT),
        after: cursor(&mut fields),
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

fn filter(fields: &mut Fields) -> Option<TodoFilter> {
    match text(fields, "filter")?.as_str() {
        "all" => Some(TodoFilter::All),
        "active" => Some(TodoFilter::Active),
        "completed" => Some(TodoFilter::Completed),
        _ => fields.problem("filter", "wrong_value", "Use all, active or completed."),
    }
}

fn search(fields: &mut Fields) -> Option<Search> {
    let text = text(fields, "search")?;
    if text.chars().count() > TodoTitle::MAX_LENGTH {
        let message = format!("Use at most {} characters.", TodoTitle::MAX_LENGTH);
        return fields.problem("search", "too_long", message);
    }
    if text.chars().any(char::is_control) {
        return fields.problem("search", "control_characters", "Remove the control characters.");
    }
    // This stands for bytes that were not UTF-8.
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return fields.problem("search", "unreadable", "This is not UTF-8.");
    }
    Some(Search(text))
}

fn limit(fields: &mut Fields) -> Option<usize> {
    let text = text(fields, "limit")?;
    let number = text
        .parse()
        .ok()
        .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    match number.filter(|number| (1..=MAX_LIMIT).contains(number)) {
        Some(number) => Some(number),
        None => fields.problem("limit", "wrong_value", format!("Use a number from 1 to {MAX_LIMIT}.")),
    }
}

fn cursor(fields: &mut Fields) -> Option<Cursor> {
    let text = text(fields, "cursor")?;
    let decoded = URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    match decoded.and_then(|cursor| Cursor::parse(&cursor).ok()) {
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
    fn a_limit_is_a_number_in_digits() {
        for wrong in ["0", "101", "-1", "%2B5", "5.0", "1e1", "", "99999999999999999999"] {
            assert!(read(&format!("limit={wrong}")).is_err(), "{wrong:?} was accepted");
        }
        assert_eq!(read("limit=100").unwrap().limit, 100);
        assert_eq!(read("").unwrap().limit, 50);
    }
}
