//! `/settings/password`: another password.

use super::{
    card::card,
    confirm::current_password,
    flash::Flash,
    form_view::{ButtonKind, Form, button, hidden_username},
    page::{Done, Page, PageError, wrong_password},
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{OtherSessions, PasswordChange, change_password},
    forms::Fields,
};
use app::model::{AppError, Field, FieldError, Password, RefusedForm};
use axum::{body::Body, http::Response};
use leptos::prelude::*;

pub const PATH: &str = "/settings/password";

pub async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit, None).await).await
}

pub async fn submit(visit: CurrentUser, fields: Fields) -> Response<Body> {
    let outcome = change(&visit, &fields).await;
    visit.finish(outcome, fields, |refused| show(&visit, refused)).await
}

async fn change(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (current, new) = read(fields)?;
    let others = match fields.optional("sign-out-others") {
        Some(_) => OtherSessions::End,
        None => OtherSessions::Stay,
    };
    let changed = change_password(visit.auth(), &visit.live, &current, &new, others, &visit.client).await;
    let PasswordChange { opened, ended } = changed.map_err(wrong_password)?;
    if let Some(open) = opened {
        let cookies = open.cookies(visit.auth());
        cookies.into_iter().for_each(|cookie| visit.cookies.add(cookie));
    }
    Ok(Done::say(Flash::PasswordChanged { ended }, PATH))
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

async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let form = Form::new("password", refused.as_ref());
    let fields = view! {
        {hidden_username(&visit.live.user.email)}
        {form.password(Field::CurrentPassword, "Current password", "current-password", "")}
        {form.new_password("New password", visit.auth().settings.password_min_length)}
        {form.checkbox("sign-out-others", "Sign out other devices", true)}
        <p class="actions">{button("Change password", ButtonKind::Primary)}</p>
    };
    let change = card(
        "Change your password",
        "Choose one that you use nowhere else.",
        form.around(fields.into_any()),
    );
    Ok(settings_page(visit, PATH, refused.as_ref(), vec![change]))
}
