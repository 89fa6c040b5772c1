//! What components know and do, one hook a file. A hook returns one small value whose methods read
//! signals, in the shape a React developer knows from `useSession`:
//!
//! ```
//! use app::hooks::use_session;
//! use leptos::prelude::*;
//!
//! #[component]
//! fn Greeting() -> impl IntoView {
//!     // const { data, isPending, error, refetch } = authClient.useSession()
//!     let session = use_session();
//!     // Rendered anew when the session changes, as any closure that reads one is.
//!     view! { <p>{move || session.data().map(|data| data.user.name.as_str().to_owned())}</p> }
//! }
//! ```

mod job;
mod mutation;
mod outbox;
mod undo;
mod use_page_state;
mod use_query;
mod use_session;
mod use_sign_in;
mod use_sign_out;
mod use_sign_up;
mod use_todos;

use mutation::Mutation;
pub use use_page_state::use_page_state;
pub use use_query::{UseQuery, use_query};
pub use use_session::{UseSession, use_session};
pub use use_sign_in::{UseSignIn, use_sign_in};
pub use use_sign_out::{UseSignOut, use_sign_out};
pub use use_sign_up::{UseSignUp, use_sign_up};
pub use use_todos::{UseTodos, use_todos};
