use crate::support::{Answer, App, Browser, eddsa, on_each_database, on_each_database_with};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Method;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::Value;
use server::auth::jwt::{Refusal, verify_access, verify_session};

/// Which of the two kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// At the API's door, behind `Authorization`.
    Access,
    /// At the door of pages, in the cookie.
    Session,
}

/// A genuine token and the means to make others that differ from it in one point.
pub struct Forge<'a> {
    pub app: &'a App,
    pub kind: Kind,
    /// A browser whose only cookie is the session JWT.
    pub browser: Browser,
    pub genuine: String,
    pub header: Value,
    pub claims: Value,
    signing: EncodingKey,
    pub algorithm: Algorithm,
}

/// Runs `test` with an access token of each algorithm, and with a session JWT, on each database.
pub async fn with_each_kind(test: impl AsyncFn(&Forge<'_>)) {
    with_access_tokens(&test).await;
    on_each_database(async |app| test(&Forge::new(app, Kind::Session).await).await).await;
}

/// Runs `test` with an access token of each algorithm on each database.
pub async fn with_access_tokens(test: impl AsyncFn(&Forge<'_>)) {
    on_each_database(async |app| test(&Forge::new(app, Kind::Access).await).await).await;
    on_each_database_with(eddsa, async |app| test(&Forge::new(app, Kind::Access).await).await).await;
}

/// A part of a token, decoded.
fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

impl<'a> Forge<'a> {
    pub async fn new(app: &'a App, kind: Kind) -> Self {
        let browser = app.member("Ada").await;
        browser.remove_cookie("refresh");
        let genuine = token_of(&browser, kind).await;
        let auth = &app.state.auth;
        let (signing, algorithm) = match kind {
            Kind::Access => (auth.keys.signer(app.clock.now()).signing.clone(), auth.keys.algorithm),
            Kind::Session => (auth.settings.secret().session_key().signing.clone(), Algorithm::HS256),
        };
        Self {
            app,
            kind,
            browser,
            header: part(&genuine, 0),
            claims: part(&genuine, 1),
            genuine,
            signing,
            algorithm,
        }
    }

    /// What the genuine token of another browser says.
    pub async fn claims_of(&self, browser: &Browser) -> Value {
        part(&token_of(browser, self.kind).await, 1)
    }

    pub fn is_eddsa(&self) -> bool {
        self.algorithm == Algorithm::EdDSA
    }

    /// The token with another header, correctly signed.
    pub fn with_header(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut header = self.header.clone();
        change(&mut header);
        self.sign(header.to_string().as_bytes(), self.claims.to_string().as_bytes())
    }

    /// The token with other claims, correctly signed.
    pub fn with_claims(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims.clone();
        change(&mut claims);
        self.sign(self.header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// Any two texts, signed with the installation's own key.
    pub fn sign(&self, header: &[u8], claims: &[u8]) -> String {
        self.sign_text(unsigned(header, claims))
    }

    /// Any text, signed with the installation's own key.
    pub fn sign_text(&self, text: String) -> String {
        let signature = crypto::sign(text.as_bytes(), &self.signing, self.algorithm).unwrap();
        format!("{text}.{signature}")
    }

    /// The genuine claims under a header that names another algorithm, signed by that one.
    pub fn signed_by(&self, name: &str, key: &EncodingKey, algorithm: Algorithm) -> String {
        let mut header = self.header.clone();
        header["alg"] = name.into();
        self.signed_under(&header, key, algorithm)
    }

    /// The genuine claims under any header, signed by any key.
    pub fn signed_under(&self, header: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
        let message = unsigned(header.to_string().as_bytes(), self.claims.to_string().as_bytes());
        let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
        format!("{message}.{signature}")
    }

    /// The genuine token with another text in place of its signature.
    pub fn with_signature(&self, signature: &str) -> String {
        let (message, _) = self.genuine.rsplit_once('.').unwrap();
        format!("{message}.{signature}")
    }

    /// What the verifier of this kind says of a token.
    pub fn verify(&self, token: &str) -> Result<(), Refusal> {
        let (auth, now) = (&self.app.state.auth, self.app.clock.now());
        match self.kind {
            Kind::Access => verify_access(&auth.keys, &auth.settings, token, now).map(drop),
            Kind::Session => verify_session(&auth.settings, token, now).map(drop),
        }
    }

    /// Shows a token at the door of its kind, and nothing else.
    pub async fn show(&self, token: &str) -> Answer {
        show(self.app, self.kind, token).await
    }

    /// Whether the door of its kind lets somebody in for this token.
    pub async fn lets_in(&self, token: &str) -> bool {
        self.show(token).await.status == 200
    }

    /// The same at another instance of the program.
    pub async fn lets_in_at(&self, app: &App, token: &str) -> bool {
        show(app, self.kind, token).await.status == 200
    }
}

async fn token_of(browser: &Browser, kind: Kind) -> String {
    match kind {
        Kind::Session => browser.cookie("session").unwrap(),
        Kind::Access => {
            let answer = browser.ask(Method::GET, "/api/auth/token").await;
            let body: Value = serde_json::from_slice(&answer.body).unwrap();
            body["token"].as_str().unwrap().to_owned()
        }
    }
}

pub async fn show(app: &App, kind: Kind, token: &str) -> Answer {
    let guest = app.guest();
    match kind {
        Kind::Access => {
            let me = guest.ask(Method::GET, "/api/v1/auth/me");
            me.header("authorization", &format!("Bearer {token}")).await
        }
        Kind::Session => {
            let page = guest.get("/todos");
            page.header("cookie", &format!("latchkey_session={token}")).await
        }
    }
}

pub fn unsigned(header: &[u8], claims: &[u8]) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}
