//! `cargo xtask sbom`: what the program is made of, as CycloneDX 1.6 (<https://cyclonedx.org/docs/1.6/json/>).
//!
//! Written from what Cargo says itself, so that it needs no tool that has to be installed first, and without a time or
//! a number of its own, so that the same `Cargo.lock` gives the same file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use crate::command::{answer, command};
use crate::failure::Failure;
use crate::step::say;
use crate::{Result, workspace};

/// What is given away: the server, and the browser's half that it carries.
const ROOTS: [&str; 2] = ["server", "frontend"];

pub fn sbom() -> Result {
    let metadata = answer(command("cargo").args(["metadata", "--format-version=1", "--locked"]))
        .ok_or_else(|| Failure::new("`cargo metadata` failed"))?;
    let metadata = serde_json::from_str(&metadata)
        .map_err(|error| Failure::new(format!("`cargo metadata` cannot be read: {error}")))?;
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock"))
        .map_err(|error| Failure::new(format!("cannot read Cargo.lock: {error}")))?;
    let bill = bill(&metadata, &checksums(&lock)).ok_or_else(|| Failure::new("`cargo metadata` has another form"))?;

    let path = workspace::target().join("latchkey.cdx.json");
    fs::write(&path, format!("{bill:#}\n"))
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", workspace::shown(&path))))?;
    let count = bill["components"].as_array().map_or(0, Vec::len);
    say(&format!("{count} crates are listed in {}", workspace::shown(&path)));
    Ok(())
}

/// SHA-256 of each crate as it comes from the registry, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |part: &str, name: &str| {
        let line = part
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
        Some(line?.trim_end_matches('"').to_owned())
    };
    let parts = lock.split("[[package]]").skip(1);
    parts
        .filter_map(|part| {
            Some((
                (value(part, "name")?, value(part, "version")?),
                value(part, "checksum")?,
            ))
        })
        .collect()
}

fn bill(metadata: &Value, checksums: &BTreeMap<(String, String), String>) -> Option<Value> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut packages = BTreeMap::new();
    for package in metadata["packages"].as_array()? {
        packages.insert(text(&package["id"])?, package);
    }
    let mut edges = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array()? {
        let used = node["deps"]
            .as_array()?
            .iter()
            .filter(|dependency| is_in_the_program(dependency));
        let used: BTreeSet<String> = used.filter_map(|dependency| text(&dependency["pkg"])).collect();
        edges.insert(text(&node["id"])?, used);
    }

    let is_root = |id: &&String| {
        packages
            .get(*id)
            .is_some_and(|package| ROOTS.iter().any(|root| package["name"] == *root))
    };
    let mut found: BTreeSet<String> = packages.keys().filter(is_root).cloned().collect();
    let mut waiting: Vec<String> = found.iter().cloned().collect();
    while let Some(id) = waiting.pop() {
        for next in edges.get(&id)? {
            if found.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }

    let reference = |id: &str| {
        let package = packages.get(id)?;
        Some(format!(
            "pkg:cargo/{}@{}",
            package["name"].as_str()?,
            package["version"].as_str()?
        ))
    };
    let mut components = Vec::new();
    let mut dependencies = Vec::new();
    let mut of_the_program = BTreeSet::new();
    for id in &found {
        let package = packages.get(id)?;
        let used: Vec<String> = edges.get(id)?.iter().filter_map(|id| reference(id)).collect();
        // A package of the workspace is not published under its name, so it is a part of the program and no component.
        if package["source"].is_null() {
            let is_foreign = |id: &&String| packages.get(*id).is_some_and(|package| !package["source"].is_null());
            of_the_program.extend(edges.get(id)?.iter().filter(is_foreign).filter_map(|id| reference(id)));
            continue;
        }
        let (name, version, purl) = (text(&package["name"])?, text(&package["version"])?, reference(id)?);
        let mut component = json!({
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "scope": "required",
        });
        if let Some(licence) = package["license"].as_str() {
            // Cargo's older way of saying "or".
            component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
        }
        if let Some(hash) = checksums.get(&(name, version)) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": hash }]);
        }
        components.push(component);
        dependencies.push(json!({ "ref": purl, "dependsOn": used }));
    }

    let server = packages.values().find(|package| package["name"] == ROOTS[0])?;
    let program = format!("latchkey@{}", server["version"].as_str()?);
    dependencies.push(json!({ "ref": program, "dependsOn": of_the_program }));
    Some(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": program,
                "name": "latchkey",
                "version": server["version"],
                "licenses": [{ "expression": server["license"] }],
            },
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// Whether a dependency is more than a help for tests. What runs while the program is compiled can put itself into it.
fn is_in_the_program(dependency: &Value) -> bool {
    let kinds = dependency["dep_kinds"].as_array();
    kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind["kind"] != "dev"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_needs_is_listed_and_what_tests_need_is_not() {
        let package = |name: &str, source: Value| json!({ "id": name, "name": name, "version": "1.2.3", "license": "MIT/Apache-2.0", "source": source });
        let needs = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [
                package("server", Value::Null),
                package("xtask", Value::Null),
                package("used", json!("registry")),
                package("deeper", json!("registry")),
                package("for-tests", json!("registry")),
                package("for-us", json!("registry")),
            ],
            "resolve": { "nodes": [
                { "id": "server", "deps": [needs("used", Value::Null), needs("for-tests", json!("dev"))] },
                { "id": "xtask", "deps": [needs("for-us", Value::Null)] },
                { "id": "used", "deps": [needs("deeper", json!("build"))] },
                { "id": "deeper", "deps": [] },
                { "id": "for-tests", "deps": [] },
                { "id": "for-us", "deps": [] },
            ] },
        });
        let lock = "[[package]]\nname = \"used\"\nversion = \"1.2.3\"\nsource = \"registry\"\nchecksum = \"abcd\"\n";
        let bill = bill(&metadata, &checksums(lock)).unwrap();
        let names: Vec<&str> = bill["components"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|part| part["name"].as_str())
            .collect();
        assert_eq!(names, ["deeper", "used"]);
        let used = &bill["components"][1];
        assert_eq!(used["purl"], "pkg:cargo/used@1.2.3");
        assert_eq!(used["hashes"][0]["content"], "abcd");
        assert_eq!(used["licenses"][0]["expression"], "MIT OR Apache-2.0");
        let of_program = bill["dependencies"].as_array().unwrap().last().unwrap();
        assert_eq!(
            of_program,
            &json!({ "ref": "latchkey@1.2.3", "dependsOn": ["pkg:cargo/used@1.2.3"] })
        );
    }
}
