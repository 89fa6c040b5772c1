//! What browser and server say to each other: plain values, parsed types and the one error.
//!
//! Nothing here knows Leptos, HTTP or a database, and nothing here holds a secret that may be
//! printed or serialised by accident.

mod colour;
mod due;
mod email;
mod error;
mod form;
mod id;
mod label;
mod list;
mod name;
mod next_path;
mod page_state;
mod password;
mod priority;
mod recurrence;
mod session;
mod session_end;
mod text;
mod theme;
mod todo;
mod todo_change;
mod todo_line;
mod todo_list;
mod todo_sort;

pub use colour::ListColour;
pub use due::{Day, Due, TimeOfDay};
pub use email::EmailAddress;
pub use error::{AppError, Field, FieldError, Problem};
pub use form::{RefusedForm, SignIn, SignInForm, SignUp, SignUpForm};
pub use id::{LabelId, ListId, TodoId};
pub use label::{Label, LabelName, LabelPatch, TodoLabels};
pub use list::{List, ListName, ListPatch, NewList};
pub use name::PersonName;
pub use next_path::{NextPath, SECOND_STEP_PATH};
pub use page_state::PageState;
pub use password::Password;
pub use priority::Priority;
pub use recurrence::{Recurrence, RecursFrom};
pub use session::{Role, SessionData, SessionInfo, User};
pub use session_end::{EndReason, SessionEnd};
pub use text::{grouped, parse_line, without_unseen};
pub use theme::Theme;
pub use todo::{NewTodo, Steps, Todo, TodoDetails, TodoNotes, TodoPatch, TodoTitle};
pub use todo_change::TodoChange;
pub use todo_line::{Chip, LineRequest, LineSettings, NewTodoForm, TodoLine, Understood};
pub(crate) use todo_list::with_parameter;
pub use todo_list::{Cursor, DoneToMany, TodoCounts, TodoFilter, TodoPage, TodoQuery};
pub use todo_sort::TodoSort;
