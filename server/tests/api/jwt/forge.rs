use crate::support::{App, Browser, eddsa, on_each_database, on_each_database_with};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::Value;
use server::auth::jwt::{Claims, Refusal, verify};

/// A genuine token and the means to make others that differ from it in one point.
pub struct Forge<'a> {
    pub app: &'a App,
    /// A browser whose only cookie is the genuine token.
    pub browser: Browser,
    pub genuine: String,
    pub header: Value,
    pub claims: Value,
}

/// Runs `test` with a token of each algorithm on each database.
pub async fn with_each_algorithm(test: impl AsyncFn(&Forge<'_>)) {
    on_each_database(async |app| test(&Forge::new(app).await).await).await;
    on_each_database_with(eddsa, async |app| test(&Forge::new(app).await).await).await;
}

impl<'a> Forge<'a> {
    pub async fn new(app: &'a App) -> Self {
        let browser = app.member("Ada").await;
        browser.remove_cookie("refresh");
        let genuine = browser.cookie("session").unwrap();
        let part = |at: usize| {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(genuine.split('.').nth(at).unwrap()).unwrap()).unwrap()
        };
        Self {
            app,
            browser,
            header: part(0),
            claims: part(1),
            genuine,
        }
    }

    pub fn is_eddsa(&self) -> bool {
        self.app.state.auth.keys.algorithm == Algorithm::EdDSA
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
        let keys = &self.app.state.auth.keys;
        sign_with(
            header,
            claims,
            &keys.signer(self.app.clock.now()).signing,
            keys.algorithm,
        )
    }

    /// The genuine claims under a header that names another algorithm, signed by that one.
    pub fn signed_by(&self, name: &str, key: &EncodingKey, algorithm: Algorithm) -> String {
        let mut header = self.header.clone();
        header["alg"] = name.into();
        sign_with(
            header.to_string().as_bytes(),
            self.claims.to_string().as_bytes(),
            key,
            algorithm,
        )
    }

    /// The genuine token with another text in place of its signature.
    pub fn with_signature(&self, signature: &str) -> String {
        let (message, _) = self.genuine.rsplit_once('.').unwrap();
        format!("{message}.{signature}")
    }

    pub fn verify(&self, token: &str) -> Result<Claims, Refusal> {
        let auth = &self.app.state.auth;
        verify(&auth.keys, &auth.settings, token, self.app.clock.now())
    }
}

fn sign_with(header: &[u8], claims: &[u8], key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = unsigned(header, claims);
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

pub fn unsigned(header: &[u8], claims: &[u8]) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}
