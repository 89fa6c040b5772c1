//! The examples of `docs/guides/testing.md`.

use crate::{
    fake::{Fake, ada, signed_in},
    functions::member,
    pages::{render, with_todos},
};
use app::{
    components::Protected,
    functions::add_todo,
    hooks::{UseSession, use_session},
    model::{AppError, SessionData, TodoPage},
};
use leptos::prelude::*;

#[tokio::test]
async fn a_page_says_who_is_signed_in() {
    let page = with_todos("/todos", TodoPage::default()).await;
    assert_eq!(page.status, 200);
    assert!(page.shows("Ada"));
    assert!(render("/", signed_in(), |_| {}).await.shows("Open your todos"));
}

fn as_html(session: Option<SessionData>, view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(UseSession::new(session));
        view().to_html()
    })
}

#[test]
fn a_hook_and_a_component_know_a_session_of_the_tests() {
    let greeting = || {
        let session = use_session();
        view! { <p>{move || session.data().map(|data| data.user.name.as_str().to_owned())}</p> }.into_any()
    };
    assert!(as_html(Some(ada()), greeting).contains("Ada"));

    let diary = || view! { <Protected>"Dear diary, …"</Protected> }.into_any();
    assert!(as_html(Some(ada()), diary).contains("Dear diary"));
    assert!(!as_html(None, diary).contains("Dear diary"));
}

#[tokio::test]
async fn a_server_function_asks_the_port_in_the_name_of_the_caller() {
    let world = member(Fake::default());
    add_todo("0190c42a-0000-7000-8000-000000000001".into(), "Milk".into(), None, None)
        .await
        .unwrap();
    assert_eq!(world.fake.calls(), [r#"add by Ada: "Milk""#]);

    let world = member(Fake::refusing(AppError::ListFull));
    let refused = add_todo("0190c42a-0000-7000-8000-000000000001".into(), "Milk".into(), None, None).await;
    assert_eq!(refused, Err(AppError::ListFull));
    assert_eq!(world.fake.calls().len(), 1);
}

/// What the guide shows is what runs here and in the browser.
#[test]
fn the_guide_shows_what_runs() {
    let guide = include_str!("../../../docs/guides/testing.md");
    let sources = [include_str!("guide.rs"), include_str!("../../../end2end/guide.spec.ts")];
    let blocks: Vec<&str> = guide
        .split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.split_once('\n'))
        .filter(|(language, _)| matches!(*language, "rust" | "ts"))
        .map(|(_, code)| code)
        .collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        assert!(sources.iter().any(|source| source.contains(block)), "{block}");
    }
}
