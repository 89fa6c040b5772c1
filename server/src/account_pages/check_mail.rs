//! `/check-mail`, where one waits for the email that confirms an address.

use super::{
    card::narrow_card,
    form_view::Form,
    page::{Done, Page, PageError},
    sent_email::{remember, sent_email},
    visit::MaybeUser,
};
use crate::{auth::request_verification, forms::Fields};
use app::model::{EmailAddress, RefusedForm};
use leptos::prelude::*;

const PATH: &str = "/check-mail";

pub(super) async fn send(visit: &MaybeUser, fields: &Fields) -> Result<Done, PageError> {
    let email = EmailAddress::parse(&fields.text("email"))?;
    request_verification(visit.auth(), &email, None, &visit.client).await?;
    remember(visit, &email);
    Ok(Done::Go(PATH.into()))
}

pub(super) async fn show(visit: &MaybeUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let form = Form::new("send", refused.as_ref());
    let body = view! {
        <p role="status">"We’ve sent you a link. It works for 24 hours; once you have opened it, you can sign in."</p>
        {sent_email(visit, &form)}
        <p class="auth-switch"><a href="/sign-in">"Sign in"</a></p>
    };
    let title = "Check your e‑mail";
    Ok(Page::new(title, refused.as_ref(), narrow_card(title, body.into_any())))
}
