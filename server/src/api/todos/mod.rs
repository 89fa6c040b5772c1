//! `/api/todos`, `/api/lists`, `/api/labels` and `/api/changes`: the caller's own. A todo of somebody else, one that never was and an id that is none
//! get the same answer. Every todo has its version for an entity tag, so that two programs do not overwrite
//! each other's changes unnoticed.

mod actions;
mod all;
mod batch;
mod changes;
mod create;
mod labels;
mod list;
mod list_query;
mod lists;
mod members;
mod named;
mod one;
mod quick;
mod refusal;
mod tags;
mod wire;
mod wire_lists;

pub(super) use list::{ACTIVE_COUNT, COMPLETED_COUNT, TOTAL_COUNT};

use crate::state::AppState;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Under which these routes are found in the description.
const TAG: &str = "Todos";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(one::read, one::edit, one::replace, one::remove))
        .routes(routes!(actions::complete))
        .routes(routes!(actions::reopen))
        .routes(routes!(actions::restore))
        .routes(routes!(actions::move_todo))
        .routes(routes!(actions::skip))
        .routes(routes!(quick::quick))
        .routes(routes!(batch::batch))
        .routes(routes!(all::clear_completed))
        .routes(routes!(all::set_all))
        .routes(routes!(changes::changes))
        .routes(routes!(lists::list, lists::create))
        .routes(routes!(lists::read, lists::edit, lists::remove))
        .routes(routes!(lists::restore))
        .routes(routes!(labels::list, labels::create))
        .routes(routes!(labels::read, labels::edit, labels::remove))
        .routes(routes!(labels::restore))
}
