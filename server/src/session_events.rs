//! Tells open pages that their session has ended, the moment it does: `GET /session-events`, a stream of server-sent
//! events. It holds nothing but that one event, and closes with it.

use crate::{middleware::session::Principal, state::AppState};
use axum::{
    Extension,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{StreamExt, stream};
use std::{convert::Infallible, future::ready, time::Duration};

/// How often a line goes out that says nothing, so that nobody on the way takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Headers of a stream: nobody keeps it, and a proxy (nginx) passes each line on at once.
const HEADERS: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    ),
];

/// Waits with the browser. It also ends, without the event, when the program stops: the browser then comes back by
/// itself. 204 tells it not to, where enough tabs of this session listen already.
pub(crate) async fn session_events(State(state): State<AppState>, principal: Option<Extension<Principal>>) -> Response {
    let Some(live) = principal
        .as_ref()
        .and_then(|Extension(found)| Some(&found.session()?.live))
    else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let Some(listener) = state
        .auth
        .session_events
        .listen(&live.user.id, &live.session.session_id)
    else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let last_word = async move {
        tokio::select! {
            () = listener.ended(&state.auth) => Some(Ok::<_, Infallible>(Event::default().event("ended").data("ended"))),
            () = state.stopping.begun() => None,
        }
    };
    let events = stream::once(last_word).filter_map(ready);
    (
        HEADERS,
        Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)),
    )
        .into_response()
}
