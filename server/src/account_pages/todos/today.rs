//! `/todos/today`: what is due today, and before it what should have been done already.

use super::{
    super::{
        page::{Done, Page, PageError},
        visit::CurrentUser,
    },
    TODAY,
    list_view::{self, add_form, nothing, part, rows, today, view_page},
};
use crate::{forms::Fields, humanize, todos::View};
use app::model::{RefusedForm, TodoDetails};
use leptos::prelude::*;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    list_view::act(visit, fields, TODAY).await
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let day = today(visit)?;
    let part = part(visit, View::DueUntil(day)).await?;
    let is_overdue = |details: &&TodoDetails| details.todo.due.is_some_and(|due| due.is_overdue(day));
    let (overdue, due): (Vec<&TodoDetails>, Vec<&TodoDetails>) = part.todos.iter().partition(is_overdue);
    let mut body = vec![add_form("What is there to do today?", day, refused)];
    if !overdue.is_empty() {
        body.push(view! { <h2 class="is-overdue">"Overdue"</h2> }.into_any());
        body.push(rows(visit, &overdue, day));
    }
    if !due.is_empty() {
        if !overdue.is_empty() {
            body.push(view! { <h2>"Today"</h2> }.into_any());
        }
        body.push(rows(visit, &due, day));
    }
    if part.todos.is_empty() {
        body.push(nothing(
            "Nothing is due today. What you give today’s date, or an earlier one, is here.",
        ));
    }
    body.push(part.links(TODAY));
    let date = humanize::long_day(day);
    let aside = view! { <p class="view-note">{date}</p> }.into_any();
    Ok(view_page(visit, "Today", refused, Some(aside), body))
}
