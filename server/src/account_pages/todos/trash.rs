//! `/todos/trash`: what was deleted in the last thirty days, to be restored or cleared away for good.

use super::{
    super::{
        form_view::{ButtonKind, Form, button},
        page::{Done, Page, PageError},
        visit::CurrentUser,
    },
    TRASH,
    list_view::{self, facts, lists, nothing, part, today, view_page},
};
use crate::{
    flash::Flash,
    forms::Fields,
    todos::{self, View},
};
use app::model::{AppError, Day, RefusedForm, TodoDetails};
use leptos::prelude::*;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    match fields.text("intent").as_str() {
        "empty" if fields.optional("sure").is_some() => {
            let gone = todos::empty_trash(&visit.state.todos, &visit.live.user.id).await?;
            Ok(Done::say(Flash::TrashEmptied(gone), TRASH))
        }
        "empty" => Err(AppError::Malformed.into()),
        _ => list_view::act(visit, fields, TRASH).await,
    }
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let day = today(visit)?;
    let part = part(visit, View::Trash).await?;
    let rows: Vec<AnyView> = part.todos.iter().map(|details| row(visit, details, day)).collect();
    let body = match rows.is_empty() {
        true => vec![nothing("The trash is empty. What you delete is kept here for 30 days.")],
        false => vec![
            view! { <p class="view-note">"What you delete is kept here for 30 days."</p> }.into_any(),
            view! {
                <form method="post" class="todoapp card">
                    <ul class="view-list">{rows}</ul>
                </form>
            }
            .into_any(),
            part.links(TRASH),
            empty(refused),
        ],
    };
    Ok(view_page(visit, "Trash", refused, None, body))
}

fn row(visit: &CurrentUser, details: &TodoDetails, today: Day) -> AnyView {
    let todo = &details.todo;
    let title = todo.title.as_str().to_owned();
    let label = format!("Restore {title}");
    view! {
        <li data-testid="view-todo" class=todo.completed.then_some("is-done")>
            <span></span>
            <a class="view-todo" href=format!("/todos/{}", todo.id)>
                <span dir="auto">{title}</span>
                {facts(lists(visit), details, today)}
            </a>
            <button class="button button-small" name="restore" value=todo.id.to_string() aria-label=label>
                "Restore"
            </button>
        </li>
    }
    .into_any()
}

/// The one thing here that cannot be taken back, so it is asked about.
fn empty(refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("empty", refused);
    let fields = view! {
        {form.checkbox("sure", "Delete everything in the trash for good", false)}
        <p class="actions">{button("Empty the trash", ButtonKind::Danger)}</p>
    };
    view! { <div class="card todo-form settings-card">{form.around(fields.into_any())}</div> }.into_any()
}
