//! Who is let in where: every route of the API's own document, asked by everybody who should not be.

use crate::support::{Answer, App, Browser, PASSWORD, on_each_database};
use http::Method;
use serde_json::{Value, json};

/// One operation of the document that is for somebody signed in.
struct Route {
    method: Method,
    /// With an id in place of each parameter.
    path: String,
    is_better_auth: bool,
    has_id: bool,
}

async fn guarded_routes(app: &App, things: &Things) -> Vec<Route> {
    let document = json_of(&app.guest().ask(Method::GET, "/api/openapi.json").await);
    let mut routes = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            // Where nothing is one of the choices, it is for everybody.
            let is_guarded = operation["security"]
                .as_array()
                .is_some_and(|needs| !needs.is_empty() && !needs.contains(&json!({})));
            if !is_guarded {
                continue;
            }
            routes.push(Route {
                method: method.to_uppercase().parse().unwrap(),
                has_id: path.contains("{id}"),
                path: path.replace("{id}", things.of(path)),
                is_better_auth: path.starts_with("/api/auth/"),
            });
        }
    }
    assert!(routes.len() >= 20, "only {} guarded routes", routes.len());
    routes
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

/// A body that every route with a body can read at least as JSON.
async fn ask(browser: &Browser, route: &Route, token: Option<&str>) -> Answer {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let mut ask = browser
        .ask(route.method.clone(), &route.path)
        .header("origin", "http://localhost:3000");
    if route.method != Method::GET {
        // What is asked for is acceptable, so that only the asker can be what is wrong.
        let body = json!({
            "title": "Milk", "completed": true, "password": PASSWORD, "currentPassword": PASSWORD,
            "newPassword": "another horse battery", "newEmail": "new@example.com", "name": "Ada", "token": "x", "code": "123456",
        });
        ask = ask.header("content-type", "application/json").body(body.to_string());
    }
    match authorization {
        Some(authorization) => ask.header("authorization", &authorization).await,
        None => ask.await,
    }
}

async fn token(app: &App, email: &str) -> String {
    let body = json!({ "email": email, "password": PASSWORD });
    let answer = app
        .guest()
        .ask(Method::POST, "/api/v1/auth/login/json")
        .header("content-type", "application/json")
        .body(body.to_string())
        .await;
    json_of(&answer)["access_token"].as_str().unwrap().to_owned()
}

/// The ids of a todo, a list and a label of somebody.
struct Things {
    todo: String,
    list: String,
    label: String,
}

impl Things {
    /// What a path of the document is about.
    fn of(&self, path: &str) -> &str {
        match path {
            _ if path.starts_with("/api/lists/") => &self.list,
            _ if path.starts_with("/api/labels/") => &self.label,
            _ => &self.todo,
        }
    }
}

