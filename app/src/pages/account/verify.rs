use super::{
    kit::{self, Form, Look, button, whose_password},
    resend::resend,
};
use crate::model::{
    Field, RefusedForm,
    account::{Confirmation, VerifyPage},
};
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
        VerifyPage::Confirm {
            kind: Confirmation::Undo,
            email,
            present,
            ..
        } => undo(email, present, refused.as_ref()),
        VerifyPage::Confirm {
            kind,
            email,
            present,
            way_on,
        } => confirm(kind, email, present, way_on, refused.as_ref()),
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
        VerifyPage::Done {
            is_without_password: true,
            ..
        } => kit::narrow_card(
            "Address confirmed",
            view! {
                <p role="status">"Thank you. Nothing that others may have set for this account is left: no password, no other way to sign in, and no device that was signed in."</p>
                <p class="actions"><a class="button button-primary" href="/reset-password" rel="external">"Choose a password"</a></p>
            }
            .into_any(),
        ),
        VerifyPage::Done { is_signed_in, .. } => {
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
        VerifyPage::Half => kit::narrow_card(
            "Almost done",
            view! {
                <p role="status">"Thank you. The address changes once the other mailbox has said yes too: there is a letter with a link."</p>
                <p class="actions"><a class="button button-primary" href="/settings/email" rel="external">"Go to your settings"</a></p>
            }
            .into_any(),
        ),
        VerifyPage::Undone => kit::narrow_card(
            "The change is undone",
            view! {
                <p role="status">"Your account has this address again, and every device was signed out. Whoever changed it knew your password, so choose another one now."</p>
                <p class="actions"><a class="button button-primary" href="/reset-password" rel="external">"Choose a new password"</a></p>
            }
            .into_any(),
        ),
    }
}

fn confirm(
    kind: Confirmation,
    email: String,
    present: Option<String>,
    way_on: Option<String>,
    refused: Option<&RefusedForm>,
) -> AnyView {
    let form = Form::new("confirm", refused);
    let (words, label) = match kind {
        Confirmation::NewAddress => ("Your account will use this address from now on:", "Use this address"),
        Confirmation::PresentAddress => ("Your account is to use this address from now on:", "Approve the change"),
        _ => ("Is this your address?", "Confirm"),
    };
    let instead = present.map(|present| view! { <p class="lead">"In place of "{present}"."</p> }.into_any());
    let password = (kind == Confirmation::WithPassword).then(|| {
        view! {
            {whose_password(&email)}
            {form.optional_secret(
                Field::Password,
                "Password you chose for this account",
                "current-password",
                "If you didn’t choose one, or have forgotten it, leave this empty: you choose another one next, and everything that is signed in to this account is signed out.",
            )}
        }
        .into_any()
    });
    let fields = view! {
        <input type="hidden" name="way-on" value=way_on.unwrap_or_default() />
        {password}
        {button(label, Look::Primary)}
    };
    kit::narrow_card(
        "Confirm your e-mail address",
        view! {
            <p>{words}</p>
            <p><strong>{email.clone()}</strong></p>
            {instead}
            {form.around(fields.into_any())}
        }
        .into_any(),
    )
}

fn undo(email: String, present: Option<String>, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("undo", refused);
    let instead = present.map(|present| view! { <p class="lead">"In place of "{present}"."</p> }.into_any());
    kit::narrow_card(
        "Undo the change of your address",
        view! {
            <p>"Your account will use this address again:"</p>
            <p><strong>{email}</strong></p>
            {instead}
            <p>"Every device will be signed out, and you can choose a new password."</p>
            {form.around(button("Undo the change", Look::Primary))}
        }
        .into_any(),
    )
}
