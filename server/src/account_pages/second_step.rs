use super::{Visit, finish};
use crate::{
    app_backend::answer,
    auth::{
        self, Auth, ClientInfo,
        cookies::challenge_removal,
        two_factor::{SecondStep, Trust, is_waiting, verify_second_step},
    },
    forms::{Fields, Submission, see_other},
    middleware::guard::next_of,
    router::render,
    state::AppState,
};
use app::{
    backend::{Account, Caller},
    model::{AppError, account::SecondStepPage},
};
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::{Response, Uri},
};
use tower_cookies::Cookies;

/// Nothing when no sign-in waits for its second step.
pub(super) async fn show(state: &AppState, visit: &Visit, uri: &Uri) -> Result<Option<SecondStepPage>, AppError> {
    let Some(token) = &visit.client.challenge else {
        return Ok(None);
    };
    let waits = is_waiting(&state.auth, token).await;
    match waits.map_err(|error| answer(&error, error.for_client(), &visit.caller))? {
        true => Ok(Some(SecondStepPage { next: next_of(uri) })),
        false => Ok(None),
    }
}

/// The page, or the way to where a sign-in begins.
pub async fn page(State(state): State<AppState>, request: Request) -> Response<Body> {
    match request.extensions().get::<Account>() {
        Some(_) => render(&state, request).await,
        None => see_other(&next_of(request.uri()).sign_in_url()),
    }
}

pub async fn submit(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Extension(client): Extension<ClientInfo>,
    cookies: Cookies,
    form: Submission,
) -> Response<Body> {
    let auth = &state.auth;
    match open(auth, &form.fields, &client).await {
        Ok(open) => {
            cookies.add(challenge_removal(&auth.settings.cookies));
            open.cookies(auth).into_iter().for_each(|cookie| cookies.add(cookie));
            see_other(form.next.as_str())
        }
        Err(auth::Error::SpentChallenge | auth::Error::TooManyCodes) => {
            cookies.add(challenge_removal(&auth.settings.cookies));
            see_other(&form.next.sign_in_url())
        }
        Err(error) => finish(&state, &caller, &cookies, form, Err(error.into())).await,
    }
}

async fn open(auth: &Auth, fields: &Fields, client: &ClientInfo) -> Result<auth::OpenSession, auth::Error> {
    let code = fields.text("code");
    let step = match fields.text("intent").as_str() {
        "recovery" => SecondStep::RecoveryCode(&code),
        _ => SecondStep::Code(&code),
    };
    let trust = match fields.optional("trust") {
        Some(_) => Trust::ThisDevice,
        None => Trust::No,
    };
    let token = client.challenge.as_ref().ok_or(auth::Error::SpentChallenge)?;
    verify_second_step(auth, token, step, trust, client).await
}
