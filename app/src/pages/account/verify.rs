use super::{
    kit::{self, Form, Look, button},
    resend::resend,
};
use crate::model::{RefusedForm, account::VerifyPage};
use leptos::prelude::*;

/// `/verify-email` and `/check-mail`
pub fn page(page: VerifyPage, refused: Option<RefusedForm>) -> AnyView {
    match page {
        VerifyPage::CheckMail(sent) => {
            let form = Form::new("send", refused.as_ref());
            kit::narrow_card(
                "Check your e-mail",
                view! {
                    <p role="status">"We’ve sent you a link. It works for 24 hours; once you have opened it, you can sign in."</p>
                    {resend(sent, &form)}
                    <p class="auth-switch"><a href="/sign-in">"Sign in"</a></p>
                }
                .into_any(),
            )
        }
        VerifyPage::Confirm { email, is_change, way_on } => {
            let form = Form::new("confirm", refused.as_ref());
            let (words, label) = if is_change {
                ("Your account will use this address from now on:", "Use this address")
            } else {
                ("Is this your address?", "Confirm")
            };
            let fields = view! {
                <input type="hidden" name="way-on" value=way_on.unwrap_or_default() />
                {button(label, Look::Primary)}
            };
            kit::narrow_card(
                "Confirm your e-mail address",
                view! {
                    <p>{words}</p>
                    <p><strong>{email}</strong></p>
                    {form.around(fields.into_any())}
                }
                .into_any(),
            )
        }
        VerifyPage::Spent => kit::narrow_card(
            "This link no longer works",
            view! {
                <p>"This link has expired or was already used. If your address is still to be confirmed, sign in and you’ll get a new one."</p>
                <p class="actions">
                    <a class="button button-primary" href="/settings/email" rel="external">"Go to your settings"</a>
                </p>
            }
            .into_any(),
        ),
        VerifyPage::Done { is_signed_in } => {
            let (href, label) = if is_signed_in { ("/todos", "Go to your todos") } else { ("/sign-in", "Sign in") };
            kit::narrow_card(
                "Address confirmed",
                view! {
                    <p role="status">"Thank you. Letters to you go there from now on."</p>
                    <p class="actions"><a class="button button-primary" href=href rel="external">{label}</a></p>
                }
                .into_any(),
            )
        }
    }
}
