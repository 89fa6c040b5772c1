use super::{
    kit::{self, Form, Input, Look, button, whose_password},
    resend::resend,
};
use crate::model::{
    Field, RefusedForm,
    account::{FactorLine, ForgotPage, Keeping, ResetPage, SentLetter},
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
        ResetPage::Choose {
            email,
            min_length,
            factors,
            keeping,
        } => {
            let form = Form::new("reset", refused.as_ref());
            let hint = format!("At least {min_length} characters. A few unrelated words work well.");
            let fields = view! {
                {whose_password(&email)}
                {form.secret(Field::Password, "New password", "new-password", &hint)}
                {besides(&form, factors, &keeping)}
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

/// What opens the account besides the password, and whether it stays.
fn besides(form: &Form, factors: Vec<FactorLine>, keeping: &Keeping) -> AnyView {
    if factors.is_empty() {
        return ().into_any();
    }
    let keep = match keeping {
        Keeping::Never => view! {
            <p class="lead">"Your address was never confirmed, so nothing shows that these are yours: they will be removed."</p>
        }
        .into_any(),
        Keeping::Here => view! {
            <p class="lead">"They will be removed, so that nobody else who has added one gets in. Keep them if you know each of them."</p>
            {form.checkbox("keep", "Keep them", false)}
        }
        .into_any(),
        Keeping::ByProof { has_passkey, has_code } => by_proof(form, *has_passkey, *has_code),
    };
    view! {
        <p>"These open your account too:"</p>
        {kit::factors(factors)}
        {keep}
    }
    .into_any()
}

fn by_proof(form: &Form, has_passkey: bool, has_code: bool) -> AnyView {
    let sign_in = has_passkey.then(|| {
        view! {
            <p class="lead">
                "To keep them, "
                <a href="/sign-in?next=/reset-password" rel="external">"sign in with your passkey"</a>
                " first; you come back here."
            </p>
        }
        .into_any()
    });
    let code = has_code.then(|| {
        let input = Input {
            autocomplete: "one-time-code",
            hint: "From your app, or a recovery code. Leave it empty to have them removed.".into(),
            required: false,
            ..Input::default()
        };
        form.text(Field::Code, "Code, to keep them", input)
    });
    view! {
        <p class="lead">"They will be removed, so that nobody else who has added one gets in, unless you show one of them."</p>
        {sign_in}
        {code}
    }
    .into_any()
}
