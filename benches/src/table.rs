//! The table that `cargo xtask bench` prints: each row a figure of Latchkey's next to a reference that was measured in
//! the same run, by turns with it.
//!
//! Machines differ and are noisy; a ratio of two figures of the same minute says more than either of them. So a row
//! keeps the ratio of every round, shows their median and how far they spread, and its bar is about the median.

use crate::Result;
use anyhow::ensure;
use serde::{Deserialize, Serialize};

/// One line of the table. It also travels as JSON, from programs that measure something on their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The part of the benchmark, such as `server`.
    pub part: String,
    /// What was measured, such as "`/sign-in`, requests".
    pub name: String,
    /// Of both figures, such as "/s", "ms" or "MB".
    pub unit: String,
    /// The median over all rounds.
    pub ours: f64,
    /// The median over all rounds, and whose it is.
    pub reference: f64,
    pub reference_name: String,
    /// Ours by the reference, round by round.
    pub ratio: Spread,
    #[serde(default)]
    pub bar: Option<Bar>,
    /// Whether the bar is reached, where there is one.
    #[serde(default)]
    pub is_met: Option<bool>,
}

impl Row {
    /// A row of what the rounds have found: ours first, the reference second.
    ///
    /// # Errors
    /// When there are no rounds, or a figure is not one to divide by.
    pub fn of_rounds(what: What<'_>, reference_name: &str, rounds: &[(f64, f64)]) -> Result<Self> {
        for (ours, reference) in rounds {
            ensure!(
                ours.is_finite() && reference.is_finite() && *reference > 0.0,
                "{}: {ours} by {reference} is no ratio",
                what.name
            );
        }
        let ratios: Vec<f64> = rounds.iter().map(|(ours, reference)| ours / reference).collect();
        let ours: Vec<f64> = rounds.iter().map(|(ours, _)| *ours).collect();
        let reference: Vec<f64> = rounds.iter().map(|(_, reference)| *reference).collect();
        Ok(Self {
            part: what.part.into(),
            name: what.name.into(),
            unit: what.unit.into(),
            ours: Spread::of(&ours)?.median,
            reference: Spread::of(&reference)?.median,
            reference_name: reference_name.into(),
            ratio: Spread::of(&ratios)?,
            bar: None,
            is_met: None,
        })
    }

    /// With what it has to reach.
    #[must_use]
    pub fn with_bar(mut self, bar: Bar) -> Self {
        self.is_met = Some(bar.is_met(self.ours, self.ratio.median));
        self.bar = Some(bar);
        self
    }
}

/// What a row is about.
#[derive(Clone, Copy, Debug)]
pub struct What<'a> {
    pub part: &'a str,
    pub name: &'a str,
    pub unit: &'a str,
}

/// Some figures of the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// # Errors
    /// When there are none.
    pub fn of(figures: &[f64]) -> Result<Self> {
        ensure!(!figures.is_empty(), "nothing was measured");
        let mut sorted = figures.to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        };
        Ok(Self {
            median,
            least: sorted[0],
            most: sorted[sorted.len() - 1],
        })
    }
}

/// What a row has to reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    RatioAtLeast(f64),
    RatioAtMost(f64),
    /// Of our figure, in its unit.
    AtLeast(f64),
    AtMost(f64),
}

impl Bar {
    fn is_met(self, ours: f64, ratio: f64) -> bool {
        match self {
            Self::RatioAtLeast(bar) => ratio >= bar,
            Self::RatioAtMost(bar) => ratio <= bar,
            Self::AtLeast(bar) => ours >= bar,
            Self::AtMost(bar) => ours <= bar,
        }
    }

    fn shown(self, unit: &str) -> String {
        match self {
            Self::RatioAtLeast(bar) => format!("≥ {bar:.2}"),
            Self::RatioAtMost(bar) => format!("≤ {bar:.2}"),
            Self::AtLeast(bar) => format!("≥ {} {unit}", number(bar)),
            Self::AtMost(bar) => format!("≤ {} {unit}", number(bar)),
        }
    }
}

const HEADINGS: [&str; 8] = ["part", "what", "Latchkey", "reference", "ratio", "spread", "bar", "met"];
/// The columns of figures, which stand to the right.
const RIGHT: [usize; 3] = [2, 4, 5];

