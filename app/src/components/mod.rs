//! The parts pages are made of. A component takes props and renders; data arrives by hook.

mod footer;
pub(crate) mod form;
mod header;
pub(crate) mod icon;
mod layout;
mod notice_bar;
mod page_title;
pub(crate) mod password_field;
pub(crate) mod piece;
mod protected;
pub(crate) mod reactive;
mod theme_switch;
mod todo_board;
mod todo_filters;
mod todo_item;

pub use footer::Footer;
pub use header::Header;
pub use icon::{Icon, IconName};
pub use layout::Layout;
pub use page_title::{PageTitle, title};
pub use protected::Protected;
pub use theme_switch::ThemeSwitch;
pub use todo_board::TodoBoard;
pub use todo_item::Editing;
