//! `/settings/two-step`: a code from an app beside the password.

use super::{
    card::card,
    form_view::{ButtonKind, Form, button, hidden_username},
    page::{Done, Page, PageError, wrong_password},
    paths,
    proof::current_password,
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{
        end_other_sessions, require_confirmed, require_proof,
        two_factor::{
            RecoveryCodes, SetUp, Status, cancel_set_up, confirm_set_up, renew_recovery_codes, start_set_up, status,
            turn_off,
        },
    },
    flash::Flash,
    forms::Fields,
    humanize,
};
use app::model::{AppError, Field, RefusedForm};
use axum::{
    body::Body,
    http::{Response, header},
    response::IntoResponse,
};
use leptos::{prelude::*, tachys::html::InertElement};
use qrcode::{Color, QrCode};

const ABOUT: &str = "Your password alone signs you in now. With two-step verification it takes a code from an app on your phone as well, so somebody who learns your password still stays out.";
/// The form behind the button that stands in another one.
const CANCEL: &str = "cancel";
/// So few codes are worth a warning.
const FEW_CODES: i64 = 3;
/// Modules around a QR code that have to be empty (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

pub(super) async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit, None).await).await
}

/// What came of a form: recovery codes are shown in the answer itself, because they are nowhere else.
pub(super) enum Answer {
    Done(Done),
    Codes(RecoveryCodes),
}

pub(super) async fn submit(visit: CurrentUser, fields: Fields) -> Response<Body> {
    match change(&visit, &fields).await {
        Ok(answer) => respond(&visit, answer).await,
        Err(error) => visit.finish(Err(error), fields, |refused| show(&visit, refused)).await,
    }
}

pub(super) async fn respond(visit: &CurrentUser, answer: Answer) -> Response<Body> {
    match answer {
        Answer::Done(done) => visit.redirect(done),
        Answer::Codes(codes) => visit.answer(Ok(new_codes(visit, codes))).await,
    }
}

pub(super) async fn change(visit: &CurrentUser, fields: &Fields) -> Result<Answer, PageError> {
    let (auth, live, client) = (visit.auth(), &visit.live, &visit.client);
    let intent = fields.text("intent");
    if intent == "turn-off" {
        let password = current_password(fields)?;
        let proven = require_proof(auth, live, Some(&password), None, client).await;
        proven.map_err(wrong_password)?;
        return Ok(Answer::Done(turn_off_now(visit).await?));
    }
    require_confirmed(auth, live)?;
    let done = match intent.as_str() {
        "start" => {
            start_set_up(auth, &live.user).await?;
            Done::Go(paths::TWO_STEP.into())
        }
        "cancel" => {
            cancel_set_up(auth, &live.user).await?;
            Done::Go(paths::TWO_STEP.into())
        }
        "confirm" => match turn_on(visit, fields).await? {
            Some(codes) => return Ok(Answer::Codes(codes)),
            None => Done::say(Flash::TwoFactorOn, paths::TWO_STEP),
        },
        "renew-codes" => return Ok(Answer::Codes(renew_recovery_codes(auth, live, client).await?)),
        _ => return Err(AppError::Malformed.into()),
    };
    Ok(Answer::Done(done))
}

/// Turns it off in a session that was confirmed lately, for whoever has shown the password when they asked for it.
pub(super) async fn turn_off_now(visit: &CurrentUser) -> Result<Done, PageError> {
    require_confirmed(visit.auth(), &visit.live)?;
    turn_off(visit.auth(), &visit.live, &visit.client).await?;
    Ok(Done::say(Flash::TwoFactorOff, paths::TWO_STEP))
}

/// Turns it on, and signs everybody else out who got in with the password alone, where that is wanted.
async fn turn_on(visit: &CurrentUser, fields: &Fields) -> Result<Option<RecoveryCodes>, PageError> {
    let (auth, live, client) = (visit.auth(), &visit.live, &visit.client);
    let codes = confirm_set_up(auth, live, &fields.text("code"), client).await?;
    if fields.optional("sign-out-others").is_some() {
        end_other_sessions(auth, live, client).await?;
    }
    Ok(codes)
}

async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let (user, refused) = (&visit.live.user, refused.as_ref());
    let cards = match status(visit.auth(), user).await? {
        Status::Off => vec![off(refused)],
        Status::Pending(set_up) => vec![setting_up(set_up, refused)],
        Status::On { since, recovery_codes } => vec![
            on(&humanize::day(since, &user.time_zone)),
            codes_left(recovery_codes, refused),
            turning_off(&user.email, refused),
        ],
    };
    Ok(settings_page(visit, paths::TWO_STEP, refused, cards))
}

fn off(refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("start", refused);
    let fields = view! {
        <p>"You need an app that makes codes, such as Aegis, Google Authenticator or your password manager."</p>
        <p class="actions">{button("Set up two-step verification", ButtonKind::Primary)}</p>
    };
    card("Two-step verification is off", ABOUT, form.around(fields.into_any()))
}

