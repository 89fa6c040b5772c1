//! The description of the API: OpenAPI 3.1, put together from the handlers themselves.

use crate::{
    auth::cookies::CookieNames,
    problem::{self, Problem},
    state::AppState,
};
use axum::{
    body::Bytes,
    http::{Method, StatusCode, header},
    routing::{MethodRouter, get},
};
use std::sync::{Arc, LazyLock};
use utoipa::{
    OpenApi as _, ToSchema as _,
    openapi::{
        Content, Header, License, ObjectBuilder, OpenApi, PathItem, Ref, Response, ResponseBuilder, Server, Type,
        path::Operation,
        security::{ApiKey, ApiKeyValue, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityScheme},
        tag::TagBuilder,
    },
};

/// The groups of routes, by their tags.
const TAGS: [(&str, &str); 5] = [
    ("Todos", "The caller's own todos."),
    ("Lists", "The lists they are in. The inbox is one of them."),
    ("Labels", "Words that bring todos of several lists together."),
    ("Tokens", "Accounts and tokens, for backends and scripts."),
    (BETTER_AUTH, "Accounts and sessions, for Better Auth's client."),
];
/// Its errors have a shape of their own, which its handlers describe themselves.
const BETTER_AUTH: &str = "Better Auth";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Latchkey", description = "Accounts and todos."),
    components(schemas(Problem, problem::FieldProblem))
)]
struct Document;

/// What is in the document besides the routes.
pub(super) fn document() -> OpenApi {
    Document::openapi()
}

/// Adds what no single handler knows: where the API is, how one proves who one is, and the answers that
/// every route may give.
pub(super) fn complete(mut document: OpenApi, base_url: &str, cookies: &CookieNames) -> OpenApi {
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    document.info.license = Some(license());
    document.tags = Some(TAGS.map(tag).into());
    document.servers = Some(vec![Server::new(base_url.to_owned())]);
    let components = document.components.get_or_insert_with(Default::default);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some(
            "An access token, or the bearer session token of `set-auth-token`.",
        ))
        .build();
    let session = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "The bearer session token of `set-auth-token`, and no access token: that changes nothing of an account.",
        ))
        .build();
    let password = OAuth2::with_description(
        [Flow::Password(Password::new("/api/v1/auth/login", Scopes::new()))],
        "An access token, for an e-mail address and a password at `/api/v1/auth/login`.",
    );
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        cookies.session.to_owned(),
        format!("`{}`, as a browser has it that is signed in.", cookies.session),
    ));
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    components.add_security_scheme("session", SecurityScheme::Http(session));
    components.add_security_scheme("account", SecurityScheme::OAuth2(password));
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    let paths = document.paths.paths.values_mut();
    paths
        .flat_map(operations)
        .for_each(|(method, operation)| add_common_answers(method, operation));
    document
}

fn license() -> License {
    let mut license = License::new(env!("CARGO_PKG_LICENSE"));
    license.identifier = Some(env!("CARGO_PKG_LICENSE").to_owned());
    license
}

fn tag((name, description): (&str, &str)) -> utoipa::openapi::Tag {
    TagBuilder::new().name(name).description(Some(description)).build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let by_method = [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
        (Method::PATCH, &mut item.patch),
    ];
    let present = by_method.into_iter();
    present.filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Better Auth's client knows errors of one shape, and a fault of ours by its status alone.
fn add_answers_for_better_auth(operation: &mut Operation) {
    let error = |description: &str| {
        let schema = Ref::from_schema_name("BetterAuthError");
        let answer = ResponseBuilder::new().description(description);
        answer.content("application/json", Content::new(Some(schema))).build()
    };
    let silent = |description: &str| ResponseBuilder::new().description(description).build();
    let answers = [
        ("413", error("`PAYLOAD_TOO_LARGE`: the body is larger than 64 KiB.")),
        (
            "429",
            error("Too many attempts; see `Retry-After` and `X-Retry-After`."),
        ),
        (
            "500",
            silent("Something broke on our side; the log knows it by `X-Request-Id`."),
        ),
        ("503", error("Too busy right now; see `Retry-After`.")),
    ];
    for (status, answer) in answers {
        let responses = &mut operation.responses.responses;
        responses.entry(status.to_owned()).or_insert(answer.into());
    }
}

/// Adds what the layers around a handler may answer. What a handler says itself stays.
fn add_common_answers(method: Method, operation: &mut Operation) {
    let is_of = |name| operation.tags.iter().flatten().any(|tag| tag == name);
    if is_of(BETTER_AUTH) {
        return add_answers_for_better_auth(operation);
    }
    let mut statuses = vec![
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something broke on our side; the log knows it by `request_id`.",
        ),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "Too busy right now; see `Retry-After`.",
        ),
    ];
    if operation.request_body.is_some() {
        statuses.extend([
            (StatusCode::BAD_REQUEST, "The body could not be read."),
            (StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 64 KiB."),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is of another type."),
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                "A field is missing, wrong, unknown or given twice; `errors` names each.",
            ),
        ]);
    }
    let is_for_somebody = operation.security.as_ref().is_some_and(|ways| !ways.is_empty());
    if is_for_somebody {
        statuses.push((
            StatusCode::UNAUTHORIZED,
            "No token, or one that opens nothing; `WWW-Authenticate` says which.",
        ));
    }
    if is_for_somebody && method == Method::GET {
        statuses.push((
            StatusCode::FORBIDDEN,
            "The token is in force, but its account has been disabled since: `User account is disabled`.",
        ));
    }
    if method != Method::GET {
        statuses.push((
            StatusCode::FORBIDDEN,
            "A page of another site has sent this, perhaps with the cookies of the person.",
        ));
    }
    for (status, description) in statuses {
        let responses = &mut operation.responses.responses;
        responses
            .entry(status.as_str().to_owned())
            .or_insert_with(|| problem_answer(status, description).into());
    }
}

fn problem_answer(status: StatusCode, description: &str) -> Response {
    let schema = Ref::from_schema_name(Problem::name());
    let answer = ResponseBuilder::new()
        .description(description)
        .content(problem::CONTENT_TYPE, Content::new(Some(schema)));
    let answer = match status {
        StatusCode::UNAUTHORIZED => answer.header("WWW-Authenticate", Header::new(text())),
        StatusCode::SERVICE_UNAVAILABLE => answer.header("Retry-After", Header::new(text())),
        _ => answer,
    };
    answer.build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// The document as it is served, which is written when it is first asked for.
pub(super) fn serve(document: Arc<OpenApi>) -> MethodRouter<AppState> {
    let json = Arc::new(LazyLock::new(move || {
        Bytes::from(document.to_json().unwrap_or_default())
    }));
    get(async move || ([(header::CONTENT_TYPE, "application/json")], Bytes::clone(&json)))
}
