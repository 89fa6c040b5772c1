//! Passkeys, shown by an authenticator in software.

mod adding;
pub mod authenticator;
mod confirming;
mod managing;
mod signing_in;

use crate::support::{Answer, App, Ask, Browser};
use authenticator::Authenticator;
use http::Method;
use serde_json::{Value, json};

/// A call of the script on our pages.
pub fn call<'a>(browser: &'a Browser, path: &str, body: &Value) -> Ask<'a> {
    browser
        .ask(Method::POST, &format!("/passkeys/{path}"))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json")
        .body(body.to_string())
}

pub fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

/// Begins a ceremony and returns what the authenticator is asked.
pub async fn start(browser: &Browser, way: &str) -> Value {
    let answer = call(browser, &format!("{way}/start"), &json!({})).await;
    assert_eq!(answer.status, 200, "{way} could not start: {}", answer.text());
    json_of(&answer)
}

/// The body that finishes a ceremony.
pub fn shown(credential: Value) -> Value {
    json!({ "credential": credential, "remember": true })
}

/// Adds the passkey of `authenticator` to the account of whoever is signed in.
pub async fn add(browser: &Browser, authenticator: &mut Authenticator, name: &str) -> Answer {
    let made = authenticator.make(&start(browser, "register").await);
    call(browser, "register/finish", &json!({ "credential": made, "name": name })).await
}

/// Signs in where nobody is.
pub async fn sign_in(browser: &Browser, authenticator: &Authenticator) -> Answer {
    let made = authenticator.show(&start(browser, "sign-in").await);
    call(browser, "sign-in/finish", &shown(made)).await
}

/// Somebody with one passkey.
pub async fn owner(app: &App, name: &str) -> (Browser, Authenticator) {
    let (browser, mut authenticator) = (app.confirmed_member(name).await, Authenticator::new(name));
    let answer = add(&browser, &mut authenticator, "Laptop").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    (browser, authenticator)
}

/// Whether the answer is a refusal with this status and something to read.
fn is_refused(answer: &Answer, status: u16) -> bool {
    answer.status == status
        && json_of(answer)["message"]
            .as_str()
            .is_some_and(|words| words.ends_with('.'))
}

/// The ids of all passkeys on the settings page, in its order.
async fn listed(browser: &Browser) -> Vec<String> {
    let page = browser.get("/settings/passkeys").await;
    let links = page.text().split("?rename=").skip(1);
    links.map(|rest| rest.split_once('"').unwrap().0.to_owned()).collect()
}
