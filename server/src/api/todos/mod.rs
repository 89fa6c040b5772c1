//! `/api/todos`: the caller's own list. A todo of somebody else, one that never was and an id that is none
//! get the same answer. Every todo has its version for an entity tag, so that two programs do not overwrite
//! each other's changes unnoticed.

mod all;
mod create;
mod list;
mod one;
mod refusal;
mod tags;
mod wire;

pub(super) use list::{ACTIVE_COUNT, COMPLETED_COUNT, TOTAL_COUNT};

use crate::state::AppState;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Under which these routes are found in the description.
const TAG: &str = "Todos";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(one::read, one::edit, one::replace, one::remove))
        .routes(routes!(all::clear_completed))
        .routes(routes!(all::set_all))
}
