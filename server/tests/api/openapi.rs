//! The description of the API says what the API does.

use crate::support::on_each_database;
use http::Method;
use serde_json::Value;

async fn document(app: &crate::support::App) -> Value {
    let answer = app.guest().ask(Method::GET, "/api/openapi.json").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    serde_json::from_slice(&answer.body).unwrap()
}

/// Every operation with its name, such as `GET /api/todos`.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = ["get", "put", "post", "delete", "patch"];
    paths
        .iter()
        .flat_map(|(path, item)| {
            methods
                .iter()
                .filter_map(move |method| Some((format!("{} {path}", method.to_uppercase()), item.get(method)?)))
        })
        .collect()
}

/// Better Auth's routes that can do nothing: until mails can be sent, and one that only says so.
const NEVER_END_WELL: [&str; 6] = [
    "POST /api/auth/get-session",
    "/change-email",
    "/delete-user/callback",
    "/request-password-reset",
    "/reset-password",
    "/send-verification-email",
];

#[tokio::test]
async fn every_operation_says_how_it_ends_well_and_how_it_may_not() {
    on_each_database(async |app| {
        let document = document(app).await;
        let operations = operations(&document);
        assert!(operations.len() >= 8, "{operations:?}");
        for (name, operation) in operations {
            let responses = operation["responses"].as_object().unwrap();
            let cannot = NEVER_END_WELL.iter().any(|path| name.ends_with(path));
            assert!(
                cannot || responses.keys().any(|status| status.starts_with(['2', '3'])),
                "{name} never ends well: {responses:?}"
            );
            assert!(responses.contains_key("500"), "{name} does not tell of 500");
            assert!(operation["tags"].is_array(), "{name} is in no group");
        }
    })
    .await;
}

#[tokio::test]
async fn the_answers_of_the_layers_are_problems() {
    on_each_database(async |app| {
        let document = document(app).await;
        let create = &document["paths"]["/api/todos"]["post"]["responses"];
        for status in ["400", "401", "403", "409", "413", "415", "422", "500", "503"] {
            let schema = &create[status]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "for {status}");
        }
        assert!(
            create["422"]["description"]
                .as_str()
                .unwrap()
                .contains("idempotency_key_reused"),
            "what a handler says stays"
        );
        assert!(create["401"]["headers"]["WWW-Authenticate"].is_object());
        assert!(create["503"]["headers"]["Retry-After"].is_object());
        let list = &document["paths"]["/api/todos"]["get"]["responses"];
        assert!(list["415"].is_null() && list["401"].is_object());
    })
    .await;
}

/// People read the same document, with no more than a style sheet.
#[tokio::test]
async fn the_page_shows_every_operation_and_every_schema() {
    on_each_database(async |app| {
        let (document, guest) = (document(app).await, app.guest());
        let page = guest.get("/docs/api").await;
        assert_eq!(page.status, 200);
        for (name, operation) in operations(&document) {
            let id = operation["operationId"].as_str().unwrap();
            assert!(
                page.says(&format!("id=\"{id}\"")) && page.says(&format!("href=\"#{id}\"")),
                "{name}"
            );
        }
        for schema in document["components"]["schemas"].as_object().unwrap().keys() {
            assert!(page.says(&format!("id=\"schema-{schema}\"")), "{schema}");
        }
        let text = page.text().replace("&quot;", "\"").replace("&#x27;", "'");
        for words in [
            "curl -X PATCH 'http://localhost:3000/api/todos/",
            "\\\n  --json '{\"title\":\"Buy milk\"}' \\\n  -H \"Authorization: Bearer $TOKEN\"",
            "<code>Idempotency-Key</code>",
            "list of <a href=\"#schema-Todo\">Todo</a>",
            "data-theme=\"system\"",
        ] {
            assert!(text.contains(words), "{words} is not in {text}");
        }
        assert!(!page.says("<script") && !page.says("style=\""));
        let todos = page.text().find("<h2>Todos</h2>").unwrap();
        assert!(todos < page.text().find("<h2>Better Auth</h2>").unwrap());
        assert_eq!(
            guest.get("/docs/api/style.css").await.header("content-type"),
            Some("text/css; charset=utf-8")
        );

        guest.post_form("/theme", &[("theme", "dark")]).await;
        assert!(guest.get("/docs/api").await.says("data-theme=\"dark\""));
    })
    .await;
}

#[tokio::test]
async fn the_document_introduces_itself() {
    on_each_database(async |app| {
        let document = document(app).await;
        assert_eq!(document["openapi"].as_str().unwrap().split_once('.').unwrap().0, "3");
        assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(document["info"]["license"]["identifier"], "MIT OR Apache-2.0");
        let tags: Vec<_> = document["tags"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| &tag["name"])
            .collect();
        assert_eq!(tags, ["Todos", "Lists", "Labels", "Tokens", "Better Auth"]);
        for scheme in ["bearer", "account", "cookie"] {
            assert!(
                document["components"]["securitySchemes"][scheme].is_object(),
                "{scheme}"
            );
        }
    })
    .await;
}
