//! The world the tests live in.

mod answer;
mod app;
mod client;
mod database;
pub mod html;
pub mod logged;
mod panicking;
mod phone;
pub mod promises;

pub use answer::Answer;
pub use app::{
    App, PASSWORD, SECRET, days, eddsa, hours, https, on_each_database, on_each_database_with, on_each_installation,
    seconds, secret,
};
pub use client::{Ask, Browser};
pub use panicking::Panicking;
pub use phone::Phone;
