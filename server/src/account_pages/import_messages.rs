//! What there is to say of a file before it is imported, or of one that cannot be.

use crate::todos::{
    MAX_TODOS,
    import::{Column, Fault, MAX_BYTES, Origin, Remarks, Unreadable},
};
use app::model::grouped;
use std::{cmp::Reverse, fmt::Display};

/// So many names, or rows, are told one by one.
const TOLD: usize = 8;

/// What was looked at is not there any more.
pub(super) const GONE: &str =
    "This preview is too old, was replaced by another one, or belongs to another session. Choose the file again.";

/// Why a file cannot be taken.
pub(super) fn refusal(reason: &Unreadable) -> String {
    const NEITHER: &str = "It is neither JSON with todos nor CSV";
    match reason {
        Unreadable::TooLarge => format!("It is larger than {} MB.", MAX_BYTES / 1_000_000),
        Unreadable::NotText(None) => "It is not text.".into(),
        Unreadable::NotText(Some(what)) => {
            format!("It is not text but {what}. Save the list as CSV or JSON and choose that file.")
        }
        Unreadable::Markup => "It is a web page or XML. Export the list as CSV or JSON and choose that file.".into(),
        Unreadable::BrokenJson { line, column } => {
            format!("{NEITHER}: it begins like JSON, and breaks off or goes wrong in line {line}, column {column}.")
        }
        Unreadable::TooManyValues => "There is too much in it. Export the todos alone and choose that file.".into(),
        Unreadable::NoTodos { names } if names.is_empty() => format!("{NEITHER}: there is nothing in the JSON."),
        Unreadable::NoTodos { names } => format!(
            "{NEITHER}: no list in the JSON has titles, tasks, names or the like. What it has is {}.",
            quoted(names)
        ),
        Unreadable::Empty(others) if others.is_empty() => "There are no todos in it.".into(),
        Unreadable::Empty(others) => {
            let others = others.iter().map(|(one, many, count)| of(*count, one, many));
            format!(
                "There are no todos in it, only {}.",
                others.collect::<Vec<_>>().join(", ")
            )
        }
        Unreadable::TooMany => format!("It has more than {} todos.", grouped(MAX_TODOS)),
    }
}

/// What a file is and whose, as far as it can be told.
pub(super) fn origin(origin: &Origin) -> String {
    let separator = origin.separator.map(|separator| format!("separated by {separator}"));
    let encoding = origin.encoding.map(|encoding| format!("in {encoding}"));
    let what = [Some(origin.kind.to_owned()), separator, encoding];
    let what = what.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match origin.program {
        Some(program) => {
            let article = if program.starts_with(['A', 'E', 'I', 'O', 'U']) {
                "an"
            } else {
                "a"
            };
            format!("This looks like {article} {program} export: {what}.")
        }
        None => format!("This looks like {what}."),
    }
}

/// What is to be known of all that is in a file, and not only of what is shown.
pub(super) fn remarks(remarks: &Remarks) -> Vec<String> {
    let mut said = Vec::new();
    if !remarks.tells_states {
        said.push("The file doesn’t say what is done, so everything in it would be open.".into());
    }
    if !remarks.unclear.is_empty() {
        let todos = remarks.unclear.values().sum();
        let values = remarks
            .unclear
            .iter()
            .map(|(value, count)| (format!("“{}”", short(value)), *count));
        said.push(format!(
            "We can’t tell whether {} done, so {} would be open: {}.",
            of(todos, "todo is", "todos are"),
            if todos == 1 { "it" } else { "they" },
            counted(values)
        ));
    }
    said.extend(left_out(remarks));
    if !remarks.unknown.is_empty() {
        let unknown = remarks
            .unknown
            .iter()
            .map(|(name, count)| (format!("“{}”", short(name)), *count));
        said.push(format!(
            "Also left out, because we don’t know what it means: {}.",
            counted(unknown)
        ));
    }
    if !remarks.joined.is_empty() {
        let titles = of(remarks.joined.len(), "title", "titles");
        said.push(format!(
            "Line breaks in {titles} would become spaces: {}.",
            rows(&remarks.joined)
        ));
    }
    if !remarks.ragged.is_empty() {
        said.push(format!(
            "More cells than there are columns: {}. A title with the separator in it has to be within quotation marks.",
            rows(&remarks.ragged)
        ));
    }
    said
}

