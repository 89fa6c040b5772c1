use super::{Done, Flash, Refusal, Sender, confirm::current_password, finish, wrong_password};
use crate::{
    auth::{Auth, LiveSession, OtherSessions, PasswordChange, change_password},
    forms::{Fields, Submission},
    state::AppState,
};
use app::model::{AppError, Field, FieldError, Password, account::PasswordPage};
use axum::{body::Body, extract::State, http::Response};

pub fn show(auth: &Auth, member: &LiveSession) -> PasswordPage {
    PasswordPage {
        email: member.user.email.clone(),
        min_length: auth.settings.password_min_length,
    }
}

pub async fn submit(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let outcome = change(&sender, &form.fields).await;
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn change(sender: &Sender, fields: &Fields) -> Result<Done, Refusal> {
    let Sender { auth, live, client, .. } = sender;
    let (current, new) = read(fields)?;
    let others = match fields.optional("sign-out-others") {
        Some(_) => OtherSessions::End,
        None => OtherSessions::Stay,
    };
    let PasswordChange { opened, ended } = change_password(auth, live, &current, &new, others, client)
        .await
        .map_err(wrong_password)?;
    if let Some(open) = opened {
        let cookies = open.cookies(auth);
        cookies.into_iter().for_each(|cookie| sender.cookies.add(cookie));
    }
    Ok(Done::say(Flash::PasswordChanged { ended }, "/settings/password"))
}

/// The password in force and the one that is to replace it.
fn read(fields: &Fields) -> Result<(Password, Password), AppError> {
    let new = Password::parse(fields.text(Field::Password.attribute()));
    match (current_password(fields), new) {
        (Ok(current), Ok(new)) => Ok((current, new)),
        (current, new) => {
            let errors: Vec<FieldError> = [current.err(), new.err()].into_iter().flatten().collect();
            Err(AppError::Invalid(errors))
        }
    }
}
