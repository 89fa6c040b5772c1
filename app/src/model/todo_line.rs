//! The line by which a todo is added: its title and what else it says, such as a day.
//!
//! The grammar is that of the crate `quick-add`; here it meets what a person has and what a todo can be. It is a program
//! of its own (`grammar`), which the page loads with the first key to show what was understood while somebody types. The
//! server reads the same line where there is no JavaScript, and one that was sent before that program was there.

use super::{
    AppError, Day, Due, Field, FieldError, List, ListId, ListName, NewTodo, Priority, Problem, Recurrence, RecursFrom,
    TimeOfDay, TodoId, TodoLabels, TodoNotes, TodoTitle,
};
use jiff::civil::{DateTime, Weekday};
use quick_add::{DateOrder, QuickAdd, Settings, Token, TokenKind};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What has to be known of the person who writes.
#[derive(Clone, Debug)]
pub struct LineSettings<'a> {
    /// Which day it is where they live.
    pub today: Day,
    /// Which time of it.
    pub now: TimeOfDay,
    /// Their lists.
    pub lists: &'a [(ListId, ListName)],
}

/// A line on its way to the program that reads it (`grammar`): what it says, and what [`LineSettings`] has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRequest {
    /// What is typed.
    pub line: String,
    /// What of it is meant as text.
    pub kept: Vec<String>,
    /// Which day it is where they live.
    pub today: Day,
    /// Which time of it.
    pub now: TimeOfDay,
    /// Their lists.
    pub lists: Vec<(ListId, ListName)>,
    /// The list that is looked at; none for the inbox.
    pub list_id: Option<ListId>,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// The line it is about, and what of it was meant as text.
    pub of: (String, Vec<String>),
    /// What it says beside its title, in the order of the line.
    pub chips: Vec<Chip>,
    /// The todo it asks for.
    pub new: Result<NewTodo, FieldError>,
}

impl LineRequest {
    /// Reads the line.
    #[must_use]
    pub fn read(self) -> Understood {
        let settings = LineSettings {
            today: self.today,
            now: self.now,
            lists: &self.lists,
        };
        let line = TodoLine::read(&self.line, &settings, &self.kept);
        Understood {
            new: line.new_todo(None, self.list_id),
            chips: line.chips,
            of: (self.line, self.kept),
        }
    }
}

/// Something a line says beside its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chip {
    /// As it stands in the line.
    pub text: String,
    /// What it was understood as, in words.
    pub words: String,
}

/// A line as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TodoLine {
    read: QuickAdd,
    list_id: Option<ListId>,
    /// What it says beside its title, in the order of the line.
    pub chips: Vec<Chip>,
}

impl TodoLine {
    /// Reads a line. What stands in `kept` is meant as text, wherever it occurs.
    #[must_use]
    pub fn read(line: &str, settings: &LineSettings<'_>, kept: &[String]) -> Self {
        let names: Vec<&str> = settings.lists.iter().map(|(_, name)| name.as_str()).collect();
        let grammar = Settings {
            now: DateTime::from_parts(settings.today.date(), settings.now.time()),
            date_order: DateOrder::DayFirst,
            week_start: Weekday::Monday,
            lists: &names,
        };
        let mut kept: Vec<Range<usize>> = kept.iter().flat_map(|text| occurrences(line, text)).collect();
        // What a todo cannot be yet stays text.
        let read = loop {
            let read = quick_add::parse(line, &grammar, &kept);
            match read.tokens.iter().find(|token| !is_supported(token, &read)) {
                Some(token) => kept.push(token.range.clone()),
                None => break read,
            }
        };
        let named = |name: &String| settings.lists.iter().find(|(_, known)| known.as_str() == name);
        let list_id = read.list.as_ref().and_then(named).map(|(id, _)| *id);
        let chips = read
            .tokens
            .iter()
            .map(|token| chip(line, token, &read, settings.today))
            .collect();
        Self { read, list_id, chips }
    }

    /// The lines of a text that make a todo each, without bullets.
    #[must_use]
    pub fn split(text: &str) -> Vec<&str> {
        quick_add::split_lines(text).map(|(_, line)| line).collect()
    }

