//! What somebody may take along, and what they bring.

use super::{
    Done, Flash, Refusal, Sender, finish, import_words as words,
    pieces::Piece,
    upload::{File, Upload},
};
use crate::{
    app_backend::answer,
    auth::{
        self, LiveSession, exported_account, exported_events, exported_sessions, limits::before_import, record_export,
        require_confirmed,
    },
    forms::{Fields, Submission, see_other},
    middleware::guard::next_of,
    router::render,
    state::AppState,
    todos::{
        self, Todos,
        export::{CSV_HEADER, export_part, to_csv, to_json},
        import::{Import, Kept, add_kept, keep, read},
    },
};
use app::{
    backend::{Account, Caller},
    model::{
        AppError, Cursor, Field, NextPath, Problem,
        account::{DataPage, ImportPreview, ImportRow},
    },
};
use axum::{
    body::Body,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, Response, header},
    response::IntoResponse,
};
use std::sync::Arc;
use tokio::{sync::Semaphore, task::spawn_blocking};

const HERE: &str = "/settings/data";
/// So many of the todos of a file are shown before it is imported.
const SHOWN: usize = 5;
/// A form that is no longer than this, in bytes, is as cheap as any other, and may be one that confirms.
const SMALL: usize = 64 * 1024;
/// Reading a large file takes memory and a thread; so one is read after the other.
static READING: Semaphore = Semaphore::const_new(1);

/// What became of a file, on its way into the page.
#[derive(Clone)]
pub enum Looked {
    Preview(Arc<ImportPreview>),
    Problem(String),
}

/// What became of the file that came with a request.
pub fn looked_at(request: &Request) -> Option<Looked> {
    request.extensions().get::<Looked>().cloned()
}

pub async fn show(
    state: &AppState,
    member: &LiveSession,
    caller: &Caller,
    looked: Option<Looked>,
) -> Result<DataPage, AppError> {
    let (preview, problem) = match looked {
        Some(Looked::Preview(preview)) => (Some(preview.as_ref().clone()), None),
        Some(Looked::Problem(problem)) => (None, Some(problem)),
        None => (None, None),
    };
    Ok(DataPage {
        todos: count_todos(state, member, caller).await?,
        problem,
        preview,
    })
}

/// How many todos somebody has.
pub(super) async fn count_todos(state: &AppState, member: &LiveSession, caller: &Caller) -> Result<i64, AppError> {
    let counts = todos::counts(&state.todos, &member.user.id)
        .await
        .map_err(|error| answer(&error, error.for_client(), caller))?;
    Ok(counts.active + counts.completed)
}

/// `POST /settings/data`: a file to look at, or one that was looked at. How many files somebody sends is counted before
/// any of a large one is in memory, and before a small one is looked into.
pub async fn submit(State(state): State<AppState>, sender: Sender, request: Request) -> Response<Body> {
    let is_small = is_small(request.headers());
    if !is_small && let Err(error) = before_import(&sender.auth, &sender.live.user.id).await {
        let form = Submission {
            fields: to_preview(),
            next: next_of(request.uri()),
            request: request.map(|_| Body::empty()),
        };
        return finish(&state, &sender.caller, &sender.cookies, form, Err(error.into())).await;
    }
    let Upload { mut form, file } = match Upload::from_request(request, &state).await {
        Ok(upload) => upload,
        Err(refusal) => return refusal,
    };
    let outcome = match form.fields.text("intent").as_str() {
        "import" => match confirm(&state, &sender, &form.fields).await {
            Ok(done) => return finish(&state, &sender.caller, &sender.cookies, form, Ok(done)).await,
            Err(refused) => Err(refused),
        },
        _ if is_small => match before_import(&sender.auth, &sender.live.user.id).await {
            Ok(()) => look(&state, &sender, file).await,
            Err(error) => Err(Refused::Failed(error.into())),
        },
        _ => look(&state, &sender, file).await,
    };
    form.fields = to_preview();
    let refusal = match outcome {
        Ok(preview) => return show_preview(&state, form, preview).await,
        Err(Refused::Unreadable(problem)) => {
            form.request.extensions_mut().insert(Looked::Problem(problem));
            AppError::field(Field::File, Problem::Unreadable).into()
        }
        Err(Refused::Failed(refusal)) => refusal,
    };
    finish(&state, &sender.caller, &sender.cookies, form, Err(refusal)).await
}

