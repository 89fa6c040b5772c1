//! The account area: settings, recovery, administration. One file a page.
//!
//! These pages are rendered by the server, each time, and their forms are sent by the browser itself: what they show
//! has to be true, and they are not used often enough to be worth a copy of that truth in the browser. Scripts add
//! what only a script can. Links to them are `rel="external"`, so the router leaves them alone.

mod confirm;
mod inbox;
mod kit;
mod profile;
mod settings;
mod two_step;
mod verify;

use super::not_found::NotFoundPage;
use crate::{
    app::InitialState,
    components::{PageTitle, reactive::text},
    model::account::Content,
};
use leptos::prelude::*;

lazy_page! {
    /// Everything below the first level of addresses, and what is no page at all.
    AccountArea => Area
}

#[component]
fn Area() -> impl IntoView {
    let initial = InitialState::of_page();
    let Some(page) = initial.take_account() else {
        return view! { <NotFoundPage /> }.into_any();
    };
    let refused = initial.take_refused();
    let name = page.content.title();
    let is_refused = refused.is_some();
    let title = text(move || {
        if is_refused {
            format!("Error: {name}")
        } else {
            name.to_owned()
        }
    });
    let notice = page.notice;
    let content = match page.content {
        Content::Profile(page) => profile::page(page, refused, notice),
        Content::Confirm(page) => confirm::page(page, refused),
        Content::Inbox(page) => inbox::page(page),
        Content::TwoStep(page) => two_step::page(page, refused, notice),
        Content::Verify(page) => verify::page(page, refused),
    };
    view! {
        <PageTitle text=title />
        {content}
    }
    .into_any()
}