/// One of each, of Bob's.
async fn things_of_bob(app: &App) -> Things {
    app.member("Bob").await;
    let bob = token(app, "bob@example.com").await;
    let add = async |path: &str, body: &str| {
        let answer = app
            .guest()
            .ask(Method::POST, path)
            .header("content-type", "application/json")
            .header("authorization", &format!("Bearer {bob}"))
            .body(body.to_owned())
            .await;
        assert_eq!(answer.status, 201, "{answer:?}");
        json_of(&answer)["id"].as_str().unwrap().to_owned()
    };
    Things {
        todo: add("/api/todos", r#"{"title":"Bob's"}"#).await,
        list: add("/api/lists", r#"{"name":"Bob's"}"#).await,
        label: add("/api/labels", r#"{"name":"Bob's"}"#).await,
    }
}

fn assert_refused(answer: &Answer, route: &Route, code: &str) {
    let Route { method, path, .. } = route;
    // For these two of Better Auth's, to be nobody is an answer and not an error.
    let to_nobody = match path.as_str() {
        "/api/auth/get-session" => Some("null"),
        "/api/auth/sign-out" => Some(r#"{"success":true}"#),
        _ => None,
    };
    if let Some(text) = to_nobody {
        assert_eq!((answer.status, answer.text()), (200, text), "{method} {path}");
        return;
    }
    assert_eq!(answer.status, 401, "{method} {path}: {answer:?}");
    let expected = if route.is_better_auth { "UNAUTHORIZED" } else { code };
    assert_eq!(json_of(answer)["code"], expected, "{method} {path}");
}

#[tokio::test]
async fn nobody_gets_in_without_a_session() {
    on_each_database(async |app| {
        let id = things_of_bob(app).await;
        for route in guarded_routes(app, &id).await {
            assert_refused(&ask(&app.guest(), &route, None).await, &route, "signed_out");
            assert_refused(
                &ask(&app.guest(), &route, Some("nonsense")).await,
                &route,
                "invalid_token",
            );
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_gets_in_with_a_token_that_has_run_out() {
    on_each_database(async |app| {
        let id = things_of_bob(app).await;
        app.member("Ada").await;
        let ada = token(app, "ada@example.com").await;
        app.let_the_jwt_expire();
        for route in guarded_routes(app, &id).await {
            assert_refused(&ask(&app.guest(), &route, Some(&ada)).await, &route, "token_expired");
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_whose_account_is_disabled_gets_in_nowhere() {
    on_each_database(async |app| {
        let id = things_of_bob(app).await;
        let browser = app.member("Ada").await;
        let ada = token(app, "ada@example.com").await;
        app.run("update users set is_active = false").await;
        for route in guarded_routes(app, &id).await {
            let answer = ask(&app.guest(), &route, Some(&ada)).await;
            match route.is_better_auth {
                true => assert_refused(&answer, &route, "invalid_token"),
                // Whoever has a token that is in force may learn why it opens nothing.
                false => {
                    let code = (answer.status, json_of(&answer)["code"].clone());
                    assert_eq!(code, (403, "account_disabled".into()), "{answer:?}");
                }
            }
            // Without a token the cookies count; they are removed with the first answer.
            assert_refused(&ask(&browser.stolen_copy(), &route, None).await, &route, "signed_out");
        }
    })
    .await;
}

async fn ask_from(browser: &Browser, route: &Route, origin: &str) -> Answer {
    browser
        .ask(route.method.clone(), &route.path)
        .header("origin", origin)
        .header("content-type", "application/json")
        .body(if route.method == Method::GET { "" } else { "{}" })
        .await
}

#[tokio::test]
async fn another_site_changes_nothing_with_somebodys_cookies() {
    on_each_database(async |app| {
        let id = things_of_bob(app).await;
        let ada = app.member("Ada").await;
        let routes = guarded_routes(app, &id).await;
        for route in routes.iter().filter(|route| route.method != Method::GET) {
            let answer = ask_from(&ada, route, "https://evil.test").await;
            assert_eq!(answer.status, 403, "{} {}: {answer:?}", route.method, route.path);
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_things_are_not_there() {
    on_each_database(async |app| {
        let id = things_of_bob(app).await;
        app.member("Ada").await;
        let ada = token(app, "ada@example.com").await;
        for route in guarded_routes(app, &id).await.iter().filter(|route| route.has_id) {
            let answer = ask_valid(app, route, &ada).await;
            assert_eq!(answer.status, 404, "{} {}: {answer:?}", route.method, route.path);
        }
        assert_eq!(
            app.count("select count(*) as rows from todos where title = 'Bob''s'")
                .await,
            1
        );
        for left in [
            "select count(*) as rows from lists where name = 'Bob''s' and deleted_at is null",
            "select count(*) as rows from labels where name = 'Bob''s' and deleted_at is null",
        ] {
            assert_eq!(app.count(left).await, 1);
        }
    })
    .await;
}

/// What hangs on a list hangs on one's own.
#[tokio::test]
async fn somebody_elses_list_takes_nothing() {
    on_each_database(async |app| {
        let Things {
            todo: todo_of_bob,
            list: list_of_bob,
            ..
        } = things_of_bob(app).await;
        app.member("Ada").await;
        let ada = token(app, "ada@example.com").await;
        let send = async |method: Method, path: &str, body: Value| {
            app.guest()
                .ask(method, path)
                .header("authorization", &format!("Bearer {ada}"))
                .header("content-type", "application/json")
                .body(body.to_string())
                .await
        };
        let own = json_of(&send(Method::POST, "/api/todos", json!({ "title": "Ada's" })).await);
        for (method, path, body) in that_name(&list_of_bob, &todo_of_bob, own["id"].as_str().unwrap()) {
            let answer = send(method.clone(), &path, body.clone()).await;
            assert_eq!(answer.status, 422, "{method} {path} {body}: {answer:?}");
        }
        let listed = send(Method::GET, &format!("/api/todos?list={list_of_bob}"), json!({})).await;
        assert_eq!((listed.status, json_of(&listed)), (200, json!([])));
        let strange =
            "select count(*) as rows from todos t join lists l on l.id = t.list_id where l.user_id <> t.user_id";
        assert_eq!(app.count(strange).await, 0);
        assert_eq!(app.count("select count(*) as rows from todos where completed").await, 0);
    })
    .await;
}

/// Requests about a todo of one's own that name a list or a todo of somebody else.
fn that_name(list: &str, todo: &str, own: &str) -> Vec<(Method, String, Value)> {
    let todos = |path: &str, body: Value| (Method::POST, format!("/api/todos{path}"), body);
    let path = format!("/api/todos/{own}");
    let moving = |body: Value| (Method::POST, format!("{path}/move"), body);
    let whole = json!({ "title": "x", "completed": false, "list_id": list });
    vec![
        todos("", json!({ "title": "x", "list_id": list })),
        (Method::PATCH, path.clone(), json!({ "list_id": list })),
        (Method::PUT, path.clone(), whole),
        moving(json!({ "list_id": list, "to": "end" })),
        moving(json!({ "before": todo })),
        moving(json!({ "after": todo })),
        todos("/set-all", json!({ "completed": true, "list_id": list })),
        todos("/quick", json!({ "text": "x", "list_id": list })),
        todos("/batch", json!({ "ids": [todo], "do": "complete" })),
        todos("/batch", json!({ "ids": [own, todo], "do": "delete" })),
        todos("/batch", json!({ "ids": [own], "do": "change", "list_id": list })),
    ]
}

async fn ask_valid(app: &App, route: &Route, token: &str) -> Answer {
    let guest = app.guest();
    let ask = guest
        .ask(route.method.clone(), &route.path)
        .header("authorization", &format!("Bearer {token}"));
    match route.method {
        Method::GET | Method::DELETE => ask.await,
        _ => {
            let body = match &route.path {
                path if path.ends_with("/move") => r#"{"to":"start"}"#,
                path if path.starts_with("/api/lists/") || path.starts_with("/api/labels/") => r#"{"name":"Mine"}"#,
                _ => r#"{"title":"Mine","completed":true}"#,
            };
            ask.header("content-type", "application/json").body(body).await
        }
    }
}

/// What a route takes of somebody with an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ByAccessToken {
    Yes,
    No,
    WithThePassword,
}

/// One operation of the document that has to do with who asks.
struct Access {
    route: Route,
    is_for_everybody: bool,
    by_access_token: ByAccessToken,
}

/// What the document says of all operations that have to do with who asks, in its order.
async fn accesses(app: &App) -> Vec<Access> {
    let document = json_of(&app.guest().ask(Method::GET, "/api/openapi.json").await);
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let ways = operation["security"].as_array().cloned().unwrap_or_default();
            let takes = |name: &str| ways.iter().any(|way| way.get(name).is_some());
            if !takes("cookie") {
                continue;
            }
            let schema = operation.pointer("/requestBody/content/application~1json/schema/$ref");
            let schema = schema.and_then(Value::as_str).unwrap_or_default();
            let members = document.pointer(&format!("{}/properties", schema.trim_start_matches('#')));
            let has_password = ["password", "currentPassword"]
                .iter()
                .any(|name| members.is_some_and(|members| members.get(name).is_some()));
            all.push(Access {
                route: Route {
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                    has_id: false,
                    is_better_auth: path.starts_with("/api/auth/"),
                },
                is_for_everybody: ways.contains(&json!({})),
                by_access_token: match (takes("bearer"), has_password) {
                    (false, _) => ByAccessToken::No,
                    (true, true) => ByAccessToken::WithThePassword,
                    (true, false) => ByAccessToken::Yes,
                },
            });
        }
    }
    assert!(all.len() >= 30, "only {} routes", all.len());
    all
}

fn is_session_required(answer: &Answer) -> bool {
    answer.status == 403 && json_of(answer)["code"] == "SESSION_REQUIRED"
}

/// Other services may have seen it: whatever they do with it, the account stays as it is.
#[tokio::test]
async fn an_access_token_changes_nothing_of_the_account() {
    on_each_database(async |app| {
        for (number, access) in accesses(app).await.iter().enumerate() {
            let name = format!("person{number}");
            app.member(&name).await;
            let token = token(app, &format!("{name}@example.com")).await;
            let Route { method, path, .. } = &access.route;
            let route = Route {
                method: method.clone(),
                path: format!("{path}?token=x"),
                ..access.route
            };
            let answer = ask(&app.guest(), &route, Some(&token)).await;
            let is_refused = access.by_access_token == ByAccessToken::No;
            assert_eq!(is_session_required(&answer), is_refused, "{method} {path}: {answer:?}");
        }
    })
    .await;
}

/// Where signing in takes a second step, the password alone does not make an access token more than it is.
#[tokio::test]
async fn with_two_step_verification_an_access_token_changes_nothing_with_the_password_either() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let ada = token(app, "ada@example.com").await;
        app.run("insert into two_factors (user_id, sealed_secret, is_confirmed, last_step, created_at) select users.id, mails.sealed, true, 0, 0 from users, mails limit 1").await;
        for access in accesses(app).await {
            if access.by_access_token == ByAccessToken::WithThePassword && access.route.path != "/api/auth/verify-password" {
                let answer = ask(&app.guest(), &access.route, Some(&ada)).await;
                let Route { method, path, .. } = &access.route;
                assert!(is_session_required(&answer), "{method} {path}: {answer:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn without_the_password_an_access_token_deletes_nobody() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let token = token(app, "ada@example.com").await;
        let answer = app
            .guest()
            .ask(Method::POST, "/api/auth/delete-user")
            .header("authorization", &format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body("{}")
            .await;
        assert!(is_session_required(&answer), "{answer:?}");
        assert_eq!(app.count("select count(*) as rows from users").await, 1);
    })
    .await;
}

const TABLE: [&str; 2] = ["<!-- routes: begin -->", "<!-- routes: end -->"];

/// The table in `docs/SECURITY.md` is this document's; `UPDATE_DOCS=1` writes it anew.
#[tokio::test]
async fn the_table_of_routes_is_that_of_the_document() {
    on_each_database(async |app| {
        let mut table = "| route | cookie, bearer session token | access token |\n|---|---|---|\n".to_owned();
        for access in accesses(app).await {
            let Route { method, path, .. } = &access.route;
            let owner = if access.is_for_everybody {
                "yes, and nobody"
            } else {
                "yes"
            };
            let token = match access.by_access_token {
                ByAccessToken::Yes => "yes",
                ByAccessToken::No => "no",
                ByAccessToken::WithThePassword => "with the password",
            };
            table += &format!("| `{method} {path}` | {owner} | {token} |\n");
        }
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/SECURITY.md");
        let text = std::fs::read_to_string(file).unwrap();
        let (before, rest) = text.split_once(TABLE[0]).unwrap();
        let (found, after) = rest.split_once(TABLE[1]).unwrap();
        let expected = format!("\n{table}");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(file, format!("{before}{}{expected}{}{after}", TABLE[0], TABLE[1])).unwrap();
        } else {
            assert!(found == expected, "docs/SECURITY.md should say:\n{expected}");
        }
    })
    .await;
}
