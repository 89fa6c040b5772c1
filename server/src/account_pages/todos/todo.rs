//! `/todos/{id}`: a todo with all its fields.

use super::{
    super::{
        form_input::Input,
        form_view::{ButtonKind, Form, button},
        page::{Done, Page, PageError},
        visit::CurrentUser,
    },
    list_view::{self, lists, rows, said, today},
};
use crate::{
    flash::Flash,
    forms::Fields,
    humanize,
    todos::{self, Expected},
};
use app::model::{
    AppError, Day, Due, Field, FieldError, List, ListId, NewTodo, Priority, Recurrence, RefusedForm, TimeOfDay, Todo,
    TodoDetails, TodoId, TodoLabels, TodoNotes, TodoPatch, TodoTitle,
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
        "save" => save(visit, fields, &id).await,
        "step" => add_step(visit, fields, id).await,
        "skip" => {
            todos::skip(todos, owner, &id, &Expected::Any).await?;
            Ok(Done::say(Flash::Saved, here()))
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
        "complete" => {
            let done = todos::edit(todos, owner, &id, &TodoPatch::state(true)).await?;
            Ok(Done::say(Flash::completed(&done), here()))
        }
        "reopen" => {
            todos::edit(todos, owner, &id, &TodoPatch::state(false)).await?;
            Ok(Done::Go(here()))
        }
        // What is done with a step, right here.
        _ => list_view::act(visit, fields, visit.uri().path()).await,
    }
}

async fn save(visit: &CurrentUser, fields: &Fields, id: &TodoId) -> Result<Done, PageError> {
    let (todos, owner) = (&visit.state.todos, &visit.live.user.id);
    let expected = fields
        .text("version")
        .parse()
        .map_or(Expected::Any, |version| Expected::Versions(vec![version]));
    let stored = todos::find(todos, owner, id).await?;
    let patch = patch(fields, &stored, today(visit)?)?;
    let saved = match fields.optional("only") {
        Some(_) => todos::edit_only(todos, owner, id, &patch, &expected).await,
        None => todos::edit_expected(todos, owner, id, &patch, &expected).await,
    };
    match saved {
        Ok(_) => Ok(Done::say(Flash::Saved, visit.uri().path())),
        Err(todos::Error::Changed { .. }) => Err(AppError::Conflict.into()),
        Err(error) => Err(error.into()),
    }
}

