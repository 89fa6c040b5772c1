//! Answers that are made while they are sent, so that no list is in memory as a whole.

use axum::body::{Body, Bytes};
use hyper::body::Frame;
use std::{
    error::Error,
    pin::Pin,
    task::{Context, Poll, ready},
};

type Fault = Box<dyn Error + Send + Sync>;
type Making = dyn Future<Output = Result<(Vec<u8>, Option<Chunk>), Fault>> + Send;

/// A part of a body that is made when it is its turn, and what comes after it.
pub(super) struct Chunk(Pin<Box<Making>>);

impl Chunk {
    pub(super) fn new(making: impl Future<Output = Result<(Vec<u8>, Option<Chunk>), Fault>> + Send + 'static) -> Self {
        Self(Box::pin(making))
    }

    /// The body that begins with this one. When a part cannot be made the connection breaks off, so nobody takes
    /// half a file for a whole one.
    pub(super) fn into_body(self) -> Body {
        Body::new(ChunkedBody(Some(self)))
    }
}

struct ChunkedBody(Option<Chunk>);

impl hyper::body::Body for ChunkedBody {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let Some(Chunk(making)) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let made = ready!(making.as_mut().poll(context));
        self.0 = None;
        Poll::Ready(Some(made.map(|(bytes, rest)| {
            self.0 = rest;
            Frame::data(bytes.into())
        })))
    }
}
