//! `GET /jwks`: the public keys of access tokens, for services that verify them. Only public halves are here, and with
//! HS256 there are none. A key is shown before it signs, so a copy that is a minute old is good.

use super::TAG;
use crate::{
    auth::{
        Auth,
        keys::{Key, PUBLIC_KEYS_MAX_AGE},
    },
    entity_tag::Condition,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use utoipa::ToSchema;

/// The public keys (RFC 7517). There are none when tokens are signed with a shared secret.
#[derive(Serialize, ToSchema)]
pub(super) struct JsonWebKeySet {
    keys: Vec<JsonWebKey>,
}

/// An Ed25519 key (RFC 8037 §2).
#[derive(Serialize, ToSchema)]
pub(super) struct JsonWebKey {
    #[schema(example = "EdDSA")]
    alg: &'static str,
    #[schema(example = "Ed25519")]
    crv: &'static str,
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
    #[schema(example = "OKP")]
    kty: &'static str,
    #[schema(example = "sig", rename = "use")]
    r#use: &'static str,
    #[schema(example = "zYGqxSYmEvdb")]
    kid: String,
}

/// The keys that session JWTs are verified with. They may be kept for a minute; a new key is here five
/// minutes before it signs.
#[utoipa::path(
    get,
    path = "/jwks",
    tag = TAG,
    responses(
        (status = 200, description = "The public keys, with an `ETag`.", body = JsonWebKeySet),
        (status = 304, description = "They are those of `If-None-Match`."),
    ),
)]
pub(super) async fn jwks(State(auth): State<Auth>, headers: HeaderMap) -> Response {
    let keys: Vec<JsonWebKey> = auth
        .keys
        .verifiers(auth.clock.now())
        .iter()
        .filter_map(|key| public_key(key))
        .collect();
    // A key is named after its content, so the names stand for the whole.
    let names: Vec<&str> = keys.iter().map(|key| key.kid.as_str()).collect();
    let tag = names.join(".");
    let is_known = Condition::read(&headers, &header::IF_NONE_MATCH).is_ok_and(|condition| condition.holds_for(&tag));
    let etag = format!("\"{tag}\"");
    let caching = [
        (
            header::CACHE_CONTROL,
            format!("public, max-age={}", PUBLIC_KEYS_MAX_AGE.as_secs()),
        ),
        (header::ETAG, etag),
    ];
    match is_known {
        true => (StatusCode::NOT_MODIFIED, caching).into_response(),
        false => (caching, Json(JsonWebKeySet { keys })).into_response(),
    }
}

/// What everybody may know of a key; nothing of a shared secret.
fn public_key(key: &Key) -> Option<JsonWebKey> {
    let public_key = key.public_key.as_ref()?;
    Some(JsonWebKey {
        alg: "EdDSA",
        crv: "Ed25519",
        x: URL_SAFE_NO_PAD.encode(public_key),
        kty: "OKP",
        r#use: "sig",
        kid: key.id.clone(),
    })
}
