//! Emails: what is mailed, to whom, and why.
//!
//! A use case posts an email into the queue, in its own transaction, and answers; a background task composes it and
//! has it sent. That an email goes to a stranger, an unknown address or nobody is found out only then, so no answer
//! tells it by its words or by its time. Tokens are made when an email is composed, so none lies in the queue.

mod compose;
mod email;
mod links;
mod queue;

pub use compose::{ComposedEmail, EmailKind, compose, may_go_out};
pub use email::{Email, NewcomerEmail, Notice, Reason, WELCOME_LIFETIME};
pub use queue::{open, post, require_mail};
