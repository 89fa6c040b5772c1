//! The list in other orders than that by hand, and the parts of it that an order makes one piece: what is due between two
//! days, what has one priority, what was changed after a moment.

use super::{Error, Todos, change::stored_priority};
use crate::store::{
    todo_orders::{Key, Order as StoredOrder, OrderedRow, Span, find_in_order},
    todo_queries::end_of,
};
use app::model::{Cursor, Day, ListId, Priority, TodoFilter, TodoSort};

/// In which order todos are read, and up to which ends of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Manual,
    /// What is due after a day and before another; without both, also what has no date, at the end.
    Due {
        after: Option<Day>,
        before: Option<Day>,
    },
    /// The highest first, or of one priority, in the order by hand.
    Priority(Option<Priority>),
    Title,
    Added,
    /// What was changed after this moment, that of long ago first.
    UpdatedAfter(i64),
}

impl Order {
    /// Whether all todos are in it, and not a part of them.
    #[must_use]
    pub fn is_whole(self) -> bool {
        match self {
            Self::Manual | Self::Priority(None) | Self::Title | Self::Added => true,
            Self::Due { after, before } => after.is_none() && before.is_none(),
            Self::Priority(Some(_)) | Self::UpdatedAfter(_) => false,
        }
    }
}

impl From<TodoSort> for Order {
    fn from(sort: TodoSort) -> Self {
        match sort {
            TodoSort::Manual => Self::Manual,
            TodoSort::Due => Self::Due {
                after: None,
                before: None,
            },
            TodoSort::Priority => Self::Priority(None),
            TodoSort::Title => Self::Title,
            TodoSort::Added => Self::Added,
        }
    }
}

/// A place in an order: everything before it is further up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub cursor: Cursor,
    /// What the todo there is put in order by; by hand that is its position.
    pub key: Option<String>,
}

impl Place {
    /// Reads what [`Place::encode`] wrote of a place in this order.
    #[must_use]
    pub fn parse(raw: &str, order: Order) -> Option<Self> {
        let (cursor, key) = match raw.split_once(' ') {
            Some((cursor, key)) => (cursor, Some(key.to_owned())),
            None => (raw, None),
        };
        let place = Self {
            cursor: Cursor::parse(cursor).ok()?,
            key,
        };
        match order {
            Order::Manual => place.key.is_none(),
            order => place.key_in(order).is_some(),
        }
        .then_some(place)
    }

    #[must_use]
    pub fn encode(&self) -> String {
        let cursor = self.cursor.encode();
        match &self.key {
            Some(key) => format!("{cursor} {key}"),
            None => cursor,
        }
    }

    fn key_in(&self, order: Order) -> Option<Key> {
        let key = self.key.clone()?;
        match order {
            Order::Due { .. } | Order::Title => Some(Key::Text(key)),
            Order::Manual | Order::Priority(_) | Order::Added | Order::UpdatedAfter(_) => {
                key.parse().ok().map(Key::Number)
            }
        }
    }
}

/// The first `limit` todos of an order behind a place, of one list or of all.
///
/// # Errors
/// [`Error::NoOrder`] where no index keeps that order: whole lists are in order one by one, and changes in all lists and in
/// both states alone.
pub(super) async fn find_ordered(
    todos: &Todos,
    (owner, list_id): (&str, Option<&ListId>),
    filter: TodoFilter,
    (order, after): (Order, Option<&Place>),
    limit: i64,
) -> Result<Vec<OrderedRow>, Error> {
    let state = match filter {
        TodoFilter::All => None,
        TodoFilter::Active => Some(false),
        TodoFilter::Completed => Some(true),
    };
    let stored = match order {
        Order::Manual => None,
        Order::Due { .. } if order.is_whole() && list_id.is_none() => None,
        Order::Due { .. } => Some(StoredOrder::Date(list_id)),
        Order::Priority(None) if list_id.is_none() => None,
        Order::Priority(_) => Some(StoredOrder::Priority(list_id)),
        Order::Title => list_id.map(StoredOrder::Title),
        Order::Added => list_id.map(StoredOrder::Age),
        Order::UpdatedAfter(_) => (list_id.is_none() && state.is_none()).then_some(StoredOrder::Update),
    };
    let stored = stored.ok_or(Error::NoOrder)?;
    Ok(find_in_order(&todos.database, owner, stored, state, span(order, after), limit).await?)
}

/// Where the order begins, or where the part before has ended, and where it ends.
fn span(order: Order, after: Option<&Place>) -> Span {
    let from = match order {
        Order::Due { after: Some(day), .. } => Key::Text(end_of(&day.to_iso())),
        Order::Due { .. } | Order::Title => Key::Text(String::new()),
        Order::Priority(only) => Key::Number(only.map_or(0, stored_priority)),
        Order::UpdatedAfter(moment) => Key::Number(moment),
        Order::Manual | Order::Added => Key::Number(i64::MIN),
    };
    let until = match order {
        Order::Due { before: Some(day), .. } => Some(Key::Text(day.to_iso())),
        // What has no date is `none` in the place of one.
        Order::Due { after: Some(_), .. } => Some(Key::Text("none".into())),
        Order::Due { .. } => Some(Key::Text("o".into())),
        Order::Priority(only) => Some(Key::Number(1 + only.map_or(4, stored_priority))),
        _ => None,
    };
    match after.and_then(|place| Some((&place.cursor, place.key_in(order)?))) {
        Some((cursor, key)) => Span {
            key,
            position: cursor.position,
            id: cursor.id.to_string(),
            until,
        },
        None => Span {
            key: from,
            // All of that moment are before what comes after it.
            position: match order {
                Order::UpdatedAfter(_) => i64::MAX,
                _ => i64::MIN,
            },
            id: String::new(),
            until,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::TodoId;

    #[test]
    fn a_place_is_one_of_its_own_order() {
        let cursor = Cursor {
            position: -7,
            id: TodoId::from_random([7; 16]),
        };
        let of = |key: Option<&str>| Place {
            cursor: cursor.clone(),
            key: key.map(str::to_owned),
        };
        for (order, place) in [
            (Order::Manual, of(None)),
            (Order::Title, of(Some(""))),
            (Order::Title, of(Some(" two  words "))),
            (Order::Priority(None), of(Some("4"))),
            (Order::UpdatedAfter(0), of(Some("-1"))),
        ] {
            assert_eq!(Place::parse(&place.encode(), order), Some(place));
        }
        for (order, place) in [
            (Order::Manual, of(Some("1"))),
            (Order::Title, of(None)),
            (Order::Added, of(Some("2026"))),
        ] {
            let is_read = Place::parse(&place.encode(), order).is_some();
            assert_eq!(is_read, order == Order::Added, "{order:?}");
        }
        assert_eq!(Place::parse(&of(Some("x")).encode(), Order::Priority(None)), None);
    }
}
