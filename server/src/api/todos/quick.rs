//! `POST /api/todos/quick`: adds todos by lines as somebody types them into the page, read by the same grammar. All of a
//! request are added or none, once for each `Idempotency-Key`.

use super::{
    TAG,
    create::{created_answer, request_key},
    refusal::Refusal,
    wire::TodoBody,
};
use crate::{
    api::{body::Fields, current_user::CurrentUser},
    problem::{FieldProblem, Problem},
    state::AppState,
    todos::{self, Created},
};
use app::model::{ListId, NewTodo, TodoLine};
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use utoipa::ToSchema;

/// Most lines of one request.
const MAX_LINES: usize = 100;

/// Todos to be added, a line each.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct QuickBody {
    /// Up to 100 lines. Each may say a day, a time, a priority, a list there is, and notes; what is not understood is its
    /// title. Bullets and numbers before them are left out, as blank lines.
    #[schema(example = "Pay rent tomorrow 5pm p1 #Home //from the joint account", min_length = 1)]
    text: String,
    /// The list of the lines that name none; the inbox if it is left out.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid", nullable = false)]
    list_id: Option<String>,
}

/// Add a todo for each line of a text, as the page does: "Pay rent tomorrow 5pm p1 #Home". Days and times are those where
/// the user lives. With an `Idempotency-Key` the request can be repeated for a day, and the todos are added once.
#[utoipa::path(
    post,
    path = "/api/todos/quick",
    operation_id = "quick_add_todos",
    tag = TAG,
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$",
            description = "The client's own name for this request: 1 to 255 visible ASCII characters. The same key with the same body gives the same answer for 24 hours.",
            example = "8e03978e-40d5-43e8-bc93-6894a57f9324"),
    ),
    request_body = QuickBody,
    responses(
        (status = 201, description = "The todos in the order of their lines, or those an earlier request with this key has added, as they were then.", body = [TodoBody],
            headers(("Idempotency-Replayed" = String, description = "`true` when an earlier request has added the todos."))),
        (status = 409, description = "There is no room for all of them, `too_many_todos`: one account has 100,000 at most. None was added.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A line is no todo, of which `errors` tells the number, and none was added; a field or the key is wrong; or the key was used with another body: `idempotency_key_reused`.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn quick(
    State(state): State<AppState>,
    user: CurrentUser,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<Response, Refusal> {
    let key = request_key(&headers)?;
    let text = fields.text("text", |raw| Ok(raw.to_owned()));
    let list_id = fields.optional_text("list_id", ListId::parse);
    let text = text.unwrap_or_default();
    let lines = TodoLine::split(&text);
    match lines.len() {
        0 => fields.problem("text", "missing", "Type something to do."),
        1..=MAX_LINES => None,
        _ => fields.problem::<()>("text", "too_many_lines", format!("Use at most {MAX_LINES} lines.")),
    };
    fields.finish()?;
    let owner = user.user_id();
    let read = todos::read_lines(&state.todos, (owner, &user.0.live.user.time_zone), &lines).await?;
    let news = new_todos(&read, list_id)?;
    let request = format!(
        "quick\n{}\n{text}",
        list_id.map(|id| id.to_string()).unwrap_or_default()
    );
    let answer = |created: &[Created]| {
        let bodies = news.iter().zip(created);
        let bodies: Vec<_> = bodies
            .map(|(new, created)| TodoBody::just_added(new, created))
            .collect();
        serde_json::to_string(&bodies).unwrap_or_default()
    };
    let key = key.as_ref().map(|key| (key, &*request));
    let (answer, is_replay) = todos::create_many(&state.todos, owner, &news, key, answer).await?;
    let answer = ([(header::CONTENT_TYPE, "application/json")], answer).into_response();
    Ok(created_answer(answer, is_replay))
}

fn new_todos(lines: &[TodoLine], list_id: Option<ListId>) -> Result<Vec<NewTodo>, Problem> {
    let (mut news, mut problems) = (Vec::with_capacity(lines.len()), Vec::new());
    for (number, line) in (1..).zip(lines) {
        match line.new_todo(None, list_id) {
            Ok(new) => news.push(new),
            Err(error) => {
                let FieldProblem { code, message, .. } = error.into();
                problems.push(FieldProblem::new("text", code, format!("Line {number}: {message}")));
            }
        }
    }
    match problems.is_empty() {
        true => Ok(news),
        false => Err(Problem::invalid(problems)),
    }
}
