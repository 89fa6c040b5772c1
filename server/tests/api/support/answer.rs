use super::client::on_http;
use app::model::AppError;
use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use http::HeaderMap;
use hyper::body::Bytes;
use leptos::server_fn::{Decodes, codec::PostcardEncoding};
use serde::de::DeserializeOwned;
use tower_cookies::{Cookie, cookie::time::Duration};

/// Base64 as lenient as any browser.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    text: String,
}

impl Answer {
    pub fn new(status: u16, headers: HeaderMap, body: Bytes) -> Self {
        let text = std::str::from_utf8(&body).unwrap_or("(no text)").replace("<!>", "");
        Self {
            status,
            headers,
            body,
            text,
        }
    }

    /// The body as text, without the marks by which Leptos finds its places again.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether `secret` is anywhere in the body: as it is, or in the encoded state of a page.
    pub fn says(&self, secret: &str) -> bool {
        let body = String::from_utf8_lossy(&self.body);
        let is_base64 = |letter: char| letter.is_ascii_alphanumeric() || "+/-_".contains(letter);
        let mut encoded = body.split(|letter| !is_base64(letter)).filter(|word| word.len() >= 8);
        body.contains(secret)
            || encoded.any(|word| {
                let word = word.replace('-', "+").replace('_', "/");
                let bytes = LENIENT.decode(&word[..word.len() - usize::from(word.len() % 4 == 1)]);
                bytes.is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(secret))
            })
    }

    /// What a server function answered.
    pub fn value<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{self:?}");
        self.decode()
    }

    /// Why a server function refused.
    pub fn error(&self) -> AppError {
        let error: AppError = self.decode();
        assert_eq!(self.status, error.status(), "{self:?}");
        error
    }

    fn decode<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.header("content-type"), Some("application/x-postcard"), "{self:?}");
        <PostcardEncoding as Decodes<T>>::decode(self.body.clone()).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Where a redirect leads; empty without one.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    pub fn is_page(&self) -> bool {
        self.header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
    }

    /// The cookies that were set.
    pub fn cookies(&self) -> Vec<Cookie<'_>> {
        self.headers
            .get_all("set-cookie")
            .iter()
            .map(|value| Cookie::parse(value.to_str().unwrap()).unwrap())
            .collect()
    }

    pub fn cookie(&self, name: &str) -> Option<Cookie<'_>> {
        let name = on_http(name);
        self.cookies().into_iter().find(|cookie| cookie.name() == name)
    }

    /// Whether a browser has to forget this cookie.
    pub fn removes_cookie(&self, name: &str) -> bool {
        self.cookie(name)
            .is_some_and(|cookie| cookie.value().is_empty() && cookie.max_age() == Some(Duration::ZERO))
    }
}
