//! How [`AppError`] travels from a server function to the page, and what becomes of failures on the way.
//!
//! `server_fn` asks for it. Whatever goes wrong, a hook gets an [`AppError`]: there is no second kind of error.

use crate::model::AppError;
use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::PostcardEncoding,
};

impl FromServerFnError for AppError {
    type Encoder = PostcardEncoding;

    /// Failures of the transport. Their text may name internals, so none of it is kept.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // In the browser it is the answer that could not be read: something in between gave it.
            ServerFnErrorErr::Deserialization(_) if cfg!(target_arch = "wasm32") => Self::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Malformed
            }
            _ => Self::Unreachable,
        }
    }
}
