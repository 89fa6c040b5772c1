//! A call that changes something on the server, with its state for the page.
//!
//! The hooks for accounts are built on it; todos have a queue of their own (`outbox.rs`). Leptos' own `Action` does
//! more, and is compiled once for every kind of argument and answer.

use crate::model::AppError;
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin};

/// A call that changes something, at most one at a time, and how the last one ended.
#[derive(Clone, Copy)]
pub(super) struct Mutation {
    pending: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
}

impl Mutation {
    /// One that has not run in this page, but may have failed in the one before: a form that was sent
    /// without JavaScript comes back with its error.
    pub(super) fn new(error: Option<AppError>) -> Self {
        Self {
            pending: RwSignal::new(false),
            error: RwSignal::new(error),
        }
    }

    /// Whether an answer is on its way. Tracks.
    pub(super) fn is_pending(self) -> bool {
        self.pending.get()
    }

    /// Why the last call failed. Tracks.
    pub(super) fn error(self) -> Option<AppError> {
        self.error.get()
    }

    pub(super) fn fail(self, error: AppError) {
        self.error.set(Some(error));
    }

    /// Says no more about the field of this name: it is being changed.
    pub(super) fn mend(self, attribute: &str) {
        self.error.maybe_update(|error| {
            let count = error.as_ref().map_or(0, AppError::problems);
            *error = error.take().and_then(|error| error.without(attribute));
            count != error.as_ref().map_or(0, AppError::problems)
        });
    }

    /// Starts the call and what follows when it succeeds, unless one is on its way.
    pub(super) fn run(self, call: impl Future<Output = Result<(), AppError>> + 'static) {
        self.start(Box::pin(call));
    }

    // Compiled once and not for every call.
    fn start(self, call: Pin<Box<dyn Future<Output = Result<(), AppError>>>>) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        // The page may be left before the answer comes: then nothing is there to be told.
        spawn_local(async move {
            self.error.set(call.await.err());
            self.pending.set(false);
        });
    }
}
