//! `/docs/api`: the document of the API, readable and to be tried out. Everything it loads is in the program.

use crate::{problem::Problem, state::AppState};
use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::sync::{Arc, LazyLock};
use utoipa_swagger_ui::{Config, serve};

/// Swagger UI paints with style attributes set by script and with pictures in `data:` addresses. It needs no
/// inline script and no other origin.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
);

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/docs/api", get(page))
        .route("/docs/api/start.js", get(start))
        .route("/docs/api/{file}", get(file))
}

async fn page() -> Response {
    let html = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Latchkey</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/api/swagger-ui.css">
<script src="/docs/api/swagger-ui-bundle.js" defer></script>
<script src="/docs/api/start.js" defer></script>
</head>
<body>
<main id="api"></main>
<noscript><p>This page needs JavaScript. The same document is at <a href="/api/openapi.json">/api/openapi.json</a>.</p></noscript>
</body>
</html>
"#;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, html).into_response()
}

async fn start() -> Response {
    let script = "window.ui=SwaggerUIBundle({url:'/api/openapi.json',dom_id:'#api',deepLinking:true,docExpansion:'list',validatorUrl:null,withCredentials:true});";
    asset(
        HeaderValue::from_static("text/javascript; charset=utf-8"),
        Bytes::from_static(script.as_bytes()),
    )
}

/// A file of Swagger UI and its media type. All answers share one copy; with one for each, some who ask and do not read
/// would fill the memory.
type Shared = LazyLock<Option<(HeaderValue, Bytes)>>;

static STYLES: Shared = LazyLock::new(|| load("swagger-ui.css"));
static SCRIPT: Shared = LazyLock::new(|| load("swagger-ui-bundle.js"));

async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    let file = match name.as_str() {
        "swagger-ui.css" => STYLES.as_ref(),
        "swagger-ui-bundle.js" => SCRIPT.as_ref(),
        // The other files of the distribution are its demo.
        _ => None,
    };
    let (kind, bytes) = file.ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))?;
    Ok(asset(kind.clone(), bytes.clone()))
}

fn load(name: &str) -> Option<(HeaderValue, Bytes)> {
    let file = serve(name, Arc::new(Config::from("/api/openapi.json"))).ok()??;
    let kind = HeaderValue::from_str(&file.content_type).ok()?;
    Some((kind, file.bytes.into_owned().into()))
}

fn asset(kind: HeaderValue, bytes: Bytes) -> Response {
    let day = HeaderValue::from_static("public, max-age=86400");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, day)], bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    #[tokio::test]
    async fn all_answers_share_one_copy_of_a_large_file() {
        let mut places = Vec::new();
        for _ in 0..2 {
            let answer = file(Path("swagger-ui-bundle.js".into())).await.unwrap();
            let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            assert!(bytes.len() > 1_000_000);
            places.push(bytes.as_ptr());
        }
        assert_eq!(places[0], places[1]);
    }
}
