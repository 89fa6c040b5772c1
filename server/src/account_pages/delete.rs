//! `/settings/delete`: the end of an account.

use super::{
    card::{card, danger_card, narrow_card},
    data::{count, count_todos},
    form_input::Input,
    form_view::{ButtonKind, Form, button, hidden_username},
    page::{Done, Page, PageError, wrong_password},
    paths,
    proof::current_password,
    settings::settings_page,
    visit::{CurrentUser, MaybeUser},
};
use crate::{
    auth::{Deletion, cancel_deletion, pending_deletion, request_deletion},
    flash::Flash,
    forms::Fields,
    humanize,
};
use app::model::{EmailAddress, Field, RefusedForm};
use axum::{body::Body, http::Response};
use leptos::prelude::*;

pub(super) async fn request(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    if fields.text("intent") == "cancel" {
        cancel_deletion(visit.auth(), &visit.live).await?;
        return Ok(Done::say(Flash::DeletionCancelled, paths::DELETE));
    }
    let todos = count_todos(visit).await?;
    let email = EmailAddress::parse(&fields.text("email"))?;
    let password = current_password(fields)?;
    let asked = request_deletion(visit.auth(), &visit.live, &email, &password, &visit.client).await;
    match asked.map_err(wrong_password)? {
        Deletion::Mailed => Ok(Done::say(Flash::DeletionMailed, paths::DELETE)),
        Deletion::Done => Ok(gone(visit, todos)),
    }
}

/// The browser forgets who it was, and is told what is gone.
pub(super) fn gone(visit: &CurrentUser, todos: i64) -> Done {
    visit.forget_session();
    let todos = u32::try_from(todos).unwrap_or_default();
    Done::say(Flash::AccountDeleted { todos }, paths::DELETED)
}

/// The farewell. Whoever comes by later hears of no account in particular.
pub(super) async fn done(visit: MaybeUser) -> Response<Body> {
    let said = visit
        .notice()
        .unwrap_or_else(|| "There is nothing here any more.".into());
    let body = view! {
        <p role="status">{said}</p>
        <p>"Thank you for having been here."</p>
        <p class="actions"><a class="button" href="/">"Go to the start page"</a></p>
    };
    let title = "Account deleted";
    visit
        .answer(Ok(Page::new(title, None, narrow_card(title, body.into_any()))))
        .await
}

pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let todos = count_todos(visit).await?;
    let address = humanize::address(&visit.live.user.email);
    if refused.is_none()
        && let Some(until) = pending_deletion(visit.auth(), &visit.live.user.id).await?
    {
        let card = waiting(visit, &address, todos, until);
        return Ok(settings_page(visit, paths::DELETE, None, vec![card]));
    }
    let form = Form::new("delete", refused.as_ref());
    let email = Input {
        kind: "email",
        hint: format!("Type {address} to show that you mean it."),
        ..Input::default()
    };
    let last_step = if visit.auth().settings.is_mail_on {
        " We’ll send you an e-mail with a link; nothing is deleted until you follow it."
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
    Ok(settings_page(visit, paths::DELETE, refused.as_ref(), vec![card]))
}

/// A deletion that waits for the link in an email.
fn waiting(visit: &CurrentUser, address: &str, todos: i64, until: i64) -> AnyView {
    let description = format!(
        "We’ve sent a link to {address}. It deletes your account and {}, and works until {}. Nothing is deleted before you follow it.",
        count(todos, "todo"),
        humanize::moment(until, &visit.live.user.time_zone)
    );
    let cancel = Form::new("cancel", None).alone("Cancel, and keep my account", ButtonKind::Plain);
    card("Waiting for your word", &description, cancel)
}
