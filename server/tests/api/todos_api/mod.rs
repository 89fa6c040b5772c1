//! `/api/todos`: what a program does with its todos.

mod batch;
mod bodies;
mod changes;
mod counting;
mod credentials;
mod details;
mod labels;
mod listing;
mod lists;
mod moving;
mod one;
mod ownership;
mod quick;
mod quotas;
mod recurring;
mod repeating;
mod searching;
mod sorting;
mod steps;
mod trash;
mod versions;
mod words;

use crate::support::{Answer, App, Ask, Browser, PASSWORD};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Method;
use serde_json::{Value, json};

/// A program of somebody, with their token.
struct Program {
    http: Browser,
    token: String,
}

impl Program {
    /// Whose it is.
    fn id(&self) -> String {
        let claims = self.token.split('.').nth(1).unwrap();
        let claims = URL_SAFE_NO_PAD.decode(claims).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        claims["sub"].as_str().unwrap().to_owned()
    }

    /// A program of somebody who has just registered.
    async fn of(app: &App, name: &str) -> Self {
        let body = json!({ "name": name, "email": format!("{name}@example.com"), "password": PASSWORD });
        Self::with_token_of(app, "register", body).await
    }

    /// One more program of somebody.
    async fn again(app: &App, name: &str) -> Self {
        let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
        Self::with_token_of(app, "login/json", body).await
    }

    /// The same program once more, to do two things at once.
    fn on_a_connection_of_its_own(&self, app: &App) -> Self {
        Self {
            http: app.guest(),
            token: self.token.clone(),
        }
    }

    async fn with_token_of(app: &App, path: &str, body: Value) -> Self {
        let http = app.guest();
        let answer = http
            .ask(Method::POST, &format!("/api/v1/auth/{path}"))
            .header("content-type", "application/json")
            .body(body.to_string())
            .await;
        let token = json_of(&answer)["access_token"].as_str().unwrap().to_owned();
        Self { http, token }
    }

    fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        self.http
            .ask(method, &format!("/api/todos{path}"))
            .header("authorization", &format!("Bearer {}", self.token))
    }

    /// The same of `/api/labels`.
    fn labels(&self, method: Method, path: &str, body: Value) -> Ask<'_> {
        self.at("/api/labels", method, path, body)
    }

    /// The same of `/api/lists`.
    fn lists(&self, method: Method, path: &str, body: Value) -> Ask<'_> {
        self.at("/api/lists", method, path, body)
    }

    fn at(&self, area: &str, method: Method, path: &str, body: Value) -> Ask<'_> {
        self.http
            .ask(method, &format!("{area}{path}"))
            .header("authorization", &format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(body.to_string())
    }

    /// Makes a list and tells its id.
    async fn add_list(&self, name: &str) -> String {
        let answer = self.lists(Method::POST, "", json!({ "name": name })).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        json_of(&answer)["id"].as_str().unwrap().to_owned()
    }

    fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    fn send(&self, method: Method, path: &str, body: Value) -> Ask<'_> {
        self.ask(method, path)
            .header("content-type", "application/json")
            .body(body.to_string())
    }

    fn post(&self, body: Value) -> Ask<'_> {
        self.send(Method::POST, "", body)
    }

    fn patch(&self, id: &str, body: Value) -> Ask<'_> {
        self.send(Method::PATCH, &format!("/{id}"), body)
    }

    fn put(&self, id: &str, body: Value) -> Ask<'_> {
        self.send(Method::PUT, &format!("/{id}"), body)
    }

    fn delete(&self, id: &str) -> Ask<'_> {
        self.ask(Method::DELETE, &format!("/{id}"))
    }

    /// Adds a todo and tells its id.
    async fn add(&self, title: &str) -> String {
        let answer = self.post(json!({ "title": title })).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        json_of(&answer)["id"].as_str().unwrap().to_owned()
    }

    /// A todo as it is now.
    async fn find(&self, id: &str) -> Value {
        json_of(&self.get(&format!("/{id}")).await)
    }

    /// A part of the list.
    async fn list(&self, query: &str) -> Part {
        let answer = self.get(query).await;
        assert_eq!(answer.status, 200, "for {query}: {answer:?}");
        Part::of(&answer)
    }

    /// The titles of a part of the list, completed ones with a tick.
    async fn titles(&self, query: &str) -> Vec<String> {
        let part = self.list(query).await;
        let line = |todo: &Value| {
            let tick = if todo["completed"] == true { " ✓" } else { "" };
            format!("{}{tick}", todo["title"].as_str().unwrap())
        };
        part.todos.iter().map(line).collect()
    }
}

/// A part of a list: the body is an array, and the rest is in headers.
#[derive(Debug, PartialEq)]
struct Part {
    todos: Vec<Value>,
    /// What to ask for to get the next part, as `Link` says it: everything behind `/api/todos`.
    next: Option<String>,
    /// Under the filter, where that is told.
    total: Option<i64>,
    /// Active and completed ones of the whole list.
    counts: (i64, i64),
}

impl Part {
    fn of(answer: &Answer) -> Self {
        let count = |name| answer.header(name).map(|count| count.parse().unwrap());
        let body = json_of(answer);
        Self {
            todos: body.as_array().unwrap_or_else(|| panic!("no array: {body}")).clone(),
            next: link(answer, "next"),
            total: count("x-total-count"),
            counts: (count("x-active-count").unwrap(), count("x-completed-count").unwrap()),
        }
    }

    fn titles(&self) -> Vec<String> {
        let title = |todo: &Value| todo["title"].as_str().unwrap().to_owned();
        self.todos.iter().map(title).collect()
    }
}

/// What `Link` names as `relation`, behind `/api/todos`.
fn link(answer: &Answer, relation: &str) -> Option<String> {
    let links = answer.header("link").unwrap_or_default();
    let mut links = links.split(", ").filter_map(|link| link.split_once("; "));
    let (address, _) = links.find(|(_, found)| *found == format!("rel=\"{relation}\""))?;
    let address = address.strip_prefix('<').unwrap().strip_suffix('>').unwrap();
    let rest = address.strip_prefix("http://localhost:3000/api/todos");
    Some(
        rest.unwrap_or_else(|| panic!("no address of ours in full: {address}"))
            .to_owned(),
    )
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

/// A problem: its status and code, and that it is one.
fn problem(answer: &Answer) -> (u16, String) {
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{answer:?}"
    );
    let body = json_of(answer);
    assert_eq!(body["status"], answer.status);
    assert_eq!(body["request_id"].as_str(), answer.header("x-request-id"));
    (answer.status, body["code"].as_str().unwrap().to_owned())
}

/// The fields a 422 names, with what is wrong about each.
fn faults(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(problem(answer), (422, "invalid".to_owned()), "{answer:?}");
    let errors = json_of(answer)["errors"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors
        .iter()
        .map(|error| (text(&error["field"]), text(&error["code"])))
        .collect()
}

/// An id as a client makes it.
fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}
