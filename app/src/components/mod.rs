//! The parts pages are made of. A component takes props and renders; data arrives by hook.

mod footer;
mod form;
mod header;
mod icon;
mod layout;
mod notice_bar;
mod page_title;
mod password_field;
mod protected;
pub(crate) mod reactive;
mod theme_switch;
mod todo_board;
mod todo_filters;
mod todo_item;

pub use footer::Footer;
pub use form::{CheckboxField, FormAlert, Refusal, SubmitButton, TextField};
pub use header::Header;
pub use icon::{Icon, IconName};
pub use layout::Layout;
pub use notice_bar::NoticeBar;
pub use page_title::PageTitle;
pub use password_field::{NewPasswordField, PasswordField};
pub use protected::Protected;
pub use theme_switch::ThemeSwitch;
pub use todo_board::TodoBoard;
pub use todo_filters::TodoFilters;
pub use todo_item::{Editing, TodoItem};
