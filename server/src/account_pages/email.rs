//! `/settings/email`: somebody's address, and another one.

use super::{
    card::card,
    form_input::Input,
    form_view::{ButtonKind, Form, button, hidden_username},
    page::{Done, Page, PageError, both, wrong_password},
    paths,
    proof::current_password,
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{
        self, EmailChangeRow, Factors, approve_email_change, cancel_email_change, confirm_with_password, factors_of,
        pending_email_change, request_email_change, request_verification,
    },
    flash::Flash,
    forms::Fields,
    humanize,
    mail::Transport,
};
use app::model::{AppError, EmailAddress, Field, RefusedForm};
use leptos::{prelude::*, tachys::html::InertElement};

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const PASSKEY: &str = r#"<div class="with-passkeys"><p><button class="button" type="button" data-passkey="approve">Use a passkey instead of the link to your present address</button></p><p class="field-error" role="alert"></p></div>"#;

pub(super) async fn change(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (auth, live, client) = (visit.auth(), &visit.live, &visit.client);
    match fields.text("intent").as_str() {
        "change" => {
            let (email, password) = both(EmailAddress::parse(&fields.text("email")), current_password(fields))?;
            confirm_with_password(auth, live, &password, None, client)
                .await
                .map_err(wrong_password)?;
            request_email_change(auth, live, &email, None, client).await?;
            Ok(Done::say(Flash::LinkSent, paths::EMAIL))
        }
        "resend" => {
            auth::require_confirmed(auth, live)?;
            let pending = pending_email_change(auth, &live.user.id)
                .await?
                .ok_or(AppError::NotFound)?;
            let email = EmailAddress::parse(&pending.new_email)?;
            request_email_change(auth, live, &email, None, client).await?;
            Ok(Done::say(Flash::LinkSent, paths::EMAIL))
        }
        "approve" => {
            let step = approve_email_change(auth, live, &fields.text("code"), client).await?;
            Ok(Done::say(Flash::approved(&step), paths::EMAIL))
        }
        "cancel" => {
            cancel_email_change(auth, live, client).await?;
            Ok(Done::say(Flash::EmailChangeCancelled, paths::EMAIL))
        }
        "verify" => {
            let email = EmailAddress::parse(&live.user.email)?;
            request_verification(auth, &email, None, client).await?;
            Ok(Done::say(Flash::LinkSent, paths::EMAIL))
        }
        _ => Err(AppError::Malformed.into()),
    }
}

/// Asks for the change in a session that was confirmed a moment ago.
pub(super) async fn request(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let email = EmailAddress::parse(&fields.text("email"))?;
    auth::require_confirmed(visit.auth(), &visit.live)?;
    request_email_change(visit.auth(), &visit.live, &email, None, &visit.client).await?;
    Ok(Done::say(Flash::LinkSent, paths::EMAIL))
}

pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let (user, refused) = (&visit.live.user, refused.as_ref());
    let has_mail = visit.auth().settings.is_mail_on;
    let change = match pending_email_change(visit.auth(), &user.id).await? {
        Some(pending) => {
            let factors = factors_of(visit.auth(), &user.id).await?;
            waiting(&pending, &factors, &user.time_zone, refused)
        }
        None if has_mail => another(&humanize::address(&user.email), user.email_verified, refused),
        None => card(
            "Change your address",
            "This installation sends no mail, so a new address cannot be confirmed. Ask whoever runs it.",
            ().into_any(),
        ),
    };
    let inbox = matches!(visit.state.mail, Transport::Inbox).then(|| {
        view! { <p class="lead">"This is a development server: "<a href="/dev/mail">"your e-mails are here"</a>"."</p> }
            .into_any()
    });
    let cards = inbox.into_iter().chain([present(visit, has_mail, refused), change]);
    Ok(settings_page(visit, paths::EMAIL, refused, cards.collect()))
}

fn present(visit: &CurrentUser, has_mail: bool, refused: Option<&RefusedForm>) -> AnyView {
    let user = &visit.live.user;
    let state = if user.email_verified {
        "Confirmed"
    } else {
        "Not confirmed yet"
    };
    let resend = (!user.email_verified && has_mail)
        .then(|| Form::new("verify", refused).alone("Send a link to confirm it", ButtonKind::Plain));
    let body = view! {
        <p><strong>{humanize::address(&user.email)}</strong>" "<span class="badge">{state}</span></p>
        {resend}
    };
    card(
        "Your address",
        "You sign in with it, and e-mails about your account go there.",
        body.into_any(),
    )
}

/// A new address that waits to be confirmed.
fn waiting(pending: &EmailChangeRow, factors: &Factors, time_zone: &str, refused: Option<&RefusedForm>) -> AnyView {
    let again = Form::new("resend", refused).around(button("Send the links again", ButtonKind::Plain));
    let cancel = Form::new("cancel", refused).around(button("Cancel", ButtonKind::Plain));
    let whom = match (!pending.is_new_confirmed, !pending.is_old_confirmed) {
        (true, true) => "Follow the links we’ve sent to both addresses.",
        (false, true) => "The new address is confirmed. Follow the link we’ve sent to your present one.",
        _ => "Follow the link we’ve sent there.",
    };
    let until = humanize::moment(pending.expires_at, time_zone);
    let instead = (!pending.is_old_confirmed).then(|| instead(factors, refused));
    let body = view! {
        <p><strong>{humanize::address(&pending.new_email)}</strong></p>
        <p class="lead">{format!("{whom} What we’ve sent works until {until}.")}</p>
        {instead}
        <div class="actions">{again}{cancel}</div>
    };
    card(
        "Waiting to be confirmed",
        "Your current address stays active until the change is confirmed.",
        body.into_any(),
    )
}

/// What can be shown in place of the email to the present address.
fn instead(factors: &Factors, refused: Option<&RefusedForm>) -> AnyView {
    let code = factors.two_step.map(|_| {
        let form = Form::of_one_field("approve", refused);
        let hint = "From your app, or a recovery code, in place of the link to your present address.";
        let fields = view! {
            {form.code("Code", hint)}
            <p class="actions">{button("Use the code", ButtonKind::Plain)}</p>
        };
        form.around(fields.into_any())
    });
    let passkey = (!factors.passkeys.is_empty()).then(|| InertElement::new(PASSKEY));
    view! {
        {code}
        {passkey}
    }
    .into_any()
}

fn another(email: &str, is_verified: bool, refused: Option<&RefusedForm>) -> AnyView {
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
        {hidden_username(email)}
        {form.text(Field::Email, "New address", new)}
        {form.password(Field::CurrentPassword, "Current password", "current-password", "")}
        <p class="actions">{button("Change the address", ButtonKind::Primary)}</p>
    };
    card("Change your address", "", form.around(fields.into_any()))
}
