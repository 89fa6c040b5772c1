//! The start page, which the server draws alone.
//!
//! `routes.rs` has it at `/`. Somebody who has never been here has little to load: no program, a style sheet of its
//! own, and `public/demo.js` for what moves in the list to try. All of it also works without a script.

use crate::{components::PageTitle, request};
use leptos::prelude::*;

/// What this is, a list to try, and the way in.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    view! {
        <PageTitle text="A todo list that keeps up with you" />
        <div class="landing">
            <section class="hero">
                <div class="hero-text">
                    <h1>"A todo list that keeps up with you."</h1>
                    <p class="lead">
                        "Write it down, tick it off, find it on every device. Quick on any connection, and nobody else’s business."
                    </p>
                    <p class="actions">
                        <WayIn />
                    </p>
                </div>
                <DemoList />
            </section>
            <section class="proofs" aria-label="What you can count on">
                <article class="card">
                    <h2>"There when you need it"</h2>
                    <p>
                        "The list is on the screen before most pages have begun to load, also on the train. Every button works without JavaScript."
                    </p>
                </article>
                <article class="card">
                    <h2>"Only you get in"</h2>
                    <p>
                        "Passkeys, two-step verification, and a record of all that was done to your account. Lost your phone? Sign it out from here, and it is out at once."
                    </p>
                </article>
                <article class="card">
                    <h2>"Yours to take along"</h2>
                    <p>
                        "Bring your todos from Todoist or a spreadsheet, with a look at them before they are added. Take everything with you as a file, on any day."
                    </p>
                </article>
            </section>
            <section class="for-developers card" aria-labelledby="developers-heading">
                <div>
                    <h2 id="developers-heading">"For those who build things"</h2>
                    <p>
                        "The same list for your programs: a documented API, tokens that other services can verify by themselves, and accounts that the stock Better Auth client talks to. All of it is one program that you can run yourself."
                    </p>
                    <p class="actions">
                        <a class="button" href="/docs/api">
                            "Read the API’s documentation"
                        </a>
                    </p>
                </div>
                <pre tabindex="0" aria-label="A request to the API"><code>{EXAMPLE}</code></pre>
            </section>
        </div>
    }
}

const EXAMPLE: &str = r#"curl $LATCHKEY/api/v1/todos \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{"title": "Water the plants"}'"#;

#[component]
fn WayIn() -> impl IntoView {
    if request::caller().session.is_some() {
        return view! {
            <a class="button button-primary button-large" href="/todos">
                "Open your todos"
            </a>
        }
        .into_any();
    }
    view! {
        <a class="button button-primary button-large" href="/sign-up">
            "Get started"
        </a>
        <a class="button button-large" href="/sign-in">
            "Sign in"
        </a>
    }
    .into_any()
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
    let samples = SAMPLES.map(|(title, done)| (title.to_owned(), done));
    let added = request::demo_line().map(|title| (title, false));
    let items = samples.into_iter().chain(added).enumerate();
    let items: Vec<_> = items
        .map(|(place, (title, done))| view! { <DemoItem place title done /> })
        .collect();
    view! {
        <section class="demo card" aria-labelledby="demo-heading">
            <h2 id="demo-heading">"Try it right here"</h2>
            <ul class="demo-list">{items}</ul>
            <form class="demo-form" method="get" action="/">
                <input
                    name="add"
                    placeholder="Add something…"
                    aria-label="Add something to the demo list"
                    autocomplete="off"
                    maxlength="100"
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
