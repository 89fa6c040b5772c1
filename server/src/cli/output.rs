//! Results: words for a person, JSON for a script.

use console::{Term, style};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use serde_json::Value;
use std::{
    fmt::Display,
    io::{IsTerminal, Write},
    time::Duration,
};

/// Who reads what a command says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    Text,
    Json,
}

impl Output {
    /// As the arguments ask for it, also where they cannot be understood.
    pub(super) fn from_arguments() -> Self {
        if std::env::args_os().any(|argument| argument == "--json") {
            Self::Json
        } else {
            Self::Text
        }
    }

    /// Shows a result in one form or the other.
    pub(super) fn show(self, json: &Value, text: impl FnOnce() -> String) {
        match self {
            Self::Json => print(&format!("{json:#}")),
            Self::Text => print(text().trim_end()),
        }
    }

    /// A bar for long work, for a person at a terminal only.
    pub(super) fn progress(self, what: &'static str) -> ProgressBar {
        if self == Self::Json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::no_length().with_message(what);
        bar.set_style(bar_style("{msg} {bar:30} {bytes} of {total_bytes}"));
        bar
    }

    /// The same for work that is not counted in bytes.
    pub(super) fn progress_in_parts(self, what: &'static str) -> ProgressBar {
        let bar = self.progress(what);
        bar.set_style(bar_style("{msg} {bar:30} {percent} %"));
        bar
    }
}

fn bar_style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Moves a bar. Where the whole is not known, it shows what is done so far.
pub(super) fn advance(bar: &ProgressBar, done: u64, whole: Option<u64>) {
    match whole {
        // A copy can be a little larger than what it was estimated by.
        Some(whole) => bar.set_length(whole.max(done)),
        None => {
            bar.set_style(bar_style("{msg} {spinner} {bytes}"));
            bar.enable_steady_tick(Duration::from_millis(100));
        }
    }
    bar.set_position(done);
}

/// Writes to the standard output. Somebody who has stopped reading, as `head` does, is no failure.
pub(super) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
}

/// A list of things. A person at a terminal is told what its columns are; what reads a pipe wants the things alone.
pub(super) fn list<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    match std::io::stdout().is_terminal() {
        true => with_headings(headings, rows),
        false => table(rows),
    }
}

fn with_headings<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let lines = table(&[&[headings.map(str::to_owned)], rows].concat());
    let (headings, rows) = lines.split_once('\n').unwrap_or((&lines, ""));
    format!("{}\n{rows}", style(headings).dim())
}

/// Lines of columns, each as wide as its widest cell.
pub(super) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// "1 problem", "3 problems".
pub(super) fn counted(count: impl Display, what: &str) -> String {
    let count = count.to_string();
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// A moment for scripts and logs: RFC 3339 in UTC, to the second.
pub(super) fn moment(at: i64) -> String {
    let time = Timestamp::from_second(at.div_euclid(1000)).unwrap_or_default();
    time.to_string()
}

/// So many bytes, as people say it.
pub(super) fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}

/// A line typed at the terminal; `None` where there is no terminal.
pub(super) fn ask(question: &str) -> std::io::Result<Option<String>> {
    let terminal = Term::stderr();
    if !terminal.is_term() || !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    terminal.write_str(question)?;
    terminal.read_line().map(Some)
}

/// A line typed at the terminal without being shown; `None` where there is no terminal.
pub(super) fn ask_secret(question: &str) -> std::io::Result<Option<String>> {
    let terminal = Term::stderr();
    if !terminal.is_term() || !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    terminal.write_str(question)?;
    terminal.read_secure_line().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stand_above_their_columns() {
        let rows = [["ada@example.com", "admin"], ["b@c.de", "user"]].map(|row| row.map(str::to_owned));
        assert_eq!(
            with_headings(["ADDRESS", "ROLE"], &rows),
            "ADDRESS          ROLE\nada@example.com  admin\nb@c.de           user"
        );
        // Nobody sits before a test.
        assert_eq!(list(["ADDRESS", "ROLE"], &rows), table(&rows));
    }
}
