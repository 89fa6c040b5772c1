//! Better Auth's JSON API: what its stock client sends, and what it has to find in the answers. The client itself
//! is run by `end2end/clients`.

mod bodies;
mod callback_url;
mod change_password;
mod delete_user;
mod document;
mod get_session;
mod mail;
mod origin;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;
mod tokens;
mod update_user;

use crate::support::{Answer, App, Ask, Browser, PASSWORD};
use http::Method;
use serde_json::{Value, json};
use server::api::body::Members;

const ORIGIN: &str = "http://localhost:3000";
const OTHER_PASSWORD: &str = "a heron reads the weather";
const USER: [&str; 9] = [
    "name",
    "email",
    "emailVerified",
    "image",
    "createdAt",
    "updatedAt",
    "id",
    "role",
    "twoFactorEnabled",
];
const SESSION: [&str; 8] = [
    "expiresAt",
    "token",
    "createdAt",
    "updatedAt",
    "ipAddress",
    "userAgent",
    "userId",
    "id",
];

/// Reads, as the stock client in a page of ours does.
fn get<'a>(browser: &'a Browser, path: &str) -> Ask<'a> {
    browser
        .ask(Method::GET, &format!("/api/auth{path}"))
        .header("sec-fetch-site", "same-origin")
        .header("sec-fetch-mode", "cors")
}

/// Sends, as the stock client in a page of ours does.
#[expect(clippy::needless_pass_by_value, reason = "calls read better with `json!` in place")]
fn post<'a>(browser: &'a Browser, path: &str, body: Value) -> Ask<'a> {
    get(browser, path)
        .method(Method::POST)
        .header("origin", ORIGIN)
        .header("content-type", "application/json")
        .body(body.to_string())
}

/// Sends as a program without cookies does.
fn bearer<'a>(app: &'a Bearer, method: Method, path: &str) -> Ask<'a> {
    app.program
        .ask(method, &format!("/api/auth{path}"))
        .header("authorization", &format!("Bearer {}", app.token))
        .header("content-type", "application/json")
}

/// A program with a token.
struct Bearer {
    program: Browser,
    token: String,
}

impl Bearer {
    fn new(app: &App, token: impl Into<String>) -> Self {
        Self {
            program: app.guest(),
            token: token.into(),
        }
    }
}

/// Signs in on another device.
async fn device(app: &App, name: &str) -> (Browser, Value) {
    let browser = app.guest();
    let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
    let answer = post(&browser, "/sign-in/email", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    (browser, json_of(&answer))
}

/// The body of an answer that carries JSON.
fn json_of(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json"), "{answer:?}");
    serde_json::from_slice(&answer.body).unwrap()
}

/// The names of the members of an object, in the order they came.
fn members(text: &str) -> Vec<String> {
    let Members(members) = serde_json::from_str(text).unwrap();
    members.into_iter().map(|(name, _)| name).collect()
}

/// Status, code and message of a refusal, which has no other members.
fn refusal(answer: &Answer) -> (u16, String, String) {
    let body = json_of(answer);
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let expected: &[&str] = match body.get("code") {
        Some(_) => &["message", "code"],
        None => &["message"],
    };
    let mut found = members(answer.text());
    found.sort_by_key(|name| name != "message");
    assert_eq!(found, expected, "{answer:?}");
    (answer.status, text("code"), text("message"))
}

/// Asserts status and code of a refusal.
fn assert_refused(answer: &Answer, status: u16, code: &str) {
    let found = refusal(answer);
    assert_eq!((found.0, found.1.as_str()), (status, code), "{answer:?}");
}

/// Who the API takes this browser for.
async fn current(browser: &Browser) -> Option<Value> {
    let answer = get(browser, "/get-session").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    Some(json_of(&answer)).filter(|body| !body.is_null())
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no text at {pointer} in {value}"))
}

/// Whether a text is a time with exactly three digits after the second.
fn is_timestamp(value: &Value) -> bool {
    let pattern = "dddd-dd-ddTdd:dd:dd.dddZ";
    value.as_str().is_some_and(|text| {
        let fits = |(letter, wanted): (char, char)| match wanted {
            'd' => letter.is_ascii_digit(),
            wanted => letter == wanted,
        };
        text.len() == pattern.len() && text.chars().zip(pattern.chars()).all(fits)
    })
}
