//! The todos of a view as they are listed, and what can be done with each right there.

use super::super::{
    form_view::refused_as,
    page::{Done, Page, PageError},
    visit::CurrentUser,
};
use crate::{
    flash::Flash,
    forms::Fields,
    todos::{self, VIEW_PART, View},
};
use app::{
    backend::{Lists, Today},
    model::{
        AppError, Day, Due, Field, FieldError, LabelId, List, ListId, RefusedForm, TodoDetails, TodoId, TodoPatch,
    },
};
use leptos::prelude::*;

/// A part of a view.
pub(super) struct Part {
    pub todos: Vec<TodoDetails>,
    skipped: usize,
    has_more: bool,
}

/// The part of a view that the address asks for.
pub(super) async fn part(visit: &CurrentUser, view: View) -> Result<Part, PageError> {
    let skipped = skipped(visit);
    let found = todos::view(&visit.state.todos, &visit.live.user.id, view, skipped).await?;
    Ok(Part::behind(skipped, found))
}

/// How many todos of a view the address passes over.
pub(super) fn skipped(visit: &CurrentUser) -> usize {
    visit.parameter("skip").and_then(|raw| raw.parse().ok()).unwrap_or(0)
}

impl Part {
    /// What was found behind so many, and whether there is more.
    pub(super) fn behind(skipped: usize, (todos, has_more): (Vec<TodoDetails>, bool)) -> Self {
        Self {
            todos,
            skipped,
            has_more,
        }
    }

    /// Links to the part before and to the one behind.
    pub(super) fn links(&self, path: &str) -> AnyView {
        let address = |skipped: usize| match skipped {
            0 => path.to_owned(),
            _ => format!("{path}?skip={skipped}"),
        };
        let before = (self.skipped > 0).then(|| {
            view! { <a class="button" rel="prev" href=address(self.skipped.saturating_sub(VIEW_PART))>"Before these"</a> }
        });
        let behind = self
            .has_more
            .then(|| view! { <a class="button" rel="next" href=address(self.skipped + VIEW_PART)>"More"</a> });
        (before.is_some() || behind.is_some())
            .then(|| view! { <p class="actions">{before} {behind}</p> })
            .into_any()
    }
}

/// Which day it is where the visitor lives.
pub(super) fn today(visit: &CurrentUser) -> Result<Day, PageError> {
    let today = visit.request.extensions().get::<Today>().map(|today| today.day);
    today.ok_or_else(|| AppError::SignedOut.into())
}

/// The lists of the visitor.
pub(super) fn lists(visit: &CurrentUser) -> &[List] {
    visit
        .request
        .extensions()
        .get::<Lists>()
        .map_or(&[], |lists| &lists.lists)
}

/// The name of a list, where it is worth saying: not that of the inbox.
fn name_of(lists: &[List], id: ListId) -> Option<&List> {
    lists.iter().find(|list| list.id == id && !list.is_inbox)
}

/// Todos in their order, each with a check and a link to all its fields.
pub(super) fn rows(visit: &CurrentUser, todos: &[&TodoDetails], today: Day) -> AnyView {
    let rows: Vec<AnyView> = todos.iter().map(|details| row(visit, details, today)).collect();
    view! {
        <form method="post" class="todoapp card">
            <ul class="view-list">{rows}</ul>
        </form>
    }
    .into_any()
}

fn row(visit: &CurrentUser, details: &TodoDetails, today: Day) -> AnyView {
    let todo = &details.todo;
    let title = todo.title.as_str().to_owned();
    let (intent, checked) = match todo.completed {
        true => ("reopen", "true"),
        false => ("complete", "false"),
    };
    view! {
        <li data-testid="view-todo" class=todo.completed.then_some("is-done")>
            <button
                role="checkbox"
                name=intent
                value=todo.id.to_string()
                aria-checked=checked
                aria-label=title.clone()
                data-priority=todo.priority.number().map(|number| number.to_string())
            ></button>
            <a class="view-todo" href=format!("/todos/{}", todo.id)>
                <span dir="auto">{title}</span>
                {facts(lists(visit), details, today)}
            </a>
        </li>
    }
    .into_any()
}

/// What there is to say of a todo below its title.
pub(super) fn facts(lists: &[List], details: &TodoDetails, today: Day) -> AnyView {
    let todo = &details.todo;
    let due = todo.due.map(|due| {
        let class = (!todo.completed && due.is_overdue(today)).then_some("is-overdue");
        view! { <span class=class>{due.words(today)}</span> }
    });
    let list = name_of(lists, todo.list_id).map(|list| {
        view! {
            <span>
                <span class="mark" data-colour=list.colour.as_str()></span>
                <span dir="auto">{list.name.as_str().to_owned()}</span>
            </span>
        }
    });
    let notes = todo.has_notes.then(|| view! { <span>"Notes"</span> });
    let priority = todo
        .priority
        .number()
        .map(|number| view! { <span>{format!("p{number}")}</span> });
    let recurs = todo.recurs.then(|| view! { <span>"Repeats"</span> });
    let steps = (todo.steps.all > 0)
        .then(|| view! { <span>{format!("{} of {} steps", todo.steps.done, todo.steps.all)}</span> });
    let labels: Vec<AnyView> = todo
        .labels
        .names()
        .map(|name| view! { <span class="label" dir="auto">{name.to_owned()}</span> }.into_any())
        .collect();
    let is_empty = due.is_none() && list.is_none() && notes.is_none() && priority.is_none() && labels.is_empty();
    match is_empty && recurs.is_none() && steps.is_none() {
        true => ().into_any(),
        false => view! { <span class="todo-facts">{due} {recurs} {priority} {list} {labels} {steps} {notes}</span> }
            .into_any(),
    }
}

