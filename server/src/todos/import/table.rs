//! Tables as text: CSV, what spreadsheets save under that name, and text with tabs.

use super::{
    MAX_FAULTS, Unreadable,
    fields::{Meaning, extra_of_title, meaning},
    reading::{Field, Reading},
};
use crate::todos::export::restored;
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use std::borrow::Cow;

/// What may stand between two cells, the likeliest first.
const SEPARATORS: [u8; 4] = *b",;\t|";
/// What stands in no text: the separator of tables of one column, whose titles may have commas.
const NONE: u8 = 0x1f;
/// The names of the columns are looked for in so many rows: some programs write about themselves first.
const PREAMBLE: usize = 20;
/// So much of what stands in a column is shown of it.
const EXAMPLES: usize = 3;
/// So much of a row that an open quotation mark has swallowed is told.
const MAX_TOLD: usize = 60;

/// How a table is written.
pub(super) struct Shape {
    separator: u8,
    /// The rows before the first todo: the names of the columns, and what stands above them.
    head: usize,
    columns: StringRecord,
    /// The column with the titles.
    title: usize,
}

/// A column whose name says nothing to us, or none that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// What stands in it first.
    pub examples: Vec<String>,
}

/// What the owner of a table says of it, where the names of its columns do not.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The column with the titles, counted from 0.
    pub title: usize,
    /// Whether the first row is a todo like the others, and no names of columns.
    pub has_no_names: bool,
}

impl Shape {
    /// What separates the cells, unless it is a comma.
    pub(super) fn separator(&self) -> Option<&'static str> {
        match self.separator {
            b';' => Some("semicolons"),
            b'\t' => Some("tabs"),
            b'|' => Some("vertical bars"),
            _ => None,
        }
    }
}

/// The text without a first line that only says what separates the cells (`sep=;`), and what it says.
pub(super) fn without_separator_line(text: &str) -> (&str, Option<u8>) {
    let (first, rest) = text.split_once(['\n', '\r']).unwrap_or((text, ""));
    let said = first.trim_matches(['"', ' ']).to_ascii_lowercase();
    match said.strip_prefix("sep=").map(str::as_bytes) {
        Some([separator]) if !matches!(separator, b'"' | b'\0') => (rest, Some(*separator)),
        Some(b"\\t") => (rest, Some(b'\t')),
        _ => (text, None),
    }
}

/// Finds the names of the columns, and with them what separates the cells. `None` where no column is a title.
pub(super) fn find_shape(text: &str, said: Option<u8>) -> Option<Shape> {
    let separators = said.map_or(SEPARATORS.to_vec(), |separator| vec![separator]);
    let shapes = separators.into_iter().filter_map(|separator| {
        let rows = reader(text, separator).into_records().take(PREAMBLE);
        let named = rows.enumerate().filter_map(|(at, row)| Some((at, row.ok()?)));
        let (preamble, columns, known) = named
            .filter_map(|(at, row)| Some((at, known_names(&row, at)?, row)))
            .map(|(at, known, row)| (at, row, known))
            .reduce(|best, other| if other.2 > best.2 { other } else { best })?;
        let separator = if columns.len() == 1 { NONE } else { separator };
        let shape = Shape {
            separator,
            head: preamble + 1,
            title: title_among(&columns),
            columns,
        };
        Some((known, shape))
    });
    let best = shapes.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map(|(_, shape)| shape)
}

/// The column whose name is the likeliest of a title.
fn title_among(columns: &StringRecord) -> usize {
    columns
        .iter()
        .map(meaning)
        .enumerate()
        .filter(|(_, meaning)| matches!(meaning, Some(Meaning::Title(_))))
        .min_by_key(|(_, meaning)| *meaning)
        .map_or(0, |(at, _)| at)
}

/// How many cells of a row name something, if one of them names titles. A lone word has to be nothing but that name,
/// and what is not the first row has to name more: it may as well be a todo.
fn known_names(row: &StringRecord, at: usize) -> Option<usize> {
    let is_title = |cell: &str| matches!(meaning(cell), Some(Meaning::Title(_)));
    let known = row.iter().filter(|cell| meaning(cell).is_some()).count();
    let is_plain = row
        .iter()
        .any(|cell| is_title(cell) && !cell.contains([',', '(', ':', '/', '[']));
    let is_header = match known {
        0 => false,
        1 => at == 0 && is_plain && row.iter().any(is_title),
        _ => row.iter().any(is_title),
    };
    is_header.then_some(known)
}

/// The columns of a table none of which is a title; `None` where it does not look like a table.
pub(super) fn columns_without_title(text: &str) -> Option<Vec<Column>> {
    let (_, rows) = even_rows(text)?;
    let (names, others) = rows.split_first()?;
    let column = |(at, name): (usize, &str)| {
        let cells = others.iter().filter_map(|row| row.get(at));
        let examples = cells.map(str::trim).filter(|cell| !cell.is_empty()).take(EXAMPLES);
        Column {
            name: name.trim().to_owned(),
            examples: examples.map(str::to_owned).collect(),
        }
    };
    Some(names.iter().enumerate().map(column).collect())
}

