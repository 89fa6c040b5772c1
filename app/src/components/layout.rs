use super::{Footer, Header};
use leptos::prelude::*;

/// What surrounds every page: a way past the header, the header, the page, the footer.
///
/// Not made of pieces, because a page may have to wait for its own file, and only Leptos' own elements can.
#[component]
pub fn Layout(children: Children) -> impl IntoView {
    view! {
        <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
        <Header />
        <main id="main" class="page" tabindex="-1">{children()}</main>
        <Footer />
    }
}
