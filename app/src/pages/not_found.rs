use crate::{
    components::{PageTitle, reactive::text},
    model::AppError,
    side,
};
use leptos::prelude::*;

/// For addresses that lead nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    side::set_response_status(&AppError::NotFound);
    super::mark_when_alive();
    view! {
        <PageTitle text=text(|| "Page not found".to_owned()) />
        <section class="message-page">
            <p class="big-number" aria-hidden="true">"404"</p>
            <h1>"We can’t find that page."</h1>
            <p>"The address may be mistyped, or what was here has been deleted."</p>
            <p class="actions">
                <a class="button button-primary" href="/todos">"Go to your todos"</a>
                <a class="button" href="/">"Go to the start page"</a>
            </p>
        </section>
    }
}
