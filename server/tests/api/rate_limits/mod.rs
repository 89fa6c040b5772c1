//! How often something may be tried, by whom, and that nobody is locked out by it.

mod accounts;
mod answers;
mod clients;
mod devices;
mod emails;
mod owners;
mod proxies;
mod renewals;

use crate::support::{Answer, App, Browser};
use futures_util::future::join_all;
use serde_json::json;
use server::{auth::limits::Limits, config::Config};

const WRONG: &str = "not the password at all";

/// The limits an operator gets who says nothing.
fn limited(config: &mut Config) {
    config.server.rate_limits = Some(Limits::default());
}

/// The same behind a proxy on this machine, so that a test can be anybody.
fn behind_a_proxy(config: &mut Config) {
    limited(config);
    config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
}

async fn sign_in_from(browser: &Browser, address: &str, email: &str, password: &str) -> Answer {
    browser
        .rpc(
            "sign-in",
            json!({ "form": { "email": email, "password": password, "remember": "on" } }),
        )
        .header("x-forwarded-for", address)
        .await
}

async fn sign_up_from(browser: &Browser, address: &str, name: &str, password: &str) -> Answer {
    let email = format!("{name}@example.com");
    browser
        .rpc(
            "sign-up",
            json!({ "form": { "name": name, "email": email, "password": password } }),
        )
        .header("x-forwarded-for", address)
        .await
}

/// Guesses from as many addresses, all at once; tells what each was answered.
async fn attack(app: &App, email: &str, attackers: u32) -> Vec<u16> {
    let browser = app.guest();
    let guesses = (0..attackers).map(|attacker| {
        let browser = browser.clone();
        async move {
            let address = format!("198.18.{}.{}", attacker / 256, attacker % 256);
            sign_in_from(&browser, &address, email, WRONG).await.status
        }
    });
    join_all(guesses).await
}

fn how_many(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|one| **one == status).count()
}

fn retry_after(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 429, "{answer:?}");
    answer.header("retry-after").unwrap().parse().unwrap()
}
