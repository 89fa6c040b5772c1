//! The built site: style sheet, scripts, WASM and the files of `public/`.
//!
//! A release binary carries it (feature `embed`) and serves it from memory, compressed beforehand.
//! A development build serves the folder that `cargo leptos watch` keeps up to date.

use crate::entity_tag::Condition;
use app::SiteAssets;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header},
};
use std::{borrow::Cow, collections::HashMap, path::PathBuf};

/// Where the site's files come from.
pub enum Site {
    Embedded(HashMap<String, Asset>),
    Folder(PathBuf),
}

/// What `public/keys.js` loads when it is needed.
const KEYS_PARTS: [&str; 8] = [
    "/keys.css",
    "/palette.js",
    "/menus.js",
    "/calendar.js",
    "/drag.js",
    "/sheet.js",
    "/grammar/grammar.js",
    "/grammar/grammar_bg.wasm",
];

/// One file in the forms it can be sent in.
#[derive(Clone, Default)]
pub struct Asset {
    identity: Cow<'static, [u8]>,
    brotli: Option<Cow<'static, [u8]>>,
    gzip: Option<Cow<'static, [u8]>>,
    etag: String,
}

#[cfg(feature = "embed")]
#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
struct Files;

impl Site {
    /// The embedded site, or the folder `cargo leptos` names.
    #[must_use]
    pub fn load() -> Self {
        #[cfg(feature = "embed")]
        return Self::embedded();
        #[cfg(not(feature = "embed"))]
        Self::Folder(std::env::var_os("LEPTOS_SITE_ROOT").map_or_else(|| "target/site".into(), PathBuf::from))
    }

    #[cfg(feature = "embed")]
    fn embedded() -> Self {
        let data = |path: &str| Files::get(path).map(|file| file.data);
        let assets = Files::iter()
            .filter(|path| !path.ends_with(".br") && !path.ends_with(".gz"))
            .filter_map(|path| {
                let file = Files::get(&path)?;
                let etag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..12]));
                let asset = Asset {
                    identity: file.data,
                    brotli: data(&format!("{path}.br")),
                    gzip: data(&format!("{path}.gz")),
                    etag,
                };
                Some((format!("/{path}"), asset))
            })
            .collect();
        Self::Embedded(assets)
    }

    /// The addresses a page needs. Built files carry a hash in their name, so they are looked up.
    #[must_use]
    pub fn assets(&self) -> SiteAssets {
        let built = |ending: &str| {
            self.named("/pkg/latchkey.", ending)
                .unwrap_or_else(|| format!("/pkg/latchkey{ending}"))
        };
        SiteAssets {
            base_url: String::new(),
            stylesheet: built(".css"),
            script: built(".js"),
            wasm: built(".wasm"),
            form_script: self.versioned("/form.js"),
            home_stylesheet: self.versioned("/home.css"),
            demo_script: self.versioned("/demo.js"),
            page_script: self.versioned("/page.js"),
            views_stylesheet: self.versioned("/views.css"),
            keys_script: self.versioned("/keys.js"),
            keys_parts: KEYS_PARTS.map(|path| self.versioned(path)).join(" "),
            search_script: self.versioned("/search.js"),
            account_stylesheet: self.versioned("/account.css"),
            account_script: self.versioned("/account.js"),
            passkeys: Some(self.versioned("/passkeys.js")),
            reload_script: reload_script(),
        }
    }

    /// The built file with this beginning and this end, between which is a hash.
    fn named(&self, prefix: &str, ending: &str) -> Option<String> {
        let Self::Embedded(files) = self else { return None };
        let is_it = |path: &&String| path.starts_with(prefix) && path.ends_with(ending);
        files.keys().find(is_it).cloned()
    }

    /// The address of a file whose name says nothing of its content: with a version, so that nobody keeps an old one.
    fn versioned(&self, path: &str) -> String {
        let version = match self {
            Self::Embedded(files) => files.get(path).map(|asset| asset.etag.trim_matches('"').to_owned()),
            Self::Folder(_) => None,
        };
        match version {
            Some(version) => format!("{path}?{}", version.chars().take(12).collect::<String>()),
            None => path.to_owned(),
        }
    }

    /// The file at `path` as an answer to this request, if there is one.
    pub async fn serve(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
        if method != Method::GET && method != Method::HEAD {
            return None;
        }
        match self {
            Self::Embedded(files) => files.get(path).map(|asset| asset.answer(path, headers)),
            Self::Folder(folder) => read(folder, path).await,
        }
    }
}

impl Asset {
    fn answer(&self, path: &str, headers: &HeaderMap) -> Response<Body> {
        let accepted = headers.get(header::ACCEPT_ENCODING).map(HeaderValue::as_bytes);
        let accepted = &*String::from_utf8_lossy(accepted.unwrap_or_default());
        let (encoding, body) = match (&self.brotli, &self.gzip) {
            (Some(body), _) if accepts(accepted, "br") => (Some("br"), body),
            (_, Some(body)) if accepts(accepted, "gzip") => (Some("gzip"), body),
            _ => (None, &self.identity),
        };
        let mut response = Response::new(Body::empty());
        let out = response.headers_mut();
        out.insert(header::CONTENT_TYPE, content_type(path));
        out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        // A built file's name changes with its content; the others may be asked for again.
        let caching = if path.starts_with("/pkg/") {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=3600"
        };
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        let etag = match encoding {
            Some(encoding) => format!("{}-{encoding}\"", self.etag.trim_end_matches('"')),
            None => self.etag.clone(),
        };
        let is_known = Condition::read(headers, &header::IF_NONE_MATCH)
            .is_ok_and(|condition| condition.holds_for(etag.trim_matches('"')));
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            out.insert(header::ETAG, etag);
        }
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        if let Some(encoding) = encoding {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        *response.body_mut() = match body {
            Cow::Borrowed(bytes) => Body::from(*bytes),
            Cow::Owned(bytes) => Body::from(bytes.clone()),
        };
        response
    }
}

