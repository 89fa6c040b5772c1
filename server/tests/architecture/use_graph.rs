//! Which file of a package names which other: by its `use` lines and by the paths in its code.
//!
//! A name that a module passes on (`pub use`) is looked for where it comes from, so that a face is no way around. A module
//! and what lies within it are one room: arrows between the two are not counted.

use std::collections::{BTreeMap, BTreeSet};

/// A file as the module it is, from the root of the package; the root has no name.
pub type Module = Vec<String>;

pub struct Graph {
    arrows: BTreeMap<Module, BTreeSet<Module>>,
}

/// What a file's code says of other files.
#[derive(Default)]
struct Names {
    /// The paths it names, as they are written.
    paths: Vec<Vec<String>>,
    /// What it passes on, by the name it has here.
    passed_on: BTreeMap<String, Vec<String>>,
}

impl Graph {
    /// The graph of files, each with its code without comments and unit tests.
    pub fn new(files: &BTreeMap<Module, String>) -> Self {
        let names: BTreeMap<&Module, Names> = files.iter().map(|(module, code)| (module, names_in(code))).collect();
        let arrows = names.iter().map(|(module, own)| {
            let named = own.paths.iter().filter_map(|path| resolve(&names, module, path, 0));
            let others =
                named.filter(|named| !named.is_empty() && !is_within(named, module) && !is_within(module, named));
            ((*module).clone(), others.collect())
        });
        Self {
            arrows: arrows.collect(),
        }
    }

    /// Files that name each other in a circle, and the arrows among them.
    pub fn circles(&self) -> Vec<String> {
        let reached: BTreeMap<&Module, BTreeSet<&Module>> =
            self.arrows.keys().map(|from| (from, self.reached_from(from))).collect();
        let mut told = BTreeSet::new();
        let mut circles = Vec::new();
        for (from, reaches) in &reached {
            let mates: BTreeSet<&Module> = reaches
                .iter()
                .copied()
                .filter(|other| reached[other].contains(from))
                .collect();
            if mates.is_empty() || !told.insert(mates.clone()) {
                continue;
            }
            let lines = mates.iter().map(|mate| {
                let arrows = self.arrows[*mate].iter().filter(|other| mates.contains(other));
                format!(
                    "{} -> {}",
                    mate.join("::"),
                    arrows.map(|other| other.join("::")).collect::<Vec<_>>().join(", ")
                )
            });
            circles.push(lines.collect::<Vec<_>>().join("\n"));
        }
        circles
    }

    fn reached_from<'a>(&'a self, from: &'a Module) -> BTreeSet<&'a Module> {
        let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(module) = next.pop() {
            next.extend(
                self.arrows
                    .get(module)
                    .into_iter()
                    .flatten()
                    .filter(|other| reached.insert(*other)),
            );
        }
        reached
    }
}

fn is_within(inner: &[String], outer: &[String]) -> bool {
    inner.starts_with(outer)
}

/// The file in which what `path` says in `module` is defined.
fn resolve(names: &BTreeMap<&Module, Names>, module: &Module, path: &[String], depth: usize) -> Option<Module> {
    let full = absolute(names, module, path)?;
    let at = (0..=full.len())
        .rev()
        .find(|length| names.contains_key(&full[..*length].to_vec()))?;
    let (found, rest) = full.split_at(at);
    let passed_on = rest.first().and_then(|name| names[&found.to_vec()].passed_on.get(name));
    match passed_on {
        Some(source) if depth < 6 => {
            let source: Vec<String> = source.iter().chain(&rest[1..]).cloned().collect();
            resolve(names, &found.to_vec(), &source, depth + 1)
        }
        _ => Some(found.to_vec()),
    }
}

/// A path from the root of the package; `None` for one into another package.
fn absolute(names: &BTreeMap<&Module, Names>, module: &Module, path: &[String]) -> Option<Module> {
    let up = path.iter().take_while(|part| *part == "super").count();
    let base = match path.first()?.as_str() {
        "crate" => return Some(path[1..].to_vec()),
        "self" => return Some([module.as_slice(), &path[1..]].concat()),
        "super" => &module[..module.len().checked_sub(up)?],
        child => {
            let inner = [module.as_slice(), &[child.to_owned()]].concat();
            return names.contains_key(&inner).then(|| [module.as_slice(), path].concat());
        }
    };
    Some([base, &path[up..]].concat())
}

