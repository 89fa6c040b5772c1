//! From the fields of a row to a todo, and what else there is to say of a file. Tables, JSON and lines all end here.

use super::{
    Fault, Item, MAX_FAULTS, MAX_TODOS, More, Unreadable,
    fields::{INDENTS, Meaning, extra_of_title, key, meaning, other_kind},
    value::{Says, is_empty, says, says_per_cent},
};
use crate::todos::export::restored;
use app::model::{FieldError, ListName, NewTodo, NewTodoForm, Problem, TodoId, TodoTitle};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
};

/// So many different names, or values that say nothing, are told apart.
const MAX_NAMES: usize = 1_000;

/// What a file holds and what there is to say of it.
#[derive(Default)]
pub(super) struct Reading {
    pub items: Vec<Item>,
    pub faults: Vec<Fault>,
    /// How many more faults there are.
    pub untold: usize,
    pub remarks: Remarks,
    known: HashMap<String, (String, Option<Meaning>)>,
}

/// What is to be known of a file before it is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Whether anything in the file is about the state of its todos.
    pub tells_states: bool,
    /// What stands where a state should, and of how many todos, which would be open.
    pub unclear: BTreeMap<String, usize>,
    /// How many rows there are that are no todos, by what they are, in the singular and the plural.
    pub others: BTreeMap<(&'static str, &'static str), usize>,
    /// How many todos have what todos do not have here, by its name.
    pub extras: BTreeMap<&'static str, usize>,
    /// The same for columns whose names say nothing to us.
    pub unknown: BTreeMap<String, usize>,
    /// The rows whose titles went over several lines.
    pub joined: Vec<usize>,
    /// The rows that have more cells than there are columns.
    pub ragged: Vec<usize>,
}

/// A cell or member and what its name means.
pub(super) struct Field<'a> {
    pub name: &'a str,
    pub meaning: Option<Meaning>,
    pub value: Cow<'a, str>,
}

impl Reading {
    /// What a name means. It is remembered: the same few come with every row.
    pub(super) fn meaning(&mut self, name: &str) -> Option<Meaning> {
        if let Some((_, meaning)) = self.known.get(name) {
            return *meaning;
        }
        let found = meaning(name);
        if self.known.len() < MAX_NAMES {
            self.known.insert(name.to_owned(), (key(name), found));
        }
        found
    }

    /// All names that were asked about, as they are compared.
    pub(super) fn names(&self) -> BTreeSet<String> {
        self.known.values().map(|(key, _)| key.clone()).collect()
    }

