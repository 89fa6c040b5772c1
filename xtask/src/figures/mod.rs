//! `cargo xtask figures`: how large and how tangled the code is, as a table and lists in markdown.
//!
//! They tell where a file or a function has outgrown what one can read at once. Nothing fails on them.

use source::{Function, Source, read_package};
use use_graph::Graph;

use crate::{Result, workspace};

mod source;
/// The test of the architecture fails on a circle; both have to mean the same by it.
#[path = "../../../server/tests/architecture/use_graph.rs"]
mod use_graph;

const LONG_FILE: usize = 400;
const LONG_FUNCTION: usize = 60;

/// A row of the table: what it is called, and how it is found for some of the files.
type Figure = (&'static str, fn(&[&Source]) -> String);

const FIGURES: [Figure; 11] = [
    ("files", |files| files.len().to_string()),
    ("lines", |files| lines(files).count().to_string()),
    ("lines of a file: median / p90 / max", |files| {
        spread(files.iter().map(|file| file.lines.len()))
    }),
    ("functions", |files| functions(files).count().to_string()),
    ("lines of a function: median / p90 / max", |files| {
        spread(functions(files).map(|function| function.lines))
    }),
    ("doc + plain comments, of all lines", |files| {
        let docs = lines(files).filter(|line| is_doc(line)).count();
        let comments = lines(files).filter(|line| is_comment(line)).count();
        let share = |some: usize| format!("{:.1} %", some as f64 * 100.0 / lines(files).count() as f64);
        format!("{} + {}", share(docs), share(comments - docs))
    }),
    ("lines with `feature = \"ssr\"`", |files| {
        code_with(files, "feature = \"ssr\"")
    }),
    ("`unwrap()`", |files| code_with(files, ".unwrap()")),
    ("`expect(…)`", |files| code_with(files, ".expect(")),
    ("`#[allow]` / `#[expect]`", |files| {
        format!("{} / {}", code_with(files, "[allow("), code_with(files, "[expect("))
    }),
    ("TODO, FIXME, XXX", |files| {
        lines(files).filter(|line| is_debt(line)).count().to_string()
    }),
];

pub fn figures() -> Result {
    let packages = [read_package("app")?, read_package("server")?, read_package("frontend")?];
    let [app, server, _] = packages.each_ref().map(|files| files.iter().collect::<Vec<_>>());
    let all: Vec<&Source> = packages.iter().flatten().collect();

    println!("Sources without unit tests.\n");
    println!("| | app, server, frontend | app | server |\n|---|---|---|---|");
    for (name, figure) in FIGURES {
        println!("| {name} | {} | {} | {} |", figure(&all), figure(&app), figure(&server));
    }
    let (in_rust, in_browser) = tests()?;
    println!(
        "\n- Tests: {in_rust} in Rust, {in_browser} in the browser\n- Lints on: {}",
        lints()?
    );

    let files = all.iter().filter(|file| file.lines.len() > LONG_FILE);
    let files = files.map(|file| format!("`{}` {}", file.path, file.lines.len()));
    list(&format!("Files above {LONG_FILE} lines"), files);
    let functions = all
        .iter()
        .flat_map(|file| file.functions.iter().map(|function| (&file.path, function)));
    let functions = functions.filter(|(_, function)| function.lines > LONG_FUNCTION);
    let functions = functions.map(|(path, function)| format!("`{path}` `{}` {}", function.name, function.lines));
    list(&format!("Functions above {LONG_FUNCTION} lines"), functions);
    let has_doc = |file: &Source| file.lines.iter().any(|line| line.starts_with("//!"));
    let silent = all.iter().filter(|file| !file.is_list && !has_doc(file));
    list(
        "Files without a module doc",
        silent.map(|file| format!("`{}`", file.path)),
    );
    let circles = [circles(&app), circles(&server)].concat();
    list("Circles of files", circles.into_iter());
    Ok(())
}

/// Each circle as its arrows: `a -> b; b -> a`.
fn circles(files: &[&Source]) -> Vec<String> {
    let code = |file: &&Source| {
        let lines = file.lines.iter().filter(|line| !is_comment(line.trim_start()));
        lines.map(|line| format!("{line}\n")).collect()
    };
    let files = files.iter().map(|file| (file.module.clone(), code(file))).collect();
    let circles = Graph::new(&files).circles();
    circles
        .iter()
        .map(|arrows| format!("`{}`", arrows.replace('\n', "; ")))
        .collect()
}

fn list(title: &str, entries: impl Iterator<Item = String>) {
    let entries: Vec<String> = entries.map(|entry| format!("\n- {entry}")).collect();
    println!("\n{title}: {}\n{}", entries.len(), entries.concat());
}

fn functions<'a>(files: &'a [&Source]) -> impl Iterator<Item = &'a Function> {
    files.iter().flat_map(|file| &file.functions)
}

