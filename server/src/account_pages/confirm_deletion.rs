//! `/settings/delete/confirm?token=…`, where the email leads that was sent before an account is deleted.

use super::{
    card::danger_card,
    data::{count, count_todos},
    delete::gone,
    form_view::{ButtonKind, Form, button},
    page::{Done, Page, PageError},
    paths,
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{self, check_deletion_link, delete_user_by_link, tokens::OneTimeToken},
    forms::Fields,
    humanize,
};
use app::model::RefusedForm;
use leptos::prelude::*;

pub(super) async fn delete(visit: &CurrentUser, _: &Fields) -> Result<Done, PageError> {
    let todos = count_todos(visit).await?;
    delete_user_by_link(visit.auth(), &visit.live, &token(visit), &visit.client).await?;
    Ok(gone(visit, todos))
}

fn token(visit: &CurrentUser) -> OneTimeToken {
    OneTimeToken::unverified(&visit.parameter("token").unwrap_or_default())
}

/// Looking at it uses no link up: programs that look through mail follow every one.
pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let card = match check_deletion_link(visit.auth(), &visit.live, &token(visit)).await {
        Ok(()) => question(visit, count_todos(visit).await?, refused),
        Err(auth::Error::Link(auth::LinkError::Spent)) => spent(),
        Err(error) => return Err(error.into()),
    };
    Ok(settings_page(visit, paths::DELETE, refused, vec![card]))
}

fn question(visit: &CurrentUser, todos: i64, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("confirm-deletion", refused);
    let (email, todos) = (humanize::address(&visit.live.user.email), count(todos, "todo"));
    let description = format!("This deletes the account of {email} with {todos}, for good.");
    let fields = view! {
        <p class="actions">
            {button("Delete my account", ButtonKind::Danger)}
            <a class="button" href="/todos">"Keep it"</a>
        </p>
    };
    danger_card("Delete your account?", &description, form.around(fields.into_any()))
}

fn spent() -> AnyView {
    danger_card(
        "This link can’t be used",
        "It has expired, was already used, or belongs to another account than the one signed in here.",
        view! { <p><a href=paths::DELETE>"Ask for a new e-mail"</a></p> }.into_any(),
    )
}
