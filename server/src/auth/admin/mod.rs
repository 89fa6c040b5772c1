//! What administrators do with other people's accounts, on the pages below `/admin` and on the command line.
//!
//! An administrator has to be one at the moment something is done, and to have proved lately who they are; to
//! everybody else there is nothing here. Every change is recorded with who made it, in the same transaction. The last
//! active administrator stays: that is decided by the database, where one waits for the other.

mod actor;
mod change;
mod create;
mod overview;
mod people;
mod sessions;

pub use crate::store::people::{Counts, PersonRow};
pub use actor::Actor;
pub use change::{
    FactorsOfPerson, PasswordSet, delete_person, factors_of, remove_factors_of, set_active, set_password, set_role,
};
pub use create::{FirstPassword, NewPerson, confirm_email_of, create_person, send_password_link};
pub use overview::{Day, Overview, look_over};
pub use people::{
    People, PeopleFilter, PeopleQuery, PeopleSort, count_people, events_of, find_person, find_person_by_email,
    is_last_admin, list_people, sessions_of,
};
pub use sessions::{end_session_of, end_sessions_of};
