//! A source file as the figures see it: its lines without the unit tests, and how long its functions are.

use std::ops::RangeInclusive;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, Block, Ident, ImplItemFn, Item, ItemFn, ItemMod, Signature, TraitItemFn, Visibility};

use crate::failure::Failure;
use crate::{Result, workspace};

pub struct Source {
    /// As it is shown: `server/src/auth/refresh.rs`.
    pub path: String,
    /// The names that lead to it in its crate: `auth`, `refresh`.
    pub module: Vec<String>,
    pub lines: Vec<String>,
    pub functions: Vec<Function>,
    /// Whether it is nothing but a list of modules and of what they offer.
    pub is_list: bool,
}

pub struct Function {
    pub name: String,
    pub lines: usize,
}

/// Every file below `<package>/src`.
pub fn read_package(package: &str) -> Result<Vec<Source>> {
    let root = workspace::root().join(package).join("src");
    let files = workspace::files_below(&root, "rs")?;
    let sources = files.iter().map(|file| {
        let module = module_of(file.strip_prefix(&root).unwrap_or(file));
        read(workspace::shown(file), module, &workspace::read(file)?)
    });
    let mut sources = sources.collect::<Result<Vec<_>>>()?;
    // A file of unit tests alone, declared by its parent as `#[cfg(test)] mod tests;`.
    sources.retain(|source| source.module.last().is_none_or(|name| name != "tests"));
    Ok(sources)
}

pub fn read(path: String, module: Vec<String>, text: &str) -> Result<Source> {
    let file = syn::parse_file(text).map_err(|error| {
        let line = error.span().start().line;
        Failure::new(format!("cannot parse {path}:{line}: {error}")).hint("`cargo check` says more")
    })?;
    let mut reader = Reader::default();
    reader.visit_file(&file);

    let is_test = |number: &usize| reader.tests.iter().any(|lines| lines.contains(number));
    let lines = text.lines().zip(1..).filter(|(_, number)| !is_test(number));
    Ok(Source {
        path,
        module,
        lines: lines.map(|(line, _)| line.to_owned()).collect(),
        functions: reader.functions,
        is_list: file.items.iter().all(is_listing),
    })
}

fn module_of(file: &Path) -> Vec<String> {
    let path = file.with_extension("");
    let names = path.iter().map(|name| name.to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.pop_if(|last| last == "mod");
    if names == ["lib"] || names == ["main"] {
        names.clear();
    }
    names
}

fn is_listing(item: &Item) -> bool {
    match item {
        Item::Mod(item) => item.content.is_none(),
        Item::Use(item) => !matches!(item.vis, Visibility::Inherited),
        _ => false,
    }
}

#[derive(Default)]
struct Reader {
    functions: Vec<Function>,
    /// The lines of unit tests.
    tests: Vec<RangeInclusive<usize>>,
}

impl Reader {
    fn add_function(&mut self, signature: &Signature, body: &Block) {
        let first = signature.fn_token.span.start().line;
        let last = body.brace_token.span.close().end().line;
        self.functions.push(Function {
            name: signature.ident.to_string(),
            lines: last - first + 1,
        });
        visit::visit_block(self, body);
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        let Some(attribute) = module.attrs.iter().find(|attribute| is_cfg_test(attribute)) else {
            return visit::visit_item_mod(self, module);
        };
        let first = attribute.pound_token.span.start().line;
        let end = module.content.as_ref().map(|(brace, _)| brace.span.close());
        let last = end.unwrap_or(module.ident.span()).end().line;
        self.tests.push(first..=last);
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.add_function(&function.sig, &function.block);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.add_function(&function.sig, &function.block);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(body) = &function.default {
            self.add_function(&function.sig, body);
        }
    }
}

fn is_cfg_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<Ident>().is_ok_and(|name| name == "test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_tests_are_cut_and_functions_measured() {
        let text =
            "fn long(\n    at: u8,\n) {\n    fn inner() {}\n}\n\n#[cfg(test)]\nmod tests {\n    fn helper() {}\n}\n";
        let source = read("a.rs".into(), Vec::new(), text).unwrap();
        assert_eq!(source.lines.len(), 6);
        let functions = source.functions.iter().map(|found| (&*found.name, found.lines));
        assert_eq!(functions.collect::<Vec<_>>(), [("long", 5), ("inner", 1)]);
    }

    #[test]
    fn a_module_is_where_its_file_lies() {
        assert_eq!(module_of(Path::new("auth/mod.rs")), ["auth"]);
        assert_eq!(module_of(Path::new("auth/refresh.rs")), ["auth", "refresh"]);
        assert!(module_of(Path::new("lib.rs")).is_empty());
    }

    #[test]
    fn a_file_that_does_not_parse_says_where() {
        let failure = read("a.rs".into(), Vec::new(), "fn one() {}\nfn {").err().unwrap();
        assert!(failure.to_string().starts_with("cannot parse a.rs:2"), "{failure}");
    }
}
