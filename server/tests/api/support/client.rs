//! Browsers: they keep cookies, say where a request comes from, and never follow a redirect by themselves.

use super::{answer::Answer, promises};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    future::IntoFuture,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex},
};

/// The name a cookie of ours has on http, where tests call it `session` or `refresh` for short.
pub fn on_http(name: &str) -> String {
    let is_short = [
        "session",
        "refresh",
        "device",
        "link",
        "sent",
        "ceremony",
        "trusted",
        "challenge",
        "flash",
    ];
    match is_short.contains(&name) {
        true => format!("latchkey_{name}"),
        false => name.to_owned(),
    }
}

const PAGE: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// One browser and its cookies.
pub struct Browser {
    http: Client<HttpConnector, Full<Bytes>>,
    address: SocketAddr,
    origin: String,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

/// Another tab: it has the same cookies now and later.
impl Clone for Browser {
    fn clone(&self) -> Self {
        Self {
            cookies: Arc::clone(&self.cookies),
            ..Self::new(self.address, &self.origin)
        }
    }
}

impl Browser {
    pub fn new(address: SocketAddr, origin: &str) -> Self {
        let http = Client::builder(TokioExecutor::new()).build_http();
        Self {
            http,
            address,
            origin: origin.to_owned(),
            cookies: Arc::default(),
        }
    }

    /// Another browser with the cookies of this one, as a thief has them.
    pub fn stolen_copy(&self) -> Self {
        let copy = Self::new(self.address, &self.origin);
        *copy.cookies.lock().unwrap() = self.cookies();
        copy
    }

    /// The same browser at another instance of the program.
    pub fn at(&self, app: &super::App) -> Self {
        Self {
            address: app.address,
            ..self.clone()
        }
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().get(&on_http(name)).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(on_http(name), value.to_owned());
    }

    pub fn remove_cookie(&self, name: &str) {
        self.cookies.lock().unwrap().remove(&on_http(name));
    }

    /// Gives it cookies by exactly these names.
    pub fn set_cookies(&self, cookies: &[(&str, &str)]) {
        let pairs = cookies
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        *self.cookies.lock().unwrap() = pairs.collect();
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
            .header("accept", PAGE)
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-mode", "navigate")
    }

    /// Sends a form of one of our pages, as a browser without JavaScript does.
    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Ask<'_> {
        self.ask(Method::POST, path)
            .header("accept", PAGE)
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-mode", "navigate")
            .header("origin", &self.origin)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(serde_urlencoded::to_string(fields).unwrap())
    }

    /// Calls a server function, as a hydrated page does.
    pub fn rpc(&self, function: &str, arguments: Value) -> Ask<'_> {
        self.ask(Method::POST, &format!("/rpc/{function}"))
            .header("accept", "application/json")
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-mode", "cors")
            .header("origin", &self.origin)
            .header("content-type", "application/json")
            .body(arguments.to_string())
    }

    /// A request that says nothing about itself but its cookies.
    pub fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        Ask {
            browser: self,
            method,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    pub async fn sign_up(&self, name: &str, email: &str, password: &str) -> Answer {
        self.rpc(
            "sign-up",
            json!({ "form": { "name": name, "email": email, "password": password } }),
        )
        .await
    }

    /// Signs in and asks to be remembered.
    pub async fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.rpc(
            "sign-in",
            json!({ "form": { "email": email, "password": password, "remember": "on" } }),
        )
        .await
    }

    pub async fn sign_out(&self) -> Answer {
        self.rpc("sign-out", json!({})).await
    }

    /// Whether the program takes this browser for somebody.
    pub async fn is_signed_in(&self) -> bool {
        let answer = self.get("/todos").await;
        match answer.status {
            200 => true,
            303 if answer.location() == "/sign-in" => false,
            status => panic!("neither signed in nor out: {status} {}", answer.text()),
        }
    }
}

/// A request on its way; awaiting sends it.
#[must_use = "a request does nothing until it is awaited"]
pub struct Ask<'a> {
    browser: &'a Browser,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Ask<'_> {
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Sets a header in place of the one there may be.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers
            .insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    /// Adds a header beside the one there may be.
    pub fn also(mut self, name: &'static str, value: &[u8]) -> Self {
        self.headers
            .append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        self
    }

    pub fn without(mut self, name: &'static str) -> Self {
        self.headers.remove(name);
        self
    }

    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    async fn send(mut self) -> Answer {
        let browser = self.browser;
        let cookies = browser.cookies();
        if !cookies.is_empty() && !self.headers.contains_key(header::COOKIE) {
            let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            self = self.header("cookie", &pairs.join("; "));
        }
        let uri = format!("http://{}{}", browser.address, self.path);
        let mut request = Request::builder()
            .method(self.method)
            .uri(uri)
            .body(Full::new(self.body))
            .unwrap();
        request.headers_mut().extend(self.headers);
        let (parts, body) = browser.http.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let answer = Answer::new(parts.status.as_u16(), parts.headers, body);
        promises::check(&answer, &self.path, &browser.origin, &cookies);
        browser.keep_cookies(&answer);
        answer
    }
}

impl<'a> IntoFuture for Ask<'a> {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl Browser {
    fn keep_cookies(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().unwrap();
        for cookie in answer.cookies() {
            match cookie.max_age() {
                Some(age) if age.is_zero() => cookies.remove(cookie.name()),
                _ => cookies.insert(cookie.name().to_owned(), cookie.value().to_owned()),
            };
        }
    }
}