/// The form that takes a file, for the page that tells what is wrong.
fn to_preview() -> Fields {
    Fields::new(vec![("intent".into(), "preview".into())])
}

fn is_small(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    length.is_some_and(|length| length <= SMALL)
}

/// Why there is nothing to look at, or nothing to add.
enum Refused {
    Unreadable(String),
    Failed(Refusal),
}

impl Refused {
    fn of(error: &todos::Error, caller: &Caller) -> Self {
        Self::Failed(answer(error, error.for_client(), caller).into())
    }
}

async fn look(state: &AppState, sender: &Sender, file: Option<File>) -> Result<ImportPreview, Refused> {
    let file = file.ok_or_else(|| Refused::Unreadable("Choose a file first.".into()))?;
    let import = read_apart(file)
        .await?
        .map_err(|reason| Refused::Unreadable(words::refusal(&reason)))?;
    let kept = keep(&state.todos, &sender.live, &import.items)
        .await
        .map_err(|error| Refused::of(&error, &sender.caller))?;
    Ok(preview(&import, kept))
}

/// Reads a file off the threads that answer; its memory is given back afterwards.
async fn read_apart(file: File) -> Result<Result<Import, todos::import::Unreadable>, Refused> {
    let broken = || Refused::Failed(AppError::Malformed.into());
    let _turn = READING.acquire().await.map_err(|_| broken())?;
    let File { bytes, memory } = file;
    let read = spawn_blocking(move || read(bytes)).await.map_err(|_| broken());
    drop(memory);
    read
}

fn preview(import: &Import, kept: Kept) -> ImportPreview {
    let new = || kept.new.iter().map(|at| &import.items[*at]);
    let first = new().take(SHOWN).map(|item| ImportRow {
        title: item.title.as_str().to_owned(),
        completed: item.completed,
    });
    ImportPreview {
        origin: words::origin(&import.origin),
        new: kept.new.len(),
        completed: new().filter(|item| item.completed).count(),
        present: kept.present,
        first: first.collect(),
        remarks: words::remarks(&import.remarks),
        faults: words::faults(&import.faults, import.untold),
        problem: (kept.new.len() > kept.room).then(|| words::no_room(kept.room)),
        id: kept.id,
    }
}

async fn show_preview(state: &AppState, form: Submission, preview: ImportPreview) -> Response<Body> {
    let mut request = form.request;
    request.extensions_mut().insert(Looked::Preview(Arc::new(preview)));
    match super::prepare(state, &mut request).await {
        Ok(Some(page)) => request.extensions_mut().insert(Account(page)),
        Ok(None) => None,
        Err(error) => {
            tracing::warn!(?error, "a preview could not be shown");
            None
        }
    };
    render(state, request).await
}

async fn confirm(state: &AppState, sender: &Sender, fields: &Fields) -> Result<Done, Refused> {
    let import_id = fields.text("import");
    let added = add_kept(&state.todos, &sender.auth, &sender.live, &import_id, &sender.client).await;
    match added {
        Ok(added) => Ok(Done::say(Flash::Imported(added), HERE)),
        Err(todos::Error::NoImport) => Err(Refused::Unreadable(words::GONE.into())),
        Err(todos::Error::TooMany) => Err(Refused::Unreadable(words::no_room(0))),
        Err(error) => Err(Refused::of(&error, &sender.caller)),
    }
}

