use super::{
    kit::{Form, Input, Look, button, card, whose_password},
    settings,
};
use crate::model::{
    Field, RefusedForm,
    account::{EmailPage, PendingEmail},
};
use leptos::{prelude::*, tachys::html::InertElement};

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const PASSKEY: &str = r#"<div class="with-passkeys"><p><button class="button" type="button" data-passkey="approve">Use a passkey instead of the link to your present address</button></p><p class="field-error" role="alert"></p></div>"#;

/// `/settings/email`
pub fn page(page: EmailPage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let here = page.is_kept_here.then(|| {
        view! { <p class="lead">"This is a development server: "<a href="/dev/mail" rel="external">"letters are here"</a>"."</p> }.into_any()
    });
    let mut cards = vec![here.unwrap_or_else(|| ().into_any()), present(&page, refused.as_ref())];
    match (page.pending, page.has_mail) {
        (Some(pending), _) => cards.push(waiting(pending, refused.as_ref())),
        (None, true) => cards.push(change(&page.email, page.is_verified, refused.as_ref())),
        (None, false) => cards.push(card(
            "Change your address",
            "This installation sends no mail, so a new address cannot be confirmed. Ask whoever runs it.",
            ().into_any(),
        )),
    }
    settings::around("/settings/email", notice, cards)
}

fn present(page: &EmailPage, refused: Option<&RefusedForm>) -> AnyView {
    let state = if page.is_verified {
        "Confirmed"
    } else {
        "Not confirmed yet"
    };
    let resend = (!page.is_verified && page.has_mail).then(|| {
        let form = Form::new("verify", refused);
        form.around(view! { <p class="actions">{button("Send a link to confirm it", Look::Plain)}</p> }.into_any())
    });
    let body = view! {
        <p><strong>{page.email.clone()}</strong>" "<span class="badge">{state}</span></p>
        {resend}
    };
    card(
        "Your address",
        "You sign in with it, and letters about your account go there.",
        body.into_any(),
    )
}

fn waiting(pending: PendingEmail, refused: Option<&RefusedForm>) -> AnyView {
    let again = Form::new("resend", refused).around(button("Send the links again", Look::Plain));
    let cancel = Form::new("cancel", refused).around(button("Cancel", Look::Plain));
    let whom = match (pending.waits_for_new, pending.waits_for_present) {
        (true, true) => "Follow the links we’ve sent to both addresses.",
        (false, true) => "The new address is confirmed. Follow the link we’ve sent to your present one.",
        _ => "Follow the link we’ve sent there.",
    };
    let body = view! {
        <p><strong>{pending.email}</strong></p>
        <p class="lead">{format!("{whom} What we’ve sent works until {}.", pending.until)}</p>
        {instead(pending.takes_code, pending.takes_passkey, refused)}
        <div class="actions">{again}{cancel}</div>
    };
    card(
        "Waiting to be confirmed",
        "Your current address stays active until the change is confirmed.",
        body.into_any(),
    )
}

/// What can be shown in place of the letter to the present address.
fn instead(takes_code: bool, takes_passkey: bool, refused: Option<&RefusedForm>) -> AnyView {
    let code = takes_code.then(|| {
        let form = Form::new("approve", refused);
        let input = Input {
            autocomplete: "one-time-code",
            hint: "From your app, or a recovery code, in place of the link to your present address.".into(),
            ..Input::default()
        };
        let fields = view! {
            {form.text(Field::Code, "Code", input)}
            <p class="actions">{button("Use the code", Look::Plain)}</p>
        };
        form.around(fields.into_any())
    });
    let passkey = takes_passkey.then(|| InertElement::new(PASSKEY));
    view! {
        {code}
        {passkey}
    }
    .into_any()
}

fn change(email: &str, is_verified: bool, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("change", refused);
    let new = Input {
        kind: "email",
        autocomplete: "email",
        hint: if is_verified {
            "We’ll send a link to both addresses. Your current one stays active until you have followed both.".into()
        } else {
            "Your current address stays active until you confirm the new one.".into()
        },
        ..Input::default()
    };
    let fields = view! {
        {whose_password(email)}
        {form.text(Field::Email, "New address", new)}
        {form.secret(Field::CurrentPassword, "Current password", "current-password", "")}
        <p class="actions">{button("Change the address", Look::Primary)}</p>
    };
    card("Change your address", "", form.around(fields.into_any()))
}
