//! Tells open pages what happens elsewhere, the moment it does: `GET /session-events`, a stream of server-sent events.
//! `changed` has the number of the last change to the person's todos, at the beginning if there is one and whenever there
//! is another; `ended` says that the session is over, and closes the stream. Nothing else is in it.

use crate::{
    middleware::session::Principal,
    state::AppState,
    todos::{Todos, TodosChanged, last_change},
};
use axum::{
    Extension,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use std::{convert::Infallible, pin::Pin, time::Duration};
use tokio::sync::broadcast::{Receiver, error::RecvError};

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
    let user_id = live.user.id.clone();
    // From here on nothing is missed, and what was before is told by the first number.
    let changes = state.todos.events.listen();
    let is_ended = {
        let state = state.clone();
        async move {
            tokio::select! {
                () = listener.ended(&state.auth) => true,
                () = state.stopping.begun() => false,
            }
        }
    };
    let watch = Watch {
        todos: state.todos.clone(),
        user_id,
        changes,
        is_behind: true,
        is_ended: Box::pin(is_ended),
    };
    let events = stream::unfold(Some(watch), |watch| async {
        let mut watch = watch?;
        let (event, is_last) = watch.next().await?;
        Some((Ok::<_, Infallible>(event), (!is_last).then_some(watch)))
    });
    (
        HEADERS,
        Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)),
    )
        .into_response()
}

/// What an open page waits for.
struct Watch {
    todos: Todos,
    user_id: String,
    changes: Receiver<TodosChanged>,
    /// Whether something may have been missed.
    is_behind: bool,
    /// Ends with whether the session has ended, or the program is about to.
    is_ended: Pin<Box<dyn Future<Output = bool> + Send>>,
}

impl Watch {
    /// The next event, and whether it is the last one; `None` where the stream just ends.
    async fn next(&mut self) -> Option<(Event, bool)> {
        loop {
            if self.is_behind {
                self.is_behind = false;
                match last_change(&self.todos, &self.user_id).await {
                    // Who has never changed anything has missed nothing.
                    Ok(0) => {}
                    Ok(number) => return Some((changed(number), false)),
                    Err(error) => tracing::debug!(%error, "an open page could not be told of changes"),
                }
            }
            tokio::select! {
                is_ended = &mut self.is_ended => {
                    return is_ended.then(|| (Event::default().event("ended").data("ended"), true));
                }
                heard = self.changes.recv() => match heard {
                    Ok(change) if *change.user_id == *self.user_id => return Some((changed(change.number), false)),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => self.is_behind = true,
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }
}

fn changed(number: i64) -> Event {
    Event::default().event("changed").data(number.to_string())
}