/// `POST /settings/data/export`: the file. It is a form, because taking the data along is written down, and nothing
/// is by a mere `GET`.
///
/// It holds all that somebody who finds a device unlocked could want, so it asks for a fresh proof first.
pub async fn export(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    if require_confirmed(&sender.auth, &sender.live).is_err() {
        // Back to the page with the button: the file itself has no address to go to.
        return see_other(&NextPath::parse(Some(HERE)).append_to("/settings/confirm"));
    }
    let (kind, name, body) = match form.fields.text("format").as_str() {
        "json" => ("application/json", "latchkey.json", json(&state, &sender)),
        "csv" => ("text/csv; charset=utf-8", "latchkey.csv", csv(&state, &sender)),
        _ => {
            let outcome = Err(AppError::Malformed.into());
            return finish(&state, &sender.caller, &sender.cookies, form, outcome).await;
        }
    };
    let format = form.fields.text("format");
    if let Err(error) = record_export(&sender.auth, &sender.live, &format, &sender.client).await {
        return finish(&state, &sender.caller, &sender.cookies, form, Err(error.into())).await;
    }
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
    ];
    (headers, body.into_body()).into_response()
}

fn csv(state: &AppState, sender: &Sender) -> Piece {
    let rows = todo_pieces(
        state.todos.clone(),
        sender.live.user.id.clone(),
        None,
        |todos, _| to_csv(todos),
        b"",
    );
    Piece::new(async { Ok((CSV_HEADER.to_vec(), Some(rows))) })
}

fn json(state: &AppState, sender: &Sender) -> Piece {
    let (auth, todos, live) = (state.auth.clone(), state.todos.clone(), Arc::clone(&sender.live));
    Piece::new(async move {
        let mut head = serde_json::to_vec(&exported_account(&auth, &live).await?)?;
        // It goes on inside the object.
        head.pop();
        head.extend_from_slice(b",\"sessions\":[");
        let owner = live.user.id.clone();
        let todos = todo_pieces(
            todos,
            owner.clone(),
            None,
            |todos, is_first| joined(todos.iter().map(to_json), is_first),
            b"]}",
        );
        let then = text(b"],\"todos\":[", todos);
        let (of, id) = (auth.clone(), owner.clone());
        let events = list_pieces(
            move |before| {
                let (auth, owner) = (of.clone(), id.clone());
                async move { exported_events(&auth, &owner, before.as_deref()).await }
            },
            None,
            then,
        );
        let then = text(b"],\"events\":[", events);
        let sessions = list_pieces(
            move |before| {
                let (auth, owner) = (auth.clone(), owner.clone());
                async move { exported_sessions(&auth, &owner, before.as_deref()).await }
            },
            None,
            then,
        );
        Ok((head, Some(sessions)))
    })
}

fn text(text: &'static [u8], then: Piece) -> Piece {
    Piece::new(async { Ok((text.to_vec(), Some(then))) })
}

/// The members of a list part by part, from where `read` says to go on.
fn list_pieces<F, R>(read: F, before: Option<String>, then: Piece) -> Piece
where
    F: Fn(Option<String>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<(Vec<serde_json::Value>, Option<String>), auth::Error>> + Send,
{
    Piece::new(async move {
        let begins_list = before.is_none();
        let (values, next) = read(before).await?;
        let text = joined(values.into_iter(), begins_list);
        let rest = match next {
            Some(next) => list_pieces(read, Some(next), then),
            None => then,
        };
        Ok((text, Some(rest)))
    })
}

/// The todos part by part as `write` puts them, and `end` after the last. `write` is told whether it is the first.
fn todo_pieces(
    todos: Todos,
    owner: String,
    after: Option<Cursor>,
    write: fn(&[app::model::Todo], bool) -> Vec<u8>,
    end: &'static [u8],
) -> Piece {
    Piece::new(async move {
        let is_first = after.is_none();
        let (part, next) = export_part(&todos, &owner, after).await?;
        let mut text = write(&part, is_first);
        let rest = next.map(|next| todo_pieces(todos, owner, Some(next), write, end));
        if rest.is_none() {
            text.extend_from_slice(end);
        }
        Ok((text, rest))
    })
}

/// Members of a JSON list, with a comma between them and before the first unless the list begins there.
fn joined(values: impl Iterator<Item = serde_json::Value>, begins_list: bool) -> Vec<u8> {
    let mut text = String::new();
    for (at, value) in values.enumerate() {
        if at > 0 || !begins_list {
            text.push(',');
        }
        text.push_str(&value.to_string());
    }
    text.into_bytes()
}
