//! Forms as a browser without JavaScript sends them: to the page's own address.
//!
//! What succeeds is answered with 303 to where the person goes on. What is refused is the page
//! again, with its status, the reasons beside the fields and what was typed, passwords excepted.

use crate::{
    error_page::error_page,
    flash::{self, Flash},
    for_client::answer,
    middleware::{RequestId, has_content_type, session::Principal},
    navigation::{next_of, see_other},
    preload::{prepare, todo_query},
    problem::set_retry_after,
    render::render,
    state::AppState,
    todos,
};
use app::{
    backend::{Caller, Refused, Reply},
    model::{
        AppError, ListId, NextPath, RefusedForm, SECOND_STEP_PATH, SignInForm, SignUpForm, Theme, TodoId, TodoPatch,
        TodoTitle,
    },
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use tower_cookies::{
    Cookie, Cookies,
    cookie::{SameSite, time::Duration},
};
use url::Url;

/// The fields of a form in the order they were sent.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.optional(name).unwrap_or_default()
    }

    pub(crate) fn optional(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    }

    /// The form as its page shows it again.
    pub(crate) fn refused(self, error: AppError) -> RefusedForm {
        RefusedForm::new(error, self.0)
    }
}

impl FromRequest<AppState> for Fields {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
        let refuse = |status| error_page(status, &state.assets.stylesheet, &request_id.0);
        if !has_content_type(request.headers(), "application/x-www-form-urlencoded") {
            return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| refuse(error.status()))?;
        let fields = serde_urlencoded::from_bytes(&bytes).map_err(|_| refuse(StatusCode::BAD_REQUEST))?;
        Ok(Self(fields))
    }
}

/// A form and the request it came with, for the case that the page has to be shown again.
pub(crate) struct Submission {
    pub(crate) fields: Fields,
    pub(crate) request: Request,
    pub(crate) next: NextPath,
}

impl FromRequest<AppState> for Submission {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let fields = Fields::from_request(Request::from_parts(parts.clone(), body), state).await?;
        let next = next_of(&parts.uri);
        Ok(Self {
            fields,
            request: Request::from_parts(parts, Body::empty()),
            next,
        })
    }
}

pub(crate) async fn sign_up(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    cookies: Cookies,
    form: Submission,
) -> Response<Body> {
    let fields = &form.fields;
    let sign_up = SignUpForm {
        name: fields.text("name"),
        email: fields.text("email"),
        password: fields.text("password"),
        time_zone: fields.text("time_zone"),
    };
    let outcome = match sign_up.parse(state.backend.password_min_length) {
        Ok(sign_up) => state.backend.accounts.sign_up(&caller, sign_up).await,
        Err(error) => Err(error),
    };
    let redirect_to = form.next.as_str().to_owned();
    if let Ok(Reply {
        value: None,
        cookies: sent,
    }) = outcome
    {
        sent.into_iter().for_each(|cookie| cookies.add(cookie));
        return see_other("/check-mail");
    }
    answer_sign_in(&state, outcome, &cookies, form, &redirect_to).await
}

pub(crate) async fn sign_in(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    cookies: Cookies,
    form: Submission,
) -> Response<Body> {
    let fields = &form.fields;
    let sign_in = SignInForm {
        email: fields.text("email"),
        password: fields.text("password"),
        remember: fields.optional("remember"),
    };
    let outcome = match sign_in.parse() {
        Ok(sign_in) => state.backend.accounts.sign_in(&caller, sign_in).await,
        Err(error) => Err(error),
    };
    let redirect_to = match &outcome {
        Ok(Reply { value: None, .. }) => form.next.append_to(SECOND_STEP_PATH),
        _ => form.next.as_str().to_owned(),
    };
    answer_sign_in(&state, outcome, &cookies, form, &redirect_to).await
}

async fn answer_sign_in<T>(
    state: &AppState,
    outcome: Result<Reply<T>, AppError>,
    cookies: &Cookies,
    form: Submission,
    redirect_to: &str,
) -> Response<Body> {
    match outcome {
        Ok(reply) => {
            reply.cookies.into_iter().for_each(|cookie| cookies.add(cookie));
            see_other(redirect_to)
        }
        Err(error) => show_again(state, error, form).await,
    }
}

pub(crate) async fn sign_out(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    cookies: Cookies,
) -> Response<Body> {
    match state.backend.accounts.sign_out(&caller).await {
        Ok(reply) => {
            reply.cookies.into_iter().for_each(|cookie| cookies.add(cookie));
            see_other("/sign-in")
        }
        Err(error) => error_page(status_of(&error), &state.assets.stylesheet, &caller.request_id),
    }
}

/// All forms of the page of a list; `intent` says which.
pub(crate) async fn todos(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    cookies: Cookies,
    form: Submission,
) -> Response<Body> {
    let query = todo_query(form.request.uri());
    let list = query.address();
    let current = Principal::session_of(form.request.extensions());
    let time_zone = current
        .map(|current| current.live.user.time_zone.clone())
        .unwrap_or_default();
    match change(&state, &caller, &time_zone, query.list_id, &form.fields).await {
        Ok(Changed::Row(id)) => see_other(&format!("{list}#todo-{id}")),
        Ok(Changed::List) => see_other(&list),
        Ok(Changed::Said(flash)) => {
            cookies.add(flash::cookie(&state, flash));
            see_other(&list)
        }
        Err(AppError::SignedOut) => see_other(&NextPath::parse(Some(&list)).sign_in_url()),
        Err(error) => show_again(&state, error, form).await,
    }
}

