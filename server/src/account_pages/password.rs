//! `/settings/password`: another password.

use super::{
    card::card,
    form_view::{ButtonKind, Form, button, hidden_username},
    page::{Done, Page, PageError, both, wrong_password},
    paths,
    proof::current_password,
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{OtherSessions, PasswordChange, change_password},
    flash::Flash,
    forms::Fields,
};
use app::model::{Field, Password, RefusedForm};
use leptos::prelude::*;

pub(super) async fn change(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let new = Password::parse(fields.text(Field::Password.attribute()));
    let (current, new) = both(current_password(fields), new)?;
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
    Ok(Done::say(Flash::PasswordChanged { ended }, paths::PASSWORD))
}

pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
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
    Ok(settings_page(visit, paths::PASSWORD, refused.as_ref(), vec![change]))
}
