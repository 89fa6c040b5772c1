//! How long a session lives, how it is renewed, and that ending it works at once.

mod ending;
mod lifetime;
mod renewing;
mod told;

use crate::support::Browser;
use app::model::SessionData;
use serde_json::json;

const SESSIONS: &str = "select count(*) as rows from sessions";
const TOKENS: &str = "select count(*) as rows from refresh_tokens";

async fn who(browser: &Browser) -> Option<SessionData> {
    browser.rpc("current-session", json!({})).await.value()
}
