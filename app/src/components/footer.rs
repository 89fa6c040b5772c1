use super::{
    piece::{Piece, element},
    theme_switch::theme_switch,
};

/// The end of every page.
pub fn footer() -> Piece {
    element("footer", &[("class", "site-footer")])
        .child(element("p", &[]).child("Latchkey: accounts and todos in one Rust program."))
        .child(theme_switch())
        .into()
}
