use crate::model::account::{InboxPage, Letter};
use leptos::prelude::*;

/// `/dev/mail` and `/dev/mail/:id`
pub fn page(page: InboxPage) -> AnyView {
    match page {
        InboxPage::All(letters) => all(letters),
        InboxPage::One { letter, text } => one(letter, text),
    }
}

fn all(letters: Vec<Letter>) -> AnyView {
    let list = if letters.is_empty() {
        view! { <p class="card empty">"Nothing has been mailed yet. Reset a password or sign up, and look again."</p> }
            .into_any()
    } else {
        let rows: Vec<AnyView> = letters.into_iter().map(row).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    view! {
        <div class="narrow">
            <h1>"Mail"</h1>
            <p class="lead">"There is no mail server, so letters end here. In production this page does not exist."</p>
            {list}
        </div>
    }
    .into_any()
}

fn row(letter: Letter) -> AnyView {
    view! {
        <li class="row-item">
            <div class="row-text">
                <a href=format!("/dev/mail/{}", letter.id) rel="external">{letter.subject}</a>
                <p class="row-detail">{format!("To {} · {}", letter.to, letter.at)}</p>
            </div>
        </li>
    }
    .into_any()
}

fn one(letter: Letter, text: Vec<String>) -> AnyView {
    let paragraphs: Vec<AnyView> = text.into_iter().map(paragraph).collect();
    view! {
        <div class="narrow">
            <p><a href="/dev/mail" rel="external">"All mail"</a></p>
            <h1>{letter.subject}</h1>
            <p class="lead">{format!("To {} · {}", letter.to, letter.at)}</p>
            <article class="card letter">{paragraphs}</article>
            <p><a href=format!("/dev/mail/{}/html", letter.id) rel="external">"As a mail client shows it"</a></p>
        </div>
    }
    .into_any()
}

/// A line that is an address becomes a link.
fn paragraph(text: String) -> AnyView {
    let lines: Vec<AnyView> = text
        .lines()
        .map(|line| {
            let line = line.to_owned();
            if line.starts_with("http://") || line.starts_with("https://") {
                let href = line.clone();
                view! { <a href=href rel="external">{line}</a><br /> }.into_any()
            } else {
                view! { {line}<br /> }.into_any()
            }
        })
        .collect();
    view! { <p>{lines}</p> }.into_any()
}
