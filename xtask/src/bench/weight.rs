//! `cargo xtask bench weight`: how many bytes a cold browser loads for each page, by type.
//!
//! The browser does the counting, in `end2end/weight.mjs`, where the bars are as well: only it knows which chunks
//! and styles a page really asks for.

use crate::Result;
use crate::serving::run_script;

/// The last one stands for every page that does not exist.
pub const ROUTES: [&str; 7] = [
    "/",
    "/sign-in",
    "/sign-up",
    "/todos",
    "/forgot-password",
    "/settings/profile",
    "/no-such-page",
];

pub fn weight(routes: &[String]) -> Result {
    run_script("weight.mjs", routes)
}
