//! `/todos/upcoming`: what is due after today, by day for two weeks and by month after that.

use super::{
    super::{
        page::{Done, Page, PageError},
        visit::CurrentUser,
    },
    UPCOMING,
    list_view::{self, add_form, nothing, part, rows, today, view_page},
};
use crate::{forms::Fields, humanize, todos::View};
use app::model::{Day, RefusedForm, TodoDetails};
use jiff::ToSpan;
use leptos::prelude::*;

/// Days of which each has a heading of its own.
const BY_DAY: i32 = 14;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    list_view::act(visit, fields, UPCOMING).await
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let day = today(visit)?;
    let part = part(visit, View::DueAfter(day)).await?;
    let tomorrow = Day::from(day.date().saturating_add(1.day()));
    let mut body = vec![add_form("What is there to do tomorrow?", tomorrow, refused)];
    let mut rest = &part.todos[..];
    while let Some(first) = rest.first() {
        let title = heading(first, day);
        let length = rest.iter().take_while(|details| heading(details, day) == title).count();
        let (group, others) = rest.split_at(length);
        let group: Vec<&TodoDetails> = group.iter().collect();
        body.push(view! { <h2>{title}</h2> }.into_any());
        body.push(rows(visit, &group, day));
        rest = others;
    }
    if part.todos.is_empty() {
        body.push(nothing(
            "Nothing is planned yet. What you give a later date is here, day by day.",
        ));
    }
    body.push(part.links(UPCOMING));
    Ok(view_page(visit, "Upcoming", refused, None, body))
}

/// What a todo stands below: its day, or its month where that is further away.
fn heading(details: &TodoDetails, today: Day) -> String {
    let Some(due) = details.todo.due else {
        return String::new();
    };
    let last = today.date().saturating_add(BY_DAY.days());
    match due.day.date() <= last {
        true => due.day.words(today),
        false => humanize::month(due.day),
    }
}
