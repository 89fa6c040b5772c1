//! The pages of todos that are no list: what is due, what was done, what lies in the trash, what has some words, a todo
//! with all its fields, and a list with its name and colour.
//!
//! Like the account area they are drawn by the server at each visit and work by links and forms alone.

mod completed;
mod edit_label;
mod label;
mod labels;
mod list;
mod list_view;
mod new_list;
mod search;
mod today;
mod todo;
mod trash;
mod upcoming;

use super::visit::CurrentUser;
use crate::{forms::Fields, state::AppState};
use axum::{Router, middleware::from_extractor_with_state, routing::get};

const TODAY: &str = "/todos/today";
const UPCOMING: &str = "/todos/upcoming";
const COMPLETED: &str = "/todos/completed";
const TRASH: &str = "/todos/trash";
const SEARCH: &str = "/search";
const TODO: &str = "/todos/{id}";
const NEW_LIST: &str = "/lists/new";
const LIST: &str = "/lists/{id}/edit";
const LABELS: &str = "/labels";
const LABEL: &str = "/labels/{name}";
const EDIT_LABEL: &str = "/labels/{name}/edit";

pub(super) fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .route(TODAY, super::form_page!(CurrentUser, today, act))
        .route(UPCOMING, super::form_page!(CurrentUser, upcoming, act))
        .route(COMPLETED, super::form_page!(CurrentUser, completed, act))
        .route(TRASH, super::form_page!(CurrentUser, trash, act))
        .route(SEARCH, super::form_page!(CurrentUser, search, act))
        .route(TODO, super::form_page!(CurrentUser, todo, act))
        .route(NEW_LIST, super::form_page!(CurrentUser, new_list, create))
        .route(LIST, super::form_page!(CurrentUser, list, act))
        .route(LABELS, super::form_page!(CurrentUser, labels, act))
        .route(LABEL, super::form_page!(CurrentUser, label, act))
        .route(EDIT_LABEL, super::form_page!(CurrentUser, edit_label, act))
        .route_layer(from_extractor_with_state::<CurrentUser, _>(state.clone()))
}
