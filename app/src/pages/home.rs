use crate::{
    app::InitialState,
    browser,
    components::{
        IconName, Piece, icon, page_title,
        piece::{changing, element, rows},
        reactive::handler,
    },
    hooks::{Live, use_session},
};
use leptos::ev::SubmitEvent;

/// `/`: what this is, a list to try, and the way in.
pub fn home() -> Piece {
    let lead = "Write it down, tick it off, find it on every device. Fast on any connection, private by design.";
    let hero_text = element("div", &[("class", "hero-text")])
        .child(element("h1", &[]).child("A todo list that keeps up with you."))
        .child(element("p", &[("class", "lead")]).child(lead))
        .child(element("p", &[("class", "actions")]).child(way_in()));
    let hero = element("section", &[("class", "hero")])
        .child(hero_text)
        .child(demo_list());
    page_title(|| "A todo list that keeps up with you".to_owned());
    element("div", &[("class", "landing")])
        .child(hero)
        .child(Piece::Html(PROOFS.into()))
        .into()
}

fn way_in() -> Piece {
    let session = use_session();
    let large = |href, label: &'static str| {
        element("a", &[("class", "button button-large")])
            .attr("href", href)
            .child(label)
            .into()
    };
    let main = |href, label: &'static str| {
        let link = element("a", &[("class", "button button-primary button-large")]);
        link.attr("href", href).child(label).into()
    };
    changing(move || {
        if session.is_signed_in() {
            vec![main("/todos", "Open your todos")]
        } else {
            vec![main("/sign-up", "Get started"), large("/sign-in", "Sign in")]
        }
    })
}

const PROOFS: &str = concat!(
    r#"<section class="proofs" aria-label="What you can count on">"#,
    r#"<article class="card"><h2>Works without JavaScript</h2>"#,
    "<p>Every button here is a real form. Scripts make it quicker; nothing depends on them.</p></article>",
    r#"<article class="card"><h2>Signed out means out</h2>"#,
    "<p>End a session and it is dead at the very next request, not when a token happens to expire.</p></article>",
    r#"<article class="card"><h2>Made for the keyboard</h2>"#,
    "<p><kbd>Enter</kbd> adds, <kbd>F2</kbd> edits, <kbd>Esc</kbd> takes it back. Your hands stay where they are.</p>",
    "</article></section>",
);

const SAMPLES: [(&str, bool); 3] = [
    ("Try me: tick this off", false),
    ("Water the plants", true),
    ("Call grandma back", false),
];

/// The line for another one.
const DEMO_LINE: &str = "demo-line";

/// A list to play with that nobody keeps. Without JavaScript the boxes still tick, and adding
/// comes back from the server with the new line in the address.
fn demo_list() -> Piece {
    let added = InitialState::of_page().take_demo_line();
    let mut items: Vec<Item> = SAMPLES.map(|(title, done)| (title.to_owned(), done)).into();
    items.extend(added.filter(|text| !text.is_empty()).map(|text| (text, false)));
    let items = Live::new(items);
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        let text = browser::typed(DEMO_LINE).unwrap_or_default().trim().to_owned();
        if !text.is_empty() {
            items.update(|items| items.push((text, false)));
            browser::clear(DEMO_LINE);
        }
    });
    // Nothing leaves the list and nothing moves, so the place of an item is its key.
    let places = move || items.with(|items| (0..items.len()).map(|place| place.to_string()).collect());
    let rows = rows(places, move |place| {
        let item = place
            .parse()
            .ok()
            .and_then(|place: usize| items.with(|items| items.get(place).cloned()));
        demo_item(place, item.unwrap_or_default())
    });
    let input = element(
        "input",
        &[
            ("id", DEMO_LINE),
            ("name", "add"),
            ("placeholder", "Add something…"),
            ("aria-label", "Add something to the demo list"),
            ("autocomplete", "off"),
            ("maxlength", "100"),
        ],
    );
    let form = element("form", &[("class", "demo-form"), ("method", "get"), ("action", "/")])
        .on("submit", on_submit)
        .child(input)
        .child(element("button", &[("class", "button"), ("type", "submit")]).child("Add"));
    element(
        "section",
        &[("class", "demo card"), ("aria-labelledby", "demo-heading")],
    )
    .child(element("h2", &[("id", "demo-heading")]).child("Try it right here"))
    .child(element("ul", &[("class", "demo-list")]).child(rows))
    .child(form)
    .child(element("p", &[("class", "demo-note")]).child("Only a demo: it forgets when you leave."))
    .into()
}

/// What it says, and whether it is ticked at first.
type Item = (String, bool);

fn demo_item(place: &str, (title, done): Item) -> Piece {
    let id = format!("demo-{place}");
    let tick = element("input", &[("type", "checkbox"), ("autocomplete", "off")])
        .attr("id", id.clone())
        .attr("checked", done);
    let label = element("label", &[("dir", "auto")])
        .attr("for", id)
        .child(element("span", &[("class", "demo-box")]).child(icon(IconName::Check)))
        .child(element("span", &[("class", "demo-title")]).child(title));
    element("li", &[]).child(tick).child(label).into()
}