/// The rows as a Markdown table whose columns stand below each other.
#[must_use]
pub fn markdown(rows: &[Row]) -> String {
    let lines: Vec<[String; 8]> = rows.iter().map(cells).collect();
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.chain([HEADINGS[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: [usize; 8] = std::array::from_fn(width);
    let mut table = line(&HEADINGS.map(str::to_owned), &widths);
    for (column, width) in widths.iter().enumerate() {
        let end = if RIGHT.contains(&column) { ':' } else { '-' };
        table += &format!("|{}{end}", "-".repeat(width + 1));
    }
    table += "|\n";
    for cells in &lines {
        table += &line(cells, &widths);
    }
    table
}

fn cells(row: &Row) -> [String; 8] {
    let Spread { median, least, most } = row.ratio;
    [
        row.part.clone(),
        row.name.clone(),
        format!("{} {}", number(row.ours), row.unit),
        format!("{} {} ({})", number(row.reference), row.unit, row.reference_name),
        format!("{median:.2}"),
        format!("{least:.2}–{most:.2}"),
        row.bar.map(|bar| bar.shown(&row.unit)).unwrap_or_default(),
        match row.is_met {
            Some(true) => "yes".into(),
            Some(false) => "NO".into(),
            None => String::new(),
        },
    ]
}

fn line(cells: &[String; 8], widths: &[usize; 8]) -> String {
    let mut line = String::new();
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        line += &if RIGHT.contains(&column) {
            format!("| {cell:>width$} ")
        } else {
            format!("| {cell:<width$} ")
        };
    }
    line + "|\n"
}

/// Three digits that mean something; more would only be noise.
fn number(figure: f64) -> String {
    match figure.abs() {
        size if size >= 99.95 => format!("{figure:.0}"),
        size if size >= 9.995 => format!("{figure:.1}"),
        size if size >= 0.9995 => format!("{figure:.2}"),
        _ => format!("{figure:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTS: What<'_> = What {
        part: "server",
        name: "`/sign-in`, requests",
        unit: "/s",
    };

    fn row(rounds: &[(f64, f64)]) -> Row {
        Row::of_rounds(REQUESTS, "a fixed page", rounds).unwrap()
    }

    #[test]
    fn the_ratio_is_taken_round_by_round() {
        // The machine was three times as fast in the second round; the ratio does not notice.
        let found = row(&[(50.0, 100.0), (150.0, 300.0), (60.0, 100.0)]);
        let expected = Spread {
            median: 0.5,
            least: 0.5,
            most: 0.6,
        };
        assert_eq!(found.ratio, expected);
        assert_eq!((found.ours, found.reference), (60.0, 100.0));
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(Spread::of(&[4.0, 1.0, 2.0, 10.0]).unwrap().median, 3.0);
    }

    #[test]
    fn nothing_measured_is_no_row() {
        assert!(Row::of_rounds(REQUESTS, "a fixed page", &[]).is_err());
        assert!(Row::of_rounds(REQUESTS, "a fixed page", &[(1.0, 0.0)]).is_err());
        assert!(Row::of_rounds(REQUESTS, "a fixed page", &[(f64::NAN, 1.0)]).is_err());
    }

    #[test]
    fn a_bar_is_about_the_ratio_or_about_our_figure() {
        let met = |bar| row(&[(50.0, 100.0)]).with_bar(bar).is_met;
        assert_eq!(met(Bar::RatioAtLeast(0.5)), Some(true));
        assert_eq!(met(Bar::RatioAtLeast(0.51)), Some(false));
        assert_eq!(met(Bar::RatioAtMost(0.5)), Some(true));
        assert_eq!(met(Bar::RatioAtMost(0.49)), Some(false));
        assert_eq!(met(Bar::AtMost(50.0)), Some(true));
        assert_eq!(met(Bar::AtMost(49.0)), Some(false));
        assert_eq!(met(Bar::AtLeast(50.0)), Some(true));
        assert_eq!(met(Bar::AtLeast(51.0)), Some(false));
    }

    #[test]
    fn the_table_tells_what_is_not_met() {
        let rows = [
            row(&[(5012.0, 10_000.0)]).with_bar(Bar::RatioAtLeast(0.6)),
            row(&[(1.5, 0.25)]),
        ];
        let expected = "\
| part   | what                 | Latchkey | reference               | ratio |    spread | bar    | met |
|--------|----------------------|---------:|-------------------------|------:|----------:|--------|-----|
| server | `/sign-in`, requests |  5012 /s | 10000 /s (a fixed page) |  0.50 | 0.50–0.50 | ≥ 0.60 | NO  |
| server | `/sign-in`, requests |  1.50 /s | 0.250 /s (a fixed page) |  6.00 | 6.00–6.00 |        |     |
";
        assert_eq!(markdown(&rows), expected);
    }

    #[test]
    fn a_row_survives_its_way_as_json() {
        let sent = row(&[(1.0, 2.0)]).with_bar(Bar::AtMost(3.0));
        let received: Row = serde_json::from_str(&serde_json::to_string(&sent).unwrap()).unwrap();
        assert_eq!(received, sent);
    }
}
