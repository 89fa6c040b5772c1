//! `/settings/data`: what somebody may take along, and what they bring.

use super::{
    card::card,
    form_view::{ButtonKind, Form, button},
    import_messages as messages,
    page::{Done, Page, PageError},
    paths,
    settings::{settings_page, settings_page_saying},
    upload::{File, Upload},
    visit::CurrentUser,
};
use crate::{
    auth::{limits::before_import, require_confirmed},
    flash::Flash,
    forms::Fields,
    state::AppState,
    todos::{
        self,
        import::{
            self, Choice, Column, Import, Item, Kept, Unreadable, add_kept, find_kept_table, keep, keep_table, read,
            read_table,
        },
    },
};
use app::{
    components::{Icon, IconName},
    model::{AppError, Field, Problem, RefusedForm},
};
use axum::{
    body::Body,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, Response, header},
};
use leptos::prelude::*;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// So many of the todos of a file are shown before it is imported.
const SHOWN: usize = 5;
/// A form that is no longer than this, in bytes, is as cheap as any other, and may be one that confirms.
const SMALL: usize = 64 * 1024;
/// Reading a large file takes memory and a thread; so one is read after the other.
static READING: Semaphore = Semaphore::const_new(1);

pub(super) async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit, None, None).await).await
}

/// A file to look at, or one that was looked at. How many files somebody sends is counted before any of a large one is
/// in memory, and before a small one is looked into.
pub(super) async fn submit(State(state): State<AppState>, visit: CurrentUser, request: Request) -> Response<Body> {
    let is_small = is_small(request.headers());
    if !is_small && let Err(error) = before_import(visit.auth(), &visit.live.user.id).await {
        return refuse(&visit, error.into(), None).await;
    }
    let Upload { fields, file } = match Upload::from_request(request, &state).await {
        Ok(upload) => upload,
        Err(refusal) => return refusal,
    };
    let outcome = match fields.text("intent").as_str() {
        "import" => match add(&visit, &fields).await {
            Ok(done) => return visit.redirect(done),
            Err(refused) => Err(refused),
        },
        intent => {
            // A large one has been counted.
            let counted = match is_small {
                true => before_import(visit.auth(), &visit.live.user.id).await,
                false => Ok(()),
            };
            match (counted, intent) {
                (Err(error), _) => Err(Refused::Failed(error.into())),
                (Ok(()), "choose") => look_again(&visit, &fields).await,
                (Ok(()), _) => look(&visit, file).await,
            }
        }
    };
    match outcome {
        Ok(card) => {
            visit
                .answer(Ok(settings_page(&visit, paths::DATA, None, vec![card])))
                .await
        }
        Err(Refused::Unreadable(problem)) => {
            let error = AppError::field(Field::File, Problem::Unreadable);
            refuse(&visit, error.into(), Some(problem)).await
        }
        Err(Refused::Failed(error)) => refuse(&visit, error, None).await,
    }
}

/// The page again, with the form that takes a file and what is wrong with it.
async fn refuse(visit: &CurrentUser, error: PageError, problem: Option<String>) -> Response<Body> {
    let fields = Fields::new(vec![("intent".into(), "preview".into())]);
    let show = |refused| show(visit, refused, problem);
    visit.finish(Err(error), fields, show).await
}

fn is_small(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    length.is_some_and(|length| length <= SMALL)
}

/// Why there is nothing to look at, or nothing to add.
enum Refused {
    Unreadable(String),
    Failed(PageError),
}

impl From<todos::Error> for Refused {
    fn from(error: todos::Error) -> Self {
        match error {
            todos::Error::NoImport => Self::Unreadable(messages::GONE.into()),
            todos::Error::TooMany => Self::Unreadable(messages::no_room(0)),
            error => Self::Failed(error.into()),
        }
    }
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::Failed(error.into())
    }
}

/// The preview of a file, or the question what in it is a title.
async fn look(visit: &CurrentUser, file: Option<File>) -> Result<AnyView, Refused> {
    let File { bytes, memory } = file.ok_or_else(|| Refused::Unreadable("Choose a file first.".into()))?;
    let (todos, live) = (&visit.state.todos, &visit.live);
    let found = read_apart(move || read(bytes)).await?;
    drop(memory);
    match found {
        import::File::Todos(import) => look_at(visit, &import).await,
        import::File::Table { columns, text } => Ok(question(&columns, keep_table(todos, live, &text).await?)),
    }
}

/// The preview of a table that waited for the answer to that question.
async fn look_again(visit: &CurrentUser, fields: &Fields) -> Result<AnyView, Refused> {
    let choice = Choice {
        title: fields.text("column").parse().map_err(|_| AppError::Malformed)?,
        has_no_names: fields.optional("no-names").is_some(),
    };
    let text = find_kept_table(&visit.state.todos, &visit.live, &fields.text("import")).await?;
    let import = read_apart(move || read_table(&text, choice)).await?;
    look_at(visit, &import).await
}

