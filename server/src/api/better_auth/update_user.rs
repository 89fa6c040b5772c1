//! `POST /update-user`: name and picture. It changes the account, so an access token is not enough; the address is
//! refused here and has a route of its own.

use super::{
    TAG,
    body::{Body, Members},
    error::BetterAuthError,
    maybe_user::MaybeUser,
    objects::Done,
    sign_up::name_issue,
};
use crate::auth::{self, Auth, ImageUrl, ProfileChange};
use app::model::PersonName;
use axum::{Json, extract::State, http::StatusCode};
use serde_json::Value;
use utoipa::ToSchema;

/// What is to be changed; what is not there stays.
#[derive(ToSchema)]
#[schema(as = BetterAuthUpdateUser)]
pub(super) struct UpdateUserBody {
    /// 1 to 100 characters.
    #[schema(value_type = Option<String>, nullable = false, example = "Ada King")]
    name: Option<PersonName>,
    /// The `https` or `http` address of a picture; `null` takes it away.
    #[schema(value_type = Option<String>, example = "https://example.com/ada.png")]
    image: Option<Option<ImageUrl>>,
}

impl UpdateUserBody {
    fn read(mut members: Members) -> Result<Self, BetterAuthError> {
        if members.raw("email").is_some_and(is_truthy) {
            return Err(BetterAuthError::bad_request(
                "EMAIL_CAN_NOT_BE_UPDATED",
                "Email can not be updated",
            ));
        }
        if members.raw("name").is_none() && members.raw("image").is_none() {
            return Err(BetterAuthError::without_code(
                StatusCode::BAD_REQUEST,
                "No fields to update",
            ));
        }
        let name = members.optional_text("name");
        let name = name.and_then(|raw| match PersonName::parse(&raw) {
            Ok(name) => Some(name),
            Err(error) => {
                members.issue("name", &name_issue(&error));
                None
            }
        });
        let image = match members.raw("image") {
            Some(Value::Null) => Some(None),
            _ => members.optional_text("image").map(|raw| {
                let image = ImageUrl::parse(&raw);
                if image.is_none() {
                    members.issue("image", "Invalid URL");
                }
                image
            }),
        };
        members.finish()?;
        Ok(Self { name, image })
    }
}

/// What JavaScript takes for a value.
fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number.as_f64() != Some(0.0),
        _ => true,
    }
}

/// Changes name and picture.
#[utoipa::path(
    post,
    path = "/update-user",
    tag = TAG,
    security(("cookie" = []), ("session" = [])),
    request_body = UpdateUserBody,
    responses(
        (status = 200, description = "It is changed; the session cookie carries a JWT that says so.", body = Done),
        (status = 400, description = "`EMAIL_CAN_NOT_BE_UPDATED`, `VALIDATION_ERROR`, `BAD_REQUEST`; without a code when there is nothing to change.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub(super) async fn update_user(
    State(auth): State<Auth>,
    requester: MaybeUser,
    body: Body,
) -> Result<Json<Done>, BetterAuthError> {
    let members = body.members_of("record")?;
    let live = &requester.owner()?.live;
    let UpdateUserBody { name, image } = UpdateUserBody::read(members)?;
    auth::update_user(
        &auth,
        &live.user.id,
        &ProfileChange {
            name,
            image,
            ..ProfileChange::default()
        },
    )
    .await?;
    Ok(Json(Done::TRUE))
}
