use super::reactive::dynamic;
use crate::{browser, hooks::use_session, model::NextPath};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Shows its children to signed-in people only and leads everybody else to `/sign-in` and back.
///
/// The server has already sent signed-out visitors away with a 303 before any page is rendered;
/// this is for links followed inside a running page. It hides, it does not protect: what protects
/// is that every use case asks for a session itself.
///
/// ```ignore
/// view! {
///     <Protected>
///         <TodoBoard />
///     </Protected>
/// }
/// ```
#[component]
pub fn Protected(children: ChildrenFn) -> impl IntoView {
    let session = use_session();
    let is_signed_in = Memo::new(move |_| session.data.read().is_some());
    let location = use_location();
    Effect::new(move || {
        if !is_signed_in.get() {
            let here = location.pathname.get_untracked() + &location.search.with_untracked(|search| query_of(search));
            browser::leave_for(&NextPath::parse(Some(&here)).sign_in_url());
        }
    });
    dynamic(move || {
        if is_signed_in.get() {
            children().into_any()
        } else {
            ().into_any()
        }
    })
}

fn query_of(search: &str) -> String {
    if search.is_empty() {
        String::new()
    } else {
        format!("?{}", search.trim_start_matches('?'))
    }
}
