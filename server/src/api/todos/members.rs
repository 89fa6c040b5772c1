//! The members of a body that adds or changes a todo, beside its title and its state.

use crate::api::body::Fields;
use app::model::{
    Day, Due, Field, FieldError, ListId, Priority, Problem, Recurrence, RecursFrom, TimeOfDay, TodoLabels, TodoNotes,
    TodoPatch,
};
use recurrence::Rule;

/// What a body says of the list, the date, the priority, the notes, the labels and the recurrence; what it does not name
/// stays as it is.
pub(super) fn patch(fields: &mut Fields) -> TodoPatch {
    TodoPatch {
        list_id: fields.change_of_text("list_id", ListId::parse),
        due: due(fields),
        priority: fields
            .nullable_number("priority", numbered_priority)
            .map(Option::unwrap_or_default),
        notes: fields
            .nullable_text("notes", TodoNotes::parse)
            .map(Option::unwrap_or_default),
        labels: fields.optional_texts("labels", |names| TodoLabels::of(names.iter().copied())),
        recurrence: recurrence(fields),
        ..TodoPatch::default()
    }
}

/// A day, with a time or without. Another day without a time is at none; a time alone is refused, for it would be that of
/// a day which somebody else may have changed.
fn due(fields: &mut Fields) -> Option<Option<Due>> {
    let day = fields.nullable_text("due_date", Day::parse);
    let time = fields.nullable_text("due_time", TimeOfDay::parse);
    match (day, time) {
        (Some(Some(day)), time) => Some(Some(Due {
            day,
            time: time.flatten(),
        })),
        (Some(None), None | Some(None)) => Some(None),
        (None, None) => None,
        _ => fields.problem("due_time", "no_date", "Give the date too, as due_date."),
    }
}

/// A rule, and from where it is counted: from the day it is due, where nothing is said.
fn recurrence(fields: &mut Fields) -> Option<Option<Recurrence>> {
    let rule = fields.nullable_text("recurrence", |raw| {
        let rule = Rule::parse(raw).map_err(|_| FieldError::new(Field::Recurrence, Problem::Unreadable))?;
        Ok(rule.to_string())
    });
    let from = fields.optional_text("recurs_from", RecursFrom::parse);
    match (rule, from) {
        (Some(Some(rule)), from) => Some(Some(Recurrence {
            rule,
            from: from.unwrap_or_default(),
        })),
        (Some(None), None) => Some(None),
        (None, None) => None,
        _ => fields.problem("recurs_from", "no_rule", "Give the rule too, as recurrence."),
    }
}

/// The number of a priority; none is `null`, and has no number.
pub(super) fn numbered_priority(raw: &str) -> Result<Priority, FieldError> {
    let priority = Priority::parse(raw)?;
    let is_numbered = priority.number().is_some();
    is_numbered
        .then_some(priority)
        .ok_or(FieldError::new(Field::Priority, Problem::Unreadable))
}
