//! One line of log, one span and one count for each request, whoever answers it and even where the client hangs up.
//!
//! The request's id is ours and stands in each line within. Neither the query nor the path that met a route is logged,
//! and a client is named by the id of its user only.

use super::client_address::is_from_trusted_proxy;
use crate::{
    random,
    state::AppState,
    telemetry::{
        Stopwatch,
        metrics::{self, InFlight, method_word},
        traces,
    },
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::sync::{Arc, OnceLock};
use tracing::{Instrument, Span, field::Empty};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Most of a path that leads nowhere which is logged, in characters.
const MAX_PATH: usize = 200;

/// Names a request in the log and on error pages. It is ours alone: one that a client sends is ignored.
#[derive(Clone, Debug, Default)]
pub struct RequestId(pub String);

/// Where whoever finds out who is asking leaves the id for the log; a request extension.
#[derive(Clone, Debug, Default)]
pub struct UserIdSlot(Arc<OnceLock<String>>);

impl UserIdSlot {
    /// Says who it is. The first word counts.
    pub fn set(&self, user_id: &str) {
        let _ = self.0.set(user_id.to_owned());
    }
}

/// Gives every request an id, which stands in every line that is logged about it, leaves one line about its answer,
/// and counts it. What a client has sent is left out: the query, for people put all kinds of things there, and the
/// path where it has met a route.
pub(super) async fn log(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = URL_SAFE_NO_PAD.encode(random::bytes::<9>());
    let watched = Watched::new(&request, &id);
    let span = watched.span.clone();
    if traces::are_on() {
        let is_believed = is_from_trusted_proxy(&request, &state.trusted_proxies);
        traces::follow(&span, is_believed.then(|| request.headers()));
    }
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(watched.user_id.clone());
    let mut response = next.run(request).instrument(span).await;
    watched.answered(response.status());
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A request until it ends, one way or the other: a client may hang up, and then nothing after an `await` happens any
/// more.
struct Watched {
    method: &'static str,
    route: Option<MatchedPath>,
    /// Of a request that has met no route.
    path: Option<String>,
    user_id: UserIdSlot,
    span: Span,
    stopwatch: Stopwatch,
    /// While it goes on, and where somebody counts.
    in_flight: Option<InFlight>,
    is_answered: bool,
}

impl Watched {
    fn new(request: &Request, id: &str) -> Self {
        let method = method_word(request.method().as_str());
        let route = request.extensions().get::<MatchedPath>().cloned();
        let path = || request.uri().path().chars().take(MAX_PATH).collect();
        Self {
            method,
            path: route.is_none().then(path),
            span: span(id, method, route.as_ref().map(MatchedPath::as_str)),
            route,
            user_id: UserIdSlot::default(),
            stopwatch: Stopwatch::start(),
            in_flight: metrics::request_arrived(),
            is_answered: false,
        }
    }

    fn answered(mut self, status: StatusCode) {
        self.is_answered = true;
        let in_flight = self.in_flight.take();
        let _within = self.span.enter();
        let route = self.route_or_word(status);
        let (method, path, user_id) = (self.method, self.path.as_deref(), self.user_id.0.get());
        let (status, duration_ms) = (status.as_u16(), self.stopwatch.milliseconds());
        if status >= 500 {
            // What was wrong has a line of its own, with the same id.
            tracing::warn!(method, route, path, status, duration_ms, user.id = user_id, "answered");
            self.span.record("otel.status_code", "ERROR");
        } else if matches!(route, "file" | "/healthz" | "/readyz") {
            // Files and questions of a supervisor come by the dozen and say little.
            tracing::debug!(method, route, path, status, duration_ms, "answered");
        } else {
            tracing::info!(method, route, path, status, duration_ms, user.id = user_id, "answered");
        }
        self.span.record("http.response.status_code", status);
        if let Some(in_flight) = in_flight {
            in_flight.answered(method, route, status, self.stopwatch.elapsed());
        }
    }

    /// The pattern of addresses that was asked for, or one of two words, so that there are only so many: what has met
    /// no route and is no error is a built file.
    fn route_or_word(&self, status: StatusCode) -> &str {
        match &self.route {
            Some(route) => route.as_str(),
            None if status.is_client_error() || status.is_server_error() => "none",
            None => "file",
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.is_answered {
            let _within = self.span.enter();
            let (method, route) = (self.method, self.route.as_ref().map(MatchedPath::as_str));
            let duration_ms = self.stopwatch.milliseconds();
            tracing::info!(method, route, duration_ms, "the client went away before the answer");
        }
    }
}

/// What all lines within a request have in common; a trace wants to know more.
fn span(id: &str, method: &str, route: Option<&str>) -> Span {
    if !traces::are_on() {
        return tracing::info_span!("request", request.id = id);
    }
    tracing::info_span!(
        "request",
        request.id = id,
        trace.id = Empty,
        otel.name = format!("{method} {}", route.unwrap_or_default()).trim_end(),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
    )
}
