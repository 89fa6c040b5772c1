//! `/todos/completed`: what was done, by day, with a plot of the last thirty days.

use super::{
    super::{
        page::{Done, Page, PageError},
        visit::CurrentUser,
    },
    COMPLETED,
    list_view::{self, nothing, part, rows, today, view_page},
};
use crate::{forms::Fields, humanize, todos::View};
use app::model::{RefusedForm, TodoDetails};
use leptos::prelude::*;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    list_view::act(visit, fields, COMPLETED).await
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let day = today(visit)?;
    let zone = &visit.live.user.time_zone;
    let day_of = |details: &TodoDetails| humanize::today(details.completed_at.unwrap_or_default(), zone);
    let part = part(visit, View::Completed).await?;
    let mut body = Vec::new();
    let mut rest = &part.todos[..];
    while let Some(first) = rest.first() {
        let done_on = day_of(first);
        let length = rest.iter().take_while(|details| day_of(details) == done_on).count();
        let (group, others) = rest.split_at(length);
        let group: Vec<&TodoDetails> = group.iter().collect();
        body.push(view! { <h2>{done_on.words(day)}</h2> }.into_any());
        body.push(rows(visit, &group, day));
        rest = others;
    }
    if part.todos.is_empty() {
        body.push(nothing(
            "Nothing is done yet. What you tick off is kept here, day by day.",
        ));
    }
    body.push(part.links(COMPLETED));
    Ok(view_page(visit, "Done", refused.as_ref(), None, body))
}
