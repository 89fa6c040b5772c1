//! A page through the whole router, next to the same rows as JSON through the same router.

use crate::fixture::Fixture;
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use criterion::Criterion;
use http_body_util::BodyExt;
use server::router::router;
use std::net::SocketAddr;
use tower::ServiceExt;

pub fn render(criterion: &mut Criterion, fixture: &Fixture) {
    let Fixture {
        runtime, state, person, ..
    } = fixture;
    let service = {
        let _guard = runtime.enter();
        router(state.clone())
    };
    let cookies = person.cookies(&state.auth);
    let cookie: Vec<String> = cookies
        .iter()
        .map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
        .collect();
    let cookie = cookie.join("; ");
    for (name, page, reference) in [
        ("page of 20 todos", "/todos", "/api/todos"),
        ("sign-in page", "/sign-in", "/healthz"),
    ] {
        // Somebody who is signed in is led away from the sign-in page.
        let cookie = if page == "/todos" { &*cookie } else { "" };
        let mut group = criterion.benchmark_group(name);
        for (function, path) in [("ours", page), ("reference", reference)] {
            group.bench_function(function, |bencher| {
                bencher
                    .to_async(runtime)
                    .iter(async || ask(&service, path, cookie).await);
            });
        }
        group.finish();
    }
}

async fn ask(service: &Router, path: &str, cookie: &str) -> usize {
    let mut request = Request::get(path)
        .header(header::HOST, "localhost:3000")
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .expect("a request of constants");
    request
        .extensions_mut()
        .insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
    let Ok(response) = service.clone().oneshot(request).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let body = response.into_body().collect().await.expect("the body comes whole");
    body.to_bytes().len()
}
