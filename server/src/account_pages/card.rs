//! The parts that several pages are put together from.

use app::components::{Icon, IconName};
use leptos::prelude::*;

/// A part of a settings page: what it is about, and its controls.
pub(super) fn card(title: &'static str, description: &str, body: AnyView) -> AnyView {
    let description = (!description.is_empty())
        .then(|| view! { <p class="card-description">{description.to_owned()}</p> }.into_any());
    view! {
        <section class="card settings-card">
            <h2>{title}</h2>
            {description}
            {body}
        </section>
    }
    .into_any()
}

/// A part of a page that cannot be undone.
pub(super) fn danger_card(title: &'static str, description: &str, body: AnyView) -> AnyView {
    view! {
        <section class="card settings-card danger-card">
            <h2>{title}</h2>
            <p class="card-description">{description.to_owned()}</p>
            {body}
        </section>
    }
    .into_any()
}

/// A page of one card, for those who are not signed in yet.
pub(super) fn narrow_card(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="auth-card card">
            <h1>{title}</h1>
            {body}
        </section>
    }
    .into_any()
}

/// A line of a list: what it is about, and what is known of it.
pub(super) fn row(what: AnyView, detail: String) -> AnyView {
    view! { <li class="row-item">{row_text(what, detail)}</li> }.into_any()
}

/// The same with what can be done about it.
pub(super) fn row_with_controls(what: AnyView, detail: String, controls: AnyView) -> AnyView {
    view! {
        <li class="row-item">
            {row_text(what, detail)}
            {controls}
        </li>
    }
    .into_any()
}

fn row_text(what: AnyView, detail: String) -> AnyView {
    view! {
        <div class="row-text">
            {what}
            <p class="row-detail">{detail}</p>
        </div>
    }
    .into_any()
}

/// What has just been done, read out by screen readers.
pub(super) fn notice(notice: Option<String>) -> Option<AnyView> {
    notice.map(|notice| {
        view! {
            <p class="done" role="status">
                <Icon name=IconName::Check />
                <span>{notice}</span>
            </p>
        }
        .into_any()
    })
}