async fn look_at(visit: &CurrentUser, import: &Import) -> Result<AnyView, Refused> {
    let kept = keep(&visit.state.todos, &visit.live, &import.items).await?;
    Ok(preview(import, kept))
}

/// Reads a file off the threads that answer.
async fn read_apart<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<T, Refused> {
    let broken = || Refused::Failed(AppError::Malformed.into());
    let _turn = READING.acquire().await.map_err(|_| broken())?;
    let read = spawn_blocking(read).await.map_err(|_| broken())?;
    read.map_err(|reason| Refused::Unreadable(messages::refusal(&reason)))
}

async fn add(visit: &CurrentUser, fields: &Fields) -> Result<Done, Refused> {
    let (import_id, todos) = (fields.text("import"), &visit.state.todos);
    let added = add_kept(todos, visit.auth(), &visit.live, &import_id, &visit.client).await?;
    Ok(Done::say(Flash::Imported(added), paths::DATA))
}

/// `problem` is why the file that was sent cannot be taken.
pub(super) async fn show(
    visit: &CurrentUser,
    refused: Option<RefusedForm>,
    problem: Option<String>,
) -> Result<Page, PageError> {
    let todos = count_todos(visit).await?;
    let is_confirmed = require_confirmed(visit.auth(), &visit.live).is_ok();
    let ready = visit.parameter("export").and_then(|format| known(&format));
    let ready = ready.filter(|_| is_confirmed);
    let notice = match &ready {
        Some(_) => Some("Thank you. Your file is ready.".into()),
        None => visit.notice(),
    };
    let cards = vec![export(todos, ready), upload(problem, refused.as_ref())];
    Ok(settings_page_saying(
        visit,
        paths::DATA,
        notice,
        refused.as_ref(),
        cards,
    ))
}

/// Where the export that somebody has asked for is one button away.
pub(super) fn address_of_export(format: &str) -> String {
    let export = known(format).map(|format| format!("?export={format}"));
    format!("{}{}", paths::DATA, export.unwrap_or_default())
}

/// A format there is.
fn known(format: &str) -> Option<&'static str> {
    ["json", "csv"].into_iter().find(|known| *known == format)
}

/// How many todos somebody has.
pub(super) async fn count_todos(visit: &CurrentUser) -> Result<i64, todos::Error> {
    let counts = todos::counts(&visit.state.todos, &visit.live.user.id).await?;
    Ok(counts.active + counts.completed)
}

/// `ready` is the format that somebody has asked for, and proved that they may have.
fn export(todos: i64, ready: Option<&str>) -> AnyView {
    let download = |format: &'static str, name: &str| {
        let button = match ready == Some(format) {
            true => button(&format!("Download {name}"), ButtonKind::Primary),
            false => button(&format!("Export {name}"), ButtonKind::Plain),
        };
        view! {
            <form method="post" action=paths::DATA_EXPORT>
                <input type="hidden" name="format" value=format />
                {button}
            </form>
        }
        .into_any()
    };
    let body = view! {
        <div class="actions">
            {download("json", "JSON")}
            {download("csv", "CSV")}
        </div>
    };
    let todos = count(todos, "todo");
    card(
        "Export",
        &format!(
            "JSON has everything that is yours: profile, {todos}, sessions, passkeys by name and activity. CSV has the todos, for spreadsheets."
        ),
        body.into_any(),
    )
}

fn upload(problem: Option<String>, refused: Option<&RefusedForm>) -> AnyView {
    // What is wrong with a file takes more words than other fields need, and is said once.
    let form = Form::new("preview", refused.filter(|_| problem.is_none()));
    let is_wrong = problem.is_some();
    let fields = view! {
        {problem.map(alert)}
        <div class="field">
            <label for="file">"File"</label>
            <input
                id="file"
                name=Field::File.attribute()
                type="file"
                accept=".json,.csv,.tsv,.txt,.md,.ics,.ndjson,.jsonl,application/json,text/*"
                required
                aria-invalid=is_wrong.then_some("true")
                aria-describedby=if is_wrong { "file-hint file-error" } else { "file-hint" }
            />
            <p class="field-hint" id="file-hint">"CSV, JSON, plain text or a calendar, at most 64 MB."</p>
        </div>
        <p class="actions">{button("Preview", ButtonKind::Primary)}</p>
    };
    card(
        "Import",
        "An export from here, or from Todoist, TickTick, Google Tasks, Microsoft To Do, Trello, Excel and many others. You see what would be added before anything is.",
        form.with_file(fields.into_any()),
    )
}

