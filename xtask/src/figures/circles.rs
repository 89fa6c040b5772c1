//! Circles of files: those that name each other, directly or by way of others, so that none can be read alone.
//!
//! What a file names is every path in it that begins with `crate`, `super` or `self`, in macros too. What it only passes
//! on (`pub use`) is not among it: a folder's `mod.rs` may offer what its files hold.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::mem;

use proc_macro2::{Spacing, TokenStream, TokenTree};

use super::source::Source;

/// Each circle as the paths of its files, the largest first.
pub fn circles(sources: &[&Source]) -> Vec<Vec<String>> {
    let arrows = arrows(sources);
    let reached: Vec<BTreeSet<usize>> = (0..sources.len()).map(|start| reached_from(start, &arrows)).collect();

    let mut circles = BTreeSet::new();
    for (start, after) in reached.iter().enumerate() {
        let back = after.iter().filter(|other| reached[**other].contains(&start));
        circles.insert(back.map(|file| sources[*file].path.clone()).collect::<Vec<_>>());
    }
    let mut circles: Vec<_> = circles.into_iter().filter(|circle| circle.len() > 1).collect();
    circles.sort_by_key(|circle| Reverse(circle.len()));
    circles
}

/// For each file those that it names. A path leads to the deepest file on it, for what comes after is an item there.
fn arrows(sources: &[&Source]) -> Vec<BTreeSet<usize>> {
    let files = sources.iter().enumerate();
    let files: HashMap<&[String], usize> = files.map(|(index, source)| (&*source.module, index)).collect();
    let target = |path: Vec<String>| {
        (1..=path.len())
            .rev()
            .find_map(|length| files.get(&path[..length]).copied())
    };
    let named = |source: &&Source| paths_in(source).into_iter().filter_map(target).collect();
    sources.iter().map(named).collect()
}

fn reached_from(start: usize, arrows: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(file) = waiting.pop() {
        waiting.extend(arrows[file].iter().filter(|next| reached.insert(**next)));
    }
    reached
}

/// The paths a file names in its own crate, from the root.
fn paths_in(source: &Source) -> Vec<Vec<String>> {
    let tokens = source.lines.join("\n").parse().unwrap_or_default();
    let mut written = Vec::new();
    scan(tokens, &[], &mut written);

    let from_root = |path: Vec<String>| {
        let ups = path.iter().take_while(|name| *name == "super").count();
        let (base, skipped) = match path.first()?.as_str() {
            "crate" => (0, 1),
            "self" => (source.module.len(), 1),
            "super" => (source.module.len().saturating_sub(ups), ups),
            _ => return None,
        };
        // A word by itself is no path: `self`, or the reach of a `pub(super)`.
        (path.len() > 1).then(|| [&source.module[..base], &path[skipped..]].concat())
    };
    written.into_iter().filter_map(from_root).collect()
}

/// Collects names with `::` between them. `before` is what stands before the braces of a `use`.
fn scan(tokens: TokenStream, before: &[String], found: &mut Vec<Vec<String>>) {
    let mut tokens = tokens.into_iter();
    let mut path = before.to_vec();
    let (mut goes_on, mut is_public) = (false, false);
    while let Some(token) = tokens.next() {
        let was_public = is_public;
        match token {
            TokenTree::Punct(mark) if mark.as_char() == ':' => goes_on |= mark.spacing() == Spacing::Joint,
            TokenTree::Group(group) if goes_on => {
                scan(group.stream(), &path, found);
                (path, goes_on) = (before.to_vec(), false);
            }
            TokenTree::Group(group) => scan(group.stream(), &[], found),
            TokenTree::Ident(name) if name == "use" && was_public => {
                tokens.by_ref().find(|token| token.to_string() == ";");
                is_public = false;
            }
            // The new name of `a as b` leads nowhere.
            TokenTree::Ident(name) if name == "as" && !before.is_empty() => drop(tokens.next()),
            token => {
                if !goes_on {
                    finish(mem::replace(&mut path, before.to_vec()), before, found);
                }
                let name = token.to_string();
                is_public = name == "pub";
                if name != "," {
                    path.push(name);
                }
                goes_on = false;
            }
        }
    }
    finish(path, before, found);
}

fn finish(path: Vec<String>, before: &[String], found: &mut Vec<Vec<String>>) {
    if path.len() > before.len() {
        found.push(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::source::read;

    fn file(module: &str, text: &str) -> Source {
        read(module.to_owned(), module.split("::").map(str::to_owned).collect(), text).unwrap()
    }

    #[test]
    fn paths_are_named_from_the_root_and_what_is_passed_on_is_not_among_them() {
        let text = "use super::{clock, two::{self, Three as Four}};\npub(crate) use self::inner::Shown;\n\
            fn go(at: crate::time::Time<super::words::Word>) { view! { <p>{self::say()}</p> } }";
        let found = paths_in(&file("auth::a", text));
        let expected = [
            "auth::clock",
            "auth::two::self",
            "auth::two::Three",
            "time::Time",
            "auth::words::Word",
            "auth::a::say",
        ];
        assert_eq!(found.iter().map(|path| path.join("::")).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn files_that_name_each_other_by_way_of_a_third_are_a_circle() {
        let (a, b) = (
            file("a", "use crate::b::Thing;"),
            file("b", "fn go() { crate::c::stop(); }"),
        );
        let (c, d) = (file("c", "use super::a;"), file("d", "use crate::a;"));
        assert_eq!(circles(&[&a, &b, &c, &d]), [["a", "b", "c"]]);
    }

    #[test]
    fn what_a_folder_offers_is_no_arrow_down() {
        let face = file("a", "mod inner;\npub use self::inner::Thing;");
        let inner = file("a::inner", "use super::Other;");
        assert!(circles(&[&face, &inner]).is_empty());
    }
}
