use super::{
    kit::{self, Form, Input, Look, button, whose_password},
    resend::resend,
};
use crate::model::{
    Field, RefusedForm,
    account::{ForgotPage, ResetPage, SentLetter},
};
use leptos::prelude::*;

/// `/forgot-password`
pub fn forgot(page: ForgotPage, refused: Option<RefusedForm>) -> AnyView {
    let form = Form::new("send", refused.as_ref());
    match page {
        ForgotPage::NoMail => kit::narrow_card(
            "Forgotten your password?",
            view! {
                <p>"This installation sends no mail, so a password cannot be reset here. Ask whoever runs it to set a new one for you."</p>
                <p class="auth-switch"><a href="/sign-in">"Back to sign in"</a></p>
            }
            .into_any(),
        ),
        ForgotPage::Ask => {
            let email = Input {
                kind: "email",
                autocomplete: "username",
                ..Input::default()
            };
            let fields = view! {
                {form.text(Field::Email, "E-mail", email)}
                {button("Send a link", Look::Primary)}
            };
            kit::narrow_card(
                "Forgotten your password?",
                view! {
                    <p>"Tell us your e-mail address, and we’ll send you a link to choose a new one."</p>
                    {form.around(fields.into_any())}
                    <p class="auth-switch"><a href="/sign-in">"Back to sign in"</a></p>
                }
                .into_any(),
            )
        }
        ForgotPage::Sent(sent) => sent_page(sent, &form),
    }
}

fn sent_page(sent: SentLetter, form: &Form) -> AnyView {
    kit::narrow_card(
        "Check your e-mail",
        view! {
            <p role="status">"If there is an account for that address, we’ve sent a link. It works for 30 minutes."</p>
            {resend(sent, form)}
            <p class="auth-switch"><a href="/forgot-password?again" rel="external">"Use another address"</a></p>
        }
        .into_any(),
    )
}

/// `/reset-password`
pub fn reset(page: ResetPage, refused: Option<RefusedForm>) -> AnyView {
    match page {
        ResetPage::Choose { email, min_length } => {
            let form = Form::new("reset", refused.as_ref());
            let hint = format!("At least {min_length} characters. A few unrelated words work well.");
            let fields = view! {
                {whose_password(&email)}
                {form.secret(Field::Password, "New password", "new-password", &hint)}
                {button("Save the new password", Look::Primary)}
            };
            kit::narrow_card(
                "Choose a new password",
                view! {
                    <p>"For " <strong>{email}</strong> ". Every device will be signed out."</p>
                    {form.around(fields.into_any())}
                }
                .into_any(),
            )
        }
        ResetPage::Spent => kit::narrow_card(
            "This link no longer works",
            view! {
                <p>"This link has expired or was already used."</p>
                <p class="actions"><a class="button button-primary" href="/forgot-password?again" rel="external">"Send a new one"</a></p>
            }
            .into_any(),
        ),
        ResetPage::Done => kit::narrow_card(
            "Password changed",
            view! {
                <p role="status">"Every device was signed out. Sign in with your new password."</p>
                <p class="actions"><a class="button button-primary" href="/sign-in" rel="external">"Sign in"</a></p>
            }
            .into_any(),
        ),
    }
}
