use super::{Done, Flash, Refusal, Sender, confirm::current_password, data::count_todos, finish, wrong_password};
use crate::{
    app_backend::answer,
    auth::{
        self, Deletion, LiveSession, check_deletion_link, cookies::removal_cookies, delete_user_by_link,
        one_time::OneTimeToken, request_deletion,
    },
    forms::{Fields, Submission},
    preload::parameter,
    state::AppState,
    words,
};
use app::{
    backend::Caller,
    model::{
        AppError, EmailAddress,
        account::{ConfirmDeletionPage, DeletePage},
    },
};
use axum::{
    body::Body,
    extract::State,
    http::{Response, Uri},
};

const HERE: &str = "/settings/delete";

pub async fn show(state: &AppState, member: &LiveSession, caller: &Caller) -> Result<DeletePage, AppError> {
    Ok(DeletePage {
        email: words::address(&member.user.email),
        todos: count_todos(state, member, caller).await?,
        is_confirmed_by_mail: state.auth.settings.is_mail_on,
    })
}

/// Looking at it uses no link up: programs that look through mail follow every one.
pub async fn show_confirmation(
    state: &AppState,
    member: &LiveSession,
    caller: &Caller,
    uri: &Uri,
) -> Result<ConfirmDeletionPage, AppError> {
    let is_good = match check_deletion_link(&state.auth, member, &token(uri)).await {
        Ok(()) => true,
        Err(auth::Error::SpentToken) => false,
        Err(error) => return Err(answer(&error, error.for_client(), caller)),
    };
    Ok(ConfirmDeletionPage {
        email: words::address(&member.user.email),
        todos: count_todos(state, member, caller).await?,
        is_good,
    })
}

fn token(uri: &Uri) -> OneTimeToken {
    OneTimeToken::brought(&parameter(uri, "token").unwrap_or_default())
}

pub async fn submit(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let outcome = request(&sender, &form.fields).await;
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn request(sender: &Sender, fields: &Fields) -> Result<Done, Refusal> {
    let email = EmailAddress::parse(&fields.text("email"))?;
    let password = current_password(fields)?;
    let asked = request_deletion(&sender.auth, &sender.live, &email, &password, &sender.client).await;
    match asked.map_err(wrong_password)? {
        Deletion::Mailed => Ok(Done::say(Flash::DeletionMailed, HERE)),
        Deletion::Done => Ok(gone(sender)),
    }
}

pub async fn submit_confirmation(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let token = token(form.request.uri());
    let deleted = delete_user_by_link(&sender.auth, &sender.live, &token, &sender.client).await;
    let outcome = deleted.map(|()| gone(&sender)).map_err(Refusal::from);
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

/// The browser forgets who it was.
fn gone(sender: &Sender) -> Done {
    for cookie in removal_cookies(&sender.auth.settings.cookies) {
        sender.cookies.add(cookie);
    }
    Done::Go("/".into())
}