/// The same table as its owner says that it is to be read.
pub(super) fn shape_as_chosen(text: &str, choice: Choice) -> Option<Shape> {
    let (separator, rows) = even_rows(text)?;
    let names = rows.into_iter().next()?;
    let unnamed = || (1..=names.len()).map(|number| format!("column {number}")).collect();
    (choice.title < names.len()).then(|| Shape {
        separator,
        head: usize::from(!choice.has_no_names),
        columns: if choice.has_no_names { unnamed() } else { names.clone() },
        title: choice.title,
    })
}

/// The separator that makes columns of the first rows, and those rows.
fn even_rows(text: &str) -> Option<(u8, Vec<StringRecord>)> {
    SEPARATORS.into_iter().find_map(|separator| {
        let rows: Vec<StringRecord> = reader(text, separator)
            .into_records()
            .take(PREAMBLE)
            .flatten()
            .collect();
        let width = rows.first()?.len();
        let is_even = width > 1 && rows.len() > 1 && rows.iter().all(|row| row.len() == width);
        is_even.then_some((separator, rows))
    })
}

/// Reads the rows below the names of the columns.
///
/// # Errors
/// [`Unreadable::TooMany`].
pub(super) fn read(text: &str, shape: &Shape, reading: &mut Reading) -> Result<(), Unreadable> {
    let columns: Vec<(&str, Option<Meaning>)> =
        shape.columns.iter().map(|name| (name, reading.meaning(name))).collect();
    let title = shape.title;
    let mut rows = reader(text, shape.separator);
    let mut bytes = ByteRecord::new();
    let mut at = 0;
    while rows.read_byte_record(&mut bytes).unwrap_or(false) {
        at += 1;
        if at <= shape.head {
            continue;
        }
        let row = at - shape.head;
        // It was text as a whole, and no separator is a part of a letter.
        let Ok(record) = StringRecord::from_byte_record(bytes.clone()) else {
            continue;
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // To tell the line takes going through the text once more, so of the first ones only.
        if reading.faults.len() < MAX_FAULTS
            && let Some(reason) = stray_quote(text, &rows, &bytes, record.get(title).unwrap_or_default(), shape)
        {
            reading.fault(row, reason);
            continue;
        }
        if record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
            reading.remarks.ragged.push(row);
        }
        let fields: Vec<Field<'_>> = columns
            .iter()
            .zip(&record)
            .enumerate()
            .map(|(column, ((name, meaning), cell))| match column == title {
                // Whatever its name, it comes before all others.
                true => Field {
                    name,
                    meaning: Some(Meaning::Title(0)),
                    value: Cow::Borrowed(restored(cell)),
                },
                false => Field {
                    name,
                    // What else could have been a title says something about it, and does not stand in for it.
                    meaning: meaning.map(|meaning| match meaning {
                        Meaning::Title(_) => extra_of_title(name).map_or(Meaning::Ignored, Meaning::Extra),
                        other => other,
                    }),
                    value: Cow::Borrowed(cell),
                },
            })
            .collect();
        reading.take(row, &fields)?;
    }
    Ok(())
}

/// What is wrong with a row whose quotation mark was never meant to be one: it is not closed, and everything to the end
/// of the file is in the row, or it is closed by that of another row.
fn stray_quote(text: &str, rows: &Reader<&[u8]>, record: &ByteRecord, title: &str, shape: &Shape) -> Option<String> {
    let start = usize::try_from(record.position()?.byte()).ok()?;
    let end = match rows.is_done() {
        true => text.len(),
        false => usize::try_from(rows.position().byte()).ok()?.min(text.len()),
    };
    let raw = text.get(start..end)?.trim();
    let mut lines = raw.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    lines.next()?;
    let swallowed: Vec<&str> = lines.collect();
    let is_open = text.get(end..)?.trim().is_empty() && raw.matches('"').count() % 2 == 1;
    let separators = shape.columns.len() - 1;
    let is_row = |line: &str| line.matches(char::from(shape.separator)).count() == separators;
    let has_rows = separators > 0 && title.split(['\n', '\r']).skip(1).any(is_row);
    if swallowed.is_empty() || !(is_open || has_rows) {
        return None;
    }
    let before = &text[..end - text[start..end].trim_start().len()];
    let line = 1 + before.matches('\n').count().max(before.matches('\r').count());
    let short = |line: &&str| line.chars().take(MAX_TOLD).collect::<String>();
    let told = swallowed.iter().take(3).map(short).collect::<Vec<_>>().join("”, “");
    let more = match swallowed.len() {
        ..=3 => String::new(),
        count => format!(" and {} more", count - 3),
    };
    Some(match is_open {
        true => format!(
            "a quotation mark in line {line} is never closed, and the lines after it are swallowed: “{told}”{more}"
        ),
        false => format!(
            "a quotation mark in line {line} goes on over lines that look like rows of their own: “{told}”{more}"
        ),
    })
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}
