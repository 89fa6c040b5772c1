use super::{
    footer::footer,
    header::header,
    piece::{Piece, element},
};

/// What surrounds every page: a way past the header, the header, the page, the footer.
pub fn layout(page: Piece) -> Piece {
    let skip_link = element("a", &[("class", "skip-link"), ("href", "#main"), ("rel", "external")]);
    let main = element("main", &[("id", "main"), ("class", "page"), ("tabindex", "-1")]);
    [
        skip_link.child("Skip to content").into(),
        header(),
        main.child(page).into(),
        footer(),
    ]
    .into()
}
