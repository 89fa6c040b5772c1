//! The parts pages are made of. Each is a function that takes what it shows and returns a piece; data arrives by hook.

mod footer;
pub mod form;
mod header;
pub mod icon;
mod layout;
mod notice_bar;
mod page_title;
pub mod password_field;
pub mod piece;
mod protected;
pub mod reactive;
mod theme_switch;
mod todo_board;
mod todo_filters;
mod todo_item;

pub use icon::{IconName, icon};
pub use layout::layout;
pub use page_title::page_title;
pub use piece::Piece;
pub use protected::protected;
pub use theme_switch::theme_switch;
pub use todo_board::todo_board;
pub use todo_item::Editing;
