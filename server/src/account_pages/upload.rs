//! Forms with a file among their fields.

use crate::{
    error_page::error_page,
    forms::{Fields, Submission},
    middleware::{RequestId, guard::next_of},
    state::AppState,
};
use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{Response, StatusCode},
};

/// More parts than any of our forms has.
const MAX_PARTS: usize = 16;

/// A form and the file that came with it, if one did.
pub struct Upload {
    pub form: Submission,
    pub file: Option<Vec<u8>>,
}

impl FromRequest<AppState> for Upload {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
        let refuse = |status| error_page(status, &state.assets.stylesheet, &request_id.0);
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let multipart = Multipart::from_request(request, state)
            .await
            .map_err(|_| refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
        let (fields, file) = read(multipart).await.map_err(refuse)?;
        let next = next_of(&parts.uri);
        Ok(Self {
            form: Submission {
                fields: Fields::new(fields),
                request: Request::from_parts(parts, Body::empty()),
                next,
            },
            file,
        })
    }
}

type Parts = (Vec<(String, String)>, Option<Vec<u8>>);

/// The body is no longer than its route allows, so neither is what is kept of it.
async fn read(mut multipart: Multipart) -> Result<Parts, StatusCode> {
    let status = |error: MultipartError| error.status();
    let (mut fields, mut file) = (Vec::new(), None);
    while let Some(part) = multipart.next_field().await.map_err(status)? {
        if fields.len() == MAX_PARTS {
            return Err(StatusCode::BAD_REQUEST);
        }
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            let bytes = part.bytes().await.map_err(status)?;
            file = (!bytes.is_empty()).then(|| bytes.to_vec());
        } else {
            fields.push((name, part.text().await.map_err(status)?));
        }
    }
    Ok((fields, file))
}