    /// Takes a row, counted from 1. Its title is the likeliest of its fields that has anything in it.
    ///
    /// # Errors
    /// [`Unreadable::TooMany`].
    pub(super) fn take(&mut self, row: usize, fields: &[Field<'_>]) -> Result<(), Unreadable> {
        if let Some(other) = other(fields) {
            *self.remarks.others.entry(other).or_default() += 1;
            return Ok(());
        }
        let title = fields
            .iter()
            .filter(|field| matches!(field.meaning, Some(Meaning::Title(_))) && !field.value.trim().is_empty())
            .min_by_key(|field| field.meaning);
        let (said, unclear) = self.state(fields);
        if said == Says::Deleted {
            *self.remarks.others.entry(DELETED).or_default() += 1;
            return Ok(());
        }
        let id = fields.iter().find(|field| field.meaning == Some(Meaning::Id));
        let is_taken = self.take_title(
            row,
            title.map_or("", |title| &title.value),
            said == Says::Done,
            id.map(|id| &*id.value),
        )?;
        if is_taken {
            match ours(fields) {
                Some(more) => {
                    if let Some(item) = self.items.last_mut() {
                        item.more = Some(Box::new(more));
                    }
                }
                None => self.count_extras(fields, title.map(|title| title.name)),
            }
            if let Some(value) = unclear {
                count(&mut self.remarks.unclear, value.trim());
            }
        }
        Ok(())
    }

    /// Takes a todo, and tells whether its title is one.
    ///
    /// # Errors
    /// [`Unreadable::TooMany`].
    pub(super) fn take_title(
        &mut self,
        row: usize,
        title: &str,
        completed: bool,
        id: Option<&str>,
    ) -> Result<bool, Unreadable> {
        let title = match title.trim().contains(['\n', '\r']) {
            true => {
                self.remarks.joined.push(row);
                Cow::Owned(title.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            false => Cow::Borrowed(title),
        };
        let parsed = TodoTitle::parse(&title);
        let is_taken = parsed.is_ok();
        match parsed {
            Ok(title) => self.items.push(Item {
                title,
                completed,
                id: id.and_then(|id| TodoId::parse(id).ok()),
                more: None,
            }),
            Err(error) => self.fault(row, reason(&error)),
        }
        match self.items.len() > MAX_TODOS || self.faults.len() + self.untold > MAX_TODOS {
            true => Err(Unreadable::TooMany),
            false => Ok(is_taken),
        }
    }

    /// Notes what is wrong with a row.
    pub(super) fn fault(&mut self, row: usize, reason: String) {
        match self.faults.len() < MAX_FAULTS {
            true => self.faults.push(Fault { row, reason }),
            false => self.untold += 1,
        }
    }

    /// Counts something that is no todo.
    pub(super) fn leave_out(&mut self, what: (&'static str, &'static str)) {
        *self.remarks.others.entry(what).or_default() += 1;
    }

    /// The state by the first field that says one, and what stands there if none does.
    fn state<'a>(&mut self, fields: &'a [Field<'_>]) -> (Says, Option<&'a str>) {
        let mut states: Vec<(&Field<'_>, Says)> = fields
            .iter()
            .filter_map(|field| match field.meaning? {
                Meaning::State(_) => Some((field, says(&field.value))),
                Meaning::PerCent => Some((field, says_per_cent(&field.value))),
                // Put away means over, but what was not put away may be done as well.
                Meaning::Flag => Some((
                    field,
                    Some(says(&field.value))
                        .filter(|said| *said == Says::Done)
                        .unwrap_or(Says::Nothing),
                )),
                _ => None,
            })
            .collect();
        self.remarks.tells_states |= !states.is_empty();
        states.sort_by_key(|(field, _)| field.meaning);
        let clear = |said: Says| !matches!(said, Says::Nothing | Says::Unclear);
        match states.iter().find(|(_, said)| clear(*said)) {
            Some((_, said)) => (*said, None),
            None => {
                let unclear = states.iter().find(|(_, said)| *said == Says::Unclear);
                (Says::Open, unclear.map(|(field, _)| &*field.value))
            }
        }
    }

    /// Counts what the todo cannot take along, each kind once.
    fn count_extras(&mut self, fields: &[Field<'_>], title: Option<&str>) {
        let mut counted = BTreeSet::new();
        for field in fields
            .iter()
            .filter(|field| Some(field.name) != title && !is_empty(&field.value) && !is_first_level(field))
        {
            let extra = match field.meaning {
                Some(Meaning::Extra(what)) => Some(what),
                Some(Meaning::Title(_)) => extra_of_title(field.name),
                Some(_) => continue,
                None => None,
            };
            match extra {
                Some(what) if counted.insert(what) => *self.remarks.extras.entry(what).or_default() += 1,
                Some(_) => {}
                None => count(&mut self.remarks.unknown, field.name.trim()),
            }
        }
    }
}

/// What a row of our own export says beside the title and the state. It is known by the names that only ours has together;
/// what cannot be read in it is left out, as is what can be of no todo.
fn ours(fields: &[Field<'_>]) -> Option<More> {
    let value = |name: &str| {
        fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| restored(&field.value))
    };
    value("position")?;
    let list = ListName::parse(value("list")?).ok();
    let form = NewTodoForm {
        due_date: value("due_date")?.to_owned(),
        due_time: value("due_time")?.to_owned(),
        priority: value("priority")?.to_owned(),
        notes: value("notes")?.to_owned(),
        labels: value("labels").unwrap_or_default().to_owned(),
        recurrence: value("recurrence").unwrap_or_default().to_owned(),
        recurs_from: value("recurs_from").unwrap_or_default().to_owned(),
    };
    let example = NewTodo::titled(TodoTitle::parse("-").ok()?);
    let form = match form.put_into(example) {
        Ok(_) => form,
        Err(_) => NewTodoForm::default(),
    };
    let parent = value("parent_id").and_then(|raw| TodoId::parse(raw).ok());
    Some(More { list, parent, form })
}

fn is_first_level(field: &Field<'_>) -> bool {
    field.meaning == Some(Meaning::Extra(INDENTS)) && field.value.trim() == "1"
}

const DELETED: (&str, &str) = ("deleted todo", "deleted todos");

/// What a row is if it is no todo.
fn other(fields: &[Field<'_>]) -> Option<(&'static str, &'static str)> {
    fields.iter().find_map(|field| match field.meaning? {
        Meaning::Kind => other_kind(&field.value),
        Meaning::Deleted => (says(&field.value) == Says::Done).then_some(DELETED),
        _ => None,
    })
}

fn count(counts: &mut BTreeMap<String, usize>, what: &str) {
    if let Some(count) = counts.get_mut(what) {
        *count += 1;
    } else if counts.len() < MAX_NAMES {
        counts.insert(what.to_owned(), 1);
    }
}

fn reason(error: &FieldError) -> String {
    match error.problem {
        Problem::Missing => "title is missing".into(),
        Problem::TooLong { max } => format!("title is longer than {max} characters"),
        Problem::ControlCharacters => "title has line breaks or control characters".into(),
        _ => "title can’t be read".into(),
    }
}
