use super::{kit::card, settings};
use crate::model::account::{ActivityLine, ActivityPage};
use leptos::prelude::*;

/// `/settings/activity?before=…`
pub fn page(page: ActivityPage) -> AnyView {
    let list = if page.lines.is_empty() {
        view! { <p class="card-description">"There is nothing here."</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = page.lines.into_iter().map(row).collect();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    let latest = page.is_later.then(|| ("/settings/activity".to_owned(), "Latest"));
    let earlier = page.earlier.map(|href| (href, "Earlier"));
    let links: Vec<AnyView> = latest.into_iter().chain(earlier).map(link).collect();
    let links = (!links.is_empty()).then(|| view! { <p class="page-links">{links}</p> }.into_any());
    let list = view! {
        {list}
        {links}
    };
    let happened = card(
        "What happened to your account",
        "If you don’t know one of these, change your password.",
        list.into_any(),
    );
    settings::around("/settings/activity", None, vec![happened])
}

fn link((href, name): (String, &'static str)) -> AnyView {
    view! { <a href=href rel="external">{name}</a> }.into_any()
}

fn row(line: ActivityLine) -> AnyView {
    let badge = line
        .is_here
        .then(|| view! { <span class="badge">"In this session"</span> }.into_any());
    view! {
        <li class="row-item">
            <div class="row-text">
                <p>{line.what} " " {badge}</p>
                <p class="row-detail">{line.detail}</p>
            </div>
        </li>
    }
    .into_any()
}
