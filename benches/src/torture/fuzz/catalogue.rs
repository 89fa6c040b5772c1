//! What there is to ask: the operations of the API's document, the forms of the pages, the server functions.

use crate::{Client, Result};
use anyhow::Context;
use serde_json::{Value, json};

/// Pages that are looked through for forms. What they show differs for who is signed in.
const PAGES: [&str; 30] = [
    "/",
    "/sign-in",
    "/sign-up",
    "/todos",
    "/todos/today",
    "/todos/upcoming",
    "/todos/completed",
    "/todos/trash",
    "/lists/new",
    "/search?q=a",
    "/forgot-password",
    "/reset-password",
    "/verify-email",
    "/check-mail",
    "/sign-in/verify",
    "/settings/profile",
    "/settings/email",
    "/settings/password",
    "/settings/sessions",
    "/settings/activity",
    "/settings/confirm",
    "/settings/passkeys",
    "/settings/two-step",
    "/settings/data",
    "/settings/delete",
    "/settings/delete/confirm",
    "/admin",
    "/admin/people",
    "/admin/people/new",
    "/dev/mail",
];
/// Other addresses: files, and those that scripts ask.
const OTHERS: [&str; 17] = [
    "/pkg/latchkey.js",
    "/favicon.svg",
    "/robots.txt",
    "/docs/api",
    "/docs/api/style.css",
    "/api/openapi.json",
    "/healthz",
    "/readyz",
    "/admin/people/019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d",
    "/admin/people/019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d/delete",
    "/dev/mail/1/html",
    "/todos/019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d",
    "/lists/019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d",
    "/lists/019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d/edit",
    "/views",
    "/no-such-page",
    "/settings/data/export",
];
const CEREMONIES: [&str; 8] = [
    "/passkeys/register/start",
    "/passkeys/register/finish",
    "/passkeys/sign-in/start",
    "/passkeys/sign-in/finish",
    "/passkeys/confirm/start",
    "/passkeys/confirm/finish",
    "/passkeys/approve/start",
    "/passkeys/approve/finish",
];

/// An operation of the API.
pub struct Operation {
    pub method: String,
    pub path: String,
    pub query: Vec<String>,
    pub headers: Vec<String>,
    /// An example of its body.
    pub body: Option<Value>,
    /// Whether the body is a form.
    pub is_form: bool,
}

/// A form of a page, with its fields as they come.
pub struct Form {
    pub path: String,
    pub fields: Vec<(String, String)>,
}

pub struct Catalogue {
    pub operations: Vec<Operation>,
    pub forms: Vec<Form>,
    pub functions: Vec<(&'static str, Value)>,
    pub addresses: Vec<String>,
}

impl Catalogue {
    pub async fn read(url: &str) -> Result<Self> {
        let document: Value = reqwest::get(format!("{url}/api/openapi.json")).await?.json().await?;
        let member = Client::sign_up(url).await?;
        member.add_todo("one").await?;
        let mut forms = Vec::new();
        for page in PAGES {
            for cookie in ["", member.cookie.as_str()] {
                let request = reqwest::Client::new()
                    .get(format!("{url}{page}"))
                    .header("cookie", cookie);
                let html = request.header("accept", "text/html").send().await?.text().await?;
                forms.extend(forms_of(page, &html));
            }
        }
        let addresses = PAGES.iter().chain(&OTHERS).chain(&CEREMONIES);
        let catalogue = Self {
            operations: operations_of(&document)?,
            forms,
            functions: functions(),
            addresses: addresses.map(|&address| address.to_owned()).collect(),
        };
        anyhow::ensure!(
            catalogue.operations.len() > 20 && catalogue.forms.len() > 20,
            "{}",
            catalogue.told()
        );
        Ok(catalogue)
    }

