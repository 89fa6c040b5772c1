use crate::{
    app::InitialState,
    components::{
        Icon, IconName, PageTitle,
        reactive::{dynamic, handler, text},
    },
    hooks::use_session,
};
use leptos::{ev::SubmitEvent, html, prelude::*};

lazy_page! {
    /// `/`: what this is, a list to try, and the way in.
    HomePage => Home
}

#[component]
fn Home() -> impl IntoView {
    let session = use_session();
    let way_in = dynamic(move || {
        if session.is_signed_in() {
            view! { <a class="button button-primary button-large" href="/todos">"Open your todos"</a> }.into_any()
        } else {
            view! {
                <a class="button button-primary button-large" href="/sign-up">"Get started"</a>
                <a class="button button-large" href="/sign-in">"Sign in"</a>
            }
            .into_any()
        }
    });
    view! {
        <PageTitle text=text(|| "A todo list that keeps up with you".to_owned()) />
        <div class="landing">
            <section class="hero">
                <div class="hero-text">
                    <h1>"A todo list that keeps up with you."</h1>
                    <p class="lead">"Write it down, tick it off, find it on every device. Fast on any connection, private by design."</p>
                    <p class="actions">{way_in}</p>
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
                    <p><kbd>"Enter"</kbd>" adds, "<kbd>"F2"</kbd>" edits, "<kbd>"Esc"</kbd>" takes it back. Your hands stay where they are."</p>
                </article>
            </section>
        </div>
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
    let added = InitialState::of_page().take_demo_line();
    let mut items: Vec<(usize, String, bool)> = SAMPLES
        .into_iter()
        .enumerate()
        .map(|(key, (title, done))| (key, title.to_owned(), done))
        .collect();
    items.extend(
        added
            .filter(|text| !text.is_empty())
            .map(|text| (SAMPLES.len(), text, false)),
    );
    let items = RwSignal::new(items);
    let input = NodeRef::<html::Input>::new();
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else { return };
        let text = input.value().trim().to_owned();
        if !text.is_empty() {
            items.update(|items| items.push((items.len(), text, false)));
            input.set_value("");
        }
    });
    view! {
        <section class="demo card" aria-labelledby="demo-heading">
            <h2 id="demo-heading">"Try it right here"</h2>
            <ul class="demo-list">
                <For
                    each=move || items.get()
                    key=|(key, ..)| *key
                    children=|(key, title, done)| {
                        let id = format!("demo-{key}");
                        view! {
                            <li>
                                <input type="checkbox" id=id.clone() checked=done autocomplete="off" />
                                <label for=id dir="auto">
                                    <span class="demo-box"><Icon name=IconName::Check /></span>
                                    <span class="demo-title">{title}</span>
                                </label>
                            </li>
                        }
                    }
                />
            </ul>
            <form class="demo-form" method="get" action="/" on:submit=on_submit>
                <input name="add" placeholder="Add something…" aria-label="Add something to the demo list" autocomplete="off" maxlength="100" node_ref=input />
                <button class="button" type="submit">"Add"</button>
            </form>
            <p class="demo-note">"Only a demo: it forgets when you leave."</p>
        </section>
    }
}
