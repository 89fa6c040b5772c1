use super::{footer::Footer, header::Header};
use leptos::prelude::*;

/// What surrounds every page: a way past the header, the header, the page, the footer.
#[component]
pub fn Layout(children: Children) -> impl IntoView {
    view! {
        <a class="skip-link" href="#main">
            "Skip to content"
        </a>
        <Header />
        <main id="main" class="page" tabindex="-1">
            {children()}
        </main>
        <Footer />
    }
}
