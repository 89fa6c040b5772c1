use crate::{
    components::PageTitle,
    hooks::{use_page_state, use_session},
};
use leptos::{ev::SubmitEvent, html, prelude::*};

/// `/`: what this is, a list to try, and the way in.
#[component]
pub fn HomePage() -> impl IntoView {
    view! {
        <PageTitle text="A todo list that keeps up with you" />
        <div class="landing">
            <section class="hero">
                <div class="hero-text">
                    <h1>"A todo list that keeps up with you."</h1>
                    <p class="lead">
                        "Write it down, tick it off, find it on every device. Fast on any connection, private by design."
                    </p>
                    <p class="actions">
                        <WayIn />
                    </p>
                </div>
                <DemoList />
            </section>
            <section class="proofs" aria-label="What you can count on">
                <article class="card">
                    <h2>"Works without JavaScript"</h2>
                    <p>"Every button here is a real form. Scripts make it quicker; nothing depends on them."</p>
                </article>
                <article class="card">
                    <h2>"Signed out means out"</h2>
                    <p>"End a session and it is dead at the very next request, not when a token happens to expire."</p>
                </article>
                <article class="card">
                    <h2>"Made for the keyboard"</h2>
                    <p>
                        <kbd>"Enter"</kbd>
                        " adds, "
                        <kbd>"F2"</kbd>
                        " edits, "
                        <kbd>"Esc"</kbd>
                        " takes it back. Your hands stay where they are."
                    </p>
                </article>
            </section>
        </div>
    }
}

#[component]
fn WayIn() -> impl IntoView {
    let session = use_session();
    let guest = || {
        view! {
            <a class="button button-primary button-large" href="/sign-up">
                "Get started"
            </a>
            <a class="button button-large" href="/sign-in">
                "Sign in"
            </a>
        }
    };
    view! {
        <Show when=move || session.is_signed_in() fallback=guest>
            <a class="button button-primary button-large" href="/todos">
                "Open your todos"
            </a>
        </Show>
    }
}

const SAMPLES: [(&str, bool); 3] = [
    ("Try me: tick this off", false),
    ("Water the plants", true),
    ("Call grandma back", false),
];

/// A list to play with that nobody keeps. Without JavaScript the boxes still tick, and adding
/// comes back from the server with the new line in the address.
#[component]
fn DemoList() -> impl IntoView {
    let line = NodeRef::<html::Input>::new();
    let sent = use_page_state().demo_line.clone().filter(|text| !text.is_empty());
    let items = SAMPLES.map(|(title, done)| (title.to_owned(), done));
    let items: Vec<_> = items.into_iter().chain(sent.map(|title| (title, false))).collect();
    let items = RwSignal::new(items);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(line) = line.get_untracked() else { return };
        let title = line.value().trim().to_owned();
        if !title.is_empty() {
            items.update(|items| items.push((title, false)));
            line.set_value("");
        }
    };
    view! {
        <section class="demo card" aria-labelledby="demo-heading">
            <h2 id="demo-heading">"Try it right here"</h2>
            <ul class="demo-list">
                {move || {
                    let items = items.get().into_iter().enumerate();
                    items.map(|(place, (title, done))| view! { <DemoItem place title done /> }).collect_view()
                }}
            </ul>
            <form class="demo-form" method="get" action="/" on:submit=add>
                <input
                    name="add"
                    placeholder="Add something…"
                    aria-label="Add something to the demo list"
                    autocomplete="off"
                    maxlength="100"
                    node_ref=line
                />
                <button class="button" type="submit">
                    "Add"
                </button>
            </form>
            <p class="demo-note">"Only a demo: it forgets when you leave."</p>
        </section>
    }
}

#[component]
fn DemoItem(place: usize, title: String, done: bool) -> impl IntoView {
    let id = format!("demo-{place}");
    view! {
        <li>
            <input id=id.clone() type="checkbox" autocomplete="off" checked=done />
            <label for=id dir="auto">
                <span class="demo-box"></span>
                <span class="demo-title">{title}</span>
            </label>
        </li>
    }
}