/// The line for a new todo, which is due on this day.
pub(super) fn add_form(label: &'static str, day: Day, refused: Option<&RefusedForm>) -> AnyView {
    let refused = refused_as(refused, "add");
    let problem = refused.map(|form| {
        form.error
            .problem_with(Field::Title)
            .map_or_else(|| form.error.message(), FieldError::message)
    });
    let typed = refused.and_then(|form| form.value("title")).map(str::to_owned);
    view! {
        <form class="view-add card" method="post">
            <input type="hidden" name="intent" value="add" />
            <input type="hidden" name="due-date" value=day.to_iso() />
            <input
                class="new-todo"
                name="title"
                value=typed
                placeholder=label
                aria-label=label
                aria-describedby="title-error"
                aria-invalid=problem.is_some().then_some("true")
                autocomplete="off"
                enterkeyhint="done"
                dir="auto"
                autofocus=problem.is_some()
            />
            <button class="button button-primary" type="submit">"Add"</button>
            {problem.map(|problem| view! { <p class="field-error" id="title-error">{problem}</p> })}
        </form>
    }
    .into_any()
}

/// A view that has nothing to show says what it is for.
pub(super) fn nothing(words: &'static str) -> AnyView {
    view! { <p class="nothing-here card" role="status">{words}</p> }.into_any()
}

/// The page of a view.
pub(super) fn view_page(
    visit: &CurrentUser,
    title: &str,
    refused: Option<&RefusedForm>,
    aside: Option<AnyView>,
    body: Vec<AnyView>,
) -> Page {
    let general = refused.filter(|form| form.value("intent") != Some("add"));
    let alert = general.map(
        |form| view! { <div class="form-alert" role="alert" tabindex="-1" autofocus=true>{form.error.message()}</div> },
    );
    let content = view! {
        <div class="view-page">
            <div class="view-head">
                <h1>{title.to_owned()}</h1>
                {aside}
            </div>
            {said(visit)}
            {alert}
            {body}
        </div>
    };
    Page::new(title, refused, content.into_any())
}

/// What has just been done, with a form that takes it back.
pub(super) fn said(visit: &CurrentUser) -> Option<AnyView> {
    let flash = visit.flash()?;
    let undo = flash.undo().map(|(intent, id)| {
        view! {
            <form method="post">
                <button class="button button-small" name=intent value=id>"Undo"</button>
            </form>
        }
    });
    let said = view! {
        <div class="undo done" role="status">
            <span>{flash.words()}</span>
            {undo}
        </div>
    };
    Some(said.into_any())
}

/// What the forms of every view do: completing, reopening, restoring, adding.
pub(super) async fn act(visit: &CurrentUser, fields: &Fields, path: &str) -> Result<Done, PageError> {
    let (todos, owner) = (&visit.state.todos, &visit.live.user.id);
    let named = |intent: &str| {
        fields
            .optional(intent)
            .map(|raw| TodoId::parse(&raw).map_err(AppError::from))
    };
    if let Some(id) = named("complete").transpose()? {
        let done = todos::edit(todos, owner, &id, &TodoPatch::state(true)).await?;
        return Ok(Done::say(Flash::completed(&done), path));
    }
    if let Some(id) = named("reopen").transpose()? {
        todos::edit(todos, owner, &id, &TodoPatch::state(false)).await?;
        return Ok(Done::say(Flash::TodoReopened(id), path));
    }
    if let Some(id) = named("restore").transpose()? {
        todos::restore(todos, owner, &id).await?;
        return Ok(Done::say(Flash::TodoRestored, path));
    }
    if let Some(raw) = fields.optional("restore-list") {
        let list = todos::restore_list(todos, owner, &ListId::parse(&raw).map_err(AppError::from)?).await?;
        return Ok(Done::say(Flash::TodoRestored, list.path()));
    }
    if let Some(raw) = fields.optional("restore-label") {
        let label = todos::restore_label(todos, owner, &LabelId::parse(&raw).map_err(AppError::from)?).await?;
        return Ok(Done::say(Flash::TodoRestored, label.path()));
    }
    if fields.text("intent") != "add" {
        return Err(AppError::Malformed.into());
    }
    if !fields.text("title").trim().is_empty() {
        let scope = (&**owner, &*visit.live.user.time_zone);
        let mut new = todos::read_line(todos, scope, &fields.text("title"))
            .await?
            .new_todo(None, None)?;
        if new.due.is_none() {
            new.due = Due::parse(&fields.text(Field::DueDate.attribute()), "")?;
        }
        todos::add(todos, owner, &new).await?;
    }
    Ok(Done::Go(path.to_owned()))
}
