//! `/forgot-password`: a link to choose another one.

use super::{
    card::narrow_card,
    form_input::Input,
    form_view::{ButtonKind, Form, button},
    page::{Done, Page, PageError},
    sent_email::{remember, sent_email},
    visit::MaybeUser,
};
use crate::{auth::request_password_reset, forms::Fields};
use app::model::{EmailAddress, Field, RefusedForm};
use leptos::prelude::*;

const TITLE: &str = "Forgotten your password?";
const SENT_TITLE: &str = "Check your e‑mail";

pub(super) async fn send(visit: &MaybeUser, fields: &Fields) -> Result<Done, PageError> {
    let email = EmailAddress::parse(&fields.text("email"))?;
    request_password_reset(visit.auth(), &email, None, &visit.client).await?;
    remember(visit, &email);
    Ok(Done::Go("/forgot-password?sent".into()))
}

pub(super) async fn show(visit: &MaybeUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let form = Form::of_one_field("send", refused.as_ref());
    let (title, card) = match (visit.auth().settings.is_mail_on, visit.uri().query()) {
        (false, _) => (TITLE, no_mail()),
        (true, Some("sent")) => (SENT_TITLE, sent(visit, &form)),
        (true, _) => (TITLE, ask(&form)),
    };
    Ok(Page::new(title, refused.as_ref(), card))
}

fn no_mail() -> AnyView {
    let body = view! {
        <p>"This installation sends no mail, so a password cannot be reset here. Ask whoever runs it to set a new one for you."</p>
        <p class="auth-switch"><a href="/sign-in">"Back to sign in"</a></p>
    };
    narrow_card(TITLE, body.into_any())
}

fn ask(form: &Form) -> AnyView {
    let email = Input {
        kind: "email",
        autocomplete: "username",
        ..Input::default()
    };
    let fields = view! {
        {form.text(Field::Email, "E-mail", email)}
        {button("Send a link", ButtonKind::Primary)}
    };
    let body = view! {
        <p>"Tell us your e-mail address, and we’ll send you a link to choose a new one."</p>
        {form.around(fields.into_any())}
        <p class="auth-switch"><a href="/sign-in">"Back to sign in"</a></p>
    };
    narrow_card(TITLE, body.into_any())
}

fn sent(visit: &MaybeUser, form: &Form) -> AnyView {
    let body = view! {
        <p role="status">"If there is an account for that address, we’ve sent a link. It works for 30 minutes."</p>
        {sent_email(visit, form)}
        <p class="auth-switch"><a href="/forgot-password?again">"Use another address"</a></p>
    };
    narrow_card(SENT_TITLE, body.into_any())
}