fn alert(problem: String) -> AnyView {
    view! {
        <div class="form-alert" role="alert" tabindex="-1" autofocus=true>
            <Icon name=IconName::Alert />
            <div>
                <a id="file-error" href="#file">
                    {problem}
                </a>
            </div>
        </div>
    }
    .into_any()
}

/// Which column holds the titles, where no name tells. The table waits under `import_id`.
fn question(columns: &[Column], import_id: String) -> AnyView {
    let option = |(at, column): (usize, &Column)| {
        view! { <option value=at.to_string()>{messages::column(column)}</option> }.into_any()
    };
    let options: Vec<AnyView> = columns.iter().enumerate().map(option).collect();
    let form = Form::new("choose", None);
    let fields = view! {
        <input type="hidden" name="import" value=import_id />
        <div class="field">
            <label for="choose-column">"Column with the titles"</label>
            <select id="choose-column" name="column">
                {options}
            </select>
        </div>
        {form.checkbox("no-names", "The first row is a todo too, not the names of the columns", false)}
        <p class="actions">
            {button("Preview", ButtonKind::Primary)}
            <a class="button" href=paths::DATA>"Cancel"</a>
        </p>
    };
    card(
        "Which column holds the titles?",
        "The file is a table, but none of its columns is called title, task, name or the like.",
        form.with_file(fields.into_any()),
    )
}

fn field_error(problem: Option<String>) -> Option<AnyView> {
    problem.map(|problem| view! { <p class="field-error">{problem}</p> }.into_any())
}

/// What would come of an import, before anything is added.
fn preview(import: &Import, kept: Kept) -> AnyView {
    let new: Vec<&Item> = kept.new.iter().map(|at| &import.items[*at]).collect();
    let first: Vec<AnyView> = new.iter().take(SHOWN).map(|item| row(item)).collect();
    let more = new.len() - first.len();
    let rows = (!first.is_empty()).then(|| view! { <ul class="rows">{first}</ul> }.into_any());
    let more = (more > 0).then(|| view! { <p class="row-detail">{format!("and {more} more")}</p> }.into_any());
    let problem = (new.len() > kept.room).then(|| messages::no_room(kept.room));
    let can_import = !new.is_empty() && problem.is_none();
    let send = can_import.then(|| button(&format!("Import {}", count_of(new.len(), "todo")), ButtonKind::Primary));
    let fields = view! {
        <input type="hidden" name="import" value=kept.id />
        {rows}
        {more}
        {list(messages::remarks(&import.remarks), "Good to know:", "remarks")}
        {list(messages::faults(&import.faults, import.untold), "These rows would be left out:", "form-alert")}
        {field_error(problem)}
        <p class="actions">
            {send}
            <a class="button" href=paths::DATA>"Cancel"</a>
        </p>
    };
    let completed = new.iter().filter(|item| item.completed).count();
    let states = match (new.len() - completed, completed) {
        (0, 0) => ".".to_owned(),
        (_, 0) => ": none of them completed.".to_owned(),
        (0, _) => ": all of them completed.".to_owned(),
        (open, completed) => format!(": {open} open, {completed} completed."),
    };
    let present = match kept.present {
        0 => String::new(),
        present => format!(" {present} of the file are there already and would be left alone."),
    };
    let summary = format!(
        "{} {} would be added at the end of your list{states}{present}",
        messages::origin(&import.origin),
        count_of(new.len(), "todo")
    );
    let form = Form::new("import", None);
    card("Preview of your import", &summary, form.with_file(fields.into_any()))
}

/// Sentences below a line that says what they are.
fn list(sentences: Vec<String>, about: &'static str, class: &'static str) -> Option<AnyView> {
    if sentences.is_empty() {
        return None;
    }
    let sentence = |sentence: String| view! { <li><bdi>{sentence}</bdi></li> }.into_any();
    let sentences: Vec<AnyView> = sentences.into_iter().map(sentence).collect();
    let list = view! {
        <div class=class>
            <div>
                <p>{about}</p>
                <ul>{sentences}</ul>
            </div>
        </div>
    };
    Some(list.into_any())
}

fn row(item: &Item) -> AnyView {
    let state = item
        .completed
        .then(|| view! { <span class="badge">"Completed"</span> }.into_any());
    view! {
        <li class="row-item">
            <div class="row-text"><bdi>{item.title.as_str().to_owned()}</bdi></div>
            {state}
        </li>
    }
    .into_any()
}

fn count_of(count: usize, what: &str) -> String {
    self::count(i64::try_from(count).unwrap_or(i64::MAX), what)
}

/// "1 todo", "128 todos"
pub(super) fn count(count: i64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
