//! The map of `docs/ARCHITECTURE.md`: who may name whom. Cargo keeps the crates apart; this keeps the modules within them
//! apart, finds files that name each other in a circle, and writes the map (`UPDATE_MAP=1`).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod floors;
mod use_graph;

use floors::{APP, Floors, SERVER};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};
use use_graph::{Graph, Module};

/// Crates that may be named in these places only.
const CRATES: [(&str, &str, &[&str]); 15] = [
    ("server", "sqlx", &["database", "store"]),
    (
        "server",
        "axum",
        &[
            "startup",
            "router",
            "account_pages",
            "api",
            "forms",
            "preload",
            "render",
            "metrics_page",
            "navigation",
            "middleware",
            "entity_tag",
            "error_page",
            "problem",
            "client_errors",
            "security_contact",
            "session_events",
            "site",
            "state",
        ],
    ),
    (
        "server",
        "leptos",
        &["startup", "account_pages", "api", "render", "state", "middleware"],
    ),
    ("server", "leptos_axum", &["render", "router"]),
    ("server", "clap", &["cli", "config"]),
    ("server", "jsonwebtoken", &["auth"]),
    ("server", "argon2", &["auth"]),
    ("server", "webauthn_rs", &["auth"]),
    ("server", "lettre", &["config", "mail"]),
    ("server", "prometheus_client", &["telemetry"]),
    ("server", "opentelemetry", &["telemetry"]),
    ("server", "tracing_subscriber", &["telemetry"]),
    ("app", "leptos_axum", &["request"]),
    ("app", "leptos_router", &["routes"]),
    ("app", "web_sys", &["browser", "components"]),
];

struct Source {
    /// The module directly under `src`.
    module: String,
    path: PathBuf,
    /// The path below `src`.
    relative: PathBuf,
    text: String,
    /// The code without comments and without its unit tests.
    code: String,
}

fn sources(package: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join(package)
        .join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(&root).unwrap().to_owned();
            let module = relative
                .iter()
                .next()
                .unwrap()
                .to_str()
                .unwrap()
                .trim_end_matches(".rs")
                .to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let program = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let code = program
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            sources.push(Source {
                module,
                path,
                relative,
                text,
                code,
            });
        }
    }
    assert!(sources.len() > 20, "the sources of {package} are elsewhere");
    sources
}

/// The modules named after `crate::`, in braces or not.
fn named_modules(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => named.extend(heads_of(list)),
            None => named.extend(head_of(rest)),
        }
    }
    named
}

/// The first names of a list in braces, however its items go on.
fn heads_of(list: &str) -> Vec<String> {
    let (mut depth, mut items, mut item) = (0, Vec::new(), String::new());
    for letter in list.chars() {
        match letter {
            '}' if depth == 0 => break,
            ',' if depth == 0 => items.push(std::mem::take(&mut item)),
            _ => {
                depth += match letter {
                    '{' => 1,
                    '}' => -1,
                    _ => 0,
                };
                item.push(letter);
            }
        }
    }
    items.push(item);
    items.iter().filter_map(|item| head_of(item.trim())).collect()
}

fn head_of(path: &str) -> Option<String> {
    let head: String = path
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    (!head.is_empty()).then_some(head)
}

/// Each module names what the table allows it and what lies further down there, and the table allows nothing that no code
/// needs.
fn check_arrows(package: &str, floors: Floors) {
    let mut unused: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (at, (module, arrows)) in floors.iter().enumerate() {
        let below: Vec<&str> = floors[at + 1..].iter().map(|(name, _)| *name).collect();
        for arrow in *arrows {
            assert!(
                below.contains(arrow),
                "`{module}` may not name `{arrow}`, which does not lie below it"
            );
            unused.insert((module, arrow));
        }
    }
    for Source { module, path, code, .. } in sources(package) {
        let (name, arrows) = floors.iter().find(|(name, _)| *name == module).unwrap_or_else(|| {
            panic!(
                "{} is not in the table of floors: where does {module} belong?",
                path.display()
            )
        });
        for named in named_modules(&code) {
            let is_module = floors.iter().any(|(name, _)| *name == named);
            let is_item = !is_module && (*name == "lib" || named.chars().next().is_some_and(char::is_uppercase));
            let arrow = arrows.iter().find(|arrow| **arrow == named);
            assert!(
                named == module || arrow.is_some() || is_item,
                "{} names `{named}`, and `{module}` may name only {arrows:?}",
                path.display()
            );
            arrow.map(|arrow| unused.remove(&(*name, *arrow)));
        }
    }
    assert!(unused.is_empty(), "no code needs these arrows: {unused:?}");
}

#[test]
fn modules_of_the_server_name_only_what_lies_below_them() {
    check_arrows("server", SERVER);
}

#[test]
fn modules_of_the_interface_name_only_what_lies_below_them() {
    check_arrows("app", APP);
}

