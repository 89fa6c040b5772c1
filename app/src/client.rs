//! How the browser calls a server function: one `fetch` and its whole answer.
//!
//! The client that comes with server functions can stream, abort, follow redirects and open sockets. None of ours
//! does, and without all that the first page is lighter.

use crate::{browser, model::AppError};
use futures_util::{sink, stream};
use http::Method;
use leptos::server_fn::{Bytes, client::Client, request::ClientReq, response::ClientRes};
use send_wrapper::SendWrapper;
use std::future::{Future, ready};

/// The client of all our server functions.
pub struct PageClient;

/// A call on its way: all of ours are posted.
pub struct Call {
    path: String,
    content_type: String,
    accepts: String,
    body: Bytes,
}

/// What came back.
pub struct CallAnswer {
    status: u16,
    body: Bytes,
}

impl Client<AppError> for PageClient {
    type Request = Call;
    type Response = CallAnswer;

    fn send(call: Call) -> impl Future<Output = Result<CallAnswer, AppError>> + Send {
        // A browser has one thread, so nothing is ever sent to another.
        SendWrapper::new(async move {
            let Call {
                path,
                content_type,
                accepts,
                body,
            } = call;
            let (status, body) = browser::post(&path, &content_type, &accepts, &body)
                .await
                .ok_or(AppError::Unreachable)?;
            Ok(CallAnswer {
                status,
                body: body.into(),
            })
        })
    }

    fn open_websocket(
        _path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl stream::Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl sink::Sink<Bytes> + Send + 'static,
            ),
            AppError,
        >,
    > + Send {
        let none: Result<(stream::Empty<_>, sink::Drain<_>), _> = Err(AppError::Unreachable);
        ready(none)
    }

    fn spawn(_future: impl Future<Output = ()> + Send + 'static) {}
}

impl ClientReq<AppError> for Call {
    type FormData = ();

    fn try_new_req_bytes(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: Bytes,
        _method: Method,
    ) -> Result<Self, AppError> {
        Ok(Self {
            path: path.to_owned(),
            content_type: content_type.to_owned(),
            accepts: accepts.to_owned(),
            body,
        })
    }

    fn try_new_req_query(_: &str, _: &str, _: &str, _: &str, _: Method) -> Result<Self, AppError> {
        Err(AppError::Malformed)
    }

    fn try_new_req_text(_: &str, _: &str, _: &str, _: String, _: Method) -> Result<Self, AppError> {
        Err(AppError::Malformed)
    }

    fn try_new_req_form_data(_: &str, _: &str, _: &str, (): (), _: Method) -> Result<Self, AppError> {
        Err(AppError::Malformed)
    }

    fn try_new_req_multipart(_: &str, _: &str, (): (), _: Method) -> Result<Self, AppError> {
        Err(AppError::Malformed)
    }

    fn try_new_req_streaming(
        _: &str,
        _: &str,
        _: &str,
        _: impl stream::Stream<Item = Bytes> + Send + 'static,
        _: Method,
    ) -> Result<Self, AppError> {
        Err(AppError::Malformed)
    }
}

impl ClientRes<AppError> for CallAnswer {
    fn try_into_bytes(self) -> impl Future<Output = Result<Bytes, AppError>> + Send {
        ready(Ok(self.body))
    }

    fn try_into_string(self) -> impl Future<Output = Result<String, AppError>> + Send {
        ready(Err(AppError::Malformed))
    }

    fn try_into_stream(
        self,
    ) -> Result<impl stream::Stream<Item = Result<Bytes, Bytes>> + Send + Sync + 'static, AppError> {
        Err::<stream::Empty<_>, _>(AppError::Malformed)
    }

    fn status(&self) -> u16 {
        self.status
    }

    fn status_text(&self) -> String {
        String::new()
    }

    fn location(&self) -> String {
        String::new()
    }

    fn has_redirect(&self) -> bool {
        false
    }
}
