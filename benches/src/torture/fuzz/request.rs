//! One request: what is asked for, by whom, and what is wrong with it.

use super::{
    catalogue::{Catalogue, Form, Operation},
    values::{encoded, one_of, spoil, spoil_bytes, text, written},
};
use crate::Client;
use fastrand::Rng;

/// Somebody who asks, with everything that opens their session.
pub struct Someone {
    bearer: String,
    refresh: String,
    cookie: String,
    email: String,
}

impl Someone {
    pub fn of(client: &Client) -> Self {
        Self {
            bearer: client.access_token.clone(),
            refresh: client.refresh_token.clone(),
            cookie: client.cookie.clone(),
            email: client.email.clone(),
        }
    }
}

/// The bytes that are sent.
pub struct Request {
    pub bytes: Vec<u8>,
    /// It is not HTTP as it should be, so the server may hang up.
    pub is_broken: bool,
}

impl Request {
    pub fn is_head(&self) -> bool {
        self.bytes.starts_with(b"HEAD ")
    }
}

/// A request in the making.
struct Draft {
    method: String,
    path: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const KINDS: [&str; 7] = [
    "text/plain",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json; charset=utf-16",
    "application/xml",
    "application/x-postcard",
    "",
];
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
];
/// Words in the address of what costs a hash; there are enough of those anyway.
const COSTLY: [&str; 6] = ["sign-in", "sign-up", "login", "register", "password", "delete"];
const ODD_HEADERS: [(&str, &str); 16] = [
    ("accept", "text/html"),
    ("accept", "\u{1}"),
    ("accept-encoding", "br;q=1.0, gzip;q=0, *;q=x"),
    ("if-match", "\"1\", W/\"2\", *"),
    ("if-none-match", "\"\u{7f}"),
    ("range", "bytes=0-0,5-2,-1"),
    ("idempotency-key", "a"),
    ("x-forwarded-for", "::1, 999.1.1.1, unknown"),
    ("forwarded", "for=\"[::1]:x\";proto=https"),
    ("expect", "100-continue"),
    ("sec-fetch-site", "cross-site"),
    ("referer", "https://evil.example/%zz?a=b"),
    ("user-agent", "Mozilla/5.0 (\u{1f4a5}"),
    ("x-request-id", "../../x"),
    ("content-encoding", "gzip"),
    ("accept-language", "xx-*-q=9"),
];

impl Catalogue {
    pub fn request(&self, chance: &mut Rng, someone: &Someone, url: &str) -> Request {
        let mut draft = match chance.u8(..100) {
            0..40 => self.operation(chance, someone),
            40..60 => {
                let chosen = one_of(chance, &self.forms);
                form(chance, chosen, someone)
            }
            60..75 => {
                let (path, example) = one_of(chance, &self.functions);
                let value = if chance.bool() {
                    spoil(chance, example)
                } else {
                    example.clone()
                };
                Draft::new("POST", *path, JSON, written(chance, &value))
            }
            75..92 => {
                let mut draft = Draft::new("GET", one_of(chance, &self.addresses).as_str(), "", Vec::new());
                draft.path.push_str(&query(
                    chance,
                    &["filter", "next", "before", "token", "search", "q", "page"],
                ));
                draft
            }
            _ => return garbage(chance, someone),
        };
        if COSTLY.iter().any(|word| draft.path.contains(word)) && draft.method == "POST" && chance.u8(..10) < 7 {
            draft.body = spoil_bytes(chance, draft.body);
        }
        credentials(chance, &mut draft, someone);
        if chance.u8(..10) < 8 {
            draft.header("origin", url);
        } else if chance.bool() {
            draft.header("origin", "https://evil.example");
        }
        if chance.u8(..10) == 0 {
            (*one_of(chance, &METHODS)).clone_into(&mut draft.method);
        }
        if chance.u8(..20) == 0 {
            draft.headers.retain(|(name, _)| name != "content-type");
            let kind: &&str = one_of(chance, &KINDS);
            draft.header("content-type", kind);
        }
        while chance.u8(..4) == 0 {
            let (name, value) = one_of(chance, &ODD_HEADERS);
            // With this one a client waits for an answer before it sends its body.
            if *name != "expect" || draft.body.is_empty() {
                draft.header(name, value);
            }
        }
        draft.written(chance)
    }

