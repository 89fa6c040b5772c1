use crate::{
    browser,
    functions::current_session,
    model::{AppError, SessionData},
};
use leptos::prelude::*;

/// The session and how to ask for it again; see [`use_session`].
#[derive(Clone, Copy)]
pub struct UseSession {
    /// Who is signed in, or nobody. Known at the first paint.
    pub data: Signal<Option<SessionData>>,
    /// Whether it is being asked for again.
    pub is_pending: Signal<bool>,
    /// Why the last time of asking failed.
    pub error: Signal<Option<AppError>>,
    /// Asks the server again.
    pub refetch: Callback<()>,
}

/// Who is signed in.
///
/// The session is in the page as the server rendered it, so a signed-in page never shows a moment
/// of "loading". Sign-ins and sign-outs in other tabs arrive by themselves.
///
/// ```ignore
/// let session = use_session();
/// view! {
///     <Show when=move || session.data.read().is_some() fallback=|| view! { <a href="/sign-in">"Sign in"</a> }>
///         "Welcome back"
///     </Show>
/// }
/// ```
#[must_use]
pub fn use_session() -> UseSession {
    expect_context()
}

/// Makes [`use_session`] work below this component, starting with what the server knew.
pub fn provide_session(initial: Option<SessionData>) {
    let data = RwSignal::new(initial);
    let error = RwSignal::new(None);
    let action = Action::new(move |(): &()| async move {
        match current_session().await {
            Ok(session) => {
                error.set(None);
                let has_changed = id_of(&session) != data.with_untracked(id_of);
                data.set(session);
                // Another person, or none: what this page shows is not theirs, and the server
                // knows where they belong.
                if has_changed {
                    browser::reload();
                }
            }
            Err(problem) => error.set(Some(problem)),
        }
    });
    let refetch = Callback::new(move |()| {
        action.dispatch(());
    });
    provide_context(UseSession {
        data: data.into(),
        is_pending: action.pending().into(),
        error: error.into(),
        refetch,
    });

    Effect::new(move || {
        browser::on_possible_session_change(move || refetch.run(()));
    });
}

fn id_of(session: &Option<SessionData>) -> Option<String> {
    session.as_ref().map(|data| data.session.id.clone())
}
