use super::{Done, Flash, Refusal, Sender, Visit, confirm::current_password, finish, wrong_password};
use crate::{
    app_backend::answer,
    auth::{
        LiveSession, check_password, end_other_sessions, require_confirmed,
        two_factor::{
            RecoveryCodes, Status, cancel_set_up, confirm_set_up, renew_recovery_codes, start_set_up, status, turn_off,
        },
    },
    forms::{Fields, Submission},
    router::render,
    state::AppState,
    words,
};
use app::{
    backend::Account,
    model::{
        AppError,
        account::{AccountPage, Content, QrCode, TwoStepPage},
    },
};
use axum::{body::Body, extract::State, http::Response};
use qrcode::Color;

const HERE: &str = "/settings/two-step";
/// Modules around a QR code that have to be empty (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

pub(super) async fn show(state: &AppState, visit: &Visit, member: &LiveSession) -> Result<TwoStepPage, AppError> {
    let user = &member.user;
    let status = status(&state.auth, user).await;
    Ok(
        match status.map_err(|error| answer(&error, error.for_client(), &visit.caller))? {
            Status::Off => TwoStepPage::Off,
            Status::Pending(set_up) => TwoStepPage::SettingUp {
                qr_code: draw(&set_up.uri),
                text_key: set_up.text_key,
            },
            Status::On { since, recovery_codes } => TwoStepPage::On {
                since: words::day(since, &user.time_zone),
                recovery_codes: u32::try_from(recovery_codes).unwrap_or(0),
                email: user.email.clone(),
            },
        },
    )
}

/// One outline for all dark modules, row by row. An address that is too long for any QR code has none; there is the
/// key to type.
fn draw(uri: &str) -> QrCode {
    let Ok(code) = qrcode::QrCode::new(uri) else {
        return QrCode {
            size: 1,
            path: String::new(),
        };
    };
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
    QrCode {
        size: u32::try_from(width + 2 * QUIET_ZONE).unwrap_or(u32::MAX),
        path,
    }
}

/// What came of a form: recovery codes are shown in the answer itself, because they are nowhere else.
enum Answer {
    Done(Done),
    Codes(RecoveryCodes),
}

pub async fn submit(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let outcome = match change(&sender, &form.fields).await {
        Ok(Answer::Codes(codes)) => return show_codes(&state, codes, form).await,
        Ok(Answer::Done(done)) => Ok(done),
        Err(refusal) => Err(refusal),
    };
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn change(sender: &Sender, fields: &Fields) -> Result<Answer, Refusal> {
    let Sender { auth, live, client, .. } = sender;
    require_confirmed(auth, live)?;
    let done = match fields.text("intent").as_str() {
        "start" => {
            start_set_up(auth, &live.user).await?;
            Done::Go(HERE.into())
        }
        "cancel" => {
            cancel_set_up(auth, &live.user).await?;
            Done::Go(HERE.into())
        }
        "confirm" => match turn_on(sender, fields).await? {
            Some(codes) => return Ok(Answer::Codes(codes)),
            None => Done::say(Flash::TwoFactorOn, HERE),
        },
        "renew-codes" => return Ok(Answer::Codes(renew_recovery_codes(auth, live, client).await?)),
        "turn-off" => {
            let password = current_password(fields)?;
            let checked = check_password(auth, live, &password, client).await;
            checked.map_err(wrong_password)?;
            turn_off(auth, live, client).await?;
            Done::say(Flash::TwoFactorOff, HERE)
        }
        _ => return Err(AppError::Malformed.into()),
    };
    Ok(Answer::Done(done))
}

/// Turns it on, and signs everybody else out who got in with the password alone, where that is wanted.
async fn turn_on(sender: &Sender, fields: &Fields) -> Result<Option<RecoveryCodes>, Refusal> {
    let Sender { auth, live, client, .. } = sender;
    let codes = confirm_set_up(auth, live, &fields.text("code"), client).await?;
    if fields.optional("sign-out-others").is_some() {
        end_other_sessions(auth, live, client).await?;
    }
    Ok(codes)
}

async fn show_codes(state: &AppState, codes: RecoveryCodes, form: Submission) -> Response<Body> {
    let mut request = form.request;
    request.extensions_mut().insert(Account(AccountPage {
        notice: None,
        content: Content::TwoStep(TwoStepPage::RecoveryCodes(codes.reveal())),
    }));
    render(state, request).await
}
