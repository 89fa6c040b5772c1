//! The account area: settings, recovery, administration. One file a page.
//!
//! These pages are rendered by the server, each time, and their forms are sent by the browser itself: what they show
//! has to be true, and they are not used often enough to be worth a copy of that truth in the browser. Scripts add
//! what only a script can. Links to them are `rel="external"`, so the router leaves them alone.

mod activity;
mod admin;
mod confirm;
mod data;
mod delete;
mod email;
mod inbox;
mod kit;
mod passkeys;
mod password;
mod profile;
mod recovery;
mod resend;
mod second_step;
mod sessions;
mod settings;
mod two_step;
mod verify;

use super::not_found;
use crate::{
    app::InitialState,
    components::{Piece, page_title},
    hooks::use_session,
    model::account::Content,
};

/// Everything below the first level of addresses, and what is no page at all.
pub fn area() -> Piece {
    use_session().follow();
    let initial = InitialState::of_page();
    let Some(page) = initial.take_account() else {
        return not_found();
    };
    let refused = initial.take_refused();
    let name = page.content.title();
    let is_refused = refused.is_some();
    page_title(move || {
        if is_refused {
            format!("Error: {name}")
        } else {
            name.to_owned()
        }
    });
    let notice = page.notice;
    match page.content {
        Content::Profile(page) => profile::page(page, refused, notice),
        Content::Password(page) => password::page(page, refused, notice),
        Content::Sessions(page) => sessions::page(page, refused, notice),
        Content::Activity(page) => activity::page(page),
        Content::Confirm(page) => confirm::page(page, refused),
        Content::Passkeys(page) => passkeys::page(page, refused, notice),
        Content::Inbox(page) => inbox::page(page),
        Content::Email(page) => email::page(page, refused, notice),
        Content::Forgot(page) => recovery::forgot(page, refused),
        Content::Reset(page) => recovery::reset(page, refused),
        Content::Verify(page) => verify::page(page, refused),
        Content::Data(page) => data::page(page, refused, notice),
        Content::Delete(page) => delete::page(page, refused, notice),
        Content::ConfirmDeletion(page) => delete::confirm(page, refused),
        Content::People(page) => admin::people(page),
        Content::Person(page) => admin::person(page, refused, notice),
        Content::TwoStep(page) => two_step::page(page, refused, notice),
        Content::SecondStep(page) => second_step::page(page, refused),
    }
    .into()
}
