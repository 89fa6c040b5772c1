//! One page a file, each a route of its own.
//!
//! Pages that are large, or that not everybody sees, are lazy: their code is a WASM file of its own. The forms
//! for signing in and up come with the first file, because apart they compress worse than together.

/// Makes a component the page of a route: `lazy_page!(SignInPage => SignIn)`.
///
/// A release build cuts the WASM at these places, so that each page is loaded when it is needed.
/// `cargo leptos watch` does not, so there everything comes in one piece and `--split` is not needed.
macro_rules! lazy_page {
    ($(#[$doc:meta])* $page:ident => $component:ident) => {
        $(#[$doc])*
        pub struct $page;

        #[cfg(feature = "split")]
        #[leptos_router::lazy_route]
        impl leptos_router::LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> AnyView {
                $crate::pages::mark_when_alive();
                view! { <$component /> }.into_any()
            }
        }

        #[cfg(not(feature = "split"))]
        impl leptos_router::LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            async fn view(_this: Self) -> AnyView {
                $crate::pages::mark_when_alive();
                view! { <$component /> }.into_any()
            }
        }
    };
}

mod account;
mod home;
mod not_found;
mod sign_in;
mod sign_up;
mod todos;

pub use account::AccountArea;
pub use home::HomePage;
pub use not_found::NotFoundPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;
pub use todos::TodosPage;

/// Says so on the document once this page's own part has arrived and works; only then may what is
/// for pages without JavaScript disappear.
fn mark_when_alive() {
    leptos::prelude::Effect::new(crate::browser::mark_as_hydrated);
}
