//! The hook for what the page starts with.
//!
//! Pages call it for what the server has read for them: a refused form, the first todos, where to go next.

use crate::model::PageState;
use leptos::prelude::*;
use std::sync::Arc;

/// What the server rendered the page with, the same on both sides.
#[must_use]
pub fn use_page_state() -> Arc<PageState> {
    expect_context()
}
