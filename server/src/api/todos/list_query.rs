//! What the address of `GET /api/todos` asks for. A parameter that is unknown, wrong or given twice is refused, so that a
//! slip of the pen does not read as an empty filter.

use super::members;
use crate::{
    api::{body::Fields, time::parse_rfc3339},
    problem::Problem,
    todos::{FoundPlace, Listing, Order, Place, Search, WordSearch},
};
use app::model::{Day, LabelName, ListId, TodoFilter, TodoId, TodoSort, TodoTitle};
use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use url::form_urlencoded;

/// Most todos in one answer, and how many there are if nobody asks for a number.
const MAX_LIMIT: usize = 100;
const DEFAULT_LIMIT: usize = 50;

/// What is asked for.
#[derive(Debug)]
pub(super) enum Query {
    List(Listing),
    Words(WordSearch),
    /// What is to do under a label, behind a todo.
    Label {
        name: LabelName,
        after: Option<TodoId>,
        limit: usize,
    },
    /// The steps of a todo.
    Steps(TodoId),
}

/// Reads the parameters. Which of them there are says what the others may be.
pub(super) fn read(query: &str) -> Result<Query, Problem> {
    let has = |wanted: &str| form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == wanted);
    let mut fields = Fields::of_query(query);
    let found = if has("q") {
        Some(Query::Words(words(&mut fields)))
    } else if has("label") {
        let name = fields.optional_text("label", LabelName::parse);
        let (limit, after) = (limit(&mut fields), cursor(&mut fields, |raw| TodoId::parse(raw).ok()));
        name.map(|name| Query::Label { name, after, limit })
    } else if has("parent") {
        fields.optional_text("parent", TodoId::parse).map(Query::Steps)
    } else {
        Some(Query::List(listing(&mut fields)))
    };
    fields.finish()?;
    found.ok_or_else(|| Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY))
}

/// A search for words, which goes with a list and a filter.
fn words(fields: &mut Fields) -> WordSearch {
    let search = WordSearch {
        text: typed(fields, "q").unwrap_or_default(),
        list_id: fields.optional_text("list", ListId::parse),
        filter: filter(fields).unwrap_or_default(),
        limit: limit(fields),
        after: cursor(fields, FoundPlace::parse),
    };
    if text(fields, "search").is_some() {
        let message = "Look for words with q, or for the beginning of a title with search.";
        fields.problem::<()>("search", "not_with_q", message);
    }
    search
}

fn listing(fields: &mut Fields) -> Listing {
    let order = order(fields).unwrap_or_default();
    let listing = Listing {
        list_id: fields.optional_text("list", ListId::parse),
        filter: filter(fields).unwrap_or_default(),
        search: typed(fields, "search").map(Search).unwrap_or_default(),
        order,
        limit: limit(fields),
        after: cursor(fields, |raw| Place::parse(raw, order)),
    };
    check_together(&listing, fields);
    listing
}

/// Each order is read by an index of its own, which not all filters have.
fn check_together(listing: &Listing, fields: &mut Fields) -> Option<()> {
    let has_search = listing.search != Search::default();
    if has_search && listing.list_id.is_some() {
        return fields.problem(
            "list",
            "not_with_search",
            "A search goes through all lists. Leave one of the two out.",
        );
    }
    if has_search && listing.order != Order::Manual {
        return fields.problem(
            "search",
            "not_with_sort",
            "A search has no other order and no dates. Leave one of the two out.",
        );
    }
    match listing.order {
        order if order.is_whole() && order != Order::Manual && listing.list_id.is_none() => fields.problem(
            "list",
            "missing",
            "Of all lists together, give the days or the priority that are asked for; a whole order is that of one list.",
        ),
        Order::UpdatedAfter(_) if listing.list_id.is_some() => fields.problem(
            "list",
            "not_with_updated_after",
            "Changes are in order over all lists. Leave it out.",
        ),
        Order::UpdatedAfter(_) if listing.filter != TodoFilter::All => fields.problem(
            "filter",
            "not_with_updated_after",
            "Changes are in order in all states. Leave it out.",
        ),
        _ => None,
    }
}

