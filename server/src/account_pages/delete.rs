//! `/settings/delete`: the end of an account.

use super::{
    card::danger_card,
    confirm::current_password,
    data::{count, count_todos},
    flash::Flash,
    form_view::{ButtonKind, Form, Input, button, hidden_username},
    page::{Done, Page, PageError, wrong_password},
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{Deletion, cookies::removal_cookies, request_deletion},
    forms::Fields,
    words,
};
use app::model::{EmailAddress, Field, RefusedForm};
use axum::{body::Body, http::Response};
use leptos::prelude::*;

pub const PATH: &str = "/settings/delete";

pub async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit, None).await).await
}

pub async fn submit(visit: CurrentUser, fields: Fields) -> Response<Body> {
    let outcome = request(&visit, &fields).await;
    visit.finish(outcome, fields, |refused| show(&visit, refused)).await
}

async fn request(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let email = EmailAddress::parse(&fields.text("email"))?;
    let password = current_password(fields)?;
    let asked = request_deletion(visit.auth(), &visit.live, &email, &password, &visit.client).await;
    match asked.map_err(wrong_password)? {
        Deletion::Mailed => Ok(Done::say(Flash::DeletionMailed, PATH)),
        Deletion::Done => Ok(gone(visit)),
    }
}

/// The browser forgets who it was.
pub(super) fn gone(visit: &CurrentUser) -> Done {
    for cookie in removal_cookies(&visit.auth().settings.cookies) {
        visit.cookies.add(cookie);
    }
    Done::Go("/".into())
}

async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let todos = count_todos(visit).await?;
    let address = words::address(&visit.live.user.email);
    let form = Form::new("delete", refused.as_ref());
    let email = Input {
        kind: "email",
        hint: format!("Type {address} to show that you mean it."),
        ..Input::default()
    };
    let last_step = if visit.auth().settings.is_mail_on {
        " We’ll send you a letter with a link; nothing is deleted before you follow it."
    } else {
        ""
    };
    let fields = view! {
        <p>
            "Would you like to keep a copy? "
            <a href="/settings/data">"Export your data"</a>
            " first."
        </p>
        {hidden_username(&address)}
        {form.text(Field::Email, "Your e-mail address", email)}
        {form.password(Field::CurrentPassword, "Password", "current-password", "")}
        <p class="actions">{button("Delete my account", ButtonKind::Danger)}</p>
    };
    let description = format!(
        "This deletes {}, your sessions and everything else we have of you. It cannot be undone.{last_step}",
        count(todos, "todo")
    );
    let card = danger_card("Delete your account", &description, form.around(fields.into_any()));
    Ok(settings_page(visit, PATH, refused.as_ref(), vec![card]))
}
