use super::{Done, Flash, Refusal, Sender, confirm::current_password, finish, wrong_password};
use crate::{
    auth::{
        self, EmailChangeRow, LiveSession, approve_email_change, cancel_email_change, confirm_with_password,
        factors_of, pending_email_change, request_email_change, request_verification,
    },
    forms::{Fields, Submission},
    mail::Transport,
    state::AppState,
    words,
};
use app::model::{
    AppError, EmailAddress,
    account::{EmailPage, PendingEmail},
};
use axum::{body::Body, extract::State, http::Response};

const HERE: &str = "/settings/email";

pub async fn show(state: &AppState, member: &LiveSession) -> Result<EmailPage, auth::Error> {
    let user = &member.user;
    let pending = pending_email_change(&state.auth, &user.id).await?;
    Ok(EmailPage {
        email: words::address(&user.email),
        is_verified: user.email_verified,
        has_mail: state.auth.settings.is_mail_on,
        is_kept_here: matches!(state.mail, Transport::Inbox),
        pending: match pending {
            Some(pending) => Some(waiting(state, member, pending).await?),
            None => None,
        },
    })
}

async fn waiting(state: &AppState, member: &LiveSession, pending: EmailChangeRow) -> Result<PendingEmail, auth::Error> {
    let factors = factors_of(&state.auth, &member.user.id).await?;
    let waits_for_present = !pending.is_old_confirmed;
    Ok(PendingEmail {
        until: words::moment(pending.expires_at, &member.user.time_zone),
        email: words::address(&pending.new_email),
        waits_for_new: !pending.is_new_confirmed,
        waits_for_present,
        takes_code: waits_for_present && factors.two_step.is_some(),
        takes_passkey: waits_for_present && !factors.passkeys.is_empty(),
    })
}

pub async fn submit(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let outcome = change(&sender, &form.fields).await;
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn change(sender: &Sender, fields: &Fields) -> Result<Done, Refusal> {
    let Sender { auth, live, client, .. } = sender;
    match fields.text("intent").as_str() {
        "change" => {
            let email = EmailAddress::parse(&fields.text("email"));
            let password = current_password(fields);
            let (email, password) = match (email, password) {
                (Ok(email), Ok(password)) => (email, password),
                (email, password) => {
                    let errors = [email.err(), password.err()].into_iter().flatten().collect();
                    return Err(AppError::Invalid(errors).into());
                }
            };
            confirm_with_password(auth, live, &password, None, client)
                .await
                .map_err(wrong_password)?;
            request_email_change(auth, live, &email, None, client).await?;
            Ok(Done::say(Flash::LinkSent, HERE))
        }
        "resend" => {
            auth::require_confirmed(auth, live)?;
            let pending = pending_email_change(auth, &live.user.id)
                .await?
                .ok_or(AppError::NotFound)?;
            let email = EmailAddress::parse(&pending.new_email)?;
            request_email_change(auth, live, &email, None, client).await?;
            Ok(Done::say(Flash::LinkSent, HERE))
        }
        "approve" => {
            let step = approve_email_change(auth, live, &fields.text("code"), client).await?;
            Ok(Done::say(Flash::approved(&step), HERE))
        }
        "cancel" => {
            cancel_email_change(auth, live, client).await?;
            Ok(Done::say(Flash::EmailChangeCancelled, HERE))
        }
        "verify" => {
            let email = EmailAddress::parse(&live.user.email)?;
            request_verification(auth, &email, None, client).await?;
            Ok(Done::say(Flash::LinkSent, HERE))
        }
        _ => Err(AppError::Malformed.into()),
    }
}
