//! What components know and do, one hook a file. A hook returns one small value whose methods read
//! signals, in the shape a React developer knows from `useSession`:
//!
//! ```ignore
//! // const { data, isPending, error, refetch } = authClient.useSession()
//! let session = use_session();
//!
//! view! {
//!     // Re-rendered when the session changes, as any closure that reads one is.
//!     <p>{move || session.data().map(|data| data.user.name.as_str().to_owned())}</p>
//! }
//! ```

mod live;
mod mutation;
mod use_session;
mod use_sign_in;
mod use_sign_out;
mod use_sign_up;
mod use_theme;
mod use_todos;

pub use live::{Derived, Live};
use mutation::Mutation;
pub use use_session::{UseSession, use_session};
pub use use_sign_in::{UseSignIn, use_sign_in};
pub use use_sign_out::{UseSignOut, use_sign_out};
pub use use_sign_up::{UseSignUp, use_sign_up};
pub use use_theme::{UseTheme, use_theme};
pub use use_todos::{Notice, UseTodos, use_todos};
