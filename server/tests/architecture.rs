//! The arrows of `docs/ARCHITECTURE.md`: who may name whom. Cargo keeps the crates apart; this keeps
//! the modules within them apart.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each module of the server with the modules it may name.
const SERVER: [(&str, &[&str]); 33] = [
    ("main", &["cli"]),
    ("lib", &[]),
    (
        "cli",
        &[
            "api",
            "auth",
            "clock",
            "config",
            "database",
            "mail",
            "random",
            "startup",
            "state",
            "store",
            "telemetry",
            "words",
        ],
    ),
    (
        "startup",
        &[
            "app_backend",
            "auth",
            "clock",
            "config",
            "database",
            "jobs",
            "mail",
            "metrics_page",
            "middleware",
            "router",
            "site",
            "state",
            "telemetry",
            "todos",
        ],
    ),
    ("metrics_page", &["mail", "state", "telemetry"]),
    (
        "account_pages",
        &[
            "app_backend",
            "auth",
            "error_page",
            "forms",
            "mail",
            "middleware",
            "preload",
            "problem",
            "render",
            "state",
            "todos",
            "words",
        ],
    ),
    ("render", &["middleware", "state"]),
    (
        "mail",
        &[
            "auth",
            "clock",
            "config",
            "database",
            "fold",
            "store",
            "telemetry",
            "words",
        ],
    ),
    ("words", &["clock"]),
    (
        "router",
        &[
            "account_pages",
            "api",
            "client_errors",
            "forms",
            "middleware",
            "preload",
            "render",
            "security_contact",
            "session_events",
            "state",
        ],
    ),
    (
        "api",
        &["auth", "clock", "entity_tag", "middleware", "problem", "state", "todos"],
    ),
    (
        "forms",
        &["error_page", "middleware", "preload", "problem", "render", "state"],
    ),
    ("client_errors", &["state"]),
    ("security_contact", &["state"]),
    ("session_events", &["middleware", "state"]),
    ("preload", &["auth", "error_page", "state"]),
    (
        "middleware",
        &[
            "app_backend",
            "auth",
            "error_page",
            "preload",
            "problem",
            "random",
            "state",
            "telemetry",
            "todos",
        ],
    ),
    ("error_page", &["auth"]),
    ("problem", &["auth"]),
    ("state", &["auth", "database", "mail", "site", "telemetry", "todos"]),
    ("jobs", &["auth", "database", "mail", "store", "telemetry", "todos"]),
    ("config", &["auth", "random"]),
    ("app_backend", &["auth", "todos"]),
    ("auth", &["clock", "database", "fold", "random", "store", "telemetry"]),
    ("todos", &["auth", "clock", "database", "fold", "random", "store"]),
    ("store", &["database"]),
    ("database", &["telemetry"]),
    ("site", &["entity_tag"]),
    ("entity_tag", &[]),
    ("clock", &[]),
    ("random", &[]),
    ("fold", &[]),
    ("telemetry", &[]),
];

/// Each module of the interface with the modules it may name. `app` says what all pages share; `routes` and
/// `hydration` put them together, one for the server and one for the browser.
const APP: [(&str, &[&str]); 18] = [
    ("lib", &[]),
    ("shell", &["app", "frame", "model", "request", "routes", "shape"]),
    ("frame", &["components", "model", "request"]),
    (
        "routes",
        &["app", "components", "home", "not_found", "pages", "request"],
    ),
    ("home", &["components", "request"]),
    ("hydration", &["app", "browser", "model", "pages"]),
    ("app", &["hooks", "model"]),
    ("not_found", &["components", "model", "request"]),
    ("pages", &["browser", "components", "hooks", "model"]),
    ("components", &["browser", "hooks", "model", "request"]),
    ("hooks", &["browser", "functions", "model"]),
    ("functions", &["client", "model", "request"]),
    ("client", &["browser", "model"]),
    ("request", &["backend", "model"]),
    ("backend", &["model"]),
    ("model", &[]),
    ("shape", &[]),
    ("browser", &["model"]),
];

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
            let relative = path.strip_prefix(&root).unwrap();
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
            sources.push(Source { module, path, code });
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

fn check_arrows(package: &str, allowed: &[(&str, &[&str])]) {
    let known: BTreeSet<&str> = allowed.iter().map(|(module, _)| *module).collect();
    for Source { module, path, code } in sources(package) {
        let (_, arrows) = allowed.iter().find(|(name, _)| *name == module).unwrap_or_else(|| {
            panic!(
                "{} is not in the table above: where does {module} belong?",
                path.display()
            )
        });
        for named in named_modules(&code) {
            let is_module = known.contains(&*named) || named.chars().next().is_some_and(char::is_uppercase);
            let is_allowed = named == module || arrows.contains(&&*named) || (!is_module && module == "lib");
            assert!(
                is_allowed,
                "{} names `{named}`, and `{module}` may name only {arrows:?}",
                path.display()
            );
        }
    }
}

#[test]
fn modules_of_the_server_name_only_what_lies_below_them() {
    check_arrows("server", &SERVER);
}

#[test]
fn modules_of_the_interface_name_only_what_lies_below_them() {
    check_arrows("app", &APP);
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
        for Source { module, path, code } in sources(package) {
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
