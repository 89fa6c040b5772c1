//! The pages of the account area, as a browser without JavaScript uses them.

mod activity;
mod password;
mod session_events;
mod sessions;
