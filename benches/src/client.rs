//! A person or program that uses Latchkey through its JSON API, as any other would.

use crate::Result;
use anyhow::{Context, bail};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// The password of everybody here.
pub const PASSWORD: &str = "correct horse battery";

static NUMBERS: AtomicU64 = AtomicU64::new(0);

/// Somebody with an account and its tokens. Cloning shares the connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    pub email: String,
    pub access_token: String,
    pub refresh_token: String,
    /// `Cookie` header of the same person's browser.
    pub cookie: String,
}

impl Client {
    /// Makes an account at the instance at `url`, and opens a browser session beside the token one.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn sign_up(url: &str) -> Result<Self> {
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let email = format!("person-{}-{number}@example.com", std::process::id());
        let http = reqwest::Client::new();
        let account = json!({ "email": email, "password": PASSWORD, "name": "Ada" });
        let answer = http
            .post(format!("{url}/api/v1/auth/register"))
            .json(&account)
            .send()
            .await?;
        let body: Value = expect(answer, StatusCode::CREATED).await?.json().await?;
        let token = |name: &str| {
            body["tokens"][name]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("no {name}"))
        };
        let mut client = Self {
            http,
            url: url.to_owned(),
            email,
            access_token: token("access_token")?,
            refresh_token: token("refresh_token")?,
            cookie: String::new(),
        };
        client.cookie = client.sign_in().await?;
        Ok(client)
    }

    /// Signs in as a browser does and gives the `Cookie` header of the new session.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn sign_in(&self) -> Result<String> {
        let credentials = json!({ "email": self.email, "password": PASSWORD });
        let request = self
            .http
            .post(format!("{}/api/auth/sign-in/email", self.url))
            .json(&credentials);
        let answer = expect(request.send().await?, StatusCode::OK).await?;
        let cookies: Vec<&str> = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next())
            .collect();
        Ok(cookies.join("; "))
    }

    /// A request of theirs with `Authorization: Bearer`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.access_token)
    }

    /// Adds a todo and gives its id.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn add_todo(&self, title: &str) -> Result<String> {
        let request = self
            .request(Method::POST, "/api/todos")
            .json(&json!({ "title": title }));
        let todo: Value = expect(request.send().await?, StatusCode::CREATED).await?.json().await?;
        todo["id"].as_str().map(str::to_owned).context("a todo without an id")
    }
}

/// The answer, if it has this status.
///
/// # Errors
/// When it has another; the body is in the message.
pub async fn expect(answer: Response, status: StatusCode) -> Result<Response> {
    if answer.status() == status {
        return Ok(answer);
    }
    let (url, found) = (answer.url().to_string(), answer.status());
    bail!(
        "{url} answered {found} instead of {status}: {}",
        answer.text().await.unwrap_or_default()
    )
}
