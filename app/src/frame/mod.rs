//! What surrounds every page: a way past the header, the header, the footer. The server draws it and nothing of it is
//! hydrated; the little that moves in it is `public/page.js`.

mod footer;
mod header;
mod just_done;
mod search_field;
mod theme_switch;
mod views;

pub(crate) use footer::Footer;
pub(crate) use header::Header;
pub(crate) use just_done::JustDone;
pub(crate) use search_field::SearchField;
pub(crate) use views::Views;
pub use views::views_html;