/// An app is being set up, and has not shown a code yet.
fn setting_up(set_up: SetUp, refused: Option<&RefusedForm>) -> AnyView {
    let code = Form::of_one_field("confirm", refused);
    let hint = "The app shows six digits, and new ones every 30 seconds.";
    let fields = view! {
        {code.code("Code from the app", hint)}
        {code.checkbox("sign-out-others", "Sign out other devices", true)}
        <p class="actions">
            {button("Turn on", ButtonKind::Primary)}
            <button class="button" type="submit" form=CANCEL>"Cancel"</button>
        </p>
    };
    let body = view! {
        <div class="qr-frame">{qr_code(&set_up.uri)}</div>
        <div class="text-key">
            <p>"Can’t scan it? Type this key into the app:"</p>
            <p><code>{set_up.text_key}</code></p>
        </div>
        {code.around(fields.into_any())}
        <form id=CANCEL method="post">
            <input type="hidden" name="intent" value="cancel" />
        </form>
    };
    card(
        "Set up your app",
        "Scan this with the app, then enter the code that the app shows.",
        body.into_any(),
    )
}

/// One outline for all dark modules, row by row. An address that is too long for any QR code has none; there is the
/// key to type.
fn qr_code(uri: &str) -> Option<InertElement> {
    let code = QrCode::new(uri).ok()?;
    let width = code.width();
    let modules = code.to_colors();
    let mut path = String::new();
    for (row, modules) in modules.chunks(width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let (x, y, length) = (column + QUIET_ZONE, row + QUIET_ZONE, run.len());
                path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
            }
            column += run.len();
        }
    }
    let size = width + 2 * QUIET_ZONE;
    Some(InertElement::new(format!(
        r#"<svg class="qr-code" viewBox="0 0 {size} {size}" role="img" aria-label="QR code for your app" shape-rendering="crispEdges"><path d="{path}"></path></svg>"#
    )))
}

fn on(since: &str) -> AnyView {
    let about = format!(
        "Since {since}, signing in takes a code from your app. A device you trust needs none for 30 days; changing your password ends that."
    );
    card("Two-step verification is on", &about, ().into_any())
}

fn codes_left(left: i64, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("renew-codes", refused);
    let how_many = match left {
        0 => "You have no recovery codes left.".to_owned(),
        1 => "You have 1 recovery code left.".to_owned(),
        _ => format!("You have {left} recovery codes left."),
    };
    let warning = (left <= FEW_CODES)
        .then(|| view! { <p class="form-alert">"Make new ones before you run out. Without a code and without the app you can’t sign in."</p> }.into_any());
    let fields = view! {
        <p>{how_many}</p>
        {warning}
        <p class="actions">{button("Make new recovery codes", ButtonKind::Plain)}</p>
    };
    card(
        "Recovery codes",
        "For when you don’t have your app. Each code works once. New ones replace all you have.",
        form.around(fields.into_any()),
    )
}

fn turning_off(email: &str, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::of_one_field("turn-off", refused);
    let fields = view! {
        {hidden_username(email)}
        {form.password(Field::CurrentPassword, "Password", "current-password", "")}
        <p class="actions">{button("Turn off two-step verification", ButtonKind::Danger)}</p>
    };
    card(
        "Turn it off",
        "Your password alone will sign in. Recovery codes and trusted devices are forgotten.",
        form.around(fields.into_any()),
    )
}

/// New recovery codes, this once. They stand in the form that sends them back as a file, for a browser without scripts
/// can save them by nothing else. `public/account.js` shows the buttons that copy and print them.
fn new_codes(visit: &CurrentUser, codes: RecoveryCodes) -> Page {
    let codes = codes.reveal();
    let rows = codes.len();
    // Codes are letters, digits and dashes, so nothing in them could end the element.
    let list = InertElement::new(format!(
        r#"<textarea class="recovery-codes" name="codes" rows="{rows}" readonly aria-label="Recovery codes">{}</textarea>"#,
        codes.join("\n")
    ));
    let body = view! {
        <p>"Keep them where you keep your passwords, or print them. Each code works once, and they are not shown again."</p>
        <form class="stack" method="post" action=paths::TWO_STEP_CODES>
            {list}
            <p class="actions">
                <button class="button" type="button" data-copy=".recovery-codes" hidden>"Copy"</button>
                <button class="button" type="submit">"Download"</button>
                <button class="button" type="button" data-print hidden>"Print"</button>
            </p>
        </form>
        // Not `novalidate`: the browser itself asks for the tick.
        <form class="stack" action=paths::TWO_STEP>
            <div class="checkbox-field">
                <input id="codes-saved" name="saved" type="checkbox" required />
                <label for="codes-saved">"I have saved these codes"</label>
            </div>
            <p class="actions">{button("Done", ButtonKind::Primary)}</p>
        </form>
    };
    let card = card(
        "Your recovery codes",
        "Two-step verification is on. These sign you in when you don’t have your app.",
        body.into_any(),
    );
    settings_page(visit, paths::TWO_STEP, None, vec![card])
}

/// The codes on the page before, as a file. It holds what was sent and nothing else, and nothing of it is kept.
pub(super) async fn download(_: CurrentUser, fields: Fields) -> Response<Body> {
    let is_code =
        |line: &&str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let codes = fields.text("codes");
    let codes: Vec<&str> = codes.lines().filter(is_code).collect();
    let text = format!(
        "Latchkey recovery codes. Each works once.\r\n\r\n{}\r\n",
        codes.join("\r\n")
    );
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"latchkey-recovery-codes.txt\"",
        ),
    ];
    (headers, text).into_response()
}