/// The order, and the part of it that is one piece in it.
fn order(fields: &mut Fields) -> Option<Order> {
    let sort = text(fields, "sort").and_then(|name| match TodoSort::parse(&name) {
        Ok(sort) => Some(sort),
        Err(_) => fields.problem("sort", "wrong_value", "Use manual, due, priority, title or added."),
    });
    let after = fields.optional_text("due_after", Day::parse);
    let before = fields.optional_text("due_before", Day::parse);
    let priority = fields.optional_text("priority", members::numbered_priority);
    let updated_after = text(fields, "updated_after").and_then(|raw| match parse_rfc3339(&raw) {
        Some(moment) => Some(moment),
        None => fields.problem("updated_after", "unreadable", "Use a moment as 2026-11-22T08:00:00Z."),
    });
    let due = (after.is_some() || before.is_some()).then_some(Order::Due { after, before });
    let pieces = [
        (TodoSort::Due, due),
        (TodoSort::Priority, priority.map(|only| Order::Priority(Some(only)))),
        // No list is looked at in this order, so it has no name.
        (TodoSort::Manual, updated_after.map(Order::UpdatedAfter)),
    ];
    let mut pieces = pieces.into_iter().filter_map(|(of, order)| Some((of, order?)));
    match (sort, pieces.next(), pieces.next()) {
        (sort, None, _) => sort.map(Order::from),
        (None, Some((_, order)), None) => Some(order),
        (Some(sort), Some((of, order)), None) if sort == of && sort != TodoSort::Manual => Some(order),
        _ => fields.problem(
            "sort",
            "not_together",
            "due_after and due_before go with sort=due, priority with sort=priority, updated_after with none. Use one of the three.",
        ),
    }
}

fn filter(fields: &mut Fields) -> Option<TodoFilter> {
    let completed = text(fields, "completed").and_then(|completed| match completed.as_str() {
        "true" => Some(TodoFilter::Completed),
        "false" => Some(TodoFilter::Active),
        _ => fields.problem("completed", "wrong_value", "Use true or false."),
    });
    let filter = text(fields, "filter").and_then(|filter| match filter.as_str() {
        "all" => Some(TodoFilter::All),
        "active" => Some(TodoFilter::Active),
        "completed" => Some(TodoFilter::Completed),
        _ => fields.problem("filter", "wrong_value", "Use all, active or completed."),
    });
    match (filter, completed) {
        (Some(_), Some(_)) => fields.problem("completed", "not_with_filter", "Leave one of the two out."),
        (filter, completed) => filter.or(completed),
    }
}

/// What somebody typed to find something.
fn typed(fields: &mut Fields, name: &'static str) -> Option<String> {
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

pub(super) fn cursor<T>(fields: &mut Fields, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
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
        let query = "filter=done&search=a%00b&limit=101&cursor=x&order=title&limit=5";
        let Err(problem) = read(query) else {
            panic!("it was read");
        };
        let found: Vec<_> = problem.errors.iter().map(|error| (&*error.field, error.code)).collect();
        let expected = [
            ("filter", "wrong_value"),
            ("search", "control_characters"),
            ("limit", "duplicate"),
            ("cursor", "unreadable"),
            ("order", "unknown"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_limit_is_a_number_in_digits() {
        for wrong in ["0", "101", "-1", "%2B5", "5.0", "1e1", "", "99999999999999999999"] {
            assert!(read(&format!("limit={wrong}")).is_err(), "{wrong:?} was accepted");
        }
        for (query, expected) in [("limit=100", 100), ("", 50)] {
            assert!(matches!(read(query), Ok(Query::List(listing)) if listing.limit == expected));
        }
    }

    #[test]
    fn an_order_is_kept_for_what_it_can_be_asked_for() {
        let list = "list=019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d";
        for right in [
            "sort=due&due_after=2026-11-30&due_before=2027-01-01&filter=active",
            "due_before=2027-01-01",
            "priority=1&completed=false",
            "sort=priority&priority=3",
            &format!("sort=priority&{list}"),
            &format!("sort=title&{list}"),
            &format!("due_after=2026-11-30&{list}"),
            "updated_after=2026-11-22T09:00:00%2B01:00",
        ] {
            assert!(read(right).is_ok(), "{right} was refused: {:?}", read(right));
        }
        for (wrong, field, code) in [
            ("sort=date", "sort", "wrong_value"),
            ("sort=title", "list", "missing"),
            ("sort=due", "list", "missing"),
            ("sort=priority&filter=active", "list", "missing"),
            ("sort=added&filter=active", "list", "missing"),
            ("sort=priority&due_before=2027-01-01", "sort", "not_together"),
            ("sort=manual&priority=1", "sort", "not_together"),
            ("priority=1&due_before=2027-01-01", "sort", "not_together"),
            ("sort=manual&updated_after=2026-11-22T08:00:00Z", "sort", "not_together"),
            ("sort=due&search=x", "search", "not_with_sort"),
            ("priority=4", "priority", "unreadable"),
            ("due_before=tomorrow", "due_before", "unreadable"),
            ("updated_after=2026-11-22", "updated_after", "unreadable"),
            (
                "updated_after=2026-11-22T08:00:00Z&completed=true",
                "filter",
                "not_with_updated_after",
            ),
            (
                &format!("updated_after=2026-11-22T08:00:00Z&{list}"),
                "list",
                "not_with_updated_after",
            ),
            ("filter=all&completed=true", "completed", "not_with_filter"),
        ] {
            let problem = read(wrong).unwrap_err();
            let found: Vec<_> = problem.errors.iter().map(|error| (&*error.field, error.code)).collect();
            assert_eq!(found, [(field, code)], "for {wrong}");
        }
    }
}