    /// The todo it asks for, at the end of the list it names, or of `list_id`.
    ///
    /// # Errors
    /// A [`FieldError`] for the title or the notes.
    pub fn new_todo(&self, id: Option<TodoId>, list_id: Option<ListId>) -> Result<NewTodo, FieldError> {
        let notes = self.read.notes.as_deref().unwrap_or_default();
        Ok(NewTodo {
            id,
            list_id: self.list_id.or(list_id),
            title: TodoTitle::parse(&self.read.title)?,
            notes: TodoNotes::parse(notes)?,
            due: due(&self.read),
            priority: priority(&self.read),
            labels: TodoLabels::of(self.read.labels.iter().map(String::as_str))?,
            recurrence: recurrence(&self.read),
            parent_id: None,
            completed: false,
        })
    }
}

/// Where a text stands in a line.
fn occurrences<'a>(line: &'a str, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    line.match_indices(text).map(|(at, found)| at..at + found.len())
}

fn is_supported(token: &Token, read: &QuickAdd) -> bool {
    match token.kind {
        TokenKind::List => !read.list_is_new,
        _ => true,
    }
}

fn due(read: &QuickAdd) -> Option<Due> {
    read.date.map(|date| Due {
        day: date.into(),
        time: read.time.map(Into::into),
    })
}

fn recurrence(read: &QuickAdd) -> Option<Recurrence> {
    read.recurrence.as_ref().map(|recurrence| Recurrence {
        rule: recurrence.rule.clone(),
        from: match recurrence.from {
            quick_add::From::DueDate => RecursFrom::Due,
            quick_add::From::Completion => RecursFrom::Completion,
        },
    })
}

fn priority(read: &QuickAdd) -> Priority {
    match read.priority {
        Some(quick_add::Priority::High) => Priority::High,
        Some(quick_add::Priority::Medium) => Priority::Medium,
        Some(quick_add::Priority::Low) => Priority::Low,
        None => Priority::None,
    }
}

fn chip(line: &str, token: &Token, read: &QuickAdd, today: Day) -> Chip {
    let text = line[token.range.clone()].to_owned();
    let words = match token.kind {
        TokenKind::Date => due(read).map(|due| due.day.words(today)),
        // Where the day has a chip of its own, it is not said twice.
        TokenKind::Time => match read.tokens.iter().any(|token| token.kind == TokenKind::Date) {
            true => read.time.map(|time| TimeOfDay::from(time).to_iso()),
            false => due(read).map(|due| due.words(today)),
        },
        TokenKind::Priority => Some(match priority(read) {
            Priority::None => "No priority".to_owned(),
            priority => {
                let mut words = priority.label().to_owned();
                words.push_str(" priority");
                words
            }
        }),
        TokenKind::List => read.list.clone(),
        TokenKind::Notes => Some("Notes".to_owned()),
        TokenKind::Label | TokenKind::Recurrence => None,
    };
    Chip {
        words: words.unwrap_or_else(|| text.clone()),
        text,
    }
}

impl Recurrence {
    /// Reads what a line would say of it, such as `every 2 weeks on mon`, or a rule itself.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Recurrence`]. Whether a rule is one, only the server knows.
    pub fn read(words: &str, today: Day) -> Result<Option<Self>, FieldError> {
        let words = words.trim();
        if words.is_empty() || words.contains('=') {
            return Self::parse(words, RecursFrom::Due.as_str());
        }
        let settings = LineSettings {
            today,
            now: TimeOfDay::from_minutes(0),
            lists: &[],
        };
        // Of a line that is nothing else, all is title.
        let line = TodoLine::read(&["- ", words].concat(), &settings, &[]);
        let found = recurrence(&line.read).filter(|_| line.read.title == "-");
        found
            .map(Some)
            .ok_or(FieldError::new(Field::Recurrence, Problem::Unreadable))
    }
}

/// The names of lists, for the lines that may name them; that of the inbox is none.
impl List {
    /// The lists a line can name.
    #[must_use]
    pub fn named(lists: &[Self]) -> Vec<(ListId, ListName)> {
        let own = lists.iter().filter(|list| !list.is_inbox);
        own.map(|list| (list.id, list.name.clone())).collect()
    }
}

/// A new todo as a page sends it: understood already, each part as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewTodoForm {
    /// As `2026-11-27`, or nothing.
    pub due_date: String,
    /// As `17:00`, or nothing.
    pub due_time: String,
    /// The number of a priority, or nothing.
    pub priority: String,
    /// Lines of text, or nothing.
    pub notes: String,
    /// Names of labels with commas between them, or nothing.
    pub labels: String,
    /// A rule of RFC 5545, or nothing.
    pub recurrence: String,
    /// `due` or `completion`, or nothing where it does not recur.
    pub recurs_from: String,
}