    fn operation(&self, chance: &mut Rng, someone: &Someone) -> Draft {
        let Operation {
            method,
            path,
            query: names,
            headers,
            body,
            is_form,
        } = one_of(chance, &self.operations);
        let mut path = match path.split_once('{') {
            Some((before, _)) if chance.bool() => {
                let text = text(chance);
                format!("{before}{}", encoded(chance, &text))
            }
            Some((before, _)) => format!("{before}019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d"),
            None => path.clone(),
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        path.push_str(&query(chance, &names));
        let mut draft = match body {
            Some(body) => {
                let mut body = body.clone();
                if let Some(token) = body.get_mut("refresh_token")
                    && chance.bool()
                {
                    *token = someone.refresh.clone().into();
                }
                if let Some(email) = body.get_mut("email")
                    && chance.bool()
                {
                    *email = someone.email.clone().into();
                }
                let body = if chance.u8(..10) < 6 {
                    spoil(chance, &body)
                } else {
                    body
                };
                match is_form {
                    true => {
                        let members = body.as_object().cloned().unwrap_or_default();
                        let fields: Vec<(String, String)> = members
                            .into_iter()
                            .map(|(name, value)| {
                                (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                            })
                            .collect();
                        let body = pairs(chance, &fields).into_bytes();
                        Draft::new(method.as_str(), path, FORM, body)
                    }
                    false => Draft::new(method.as_str(), path, JSON, written(chance, &body)),
                }
            }
            None => Draft::new(method.as_str(), path, "", Vec::new()),
        };
        for name in headers {
            if chance.bool() {
                let value = text(chance);
                draft.header(name, &value);
            }
        }
        draft
    }
}

fn form(chance: &mut Rng, form: &Form, someone: &Someone) -> Draft {
    let mut fields = form.fields.clone();
    for (name, value) in &mut fields {
        match chance.u8(..10) {
            0..4 => *value = text(chance),
            4 if name == "email" => value.clone_from(&someone.email),
            _ if value.is_empty() => "something".clone_into(value),
            _ => {}
        }
    }
    if chance.u8(..5) == 0 && !fields.is_empty() {
        let again = one_of(chance, &fields).clone();
        fields.push(again);
    }
    if chance.u8(..5) == 0 {
        fields.push((text(chance), text(chance)));
    }
    if chance.u8(..8) == 0 && !fields.is_empty() {
        let gone = chance.usize(..fields.len());
        fields.remove(gone);
    }
    let body = pairs(chance, &fields).into_bytes();
    let mut draft = Draft::new("POST", form.path.as_str(), FORM, body);
    draft.header("accept", "text/html");
    draft
}

fn pairs(chance: &mut Rng, fields: &[(String, String)]) -> String {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(chance, name), encoded(chance, value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn query(chance: &mut Rng, names: &[&str]) -> String {
    if names.is_empty() || chance.bool() {
        return String::new();
    }
    let number = chance.usize(1..4);
    let fields: Vec<_> = (0..number)
        .map(|_| ((*one_of(chance, names)).to_owned(), text(chance)))
        .collect();
    format!("?{}", pairs(chance, &fields))
}

fn credentials(chance: &mut Rng, draft: &mut Draft, someone: &Someone) {
    match chance.u8(..100) {
        0..15 => {}
        15..40 => draft.header("authorization", &format!("Bearer {}", someone.bearer)),
        40..65 => draft.header("cookie", &someone.cookie),
        65..80 => {
            let token = spoil_token(chance, &someone.bearer);
            draft
                .headers
                .push(("authorization".into(), [b"Bearer ", token.as_slice()].concat()));
        }
        80..95 => {
            let cookie = spoil_bytes(chance, someone.cookie.clone().into_bytes());
            draft.headers.push(("cookie".into(), cookie));
        }
        _ => {
            draft.header("cookie", &someone.cookie);
            draft.header(
                "cookie",
                &format!(
                    "latchkey_refresh={}; session=x; theme={}",
                    someone.refresh,
                    text(chance)
                ),
            );
            draft.header("authorization", &format!("Basic {}", text(chance)));
        }
    }
}

/// A token that is almost one: bytes changed, parts swapped or left out, another header.
fn spoil_token(chance: &mut Rng, token: &str) -> Vec<u8> {
    // {"alg":"none","typ":"JWT"}
    const NONE: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let parts: Vec<&str> = token.split('.').collect();
    match (chance.u8(..6), parts.as_slice()) {
        (0, [_, claims, _]) => format!("{NONE}.{claims}.").into_bytes(),
        (1, [_, claims, signature]) => format!("{NONE}.{claims}.{signature}").into_bytes(),
        (2, [header, claims, _]) => format!("{claims}.{header}.{claims}").into_bytes(),
        (3, [header, claims, signature]) => format!("{header}.{claims}.{signature}.{signature}").into_bytes(),
        (4, _) => token.repeat(chance.usize(1..12)).into_bytes(),
        _ => spoil_bytes(chance, token.as_bytes().to_vec()),
    }
}

impl Draft {
    fn new(method: impl Into<String>, path: impl Into<String>, kind: &str, body: Vec<u8>) -> Self {
        let mut draft = Self {
            method: method.into(),
            path: path.into(),
            headers: Vec::new(),
            body,
        };
        if !kind.is_empty() {
            draft.header("content-type", kind);
        }
        draft
    }

    fn header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
    }

    /// As bytes. What would break the request apart is taken out; `garbage` is for that.
    fn written(self, chance: &mut Rng) -> Request {
        let path: String = self.path.chars().filter(char::is_ascii_graphic).collect();
        let mut bytes = format!("{} {path} HTTP/1.1\r\nhost: localhost\r\n", self.method).into_bytes();
        for (name, value) in &self.headers {
            let value = value.iter().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0));
            bytes.extend(name.bytes().chain(*b": ").chain(value.copied()).chain(*b"\r\n"));
        }
        // A control character in a header, and a body over the limit, make the server hang up after its answer, which
        // may be lost on the way.
        let has_control = self
            .headers
            .iter()
            .any(|(_, value)| value.iter().any(u8::is_ascii_control));
        let is_odd = has_control || self.body.len() > 60_000 || self.method == "TRACE";
        match chance.u8(..6) {
            0 if !self.body.is_empty() => {
                bytes.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
                for chunk in self.body.chunks(chance.usize(1..2000)) {
                    bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                    bytes.extend_from_slice(chunk);
                    bytes.extend_from_slice(b"\r\n");
                }
                bytes.extend_from_slice(b"0\r\n\r\n");
            }
            _ => {
                bytes.extend(format!("content-length: {}\r\n\r\n", self.body.len()).into_bytes());
                bytes.extend_from_slice(&self.body);
            }
        }
        Request {
            bytes,
            is_broken: is_odd,
        }
    }
}

/// What is no HTTP, or pretends to be two requests.
fn garbage(chance: &mut Rng, someone: &Someone) -> Request {
    let good = format!(
        "POST /api/todos HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{{\"title\":\"a\"}}",
        someone.bearer
    );
    let bytes = match chance.u8(..14) {
        0 => (0..chance.usize(1..2000)).map(|_| chance.u8(..)).collect(),
        1 => b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        2 => b"GET /\r\n".to_vec(),
        3 => b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        4 => good
            .replace("length: 13", "length: 12\r\ncontent-length: 13")
            .into_bytes(),
        5 => good
            .replace("length: 13", "length: 13\r\ntransfer-encoding: chunked")
            .into_bytes(),
        6 => good.replace("length: 13", "length: 99999").into_bytes(),
        7 => good.replace("length: 13", "length: -1").into_bytes(),
        8 => good
            .replace("host: localhost", &format!("x: {}", "a".repeat(chance.usize(..70_000))))
            .into_bytes(),
        9 => good
            .replace("host: localhost", &"a: b\r\n".repeat(chance.usize(1..300)))
            .into_bytes(),
        10 => good
            .replace("host: localhost", "host: a\r\nhost: b\r\n folded: c")
            .into_bytes(),
        11 => good
            .replace("content-length: 13", "transfer-encoding: chunked")
            .replace("{\"title", "fffffffffffffffff\r\n{\"title")
            .into_bytes(),
        12 => good.replace("/api/todos", &format!("/{}", text(chance))).into_bytes(),
        _ => spoil_bytes(chance, good.into_bytes()),
    };
    Request { bytes, is_broken: true }
}
