//! JSON of any program: lists of todos wherever they are, within projects, boards and lists of lists, as one document
//! or as one a line.

use super::{
    Unreadable,
    bounded_json::Bounded,
    fields::{Meaning, key},
    reading::{Field, Reading},
};
use serde::de::DeserializeSeed;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Values that a file may have, so that memory is bounded: far more than our own export of a full list.
const MAX_VALUES: usize = 1_500_000;
/// Lists within lists within lists.
const MAX_DEPTH: usize = 12;

/// Members that hold todos.
const LISTS: &str = "tasks todos items cards issues results value values entries records rows nodes edges todo task
todoitems taskitems listcontent reminders data";
/// Members that hold what holds todos.
const GROUPS: &str =
    "lists projects boards folders workspaces spaces sections buckets columns tasklists todolists areas groups
result response payload export embedded todolist repository project archiveyoung archiveold";
/// What a list is that is not kept as one: its elements by their ids.
const ENTITIES: &str = "entities";
/// Members that hold the todos a todo consists of.
const PARTS: &str = "subtasks children";
/// What a list says that it is.
const CALLED_GROUPS: &str = "project list area board folder taskstasks taskstasklist taskstasklists";
/// Members whose own members are the todo's.
const WRAPPERS: &str = "attributes fields properties node";
/// Which member of a value that has members says what it is.
const SPOKEN: [&str; 10] = [
    "name",
    "datetime",
    "date",
    "plaintext",
    "content",
    "title",
    "displayname",
    "value",
    "text",
    "key",
];

/// Reads a file that is JSON. `None` where it is not, which is then another kind of file.
///
/// # Errors
/// [`Unreadable`].
pub(super) fn read(text: &str, reading: &mut Reading) -> Result<Option<()>, Unreadable> {
    let text = text.trim();
    let mut left = MAX_VALUES;
    let error = match parse(text, &mut left) {
        Ok(value) => {
            let mut walk = Walk {
                reading,
                row: 0,
                found: false,
            };
            walk.document(&value)?;
            return Ok(Some(()));
        }
        Err(error) => error,
    };
    if left == 0 {
        return Err(Unreadable::TooManyValues);
    }
    if read_lines(text, &mut left, reading)? {
        return Ok(Some(()));
    }
    // `[x] Milk` begins like JSON too.
    let begins_json = |text: &str| {
        let inner = text[1..].trim_start();
        text.starts_with('{') || inner.starts_with(['{', '[', '"'])
    };
    match begins_json(text) {
        true => Err(Unreadable::BrokenJson {
            line: error.line(),
            column: error.column(),
        }),
        false => Ok(None),
    }
}

/// One todo a line, as databases and command lines write them.
fn read_lines(text: &str, left: &mut usize, reading: &mut Reading) -> Result<bool, Unreadable> {
    let lines = || {
        text.lines()
            .map(|line| line.trim().trim_end_matches(','))
            .filter(|line| !line.is_empty())
    };
    let values: Result<Vec<Value>, _> = lines().map(|line| parse(line, left)).collect();
    let Ok(values) = values else { return Ok(false) };
    let mut walk = Walk {
        reading,
        row: 0,
        found: true,
    };
    for value in &values {
        walk.element(value, Holds::Todos, 0)?;
    }
    Ok(true)
}

fn parse(text: &str, left: &mut usize) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Bounded(left).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// What the elements of a list are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Todos,
    Groups,
    Parts,
}

struct Walk<'a> {
    reading: &'a mut Reading,
    row: usize,
    /// Whether there was a list of todos, be it empty.
    found: bool,
}

