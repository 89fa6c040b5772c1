//! The parts pages are made of. A component takes what it shows as props; data arrives by hook.

mod board;
mod form;
mod icon;
mod live_text;
mod new_todo;
mod notice_bar;
mod page_title;
mod password_field;
mod protected;
mod todo_board;
mod todo_filters;
mod todo_item;
mod todo_rows;

pub(crate) use board::Editing;
pub use form::{FieldProblem, FormAlert, SubmitButton, TextField};
pub(crate) use form::{form_title, on_submit};
pub use icon::{Icon, IconName};
pub use live_text::live_text;
pub use page_title::PageTitle;
pub use password_field::{PasswordField, StrengthMeter};
pub use protected::Protected;
pub(crate) use todo_board::TodoBoard;
