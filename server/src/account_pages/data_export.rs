//! `/settings/data/export`: what somebody takes along, as a file.

use super::{data::show, page::PageError, paths, pending, stream_body::Chunk, visit::CurrentUser};
use crate::{
    auth::{self, exported_account, exported_events, exported_sessions, record_export, require_confirmed},
    forms::Fields,
    humanize::date,
    navigation::see_other,
    todos::{
        Todos,
        export::{CSV_HEADER, Exported, export_part, to_csv, to_json},
    },
};
use app::model::{AppError, Cursor, NextPath};
use axum::{
    body::Body,
    http::{Response, header},
    response::IntoResponse,
};
use std::sync::Arc;

/// It is a form, because taking the data along is written down, and nothing is by a mere `GET`.
///
/// It holds all that somebody who finds a device unlocked could want, so it asks for a fresh proof first.
pub(super) async fn submit(visit: CurrentUser, fields: Fields) -> Response<Body> {
    if require_confirmed(visit.auth(), &visit.live).is_err() {
        // Back to the page with the button: the file itself has no address to go to.
        let confirm = NextPath::parse(Some(paths::DATA)).append_to(paths::CONFIRM);
        return see_other(&pending::carry(
            visit.auth(),
            &visit.request,
            &visit.live,
            confirm,
            &fields,
        ));
    }
    match export(&visit, &fields.text("format")).await {
        Ok(file) => file,
        Err(error) => {
            let show = |refused| show(&visit, refused, None);
            visit.finish(Err(error), fields, show).await
        }
    }
}

async fn export(visit: &CurrentUser, format: &str) -> Result<Response<Body>, PageError> {
    let (kind, body) = match format {
        "json" => ("application/json", json(visit)),
        "csv" => ("text/csv; charset=utf-8", csv(visit)),
        _ => return Err(AppError::Malformed.into()),
    };
    record_export(visit.auth(), &visit.live, format, &visit.client).await?;
    let today = date(visit.auth().clock.now(), &visit.live.user.time_zone);
    let disposition = format!("attachment; filename=\"latchkey-{today}.{format}\"");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
    ];
    Ok((headers, body.into_body()).into_response())
}

fn csv(visit: &CurrentUser) -> Chunk {
    let rows = todo_chunks(
        visit.state.todos.clone(),
        visit.live.user.id.clone(),
        None,
        |todos, _| to_csv(todos),
        b"",
    );
    Chunk::new(async { Ok((CSV_HEADER.to_vec(), Some(rows))) })
}

fn json(visit: &CurrentUser) -> Chunk {
    let (auth, todos, live) = (visit.auth().clone(), visit.state.todos.clone(), Arc::clone(&visit.live));
    Chunk::new(async move {
        let mut head = serde_json::to_vec_pretty(&exported_account(&auth, &live).await?)?;
        // It goes on inside the object.
        head.truncate(head.len() - b"\n}".len());
        head.extend_from_slice(b",\n  \"sessions\": [");
        let owner = live.user.id.clone();
        let todos = todo_chunks(
            todos,
            owner.clone(),
            None,
            |todos, is_first| joined(todos.iter().map(to_json), is_first),
            b"\n  ]\n}\n",
        );
        let then = text(b"\n  ],\n  \"todos\": [", todos);
        let (of, id) = (auth.clone(), owner.clone());
        let events = list_chunks(
            move |before| {
                let (auth, owner) = (of.clone(), id.clone());
                async move { exported_events(&auth, &owner, before.as_deref()).await }
            },
            None,
            then,
        );
        let then = text(b"\n  ],\n  \"events\": [", events);
        let sessions = list_chunks(
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

fn text(text: &'static [u8], then: Chunk) -> Chunk {
    Chunk::new(async { Ok((text.to_vec(), Some(then))) })
}

/// The members of a list part by part, from where `read` says to go on.
fn list_chunks<F, R>(read: F, before: Option<String>, then: Chunk) -> Chunk
where
    F: Fn(Option<String>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<(Vec<serde_json::Value>, Option<String>), auth::Error>> + Send,
{
    Chunk::new(async move {
        let begins_list = before.is_none();
        let (values, next) = read(before).await?;
        let text = joined(values.into_iter(), begins_list);
        let rest = match next {
            Some(next) => list_chunks(read, Some(next), then),
            None => then,
        };
        Ok((text, Some(rest)))
    })
}

/// The todos part by part as `write` puts them, and `end` after the last. `write` is told whether it is the first.
fn todo_chunks(
    todos: Todos,
    owner: String,
    after: Option<Cursor>,
    write: fn(&[Exported], bool) -> Vec<u8>,
    end: &'static [u8],
) -> Chunk {
    Chunk::new(async move {
        let is_first = after.is_none();
        let (part, next) = export_part(&todos, &owner, after).await?;
        let mut text = write(&part, is_first);
        let rest = next.map(|next| todo_chunks(todos, owner, Some(next), write, end));
        if rest.is_none() {
            text.extend_from_slice(end);
        }
        Ok((text, rest))
    })
}

/// Members of a JSON list, each on a line, with a comma between them and before the first unless the list begins there.
fn joined(values: impl Iterator<Item = serde_json::Value>, begins_list: bool) -> Vec<u8> {
    let mut text = String::new();
    for (at, value) in values.enumerate() {
        if at > 0 || !begins_list {
            text.push(',');
        }
        text.push_str("\n    ");
        text.push_str(&value.to_string());
    }
    text.into_bytes()
}