impl NewTodoForm {
    /// What is said of a todo beside its title and its list.
    #[must_use]
    pub fn of(new: &NewTodo) -> Self {
        let time = new.due.and_then(|due| due.time).map(TimeOfDay::to_iso);
        Self {
            due_date: new.due.map(|due| due.day.to_iso()).unwrap_or_default(),
            due_time: time.unwrap_or_default(),
            priority: new.priority.attribute().to_owned(),
            notes: new.notes.as_str().to_owned(),
            labels: new.labels.as_str().to_owned(),
            recurrence: new.recurrence.as_ref().map(|it| it.rule.clone()).unwrap_or_default(),
            recurs_from: new
                .recurrence
                .as_ref()
                .map(|it| it.from.as_str().to_owned())
                .unwrap_or_default(),
        }
    }

    /// The same in `new`.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for the first part that cannot be read.
    pub fn put_into(&self, new: NewTodo) -> Result<NewTodo, AppError> {
        Ok(NewTodo {
            due: Due::parse(&self.due_date, &self.due_time)?,
            priority: Priority::parse(&self.priority)?,
            notes: TodoNotes::parse(&self.notes)?,
            labels: TodoLabels::parse(&self.labels)?,
            recurrence: Recurrence::parse(&self.recurrence, &self.recurs_from)?,
            ..new
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, kept: &[&str]) -> TodoLine {
        let home = ListId::from_random([7; 16]);
        let settings = LineSettings {
            today: Day::parse("2026-11-27").unwrap(),
            now: TimeOfDay::parse("10:00").unwrap(),
            lists: &[(home, ListName::parse("Side project").unwrap())],
        };
        let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
        TodoLine::read(line, &settings, &kept)
    }

    #[test]
    fn a_line_says_more_than_a_title() {
        let line = read("Pay rent tomorrow 5pm p1 #side project //joint account", &[]);
        let new = line.new_todo(None, None).unwrap();
        assert_eq!(new.title.as_str(), "Pay rent");
        assert_eq!(new.due, Due::parse("2026-11-28", "17:00").unwrap());
        assert_eq!((new.priority, new.notes.as_str()), (Priority::High, "joint account"));
        assert_eq!(new.list_id, Some(ListId::from_random([7; 16])));
        let words: Vec<&str> = line.chips.iter().map(|chip| &*chip.words).collect();
        assert_eq!(words, ["Tomorrow", "17:00", "High priority", "Side project", "Notes"]);
    }

    #[test]
    fn what_is_kept_and_what_a_todo_cannot_be_stays_in_the_title() {
        for (line, kept, title) in [
            ("Buy milk", &[][..], "Buy milk"),
            ("Buy milk tomorrow", &["tomorrow"], "Buy milk tomorrow"),
            ("Buy milk #Elsewhere", &[], "Buy milk #Elsewhere"),
            ("Buy milk @shop", &["@shop"], "Buy milk @shop"),
            (
                "Water plants every monday",
                &["every monday"],
                "Water plants every monday",
            ),
            ("tomorrow", &[], "tomorrow"),
        ] {
            let line = read(line, kept);
            let new = line.new_todo(None, None).unwrap();
            assert_eq!((new.title.as_str(), new.due, line.chips.len()), (title, None, 0));
        }
    }

    #[test]
    fn labels_and_what_recurs_are_understood() {
        let line = read("Water plants every! 3 days @home @Garden", &[]);
        let new = line.new_todo(None, None).unwrap();
        assert_eq!(
            (new.title.as_str(), new.labels.as_str()),
            ("Water plants", "Garden,home")
        );
        assert_eq!(
            new.recurrence,
            Recurrence::parse("FREQ=DAILY;INTERVAL=3", "completion").unwrap()
        );
        let words: Vec<&str> = line.chips.iter().map(|chip| &*chip.words).collect();
        assert_eq!(words, ["every! 3 days", "@home", "@Garden"]);
    }

    #[test]
    fn what_is_sent_is_what_was_understood() {
        let new = read("Pay rent every month 5pm p2 @home //account", &[])
            .new_todo(None, None)
            .unwrap();
        let sent = NewTodoForm::of(&new);
        assert_eq!(sent.put_into(NewTodo::titled(new.title.clone())), Ok(new));
        let wrong = NewTodoForm {
            due_time: "17:00".into(),
            ..NewTodoForm::default()
        };
        assert!(wrong.put_into(NewTodo::titled(TodoTitle::parse("x").unwrap())).is_err());
    }
}
