use super::piece::{Piece, changing, nothing};
use crate::{
    browser,
    hooks::{Derived, use_session},
};
use leptos::prelude::Effect;

/// Shows `children` to signed-in people only and leads everybody else to `/sign-in` and back.
///
/// The server has already sent signed-out visitors away with a 303 before any page is rendered;
/// this is for links followed inside a running page. It hides, it does not protect: what protects
/// is that every use case asks for a session itself.
///
/// ```text
/// protected(|| todo_board(…))
/// ```
pub fn protected(children: impl Fn() -> Piece + Send + 'static) -> Piece {
    let session = use_session();
    session.follow();
    Effect::new(move || {
        if !session.is_signed_in() {
            browser::leave_to_sign_in();
        }
    });
    // News of the same session are no reason to draw all of it anew.
    let is_signed_in = Derived::new(move || session.is_signed_in());
    changing(move || if is_signed_in.get() { children() } else { nothing() })
}