fn lines<'a>(files: &'a [&Source]) -> impl Iterator<Item = &'a str> {
    files.iter().flat_map(|file| &file.lines).map(|line| line.trim_start())
}

fn code_with(files: &[&Source], text: &str) -> String {
    let code = lines(files).filter(|line| !is_comment(line) && line.contains(text));
    code.count().to_string()
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//")
}

fn is_doc(line: &str) -> bool {
    line.starts_with("///") || line.starts_with("//!")
}

fn is_debt(line: &str) -> bool {
    let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|word| ["TODO", "FIXME", "XXX"].contains(&word))
}

/// The median, what nine of ten do not exceed, and the largest, each by the nearest rank.
fn spread(values: impl Iterator<Item = usize>) -> String {
    let mut values: Vec<usize> = values.collect();
    values.sort_unstable();
    let rank = |percent: usize| (values.len() * percent).div_ceil(100).saturating_sub(1);
    let [median, p90, max] = [50, 90, 100].map(|percent| values.get(rank(percent)).copied().unwrap_or(0));
    format!("{median} / {p90} / {max}")
}

/// How many tests are written in Rust and in Playwright. Some of the latter run once for each of several pages.
fn tests() -> Result<(usize, usize)> {
    let count = |folder: &str, ending: &str, starts: &[&str]| {
        let mut found = 0;
        for file in workspace::files_below(&workspace::root().join(folder), ending)? {
            let text = workspace::read(&file)?;
            let lines = text.lines().map(str::trim_start);
            found += lines
                .filter(|line| starts.iter().any(|start| line.starts_with(start)))
                .count();
        }
        Ok(found)
    };
    let packages = ["app", "benches", "frontend", "server", "xtask"];
    let in_rust = packages
        .iter()
        .map(|package| count(package, "rs", &["#[test]", "#[tokio::test"]));
    Ok((
        in_rust.sum::<Result<usize>>()?,
        count("end2end", "spec.ts", &["test("])?,
    ))
}

/// As `Cargo.toml` has them: `clippy all, clippy dbg_macro, …`.
fn lints() -> Result<String> {
    let manifest = workspace::read(&workspace::root().join("Cargo.toml"))?;
    let sections = manifest
        .split("\n[")
        .filter_map(|section| section.strip_prefix("workspace.lints.")?.split_once("]\n"));
    let names = sections.flat_map(|(tool, lines)| {
        let levels = lines.lines().filter_map(|line| line.split_once(" = "));
        let on = levels.filter(|(_, level)| !level.contains("allow"));
        on.map(move |(name, _)| format!("`{tool}::{name}`"))
    });
    Ok(names.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_of_nearest_ranks() {
        assert_eq!(spread(1..=10), "5 / 9 / 10");
        assert_eq!(spread(std::iter::empty()), "0 / 0 / 0");
    }

    #[test]
    fn a_circle_is_shown_as_its_arrows() {
        let file = |module: &str, text: &str| source::read(module.into(), vec![module.into()], text).unwrap();
        let (a, b) = (
            file("a", "// Not `crate::c::Thing`.\nuse crate::b::Thing;"),
            file("b", "fn go() { crate::a::stop(); }"),
        );
        let c = file("c", "use crate::a::Thing;");
        assert_eq!(circles(&[&a, &b, &c]), ["`a -> b; b -> a`"]);
    }

    #[test]
    fn only_whole_words_are_marks_of_debts() {
        assert!(is_debt("// TODO: settle this"));
        assert!(!is_debt("const TODO_LIMIT: usize = 1;"));
    }
}