impl Walk<'_> {
    fn document(&mut self, value: &Value) -> Result<(), Unreadable> {
        match value {
            Value::Array(_) => {
                self.found = true;
                self.elements(value, Holds::Todos, 0)?;
            }
            Value::Object(members) => {
                let holds = match lists_in(members).next() {
                    Some(_) => Holds::Groups,
                    None => Holds::Todos,
                };
                if holds == Holds::Todos && title_of(members, self.reading) {
                    self.found = true;
                    return self.element(value, Holds::Todos, 0);
                }
                self.element(value, Holds::Groups, 0)?;
                if !self.found {
                    self.unknown_lists(members)?;
                }
            }
            _ => {}
        }
        if self.found {
            return Ok(());
        }
        let found = value.as_object().map(|members| members.keys().cloned().collect());
        Err(Unreadable::NoTodos {
            names: found.unwrap_or_default(),
        })
    }

    /// Lists under names that say nothing to us, if what is in them looks like todos: the names of somebody's lists, or
    /// the ids of todos.
    fn unknown_lists(&mut self, members: &Map<String, Value>) -> Result<(), Unreadable> {
        let is_titled =
            |value: &Value, reading: &mut Reading| value.as_object().is_some_and(|todo| title_of(todo, reading));
        if !members.is_empty() && members.values().all(|value| is_titled(value, self.reading)) {
            self.found = true;
            return members
                .values()
                .try_for_each(|value| self.element(value, Holds::Todos, 1));
        }
        for value in members.values() {
            let Some(Value::Object(first)) = value.as_array().and_then(|list| list.first()) else {
                continue;
            };
            if title_of(first, self.reading) {
                self.found = true;
                self.elements(value, Holds::Todos, 1)?;
            }
        }
        Ok(())
    }

    /// What is in a list, or in what some databases have in place of one: an object of ids.
    fn elements(&mut self, value: &Value, holds: Holds, depth: usize) -> Result<(), Unreadable> {
        match value {
            Value::Array(list) => {
                self.found |= holds == Holds::Todos;
                list.iter()
                    .try_for_each(|element| self.element(element, holds, depth + 1))
            }
            Value::Object(members) => {
                if let Some(entities) = members.get(ENTITIES) {
                    return self.elements(entities, holds, depth + 1);
                }
                match is_map(members) {
                    true => {
                        self.found |= holds == Holds::Todos;
                        members
                            .values()
                            .try_for_each(|element| self.element(element, holds, depth + 1))
                    }
                    // What wraps lists is no todo, and a todo is not alone where many are expected.
                    false => self.element(value, Holds::Groups, depth + 1),
                }
            }
            _ => Ok(()),
        }
    }

    fn element(&mut self, value: &Value, holds: Holds, depth: usize) -> Result<(), Unreadable> {
        if depth > MAX_DEPTH {
            return Ok(());
        }
        let members = match value {
            Value::Object(members) => members,
            Value::Array(_) => return self.elements(value, holds, depth),
            Value::String(title) if holds == Holds::Todos => {
                self.row += 1;
                return self.reading.take_title(self.row, title, false, None).map(drop);
            }
            Value::Null => return Ok(()),
            _ if holds == Holds::Todos => {
                self.row += 1;
                self.reading.fault(self.row, "there is no title in it".into());
                return Ok(());
            }
            _ => return Ok(()),
        };
        // By all its names a file is known, and lists are not among the fields.
        for name in members.keys() {
            self.reading.meaning(name);
        }
        let fields = fields_of(members);
        let fields: Vec<Field<'_>> = fields
            .iter()
            .map(|(name, value)| Field {
                name,
                meaning: self.reading.meaning(name),
                value: Cow::Borrowed(value),
            })
            .collect();
        // Wrapped members may be lists as well: those of projects of Things are.
        let wrapped = members.iter().filter(|(name, _)| is_in(WRAPPERS, name));
        let wrapped = wrapped.filter_map(|(_, value)| value.as_object()).flat_map(lists_in);
        let lists: Vec<(Holds, &Value)> = lists_in(members).chain(wrapped).collect();
        let is_group = lists.iter().any(|(holds, _)| *holds != Holds::Parts);
        let is_called_group = fields
            .iter()
            .any(|field| field.meaning == Some(Meaning::Kind) && is_in(CALLED_GROUPS, &field.value));
        let tells_state = fields
            .iter()
            .any(|field| matches!(field.meaning, Some(Meaning::State(_))));
        let is_todo = holds != Holds::Groups && !is_called_group && (!is_group || tells_state);
        if is_todo {
            self.row += 1;
            self.reading.take(self.row, &fields)?;
        }
        for (holds, value) in lists {
            let has_todos = value
                .as_array()
                .is_none_or(|list| list.iter().any(Value::is_object) || !is_todo);
            if has_todos {
                self.elements(value, holds, depth)?;
            }
        }
        Ok(())
    }
}

fn is_in(names: &str, name: &str) -> bool {
    let key = key(name);
    names.split_whitespace().any(|known| known == key)
}

/// Whether a value is a list, or in its place an object of ids, or wraps one. A project that only says its name is none.
fn can_hold(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        // Asked once a level: twice would be twice as often with each.
        Value::Object(members) => {
            members.contains_key(ENTITIES) || lists_in(members).next().is_some() || are_elements(members)
        }
        _ => false,
    }
}

fn is_map(members: &Map<String, Value>) -> bool {
    are_elements(members) && lists_in(members).next().is_none()
}

fn are_elements(members: &Map<String, Value>) -> bool {
    !members.is_empty() && members.values().all(|value| value.is_object() || value.is_array())
}

/// The members that hold todos, or what holds some.
fn lists_in(members: &Map<String, Value>) -> impl Iterator<Item = (Holds, &Value)> {
    members.iter().filter_map(|(name, value)| {
        let holds = match () {
            () if !value.is_array() && !value.is_object() => return None,
            () if is_in(LISTS, name) => Holds::Todos,
            () if is_in(GROUPS, name) => Holds::Groups,
            () if is_in(PARTS, name) => Holds::Parts,
            () => return None,
        };
        can_hold(value).then_some((holds, value))
    })
}

fn title_of(members: &Map<String, Value>, reading: &mut Reading) -> bool {
    members
        .iter()
        .any(|(name, value)| value.is_string() && matches!(reading.meaning(name), Some(Meaning::Title(_))))
}

/// What is in a list has rows of its own, and so have the todos a todo consists of, unless they are mere ids.
fn has_own_rows(name: &str, value: &Value) -> bool {
    let are_ids = || value.as_array().is_some_and(|list| !list.iter().any(Value::is_object));
    is_in(LISTS, name) || is_in(GROUPS, name) || (is_in(PARTS, name) && !are_ids())
}

/// The members as text, with those of wrapped ones among them.
fn fields_of(members: &Map<String, Value>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, value) in members {
        match value {
            Value::Object(wrapped) if is_in(WRAPPERS, name) => fields.extend(fields_of(wrapped)),
            // What is in a list has rows of its own.
            value if can_hold(value) && has_own_rows(name, value) => {}
            value => fields.push((name.clone(), text_of(value, 0))),
        }
    }
    fields
}

/// A value in words: what is empty is empty, and of what has members the one that says what it is.
fn text_of(value: &Value, depth: usize) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ if depth > 3 => String::new(),
        Value::Array(list) => {
            let texts: Vec<String> = list.iter().map(|value| text_of(value, depth + 1)).collect();
            texts.join(", ")
        }
        Value::Object(members) => {
            let spoken = SPOKEN
                .iter()
                .find_map(|spoken| members.iter().find(|(name, _)| key(name) == *spoken));
            match spoken {
                Some((_, value)) => text_of(value, depth + 1),
                None if members.is_empty() => String::new(),
                None => members.len().to_string(),
            }
        }
    }
}
