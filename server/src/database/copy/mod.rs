//! Moving an installation from one database to another, of whichever kind.
//!
//! Rows go over in batches, each a transaction, in the order of their keys; so the number of rows that have arrived
//! tells where to go on after an interruption. At the end both sides are read once more and compared, table by table.
//! The source is only read, and nobody works with either of the two meanwhile as far as that can be known.

mod error;
mod rows;
mod run;
mod table;

pub use error::Error;
pub use run::{Copied, CopiedTable, copy, place};
