//! The list as its rows see it: each todo in a signal of its own.
//!
//! The board computes them from the page of the list. A change to the list then runs what shows the todo that has
//! changed, and nothing of the hundreds of others.

use crate::model::{Day, Due, Todo, TodoFilter, TodoId, TodoPage};
use leptos::prelude::*;

/// One todo of the list.
#[derive(Clone, PartialEq)]
pub(super) struct TodoRow {
    pub id: TodoId,
    /// Set only where it has changed.
    pub look: ArcRwSignal<Look>,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Look {
    pub title: String,
    pub is_completed: bool,
    /// A change to it waits for the server.
    pub is_unsaved: bool,
    /// When it is due, in words, and whether that is over.
    pub due: Option<(String, bool)>,
    /// What else there is to say of it, in words; empty for nothing.
    pub more: String,
    /// The number of its priority.
    pub priority: Option<&'static str>,
}

impl Look {
    fn of(todo: &Todo, unsaved: &[TodoId], today: Option<Day>) -> Self {
        let said = |due: Due| {
            let today = today.unwrap_or(due.day);
            (due.words(today), !todo.completed && due.is_overdue(today))
        };
        Self {
            title: todo.title.as_str().to_owned(),
            is_completed: todo.completed,
            is_unsaved: unsaved.contains(&todo.id),
            due: todo.due.map(said),
            more: more(todo),
            priority: todo.priority.number().map(|_| todo.priority.attribute()),
        }
    }

    /// The class of a row that looks like this. One that is being edited shows nothing else.
    pub(super) fn class(&self, is_editing: bool) -> Option<&'static str> {
        match (is_editing, self.is_completed, self.is_unsaved) {
            (true, ..) => Some("editing"),
            (_, true, true) => Some("completed unsaved"),
            (_, true, false) => Some("completed"),
            (_, false, true) => Some("unsaved"),
            (_, false, false) => None,
        }
    }
}

/// Whether it recurs, how many of its steps are done, and its labels.
fn more(todo: &Todo) -> String {
    let mut words = String::new();
    let mut add = |parts: [&str; 3]| {
        if !words.is_empty() {
            words.push_str(" · ");
        }
        parts.iter().for_each(|part| words.push_str(part));
    };
    if todo.recurs {
        add(["Repeats", "", ""]);
    }
    if todo.steps.all > 0 {
        add([&todo.steps.done.to_string(), "/", &todo.steps.all.to_string()]);
    }
    todo.labels.names().for_each(|name| add(["@", name, ""]));
    words
}

/// The rows of a page under a filter, in order, on the day `today`. Those in `known` keep their signals.
pub(super) fn rows(
    page: &TodoPage,
    filter: TodoFilter,
    unsaved: &[TodoId],
    today: Option<Day>,
    known: &[TodoRow],
) -> Vec<TodoRow> {
    // Both are in list order: what is looked for is nearly always the next one.
    let mut rest = known.iter();
    let shown = page.todos.iter().filter(|todo| filter.shows(todo.completed));
    shown
        .map(|todo| {
            let look = Look::of(todo, unsaved, today);
            let from_here = rest.clone();
            let is_this = |row: &&TodoRow| row.id == todo.id;
            if let Some(row) = rest.find(is_this) {
                return row.show(look);
            }
            rest = from_here;
            // One that was moved: what shows it has its signal already, and would hear of nothing by another one.
            if let Some(row) = known.iter().find(is_this) {
                return row.show(look);
            }
            TodoRow {
                id: todo.id,
                look: ArcRwSignal::new(look),
            }
        })
        .collect()
}

impl TodoRow {
    fn show(&self, look: Look) -> Self {
        if *self.look.read_untracked() != look {
            self.look.set(look);
        }
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewTodo, TodoChange, TodoPatch, TodoTitle};

    fn id(n: u8) -> TodoId {
        TodoId::from_random([n; 16])
    }

    fn page(ids: &[u8]) -> TodoPage {
        let mut page = TodoPage::default();
        for n in ids {
            let title = TodoTitle::parse(&format!("thing {n}")).unwrap();
            TodoChange::Add {
                id: id(*n),
                new: Box::new(NewTodo::titled(title)),
                is_elsewhere: false,
                is_line: false,
            }
            .apply(&mut page);
        }
        page
    }

    #[test]
    fn a_row_that_was_moved_keeps_its_signal_too() {
        let owner = Owner::new();
        owner.set();
        let before = rows(&page(&[1, 2, 3]), TodoFilter::All, &[], None, &[]);
        for order in [[3, 1, 2], [2, 3, 1], [3, 2, 1]] {
            let after = rows(&page(&order), TodoFilter::All, &[], None, &before);
            assert_eq!(after.len(), 3);
            for row in after {
                assert!(before.contains(&row), "{order:?}");
            }
        }
    }

    #[test]
    fn a_row_keeps_its_signal_and_is_told_only_where_it_changed() {
        let owner = Owner::new();
        owner.set();
        let mut page = page(&[1, 2, 3]);
        let before = rows(&page, TodoFilter::All, &[], None, &[]);
        let shown = before.iter().map(|row| {
            let look = row.look.clone();
            Memo::new(move |times: Option<&u32>| {
                look.track();
                times.copied().unwrap_or_default() + 1
            })
        });
        let shown = shown.collect::<Vec<_>>();
        let times_shown = || shown.iter().map(GetUntracked::get_untracked).collect::<Vec<_>>();
        assert_eq!(times_shown(), [1, 1, 1]);
        let patch = TodoPatch::state(true);
        TodoChange::Edit { id: id(2), patch }.apply(&mut page);
        let after = rows(&page, TodoFilter::All, &[], None, &before);
        assert!(before == after && after[1].look.read_untracked().is_completed);
        assert_eq!(times_shown(), [1, 2, 1]);
    }

    #[test]
    fn a_row_being_edited_shows_nothing_else() {
        let rows = rows(&page(&[1, 2]), TodoFilter::All, &[id(1), id(2)], None, &[]);
        let classes = rows.iter().map(|row| row.look.read_untracked().class(row.id == id(2)));
        assert_eq!(classes.collect::<Vec<_>>(), [Some("unsaved"), Some("editing")]);
    }

    #[test]
    fn rows_come_and_go_and_the_others_stay_the_same() {
        let before = rows(&page(&[1, 2, 3]), TodoFilter::All, &[], None, &[]);
        let after = rows(&page(&[9, 1, 3, 4]), TodoFilter::All, &[], None, &before);
        assert_eq!(after.iter().map(|row| row.id).collect::<Vec<_>>(), [9, 1, 3, 4].map(id));
        assert!(after[1] == before[0] && after[2] == before[2]);
        assert!(rows(&page(&[1]), TodoFilter::Completed, &[], None, &before).is_empty());
    }
}