/// Whether a coding is acceptable (RFC 9110 §12.5.3): named, and not with a quality of zero.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let is_named = pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let is_refused = pieces.any(|piece| {
            piece
                .strip_prefix("q=")
                .is_some_and(|quality| quality.parse() == Ok(0.0_f32))
        });
        is_named && !is_refused
    })
}

/// Development: the file as it is now. Only plain path segments are looked at, so nothing outside
/// the folder can be named.
async fn read(folder: &std::path::Path, path: &str) -> Option<Response<Body>> {
    let is_plain =
        |segment: &str| !segment.is_empty() && !segment.starts_with('.') && !segment.contains(['\\', '%', '\0']);
    let relative = path.strip_prefix('/').filter(|path| path.split('/').all(is_plain))?;
    let bytes = tokio::fs::read(folder.join(relative)).await.ok()?;
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, content_type(path));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Some(response)
}

fn content_type(path: &str) -> HeaderValue {
    let guess = mime_guess::from_path(path)
        .first_raw()
        .unwrap_or("application/octet-stream");
    match guess {
        "text/css" => HeaderValue::from_static("text/css; charset=utf-8"),
        "text/javascript" | "application/javascript" => HeaderValue::from_static("text/javascript; charset=utf-8"),
        "text/plain" => HeaderValue::from_static("text/plain; charset=utf-8"),
        other => HeaderValue::from_static(other),
    }
}

#[cfg(feature = "embed")]
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The client side of live reload, under `cargo leptos watch` only.
fn reload_script() -> Option<String> {
    std::env::var_os("LEPTOS_WATCH")?;
    let port = std::env::var("LEPTOS_RELOAD_PORT")
        .ok()
        .and_then(|port| port.parse::<u16>().ok())
        .unwrap_or(3001);
    Some(format!(
        "new WebSocket(`ws://${{location.hostname}}:{port}/live_reload`).onmessage=event=>{{\
         const change=JSON.parse(event.data);\
         if(change.css)document.querySelectorAll('link[rel=stylesheet]').forEach(link=>link.href=`/${{change.css}}?${{Date.now()}}`);\
         if(change.all)location.reload()}};"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(path: &str, headers: &[(header::HeaderName, &'static str)]) -> Response<Body> {
        let bytes = |text: &'static str| Cow::Borrowed(text.as_bytes());
        let asset = Asset {
            identity: bytes("identity"),
            brotli: Some(bytes("br")),
            gzip: Some(bytes("gzip")),
            etag: "\"hash\"".into(),
        };
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        asset.answer(path, &headers.collect())
    }

    fn header(response: &Response<Body>, name: header::HeaderName) -> Option<&str> {
        response.headers().get(name)?.to_str().ok()
    }

    #[test]
    fn the_best_accepted_form_is_sent() {
        for (accepted, sent) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("BR", Some("br")),
            ("br;q=0.0,gzip;q=0", None),
            ("identity", None),
            ("brotli", None),
            ("", None),
        ] {
            let response = answer("/pkg/x.js", &[(header::ACCEPT_ENCODING, accepted)]);
            assert_eq!(header(&response, header::CONTENT_ENCODING), sent, "for {accepted:?}");
            assert_eq!(header(&response, header::VARY), Some("accept-encoding"));
        }
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        let first = answer("/pkg/x.js", &[(header::ACCEPT_ENCODING, "br")]);
        assert_eq!(header(&first, header::ETAG), Some("\"hash-br\""));
        for (known, status) in [("\"hash-br\"", 304), ("\"hash\"", 200), ("\"old-br\"", 200)] {
            let again = answer(
                "/pkg/x.js",
                &[(header::ACCEPT_ENCODING, "br"), (header::IF_NONE_MATCH, known)],
            );
            assert_eq!(again.status(), status, "for {known}");
            assert_eq!(
                header(&again, header::CACHE_CONTROL),
                header(&first, header::CACHE_CONTROL)
            );
        }
    }

    #[test]
    fn a_file_whose_name_changes_with_it_keeps_for_ever() {
        let built = answer("/pkg/latchkey.0a1b.wasm", &[]);
        assert_eq!(
            header(&built, header::CACHE_CONTROL),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(header(&built, header::CONTENT_TYPE), Some("application/wasm"));
        let named = answer("/favicon.svg", &[]);
        assert_eq!(header(&named, header::CACHE_CONTROL), Some("public, max-age=3600"));
        assert_eq!(header(&named, header::CONTENT_TYPE), Some("image/svg+xml"));
    }
}
