use super::{Done, Refusal, Sender, finish, wrong_password};
use crate::{
    auth::{self, Auth, LiveSession, confirm_with_password, passkeys::list_passkeys},
    forms::{Fields, Submission},
    middleware::guard::next_of,
    state::AppState,
};
use app::model::{Field, FieldError, NextPath, Password, Problem, account::ConfirmPage};
use axum::{
    body::Body,
    extract::State,
    http::{Response, Uri},
};

pub async fn show(auth: &Auth, member: &LiveSession, uri: &Uri) -> Result<ConfirmPage, auth::Error> {
    Ok(ConfirmPage {
        next: next_of(uri),
        email: member.user.email.clone(),
        takes_code: member.has_two_factor,
        has_passkey: !list_passkeys(auth, &member.user.id).await?.is_empty(),
    })
}

pub async fn submit(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let outcome = confirm(&sender, &form.fields, &form.next).await;
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn confirm(sender: &Sender, fields: &Fields, next: &NextPath) -> Result<Done, Refusal> {
    let (password, code) = (current_password(fields)?, fields.text(Field::Code.attribute()));
    if sender.live.has_two_factor && code.trim().is_empty() {
        return Err(FieldError::new(Field::Code, Problem::Missing).into());
    }
    confirm_with_password(&sender.auth, &sender.live, &password, Some(&code), &sender.client)
        .await
        .map_err(wrong_password)?;
    Ok(Done::Go(next.as_str().to_owned()))
}

/// The password in the field for the one in force.
pub(super) fn current_password(fields: &Fields) -> Result<Password, FieldError> {
    Password::parse(fields.text(Field::CurrentPassword.attribute())).map_err(|error| FieldError {
        field: Field::CurrentPassword,
        ..error
    })
}
