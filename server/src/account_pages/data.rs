//! `/settings/data`: what somebody may take along, and what they bring.

use super::{
    card::card,
    flash::Flash,
    form_view::{ButtonKind, Form, button},
    import_messages as messages,
    page::{Done, Page, PageError},
    settings::settings_page,
    upload::{File, Upload},
    visit::CurrentUser,
};
use crate::{
    auth::limits::before_import,
    forms::Fields,
    state::AppState,
    todos::{
        self,
        import::{Import, Item, Kept, Unreadable, add_kept, keep, read},
    },
};
use app::model::{AppError, Field, Problem, RefusedForm};
use axum::{
    body::Body,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, Response, header},
};
use leptos::prelude::*;
use tokio::{sync::Semaphore, task::spawn_blocking};

pub const PATH: &str = "/settings/data";
/// So many of the todos of a file are shown before it is imported.
const SHOWN: usize = 5;
/// A form that is no longer than this, in bytes, is as cheap as any other, and may be one that confirms.
const SMALL: usize = 64 * 1024;
/// Reading a large file takes memory and a thread; so one is read after the other.
static READING: Semaphore = Semaphore::const_new(1);

pub async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit, None, None).await).await
}

/// A file to look at, or one that was looked at. How many files somebody sends is counted before any of a large one is
/// in memory, and before a small one is looked into.
pub async fn submit(State(state): State<AppState>, visit: CurrentUser, request: Request) -> Response<Body> {
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
        _ if is_small => match before_import(visit.auth(), &visit.live.user.id).await {
            Ok(()) => look(&visit, file).await,
            Err(error) => Err(Refused::Failed(error.into())),
        },
        _ => look(&visit, file).await,
    };
    match outcome {
        Ok((import, kept)) => {
            let cards = vec![preview(&import, kept)];
            visit.answer(Ok(settings_page(&visit, PATH, None, cards))).await
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
        Self::Failed(error.into())
    }
}

async fn look(visit: &CurrentUser, file: Option<File>) -> Result<(Import, Kept), Refused> {
    let file = file.ok_or_else(|| Refused::Unreadable("Choose a file first.".into()))?;
    let import = read_apart(file)
        .await?
        .map_err(|reason| Refused::Unreadable(messages::refusal(&reason)))?;
    let kept = keep(&visit.state.todos, &visit.live, &import.items).await?;
    Ok((import, kept))
}

/// Reads a file off the threads that answer; its memory is given back afterwards.
async fn read_apart(file: File) -> Result<Result<Import, Unreadable>, Refused> {
    let broken = || Refused::Failed(AppError::Malformed.into());
    let _turn = READING.acquire().await.map_err(|_| broken())?;
    let File { bytes, memory } = file;
    let read = spawn_blocking(move || read(bytes)).await.map_err(|_| broken());
    drop(memory);
    read
}

async fn add(visit: &CurrentUser, fields: &Fields) -> Result<Done, Refused> {
    let (import_id, todos) = (fields.text("import"), &visit.state.todos);
    match add_kept(todos, visit.auth(), &visit.live, &import_id, &visit.client).await {
        Ok(added) => Ok(Done::say(Flash::Imported(added), PATH)),
        Err(todos::Error::NoImport) => Err(Refused::Unreadable(messages::GONE.into())),
        Err(todos::Error::TooMany) => Err(Refused::Unreadable(messages::no_room(0))),
        Err(error) => Err(error.into()),
    }
}

/// `problem` is why the file that was sent cannot be taken.
pub(super) async fn show(
    visit: &CurrentUser,
    refused: Option<RefusedForm>,
    problem: Option<String>,
) -> Result<Page, PageError> {
    let todos = count_todos(visit).await?;
    let cards = vec![export(todos), upload(problem, refused.as_ref())];
    Ok(settings_page(visit, PATH, refused.as_ref(), cards))
}

/// How many todos somebody has.
pub(super) async fn count_todos(visit: &CurrentUser) -> Result<i64, todos::Error> {
    let counts = todos::counts(&visit.state.todos, &visit.live.user.id).await?;
    Ok(counts.active + counts.completed)
}

fn export(todos: i64) -> AnyView {
    let body = view! {
        <div class="actions">{download("json", "Export JSON")} {download("csv", "Export CSV")}</div>
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

fn download(format: &'static str, label: &'static str) -> AnyView {
    view! {
        <form method="post" action="/settings/data/export">
            <input type="hidden" name="format" value=format />
            {button(label, ButtonKind::Plain)}
        </form>
    }
    .into_any()
}

fn upload(problem: Option<String>, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("preview", refused);
    let fields = view! {
        {form.file(Field::File, "File", ".json,.csv,.tsv,.txt,.md,.ics,.ndjson,.jsonl,application/json,text/*", "CSV, JSON, plain text or a calendar, at most 64 MB.")}
        {field_error(problem)}
        <p class="actions">{button("Preview", ButtonKind::Primary)}</p>
    };
    card(
        "Import",
        "An export from here, or from Todoist, TickTick, Google Tasks, Microsoft To Do, Trello, Excel and many others. You see what would be added before anything is.",
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
            <a class="button" href=PATH>"Cancel"</a>
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
