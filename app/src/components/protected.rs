use crate::{browser, hooks::use_session};
use leptos::prelude::*;

/// Shows `children` to signed-in people only and leads everybody else to `/sign-in` and back.
///
/// The server has already sent signed-out visitors away with a 303 before any page is rendered; this is for a session
/// that ends while its page is open. It hides, it does not protect: what protects is that every use case asks for a
/// session itself.
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
pub fn Protected(children: ChildrenFn) -> impl IntoView {
    let session = use_session();
    session.follow();
    Effect::new(move || {
        if !session.is_signed_in() {
            browser::leave_to_sign_in();
        }
    });
    view! { <Show when=move || session.is_signed_in()>{children()}</Show> }
}