#[test]
fn no_files_name_each_other_in_a_circle() {
    for package in ["app", "server"] {
        let files: BTreeMap<Module, String> = sources(package)
            .into_iter()
            .map(|source| (module_of(&source.relative), source.code))
            .collect();
        let circles = Graph::new(&files).circles();
        assert!(circles.is_empty(), "circles in {package}:\n{}", circles.join("\n\n"));
    }
}

/// The module that a file is, from the root of its package.
fn module_of(relative: &Path) -> Module {
    let path = relative.with_extension("");
    let parts: Module = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    match parts.split_last() {
        Some((last, folders)) if last == "mod" => folders.to_vec(),
        Some((last, [])) if last == "lib" => Module::new(),
        _ => parts,
    }
}

/// The map stands in `docs/ARCHITECTURE.md` between two lines; what a module is for is the first sentence of its own
/// documentation.
#[test]
fn the_map_in_the_documentation_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/ARCHITECTURE.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- map -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of map -->").unwrap();
    let map = format!("{}\n{}", map_of("app", APP), map_of("server", SERVER));
    let expected = format!("{before}<!-- map -->\n{map}<!-- end of map -->{after}");
    if env::var_os("UPDATE_MAP").is_some() {
        return fs::write(&path, &expected).unwrap();
    }
    assert!(
        page == expected,
        "the map is not that of the code; `UPDATE_MAP=1 cargo test -p server --test architecture` writes it"
    );
}

fn map_of(package: &str, floors: Floors) -> String {
    let sources = sources(package);
    let rows = floors
        .iter()
        .filter(|(module, _)| !["lib", "main"].contains(module))
        .map(|(module, arrows)| {
            let is_face = |source: &&Source| module_of(&source.relative) == [*module];
            let face = sources.iter().find(is_face).unwrap();
            let arrows = arrows
                .iter()
                .map(|arrow| format!("`{arrow}`"))
                .collect::<Vec<_>>()
                .join(", ");
            format!("| `{module}` | {} | {arrows} |\n", first_sentence(face))
        });
    format!(
        "| `{package}/src` | what it is for | what it names |\n|---|---|---|\n{}",
        rows.collect::<String>()
    )
}

fn first_sentence(face: &Source) -> String {
    let lines = face.text.lines().map_while(|line| line.strip_prefix("//!"));
    let text = lines.take_while(|line| !line.is_empty()).collect::<String>();
    let end = text.find(". ").map_or(text.len(), |end| end + 1);
    let sentence = text[..end].trim().trim_end_matches('.').replace('|', "\\|");
    assert!(
        !sentence.is_empty(),
        "{} does not say what it is for",
        face.path.display()
    );
    sentence
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        let is_whole = !before.is_alphanumeric() && before != '_' && before != '.';
        is_whole && code[at + name.len()..].starts_with("::")
    })
}

#[test]
fn crates_are_named_only_where_they_belong() {
    for (package, name, modules) in CRATES {
        for Source { module, path, code, .. } in sources(package) {
            assert!(
                modules.contains(&&*module) || !names_crate(&code, name),
                "{} names {name}",
                path.display()
            );
        }
    }
}

#[test]
fn the_interface_never_names_what_the_server_is_made_of() {
    for Source { path, code, .. } in sources("app") {
        for name in ["sqlx", "axum", "tokio", "argon2", "jsonwebtoken"] {
            assert!(!names_crate(&code, name), "{} names {name}", path.display());
        }
    }
}

/// The store derives rows and leaves the asking to `database`.
#[test]
fn the_store_uses_only_the_row_derive_of_sqlx() {
    for Source { path, code, .. } in sources("server").into_iter().filter(|source| source.module == "store") {
        let uses: Vec<_> = code.lines().filter(|line| line.contains("sqlx::")).collect();
        assert!(
            uses.iter().all(|line| line.trim() == "use sqlx::FromRow;"),
            "{}: {uses:?}",
            path.display()
        );
    }
}

/// A server function's body is dropped for the browser, so code inside needs no attribute; a wish for
/// another one usually means that the code belongs to the server.
#[test]
fn the_interface_tells_server_from_browser_in_one_line_beside_its_list_of_modules() {
    for Source { path, code, .. } in sources("app") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let may = ["lib.rs", "page_title.rs"].contains(&name);
        assert!(
            may || !code.contains("feature = \"ssr\""),
            "{} asks which side it is on",
            path.display()
        );
    }
}

#[test]
fn an_arrow_is_found_however_it_is_written() {
    let code = "use crate::{a, b::{c, d}, e as f};\nuse crate::g::h;\nlet x = crate::i(crate::j::K);";
    let expected = ["a", "b", "e", "g", "i", "j"].map(str::to_owned);
    assert_eq!(named_modules(code), BTreeSet::from(expected));
}
