//! What components know and do, one hook a file. A hook returns one struct of signals and
//! callbacks, in the shape a React developer knows from `useSession`:
//!
//! ```ignore
//! // const { data, isPending, error, refetch } = authClient.useSession()
//! let UseSession { data, is_pending, error, refetch } = use_session();
//!
//! view! {
//!     <p>{move || data.get().map(|session| session.user.name.as_str().to_owned())}</p>
//! }
//! ```

mod use_session;
mod use_sign_in;
mod use_sign_out;
mod use_sign_up;
mod use_theme;
mod use_todos;

pub use use_session::{UseSession, provide_session, use_session};
pub use use_sign_in::{UseSignIn, use_sign_in};
pub use use_sign_out::{UseSignOut, use_sign_out};
pub use use_sign_up::{UseSignUp, use_sign_up};
pub use use_theme::{UseTheme, provide_theme, use_theme};
pub use use_todos::{Notice, UseTodos, use_todos};