enum Changed {
    Row(TodoId),
    List,
    /// The list, with a word on what was done.
    Said(Flash),
}

async fn change(
    state: &AppState,
    caller: &Caller,
    time_zone: &str,
    list_id: Option<ListId>,
    fields: &Fields,
) -> Result<Changed, AppError> {
    let port = &state.backend.todos;
    let (intent, id) = intent(fields);
    let id = || TodoId::parse(&id).map_err(AppError::from);
    let title = || TodoTitle::parse(&fields.text("title")).map_err(AppError::from);
    let owner = &caller.require_session()?.user.id;
    match intent.as_str() {
        // Adding nothing adds nothing, as with JavaScript.
        "add" if fields.text("title").trim().is_empty() => {}
        "add" => {
            let line = todos::read_line(&state.todos, (owner, time_zone), &fields.text("title")).await;
            let line = line.map_err(|error| answer(&error, caller))?;
            let new = line.new_todo(None, list_id)?;
            let is_elsewhere = new.list_id != list_id;
            let added = port.add(caller, new).await?;
            if is_elsewhere {
                return Ok(Changed::Said(Flash::TodoAdded(added.list_id)));
            }
        }
        // A title edited away removes the todo.
        "rename" if fields.text("title").trim().is_empty() => {
            port.remove(caller, id()?).await?;
            return Ok(Changed::Said(Flash::TodoDeleted(id()?)));
        }
        "rename" => {
            let todo = port.edit(caller, id()?, TodoPatch::retitled(title()?)).await?;
            return Ok(Changed::Row(todo.id));
        }
        intent @ ("complete" | "reopen") => {
            let todo = port.edit(caller, id()?, TodoPatch::state(intent == "complete")).await?;
            return Ok(Changed::Row(todo.id));
        }
        "remove" => {
            port.remove(caller, id()?).await?;
            return Ok(Changed::Said(Flash::TodoDeleted(id()?)));
        }
        "restore" => {
            let restored = todos::restore(&state.todos, owner, &id()?).await;
            let restored = restored.map_err(|error| answer(&error, caller))?;
            return Ok(Changed::Row(restored.todo.id));
        }
        intent @ ("complete-all" | "reopen-all") => {
            port.set_all(caller, list_id, intent == "complete-all").await?;
        }
        "clear-completed" => {
            port.clear_completed(caller, list_id).await?;
        }
        _ => return Err(AppError::Malformed),
    }
    Ok(Changed::List)
}

/// What is to be done, and with which todo. The buttons of all rows belong to one form, so each says both by itself.
fn intent(fields: &Fields) -> (String, String) {
    let of_row = ["complete", "reopen", "remove", "restore"]
        .into_iter()
        .find_map(|intent| Some((intent.to_owned(), fields.optional(intent)?)));
    of_row.unwrap_or_else(|| (fields.text("intent"), fields.text("id")))
}

/// Remembers the chosen colours and goes back to the page the form was on.
pub(crate) async fn theme(
    headers: HeaderMap,
    cookies: Cookies,
    State(state): State<AppState>,
    form: Submission,
) -> Response<Body> {
    let theme = Theme::parse(&form.fields.text("theme"));
    let is_https = state.auth.settings.base_url.starts_with("https:");
    let cookie = Cookie::build((Theme::cookie(is_https), theme.as_str()))
        .path("/")
        .max_age(Duration::days(365))
        .same_site(SameSite::Lax)
        .secure(is_https);
    cookies.add(cookie.build());
    see_other(&own_page(headers.get(header::REFERER)).unwrap_or_else(|| "/".to_owned()))
}

/// The path of the page a form was on. Only path and query are taken, so wherever the referrer
/// points, the answer stays on this site.
fn own_page(referrer: Option<&HeaderValue>) -> Option<String> {
    let referrer = Url::parse(&String::from_utf8_lossy(referrer?.as_bytes())).ok()?;
    let path = referrer.path();
    let is_plain = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    is_plain.then(|| {
        referrer
            .query()
            .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
    })
}

/// The page the form was on, with the reason.
async fn show_again(state: &AppState, error: AppError, form: Submission) -> Response<Body> {
    let status = status_of(&error);
    let retry_after = error.retry_after();
    let Submission {
        fields, mut request, ..
    } = form;
    request.extensions_mut().insert(Refused(fields.refused(error)));
    // Without the list the page still shows the form and the reason.
    if let Err(error) = prepare(state, &mut request).await {
        tracing::warn!(?error, "a refused form is shown without its page's data");
    }
    let mut response = render(state, request).await;
    *response.status_mut() = status;
    set_retry_after(response.headers_mut(), retry_after);
    response
}

pub(crate) fn status_of(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