fn names_in(code: &str) -> Names {
    let mut names = Names::default();
    let mut body = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let Some((visibility, tree)) = use_line(line) else {
            body.push_str(line);
            body.push('\n');
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.contains(';') {
            tree.push_str(lines.next().unwrap_or(";"));
        }
        for path in expand(tree.trim_end_matches(';').trim()) {
            let (path, name) = named(&path);
            match visibility {
                "" => names.paths.push(path),
                _ => drop(names.passed_on.insert(name, path)),
            }
        }
    }
    names.paths.extend(paths_in(&body));
    names
}

/// The visibility of a `use` and what follows it.
fn use_line(line: &str) -> Option<(&str, &str)> {
    let (visibility, tree) = line.split_once("use ")?;
    let visibility = visibility.trim();
    (visibility.is_empty() || visibility == "pub" || visibility.starts_with("pub(")).then_some((visibility, tree))
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let Some((head, inner)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let mut items = vec![String::new()];
    let mut depth = 0;
    for letter in inner.chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        match (letter, items.last_mut()) {
            (',', _) if depth == 0 => items.push(String::new()),
            (_, Some(item)) => item.push(letter),
            (_, None) => {}
        }
    }
    let items = items.iter().filter(|item| !item.trim().is_empty());
    items
        .flat_map(|item| expand(&format!("{}{}", head.trim(), item.trim())))
        .collect()
}

/// The parts of a path, and the name it has from now on.
fn named(path: &str) -> (Vec<String>, String) {
    let (path, alias) = path.split_once(" as ").unwrap_or((path, ""));
    let parts: Vec<String> = path.split("::").map(|part| part.trim().to_owned()).collect();
    let parts = match parts.split_last() {
        Some((last, rest)) if last == "self" && !rest.is_empty() => rest.to_vec(),
        _ => parts,
    };
    let name = match alias.trim() {
        "" => parts.last().cloned().unwrap_or_default(),
        alias => alias.to_owned(),
    };
    (parts, name)
}

/// The paths in code that begin within the package: at its root, above, here, or in a module below.
fn paths_in(code: &str) -> Vec<Vec<String>> {
    let is_of_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let words = code.split(|letter: char| !is_of_path(letter));
    let paths = words.filter(|word| word.contains("::") && !word.starts_with(':'));
    paths.map(|word| named(word.trim_end_matches(':')).0).collect()
}

#[test]
fn what_a_file_names_is_found_however_it_is_written() {
    let names = names_in(
        "use crate::{a, b::{c, d as e}};\npub use self::f::G as H;\nuse super::{\n    i,\n    j::{self, K},\n};\nlet x = m::n(crate::o::P);",
    );
    let paths: Vec<String> = names.paths.iter().map(|path| path.join("::")).collect();
    let expected = [
        "crate::a",
        "crate::b::c",
        "crate::b::d",
        "super::i",
        "super::j",
        "super::j::K",
        "m::n",
        "crate::o::P",
    ];
    assert_eq!(paths, expected);
    assert_eq!(names.passed_on["H"], ["self", "f", "G"]);
}

#[test]
fn a_circle_is_found_through_a_face_and_not_between_a_room_and_what_is_in_it() {
    let graph = |files: &[(&str, &str)]| {
        let module = |path: &str| {
            path.split("::")
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        Graph::new(
            &files
                .iter()
                .map(|(path, code)| (module(path), (*code).to_owned()))
                .collect(),
        )
    };
    let open = graph(&[
        ("", ""),
        ("a", "use inner::X;\npub use inner::Y;"),
        ("a::inner", "use super::Z;"),
        ("b", "use crate::a::Y;"),
    ]);
    assert!(open.circles().is_empty());
    let closed = graph(&[
        ("", ""),
        ("a", "pub use inner::Y;"),
        ("a::inner", "use crate::b::W;"),
        ("b", "use crate::a::Y;"),
    ]);
    assert_eq!(closed.circles(), ["a::inner -> b\nb -> a::inner"]);
}
