//! The pages of the account area, one file a page.

mod data;
mod delete;
