//! What `public/form.js` asks while somebody chooses a password: how strong it is. Nothing is kept of it and nothing
//! written down.

use super::visit::MaybeUser;
use crate::{
    auth::{Error, Strength, estimate_password, limits::before_estimate},
    for_client::answer,
    forms::status_of,
    problem::set_retry_after,
};
use app::model::{EmailAddress, Password, PersonName};
use axum::{Json, body::Body, http::Response, response::IntoResponse};
use serde::{Deserialize, Serialize};

/// What stands in the form. Whoever is signed in is known.
#[derive(Deserialize)]
pub(super) struct Typed {
    password: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
}

#[derive(Serialize)]
struct Estimate {
    /// How many of the three segments of the meter are filled.
    score: u8,
    words: &'static str,
}

pub(super) async fn submit(visit: MaybeUser, Json(typed): Json<Typed>) -> Response<Body> {
    match estimate(&visit, typed).await {
        Ok(strength) => Json(Estimate {
            score: strength.level(),
            words: strength.words(),
        })
        .into_response(),
        Err(error) => {
            let told = answer(&error, &visit.caller);
            let mut response = status_of(&told).into_response();
            set_retry_after(response.headers_mut(), told.retry_after());
            response
        }
    }
}

async fn estimate(visit: &MaybeUser, typed: Typed) -> Result<Strength, Error> {
    let password = Password::parse(typed.password)?;
    before_estimate(visit.auth(), &visit.client).await?;
    let user = visit.caller.session.as_ref().map(|data| data.user.clone());
    // What could be no name or no address of an account says nothing, however long it is.
    let (name, email) = match user {
        Some(user) => (Some(user.name), Some(user.email)),
        None => (
            PersonName::parse(&typed.name).ok(),
            EmailAddress::parse(&typed.email).ok(),
        ),
    };
    let name = name.as_ref().map(PersonName::as_str).unwrap_or_default();
    let email = email.as_ref().map(EmailAddress::as_str).unwrap_or_default();
    estimate_password(visit.auth(), &password, &[name, email]).await
}
