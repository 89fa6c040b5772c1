//! What somebody may take along, and what they bring.

use super::{Done, Flash, Refusal, Sender, finish, pieces::Piece, upload::Upload};
use crate::{
    app_backend::answer,
    auth::{self, LiveSession, exported_account, exported_events, exported_sessions, record_export},
    forms::{Fields, Submission},
    router::render,
    state::AppState,
    todos::{
        self, Todos,
        export::{CSV_HEADER, export_part, to_csv, to_json},
        import::{Fault, Import, Item, Unreadable, import, plan, read},
    },
};
use app::{
    backend::{Account, Caller},
    model::{
        AppError, Cursor, Field, Problem,
        account::{DataPage, ImportPreview, ImportRow},
    },
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const HERE: &str = "/settings/data";
/// So many of the todos of a file are shown before it is imported.
const SHOWN: usize = 5;

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

/// `POST /settings/data`: a file to look at, or one that was looked at.
pub async fn submit(State(state): State<AppState>, sender: Sender, upload: Upload) -> Response<Body> {
    let Upload { mut form, file } = upload;
    if form.fields.text("intent") == "import" {
        let outcome = confirm(&state, &sender, &form.fields).await;
        // What was read is large and of no use to the page that tells what is wrong.
        form.fields = Fields::new(vec![("intent".into(), "preview".into())]);
        return finish(&state, &sender.caller, &sender.cookies, form, outcome).await;
    }
    match look(&state, &sender, file).await {
        Ok(preview) => show_preview(&state, form, preview).await,
        Err(Refused::Unreadable(problem)) => {
            form.request.extensions_mut().insert(Looked::Problem(problem));
            let outcome = Err(AppError::field(Field::File, Problem::Unreadable).into());
            finish(&state, &sender.caller, &sender.cookies, form, outcome).await
        }
        Err(Refused::Failed(error)) => finish(&state, &sender.caller, &sender.cookies, form, Err(error.into())).await,
    }
}

/// Why there is nothing to look at.
enum Refused {
    Unreadable(String),
    Failed(AppError),
}

/// A file that was read, as it travels through the form that confirms it. It is read as carefully again then.
#[derive(Serialize, Deserialize)]
struct Payload {
    id: String,
    todos: Vec<Item>,
}

async fn look(state: &AppState, sender: &Sender, file: Option<Vec<u8>>) -> Result<ImportPreview, Refused> {
    let file = file.ok_or_else(|| Refused::Unreadable("Choose a file first.".into()))?;
    let Import { items, faults, untold } = read(&file).map_err(|reason| Refused::Unreadable(in_words(reason)))?;
    let payload = Payload {
        id: todos::import::new_import_id(),
        todos: items,
    };
    let plan = plan(&state.todos, &sender.live.user.id, &payload.id, &payload.todos)
        .await
        .map_err(|error| Refused::Failed(answer(&error, error.for_client(), &sender.caller)))?;
    let first = plan.new.iter().take(SHOWN).map(|(_, item)| ImportRow {
        title: item.title.as_str().to_owned(),
        completed: item.completed,
    });
    let failed = |_| Refused::Failed(AppError::Malformed);
    Ok(ImportPreview {
        new: plan.new.len(),
        present: plan.present,
        first: first.collect(),
        faults: faults.iter().map(fault_in_words).chain(more_faults(untold)).collect(),
        payload: serde_json::to_string(&payload).map_err(failed)?,
    })
}

fn in_words(reason: Unreadable) -> String {
    match reason {
        Unreadable::TooLarge => "It is larger than 1 MB.".into(),
        Unreadable::NotText => "It is not text in UTF-8.".into(),
        Unreadable::NoTitles => "It is neither JSON with todos nor CSV with a column named title.".into(),
        Unreadable::Empty => "There are no todos in it.".into(),
        Unreadable::TooMany => "It has more than 5,000 todos.".into(),
    }
}

fn fault_in_words(Fault { row, reason }: &Fault) -> String {
    format!("row {row}: {reason}")
}

fn more_faults(untold: usize) -> Option<String> {
    (untold > 0).then(|| format!("and {untold} more"))
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

async fn confirm(state: &AppState, sender: &Sender, fields: &Fields) -> Result<Done, Refusal> {
    let payload: Payload = serde_json::from_str(&fields.text("import")).map_err(|_| AppError::Malformed)?;
    let todos = payload.todos.iter().map(Item::checked).collect::<Option<Vec<Item>>>();
    let todos = todos.ok_or(AppError::Malformed)?;
    let added = import(
        &state.todos,
        &sender.auth,
        &sender.live,
        &payload.id,
        &todos,
        &sender.client,
    )
    .await
    .map_err(|error| answer(&error, error.for_client(), &sender.caller))?;
    Ok(Done::say(Flash::Imported(added), HERE))
}

/// `POST /settings/data/export`: the file. It is a form, because taking the data along is written down, and nothing
/// is by a mere `GET`.
pub async fn export(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
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
