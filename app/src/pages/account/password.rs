use super::{
    kit::{Form, Look, button, card, whose_password},
    settings,
};
use crate::model::{Field, RefusedForm, account::PasswordPage};
use leptos::prelude::*;

/// `/settings/password`
pub fn page(page: PasswordPage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let form = Form::new("password", refused.as_ref());
    let hint = format!(
        "At least {} characters. A few unrelated words work well.",
        page.min_length
    );
    let fields = view! {
        {whose_password(&page.email)}
        {form.secret(Field::CurrentPassword, "Current password", "current-password", "")}
        {form.secret(Field::Password, "New password", "new-password", &hint)}
        {form.checkbox("sign-out-others", "Sign out other devices", true)}
        <p class="actions">{button("Change password", Look::Primary)}</p>
    };
    let change = card(
        "Change your password",
        "Choose one that you use nowhere else.",
        form.around(fields.into_any()),
    );
    settings::around("/settings/password", notice, vec![change])
}
