//! Two-step verification: on the pages, in the token API and with Better Auth's client.

mod better_auth;
mod limits;
mod recovery;
mod set_up;
mod sign_in;
mod token_api;
mod trusted;

use crate::support::{Answer, App, Browser, PASSWORD, Phone, seconds};

const PAGE: &str = "/settings/two-step";
const VERIFY: &str = "/sign-in/verify";
const EMAIL: &str = "ada@example.com";

/// Sends a form of the settings page.
pub async fn send(browser: &Browser, intent: &str, fields: &[(&str, &str)]) -> Answer {
    let all: Vec<_> = [("intent", intent)].iter().chain(fields).copied().collect();
    browser.post_form(PAGE, &all).await
}

/// The text between two marks of a page.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).unwrap().0
}

pub async fn start(browser: &Browser) -> Phone {
    let answer = send(browser, "start", &[]).await;
    assert_eq!((answer.status, answer.location()), (303, PAGE), "{}", answer.text());
    let page = browser.get(PAGE).await;
    Phone::new(between(page.text(), "<code>", "</code>"))
}

pub fn codes_of(page: &Answer) -> Vec<String> {
    let element = between(page.text(), "<textarea class=\"recovery-codes\"", "</textarea>");
    let (_, codes) = element.split_once('>').unwrap();
    codes.lines().map(str::to_owned).collect()
}

/// Ada, who has turned it on a minute ago, with her phone and her recovery codes.
pub async fn ada(app: &App) -> (Browser, Phone, Vec<String>) {
    let ada = app.confirmed_member("Ada").await;
    let phone = start(&ada).await;
    let answer = send(&ada, "confirm", &[("code", &phone.code(app))]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let codes = codes_of(&answer);
    app.clock.advance(seconds(60));
    (ada, phone, codes)
}

/// A browser in which Ada has given her password, and nothing else yet.
async fn half_signed_in(app: &App) -> Browser {
    let browser = app.guest();
    give_password(&browser).await;
    browser
}

async fn give_password(browser: &Browser) {
    let answer = browser
        .post_form(
            "/sign-in",
            &[("email", EMAIL), ("password", PASSWORD), ("remember", "on")],
        )
        .await;
    assert_eq!((answer.status, answer.location()), (303, VERIFY));
}

/// Sends the code of the app.
async fn verify(browser: &Browser, code: &str) -> Answer {
    browser.post_form(VERIFY, &[("intent", "code"), ("code", code)]).await
}

async fn recover(browser: &Browser, code: &str) -> Answer {
    browser
        .post_form(VERIFY, &[("intent", "recovery"), ("code", code)])
        .await
}
