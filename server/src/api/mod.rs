//! What other programs ask.

pub mod health;
