use super::{
    data::count,
    kit::{Form, Input, Look, button, danger_card, whose_password},
    settings,
};
use crate::model::{
    Field, RefusedForm,
    account::{ConfirmDeletionPage, DeletePage},
};
use leptos::prelude::*;

/// `/settings/delete`
pub fn page(page: DeletePage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let form = Form::new("delete", refused.as_ref());
    let email = Input {
        kind: "email",
        hint: format!("Type {} to show that you mean it.", page.email),
        ..Input::default()
    };
    let last_step = if page.is_confirmed_by_mail {
        " We’ll send you a letter with a link; nothing is deleted before you follow it."
    } else {
        ""
    };
    let fields = view! {
        <p>
            "Would you like to keep a copy? "
            <a href="/settings/data" rel="external">"Export your data"</a>
            " first."
        </p>
        {whose_password(&page.email)}
        {form.text(Field::Email, "Your e-mail address", email)}
        {form.secret(Field::CurrentPassword, "Password", "current-password", "")}
        <p class="actions">{button("Delete my account", Look::Danger)}</p>
    };
    let description = format!(
        "This deletes {}, your sessions and everything else we have of you. It cannot be undone.{last_step}",
        count(page.todos, "todo")
    );
    let card = danger_card("Delete your account", &description, form.around(fields.into_any()));
    settings::around("/settings/delete", notice, vec![card])
}

/// `/settings/delete/confirm?token=…`
pub fn confirm(page: ConfirmDeletionPage, refused: Option<RefusedForm>) -> AnyView {
    let form = Form::new("confirm-deletion", refused.as_ref());
    let body = if page.is_good {
        let todos = count(page.todos, "todo");
        let description = format!("This deletes the account of {} with {todos}, for good.", page.email);
        let fields = view! {
            <p class="actions">
                {button("Delete my account", Look::Danger)}
                <a class="button" href="/todos" rel="external">"Keep it"</a>
            </p>
        };
        danger_card("Delete your account?", &description, form.around(fields.into_any()))
    } else {
        let again = view! { <p><a href="/settings/delete" rel="external">"Ask for a new letter"</a></p> };
        danger_card(
            "This link can’t be used",
            "It has expired, was already used, or belongs to another account than the one signed in here.",
            again.into_any(),
        )
    };
    settings::around("/settings/delete", None, vec![body])
}