/// "Due dates (12), priorities (3), 2 notes and 1 section are left out."
fn left_out(remarks: &Remarks) -> Option<String> {
    let mut extras: Vec<_> = remarks.extras.iter().collect();
    extras.sort_by_key(|(_, count)| Reverse(**count));
    let extras = extras
        .iter()
        .map(|(what, count)| format!("{what} ({})", grouped(**count)));
    let others = remarks.others.iter().map(|((one, many), count)| of(*count, one, many));
    let all: Vec<String> = extras.chain(others).collect();
    let (last, before) = all.split_last()?;
    let are = if all.len() == 1 && last.starts_with("1 ") {
        "is"
    } else {
        "are"
    };
    let list = match before {
        [] => last.clone(),
        before => format!("{} and {last}", before.join(", ")),
    };
    let (first, rest) = list.split_at(1);
    Some(format!("{}{rest} {are} left out.", first.to_uppercase()))
}

/// What stands in a column, for somebody who has to tell what it is.
pub(super) fn column(column: &Column) -> String {
    let name = if column.name.is_empty() {
        "(no name)"
    } else {
        &column.name
    };
    match column.examples.as_slice() {
        [] => format!("{} (empty)", short(name)),
        examples => {
            let examples: Vec<String> = examples.iter().map(|example| short(example)).collect();
            format!("{}: {}", short(name), examples.join(", "))
        }
    }
}

/// What is wrong with which row.
pub(super) fn faults(faults: &[Fault], untold: usize) -> Vec<String> {
    let more = (untold > 0).then(|| format!("and {} more", grouped(untold)));
    let told = faults
        .iter()
        .map(|fault| format!("row {}: {}", fault.row, fault.reason));
    told.chain(more).collect()
}

/// Why a file cannot be added to a list that is nearly full.
pub(super) fn no_room(room: usize) -> String {
    let most = grouped(MAX_TODOS);
    match room {
        0 => format!("Your list can hold {most} todos, and this would be more."),
        _ => format!("Your list can hold {most} todos and has room for {}.", grouped(room)),
    }
}

/// "due date (3), labels (1) and 2 more", what there is most of first.
fn counted(counts: impl Iterator<Item = (String, usize)>) -> String {
    let mut counts: Vec<(String, usize)> = counts.collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let told = counts
        .iter()
        .take(TOLD)
        .map(|(what, count)| format!("{what} ({})", grouped(*count)));
    and_more(told.collect(), counts.len())
}

fn quoted(names: &[String]) -> String {
    let told = names.iter().take(TOLD).map(|name| format!("“{}”", short(name)));
    and_more(told.collect(), names.len())
}

/// "row 3", "rows 3, 5 and 2 more"
fn rows(rows: &[usize]) -> String {
    let told = rows.iter().take(TOLD).map(|row| grouped(*row)).collect();
    let rows_told = and_more(told, rows.len());
    format!("{} {rows_told}", if rows.len() == 1 { "row" } else { "rows" })
}

fn and_more(told: Vec<String>, all: usize) -> String {
    match all - told.len() {
        0 => told.join(", "),
        more => format!("{} and {} more", told.join(", "), grouped(more)),
    }
}

fn of(count: usize, one: impl Display, many: impl Display) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", grouped(count)),
    }
}

fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.chars().count() > LONGEST {
        true => text.chars().take(LONGEST).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(rows(&[3]), "row 3");
        assert_eq!(
            rows(&(1..=10).collect::<Vec<_>>()),
            "rows 1, 2, 3, 4, 5, 6, 7, 8 and 2 more"
        );
    }
}
