//! Letters: what is mailed, to whom, and why.
//!
//! A use case posts a letter into the queue, in its own transaction, and answers; a background task composes it and
//! has it sent. That a letter goes to a stranger, an unknown address or nobody is found out only then, so no answer
//! tells it by its words or by its time. Tokens are made when a letter is composed, so none lies in the queue.

mod compose;
mod letter;
mod links;
mod queue;

pub use compose::{Draft, Matter, compose, may_go_out};
pub use letter::{Letter, NewcomerLetter, Notice, Reason, WELCOME_LIFETIME};
pub use queue::{open, post, require_mail};