    pub fn told(&self) -> String {
        format!(
            "{} operations, {} forms, {} functions, {} addresses",
            self.operations.len(),
            self.forms.len(),
            self.functions.len(),
            self.addresses.len()
        )
    }
}

fn functions() -> Vec<(&'static str, Value)> {
    let id = "2f1c8a52-51f8-4c52-8a3b-0a2f6f5f3c11";
    let form = json!({ "name": "Ada", "email": "nobody@example.com", "password": "wrong password", "remember": "on" });
    vec![
        ("/rpc/sign-up", json!({ "form": form })),
        ("/rpc/sign-in", json!({ "form": form })),
        ("/rpc/sign-out", json!({})),
        ("/rpc/current-session", json!({})),
        ("/rpc/todos/list", json!({ "filter": "All", "before": null })),
        (
            "/rpc/todos/list",
            json!({ "filter": "Active", "before": format!("1-{id}") }),
        ),
        ("/rpc/todos/add", json!({ "id": id, "title": "milk" })),
        (
            "/rpc/todos/edit",
            json!({ "id": id, "title": "bread", "completed": true }),
        ),
        ("/rpc/todos/remove", json!({ "id": id })),
        ("/rpc/todos/set-all", json!({ "completed": true })),
        ("/rpc/todos/clear-completed", json!({ "list": id })),
        (
            "/rpc/todos/add",
            json!({ "id": id, "title": "milk", "list": id, "form": { "due_date": "2026-12-24", "due_time": "17:00", "priority": "1", "notes": "two" } }),
        ),
        ("/rpc/todos/restore", json!({ "id": id })),
        ("/rpc/todos/move", json!({ "id": id, "beside": id, "is_after": true })),
        (
            "/rpc/todos/undo-set-all",
            json!({ "completed": true, "at": 1, "list": null }),
        ),
        ("/rpc/todos/undo-clear-completed", json!({ "at": 1, "list": id })),
    ]
}

fn operations_of(document: &Value) -> Result<Vec<Operation>> {
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().context("a document without paths")? {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let named = |place: &str| -> Vec<String> {
                let all = operation["parameters"].as_array().into_iter().flatten();
                let here = all.filter(|parameter| parameter["in"] == place);
                here.filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
                    .collect()
            };
            let content = operation["requestBody"]["content"].as_object();
            let (kind, schema) = match content.and_then(|content| content.iter().next()) {
                Some((kind, content)) => (kind.as_str(), Some(&content["schema"])),
                None => ("", None),
            };
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                query: named("query"),
                headers: named("header"),
                body: schema.map(|schema| example(document, schema, 0)),
                is_form: kind.contains("urlencoded"),
            });
        }
    }
    Ok(operations)
}

/// A value that a schema allows, or nearly.
fn example(document: &Value, schema: &Value, depth: usize) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next())
        && depth < 8
    {
        return example(document, &document["components"]["schemas"][name], depth + 1);
    }
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[several].as_array().and_then(|all| all.last()) {
            return example(document, first, depth + 1);
        }
    }
    if let Some(properties) = schema["properties"].as_object() {
        let members = properties
            .iter()
            .map(|(name, schema)| (name.clone(), example(document, schema, depth + 1)));
        return Value::Object(members.collect());
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind {
        Some("boolean") => json!(true),
        Some("integer" | "number") => json!(1),
        Some("array") => json!([example(document, &schema["items"], depth + 1)]),
        Some("object") => json!({}),
        _ => json!("text"),
    }
}

/// The forms in a page. Our own pages are regular enough to be read with a plain search.
fn forms_of(page: &str, html: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    for part in html.split("<form").skip(1) {
        let part = part.split("</form>").next().unwrap_or_default();
        let tag = part.split('>').next().unwrap_or_default();
        let path = attribute(tag, "action")
            .filter(|action| action.starts_with('/'))
            .unwrap_or_else(|| page.to_owned());
        let fields = part.split('<').filter_map(|element| {
            let element = element.split('>').next()?;
            let name = attribute(element, "name")?;
            Some((name, attribute(element, "value").unwrap_or_default()))
        });
        let path = path.replace("&amp;", "&");
        forms.push(Form {
            path,
            fields: fields.collect(),
        });
    }
    forms
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split('"').next()?.to_owned())
}
