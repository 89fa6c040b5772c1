//! What `public/password.js` asks while somebody chooses a password on a page that loads no program: how strong it is.
//! Nothing is kept of it and nothing written down.

use super::visit::MaybeUser;
use crate::{app_backend::answer, auth::limits::before_estimate, forms::status_of, problem::set_retry_after};
use app::model::Strength;
use axum::{Json, body::Body, http::Response, response::IntoResponse};
use serde::{Deserialize, Serialize};

pub const PATH: &str = "/password-estimate";

#[derive(Deserialize)]
pub struct Typed {
    password: String,
}

#[derive(Serialize)]
struct Estimate {
    /// How many of the three segments of the meter are filled.
    score: u8,
    words: &'static str,
}

pub async fn submit(visit: MaybeUser, Json(Typed { password }): Json<Typed>) -> Response<Body> {
    if let Err(error) = before_estimate(visit.auth(), &visit.client).await {
        let told = answer(&error, error.for_client(), &visit.caller);
        let mut response = status_of(&told).into_response();
        set_retry_after(response.headers_mut(), told.retry_after());
        return response;
    }
    let strength = Strength::of(&password, visit.auth().settings.password_min_length);
    let (score, words) = (strength.level(), strength.words());
    Json(Estimate { score, words }).into_response()
}
