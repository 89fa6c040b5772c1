//! One page a file, each a function that draws it.
//!
//! Pages that are large, or that not everybody sees, are lazy: their code is a WASM file of its own. The forms
//! for signing in and up come with the first file, because apart they compress worse than together.

use crate::components::Piece;

/// Draws a page.
pub type Draw = fn() -> Piece;

/// Makes a function that loads the code of a page: `lazy_page!(load_home => home)`.
///
/// A release build cuts the WASM at these places, so that each page is loaded when it is needed.
/// `cargo leptos watch` does not, so there everything comes in one piece and `--split` is not needed.
macro_rules! lazy_page {
    ($load:ident => $draw:ident) => {
        #[cfg(feature = "split")]
        #[leptos::prelude::lazy]
        pub fn $load() -> Draw {
            $draw
        }

        #[cfg(not(feature = "split"))]
        pub async fn $load() -> Draw {
            $draw
        }
    };
}

mod home;
mod not_found;
mod sign_in;
mod sign_up;
mod todos;

pub use home::home;
pub use not_found::not_found;
pub use sign_in::sign_in;
pub use sign_up::sign_up;
pub use todos::todos;

lazy_page!(load_home => home);
lazy_page!(load_not_found => not_found);
lazy_page!(load_todos => todos);

/// Not lazy: see above.
pub async fn load_sign_in() -> Draw {
    sign_in
}

/// Not lazy: see above.
pub async fn load_sign_up() -> Draw {
    sign_up
}