async fn add_step(visit: &CurrentUser, fields: &Fields, parent_id: TodoId) -> Result<Done, PageError> {
    let here = || Done::Go(visit.uri().path().to_owned());
    // Adding nothing adds nothing.
    if fields.text("title").trim().is_empty() {
        return Ok(here());
    }
    let title = TodoTitle::parse(&fields.text("title")).map_err(AppError::from)?;
    let step = NewTodo {
        parent_id: Some(parent_id),
        ..NewTodo::titled(title)
    };
    todos::add(&visit.state.todos, &visit.live.user.id, &step).await?;
    Ok(here())
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
fn patch(fields: &Fields, stored: &TodoDetails, today: Day) -> Result<TodoPatch, AppError> {
    let text = |field: Field| fields.text(field.attribute());
    let title = TodoTitle::parse(&text(Field::Title));
    let notes = TodoNotes::parse(&text(Field::Notes));
    let due = Due::parse(&text(Field::DueDate), &text(Field::DueTime));
    let priority = Priority::parse(&text(Field::Priority));
    let list_id = ListId::parse(&text(Field::List));
    let labels = TodoLabels::parse(&text(Field::Labels));
    // A rule that nobody has touched stays as it is, for not every one can be said in words.
    let is_untouched = text(Field::Recurrence).trim() == words(stored.recurrence.as_ref());
    let recurrence = match is_untouched {
        true => Ok(stored.recurrence.clone()),
        false => Recurrence::read(&text(Field::Recurrence), today),
    };
    let errors: Vec<FieldError> = [
        title.as_ref().err(),
        notes.as_ref().err(),
        due.as_ref().err(),
        recurrence.as_ref().err(),
        priority.as_ref().err(),
        list_id.as_ref().err(),
        labels.as_ref().err(),
    ]
    .into_iter()
    .flatten()
    .cloned()
    .collect();
    match (title, notes, due, recurrence, priority, list_id, labels) {
        (Ok(title), Ok(notes), Ok(due), Ok(recurrence), Ok(priority), Ok(list_id), Ok(labels)) => Ok(TodoPatch {
            title: Some(title),
            completed: None,
            notes: Some(notes),
            due: Some(due),
            priority: Some(priority),
            list_id: Some(list_id),
            labels: Some(labels),
            // Without its day, a rule that was there ends.
            recurrence: Some(recurrence.filter(|_| due.is_some() || !is_untouched)),
        }),
        _ => Err(AppError::Invalid(errors)),
    }
}

/// A recurrence in words; nothing for none.
fn words(recurrence: Option<&Recurrence>) -> String {
    recurrence.map(todos::recurrence_in_words).unwrap_or_default()
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let details = todos::find(&visit.state.todos, &visit.live.user.id, &id_of(visit)?).await?;
    let todo = &details.todo;
    let (address, name) = above(visit, todo).await?;
    let steps = match todo.parent_id {
        Some(_) => None,
        None => Some(todos::steps(&visit.state.todos, &visit.live.user.id, &todo.id).await?),
    };
    let steps = steps.filter(|_| details.deleted_at.is_none());
    let steps = steps.map(|list| Ok::<_, PageError>(steps_card(visit, &list, today(visit)?, refused)));
    let content = view! {
        <div class="view-page todo-form">
            <p class="view-note"><a href=address dir="auto">{name}</a></p>
            <h1 dir="auto">{todo.title.as_str().to_owned()}</h1>
            {said(visit)}
            {match details.deleted_at {
                Some(_) => in_trash().into_any(),
                None => present(visit, &details, refused).into_any(),
            }}
            {steps.transpose()?}
        </div>
    };
    Ok(Page::new(todo.title.as_str(), refused, content.into_any()))
}

/// Where a todo belongs: the todo it is a step of, or its list.
async fn above(visit: &CurrentUser, todo: &Todo) -> Result<(String, String), PageError> {
    if let Some(parent_id) = todo.parent_id {
        let parent = todos::find(&visit.state.todos, &visit.live.user.id, &parent_id).await?;
        return Ok((format!("/todos/{parent_id}"), parent.todo.title.as_str().to_owned()));
    }
    let list = lists(visit).iter().find(|list| list.id == todo.list_id);
    Ok(list.map_or_else(
        || ("/todos".to_owned(), "Inbox".to_owned()),
        |list| (list.path(), list.name.as_str().to_owned()),
    ))
}

/// The steps of a todo, each with a check, and the line for one more.
fn steps_card(visit: &CurrentUser, steps: &[TodoDetails], today: Day, refused: Option<&RefusedForm>) -> AnyView {
    let listed: Vec<&TodoDetails> = steps.iter().collect();
    let form = Form::of_one_field("step", refused);
    let line = form.text(
        Field::Title,
        "Add a step",
        Input {
            required: false,
            ..Input::default()
        },
    );
    view! {
        <section class="steps" aria-labelledby="steps">
            <h2 id="steps">"Steps"</h2>
            {(!listed.is_empty()).then(|| rows(visit, &listed, today))}
            <div class="card">
                {form.around(view! {
                    {line}
                    <p class="actions">{button("Add", ButtonKind::Plain)}</p>
                }.into_any())}
            </div>
        </section>
    }
    .into_any()
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
            {todo.recurs.then(|| Form::new("skip", refused).alone("Skip this time", ButtonKind::Plain))}
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
    let recurrence = Input {
        hint: "Such as every 2 weeks on mon, every month on the 15th, or every! 3 days, which counts from when it was done."
            .into(),
        ..optional("text", Some(words(details.recurrence.as_ref())))
    };
    let labels = Input {
        hint: "With commas between them.".into(),
        ..optional("text", Some(todo.labels.names().collect::<Vec<_>>().join(", ")))
    };
    let only = todo.recurs.then(|| {
        view! { <button class="button" type="submit" name="only" value="on">"Save for this time only"</button> }
    });
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
        {form.text(Field::Recurrence, "Repeats", recurrence)}
        {form.text(Field::Labels, "Labels", labels)}
        <p class="actions">{button("Save", ButtonKind::Primary)} {only}</p>
    };
    form.around(fields.into_any())
}
