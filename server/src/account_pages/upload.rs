//! Forms with a file among their fields.

use crate::{error_page::error_page, forms::Fields, middleware::RequestId, state::AppState};
use axum::{
    body::Body,
    extract::{
        FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{HeaderValue, Response, StatusCode, header},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// More parts than any of our forms has.
const MAX_PARTS: usize = 16;
/// Longest field that is no file, in bytes.
const MAX_FIELD: usize = 64 * 1024;
/// Files of everybody that may be in memory at once, in KiB: two of the largest.
static MEMORY: Semaphore = Semaphore::const_new(128 * 1024);
/// When there may be room again, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("10");

/// A form and the file that came with it, if one did.
pub(super) struct Upload {
    pub fields: Fields,
    pub file: Option<File>,
}

/// A file in memory, and the memory it takes of what there is for all.
pub(super) struct File {
    pub bytes: Vec<u8>,
    /// Given back when the file is dropped.
    pub memory: Option<SemaphorePermit<'static>>,
}

impl FromRequest<AppState> for Upload {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let request_id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
        let refuse = |status| {
            let mut answer = error_page(status, &state.assets.stylesheet, &request_id.0);
            if status == StatusCode::SERVICE_UNAVAILABLE {
                answer.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
            }
            answer
        };
        let multipart = Multipart::from_request(request, state)
            .await
            .map_err(|_| refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
        let (fields, file) = read(multipart).await.map_err(refuse)?;
        Ok(Self {
            fields: Fields::new(fields),
            file,
        })
    }
}

type Parts = (Vec<(String, String)>, Option<File>);

/// The body is no longer than its route allows, so neither is what is kept of it.
async fn read(mut multipart: Multipart) -> Result<Parts, StatusCode> {
    let (mut fields, mut file) = (Vec::new(), None);
    let mut parts = 0;
    while let Some(part) = multipart.next_field().await.map_err(status)? {
        parts += 1;
        if parts > MAX_PARTS {
            return Err(StatusCode::BAD_REQUEST);
        }
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            let sent = read_file(part).await?;
            file = (!sent.bytes.is_empty()).then_some(sent);
        } else {
            fields.push((name, read_field(part).await?));
        }
    }
    Ok((fields, file))
}

async fn read_file(mut part: Field<'_>) -> Result<File, StatusCode> {
    let mut file = File {
        bytes: Vec::new(),
        memory: None,
    };
    while let Some(chunk) = part.chunk().await.map_err(status)? {
        file.bytes.extend_from_slice(&chunk);
        let kib = u32::try_from(file.bytes.len().div_ceil(1024)).unwrap_or(u32::MAX);
        let taken = file.memory.as_ref().map_or(0, SemaphorePermit::num_permits);
        let more = kib.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX));
        let more = MEMORY
            .try_acquire_many(more)
            .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        match &mut file.memory {
            Some(memory) => memory.merge(more),
            None => file.memory = Some(more),
        }
    }
    Ok(file)
}

async fn read_field(mut part: Field<'_>) -> Result<String, StatusCode> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(status)? {
        if bytes.len() + chunk.len() > MAX_FIELD {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| StatusCode::BAD_REQUEST)
}

fn status(error: MultipartError) -> StatusCode {
    error.status()
}
