//! `/todos/{id}`: a todo with all its fields.

use super::{
    super::{
        form_input::Input,
        form_view::{ButtonKind, Form, button},
        page::{Done, Page, PageError},
        visit::CurrentUser,
    },
    list_view::{lists, said},
};
use crate::{
    flash::Flash,
    forms::Fields,
    humanize,
    todos::{self, Expected},
};
use app::model::{
    AppError, Due, Field, FieldError, List, ListId, Priority, RefusedForm, TimeOfDay, TodoDetails, TodoId, TodoNotes,
    TodoPatch, TodoTitle,
};
use leptos::prelude::*;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (todos, owner, id) = (&visit.state.todos, &visit.live.user.id, id_of(visit)?);
    let here = || visit.uri().path().to_owned();
    if fields.optional("restore").is_some() {
        let restored = todos::restore(todos, owner, &id).await?;
        return Ok(Done::say(Flash::TodoRestored, address_of(visit, restored.todo.list_id)));
    }
    match fields.text("intent").as_str() {
        "save" => {
            let expected = fields
                .text("version")
                .parse()
                .map_or(Expected::Any, |version| Expected::Versions(vec![version]));
            let saved = todos::edit_expected(todos, owner, &id, &patch(fields)?, &expected).await;
            match saved {
                Ok(_) => Ok(Done::say(Flash::Saved, here())),
                Err(todos::Error::Changed { .. }) => Err(AppError::Conflict.into()),
                Err(error) => Err(error.into()),
            }
        }
        "remove" => {
            let removed = todos::remove(todos, owner, &id).await?;
            Ok(Done::say(
                Flash::TodoDeleted(id),
                address_of(visit, removed.todo.list_id),
            ))
        }
        intent @ ("up" | "down") => {
            todos::move_by_one(todos, owner, &id, intent == "down").await?;
            Ok(Done::say(Flash::Moved, here()))
        }
        intent @ ("complete" | "reopen") => {
            todos::edit(todos, owner, &id, &TodoPatch::state(intent == "complete")).await?;
            Ok(Done::Go(here()))
        }
        _ => Err(AppError::Malformed.into()),
    }
}

fn id_of(visit: &CurrentUser) -> Result<TodoId, PageError> {
    TodoId::parse(visit.id()).map_err(|_| AppError::NotFound.into())
}

/// Where a list is.
fn address_of(visit: &CurrentUser, id: ListId) -> String {
    let list = lists(visit).iter().find(|list| list.id == id);
    list.map_or_else(|| "/todos".into(), List::path)
}

/// What the form says, or everything that is wrong with it.
fn patch(fields: &Fields) -> Result<TodoPatch, AppError> {
    let text = |field: Field| fields.text(field.attribute());
    let title = TodoTitle::parse(&text(Field::Title));
    let notes = TodoNotes::parse(&text(Field::Notes));
    let due = Due::parse(&text(Field::DueDate), &text(Field::DueTime));
    let priority = Priority::parse(&text(Field::Priority));
    let list_id = ListId::parse(&text(Field::List));
    let errors: Vec<FieldError> = [
        title.as_ref().err(),
        notes.as_ref().err(),
        due.as_ref().err(),
        priority.as_ref().err(),
        list_id.as_ref().err(),
    ]
    .into_iter()
    .flatten()
    .cloned()
    .collect();
    match (title, notes, due, priority, list_id) {
        (Ok(title), Ok(notes), Ok(due), Ok(priority), Ok(list_id)) => Ok(TodoPatch {
            title: Some(title),
            completed: None,
            notes: Some(notes),
            due: Some(due),
            priority: Some(priority),
            list_id: Some(list_id),
        }),
        _ => Err(AppError::Invalid(errors)),
    }
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let details = todos::find(&visit.state.todos, &visit.live.user.id, &id_of(visit)?).await?;
    let todo = &details.todo;
    let back = lists(visit).iter().find(|list| list.id == todo.list_id);
    let (address, name) = back.map_or_else(
        || ("/todos".to_owned(), "Inbox".to_owned()),
        |list| (list.path(), list.name.as_str().to_owned()),
    );
    let content = view! {
        <div class="view-page todo-form">
            <p class="view-note"><a href=address dir="auto">{name}</a></p>
            <h1 dir="auto">{todo.title.as_str().to_owned()}</h1>
            {said(visit)}
            {match details.deleted_at {
                Some(_) => in_trash().into_any(),
                None => present(visit, &details, refused).into_any(),
            }}
        </div>
    };
    Ok(Page::new(todo.title.as_str(), refused, content.into_any()))
}

fn in_trash() -> impl IntoView {
    view! {
        <div class="card">
            <p>"This todo is in the trash."</p>
            <form method="post">
                <p class="actions"><button class="button button-primary" name="restore" value="on">"Restore"</button></p>
            </form>
        </div>
    }
}

fn present(visit: &CurrentUser, details: &TodoDetails, refused: Option<&RefusedForm>) -> impl IntoView {
    let todo = &details.todo;
    let (intent, label) = match todo.completed {
        true => ("reopen", "Mark as active"),
        false => ("complete", "Mark as done"),
    };
    let zone = &visit.live.user.time_zone;
    let done = details
        .completed_at
        .map(|at| format!("Done on {}. ", humanize::moment(at, zone)));
    let added = format!("Added on {}.", humanize::moment(todo.created_at, zone));
    view! {
        <div class="card">{form(visit, details, refused)}</div>
        <div class="actions undo">
            {Form::new(intent, refused).alone(label, ButtonKind::Plain)}
            {Form::new("up", refused).alone("Move up", ButtonKind::Plain)}
            {Form::new("down", refused).alone("Move down", ButtonKind::Plain)}
            {Form::new("remove", refused).alone("Move to the trash", ButtonKind::Danger)}
        </div>
        <p class="view-note">{done} {added}</p>
    }
}

fn form(visit: &CurrentUser, details: &TodoDetails, refused: Option<&RefusedForm>) -> AnyView {
    let todo = &details.todo;
    let form = Form::new("save", refused);
    let stored = |stored: String| Input {
        stored,
        ..Input::default()
    };
    let optional = |kind: &'static str, stored: Option<String>| Input {
        kind,
        stored: stored.unwrap_or_default(),
        required: false,
        ..Input::default()
    };
    let day = optional("date", todo.due.map(|due| due.day.to_iso()));
    let time = optional("time", todo.due.and_then(|due| due.time).map(TimeOfDay::to_iso));
    let own = lists(visit)
        .iter()
        .map(|list| (list.id.to_string(), list.name.as_str().to_owned()));
    let priorities = Priority::EVERY.map(|priority| (priority.attribute().to_owned(), priority.label().to_owned()));
    let fields = view! {
        // What was changed elsewhere since is not overwritten.
        <input type="hidden" name="version" value=todo.version.to_string() />
        {form.text(Field::Title, "Title", stored(todo.title.as_str().to_owned()))}
        {form.lines(Field::Notes, "Notes", details.notes.as_str(), TodoNotes::MAX_LENGTH)}
        <div class="todo-fields">
            {form.text(Field::DueDate, "Date", day)}
            {form.text(Field::DueTime, "Time", time)}
            {form.select(Field::Priority, "Priority", priorities.to_vec(), todo.priority.attribute())}
            {form.select(Field::List, "List", own.collect(), &todo.list_id.to_string())}
        </div>
        <p class="actions">{button("Save", ButtonKind::Primary)}</p>
    };
    form.around(fields.into_any())
}
