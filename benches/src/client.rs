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
        let mut client = Self::register(url, &Self::new_email()).await?;
        client.cookie = client.sign_in().await?;
        Ok(client)
    }

    /// An address that nobody else here has.
    #[must_use]
    pub fn new_email() -> String {
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        format!("person-{}-{number}@example.com", std::process::id())
    }

    /// Makes an account for `email` and opens a token session only.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn register(url: &str, email: &str) -> Result<Self> {
        let account = json!({ "email": email, "password": PASSWORD, "name": "Ada" });
        Self::open(url, email, "register", &account, StatusCode::CREATED).await
    }

    /// Opens one more token session of somebody who has an account.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn by_password(url: &str, email: &str) -> Result<Self> {
        let credentials = json!({ "email": email, "password": PASSWORD });
        Self::open(url, email, "login/json", &credentials, StatusCode::OK).await
    }

    async fn open(url: &str, email: &str, how: &str, body: &Value, status: StatusCode) -> Result<Self> {
        let http = reqwest::Client::new();
        let request = http.post(format!("{url}/api/v1/auth/{how}")).json(body);
        let body: Value = expect(request.send().await?, status).await?.json().await?;
        let token = |name: &str| {
            body["tokens"][name]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("no {name}"))
        };
        Ok(Self {
            http,
            url: url.to_owned(),
            email: email.to_owned(),
            access_token: token("access_token")?,
            refresh_token: token("refresh_token")?,
            cookie: String::new(),
        })
    }

    /// Exchanges the refresh token for new tokens. When no answer comes, the old one may be sent again.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn renew(&mut self) -> Result<()> {
        let request = self
            .http
            .post(format!("{}/api/v1/auth/refresh", self.url))
            .json(&json!({ "refresh_token": self.refresh_token }));
        let body: Value = expect(request.send().await?, StatusCode::OK).await?.json().await?;
        let token = |name: &str| {
            body[name]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("no {name}"))
        };
        (self.access_token, self.refresh_token) = (token("access_token")?, token("refresh_token")?);
        Ok(())
    }

    /// Signs in as a browser does and gives the `Cookie` header of the new session.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn sign_in(&self) -> Result<String> {
        let answer = self.open_session().await?;
        let cookies: Vec<&str> = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next())
            .collect();
        Ok(cookies.join("; "))
    }

    /// Ends all sessions of theirs but a new one, by whose bearer session token it is asked: an access token changes
    /// nothing of an account.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn end_all_sessions_but_a_new_one(&self) -> Result<()> {
        let answer = self.open_session().await?;
        let token = answer.headers().get("set-auth-token").context("no set-auth-token")?;
        let request = self
            .http
            .post(format!("{}/api/auth/revoke-other-sessions", self.url))
            .bearer_auth(token.to_str()?)
            .json(&json!({}));
        expect(request.send().await?, StatusCode::OK).await.map(drop)
    }

    async fn open_session(&self) -> Result<Response> {
        let credentials = json!({ "email": self.email, "password": PASSWORD });
        let request = self
            .http
            .post(format!("{}/api/auth/sign-in/email", self.url))
            .json(&credentials);
        expect(request.send().await?, StatusCode::OK).await
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

    /// All their todos, by following the links from part to part.
    ///
    /// # Errors
    /// When a part is refused or is no list.
    pub async fn todos(&self) -> Result<Vec<Value>> {
        let (mut todos, mut next) = (Vec::new(), Some("/api/todos?limit=100".to_owned()));
        while let Some(path) = next {
            let answer = expect(self.request(Method::GET, &path).send().await?, StatusCode::OK).await?;
            next = next_part(&answer);
            let part: Vec<Value> = answer.json().await?;
            todos.extend(part);
        }
        Ok(todos)
    }
}

/// What `Link` (RFC 8288) names as the next part, at whatever instance.
fn next_part(answer: &Response) -> Option<String> {
    let links = answer.headers().get("link")?.to_str().ok()?;
    let next = links.split(", ").find_map(|link| link.strip_suffix("; rel=\"next\""))?;
    let address = reqwest::Url::parse(next.strip_prefix('<')?.strip_suffix('>')?).ok()?;
    Some(format!("{}?{}", address.path(), address.query()?))
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
