//! What only signed-in users are shown.
//!
//! The server has already sent guests to `/sign-in` with a 303 before any page is rendered, and a page whose session
//! ends is loaded anew. So this hides and does not protect: what protects is that every use case asks for a session
//! itself.

use crate::hooks::use_session;
use leptos::prelude::*;

/// Shows `children` to signed-in users only.
///
/// ```
/// use app::components::Protected;
/// use leptos::prelude::*;
///
/// #[component]
/// fn Diary() -> impl IntoView {
///     view! { <Protected>"Dear diary, …"</Protected> }
/// }
/// ```
#[component]
pub fn Protected(
    /// What a guest does not see.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_session();
    view! { <Show when=move || session.is_signed_in()>{children()}</Show> }
}
