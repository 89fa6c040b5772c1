//! The page for an address that leads nowhere. It answers with 404 and tells where one may want to go.
//!
//! `routes.rs` shows it for every address that has neither a page here nor one that the server drew. Only the server
//! draws it.

use crate::{components::PageTitle, model::AppError, request};
use leptos::prelude::*;

/// Says that there is no such page, and sets the status.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    request::set_status(&AppError::NotFound);
    view! {
        <PageTitle text="Page not found" />
        <section class="message-page">
            <p class="big-number" aria-hidden="true">
                "404"
            </p>
            <h1>"We can’t find that page."</h1>
            <p>"The address may be mistyped, or what was here has been deleted."</p>
            <p class="actions">
                <a class="button button-primary" href="/todos">
                    "Go to your todos"
                </a>
                <a class="button" href="/">
                    "Go to the start page"
                </a>
            </p>
        </section>
    }
}
