//! Pages as the server renders them, for a guest, for somebody signed in, and after a refusal.

use crate::fake::{Fake, id, signed_in, todo};
use app::{
    App, SiteAssets,
    backend::{Caller, FirstTodos, Next, Refused},
    model::{AppError, Field, NextPath, Problem, RefusedForm, Theme, TodoCounts, TodoPage},
    shell,
};
use axum::body::{Body, to_bytes};
use http::Request;
use leptos::prelude::provide_context;
use leptos_axum::{generate_route_list, render_app_async_with_context};
use std::sync::Once;

static START: Once = Once::new();

/// A page and its status.
pub struct Page {
    pub status: u16,
    html: String,
}

impl Page {
    /// Whether there is this piece of HTML, whatever marks stand in it by which Leptos finds its places again.
    pub fn shows(&self, text: &str) -> bool {
        self.html.replace("<!>", "").contains(text)
    }

    /// The tag that holds this piece of text.
    fn tag(&self, piece: &str) -> &str {
        let at = self
            .html
            .find(piece)
            .unwrap_or_else(|| panic!("no {piece} in {}", self.html));
        let start = self.html[..at].rfind('<').unwrap();
        self.html[start..].split_once('>').unwrap().0
    }
}

pub async fn render(path: &str, caller: Caller, extend: impl FnOnce(&mut http::Extensions)) -> Page {
    // As the server does when it starts; it also tells Leptos that tokio runs it.
    START.call_once(|| drop(generate_route_list(App)));
    let backend = Fake::default().backend();
    let assets = SiteAssets {
        stylesheet: "/pkg/x.css".into(),
        script: "/pkg/x.js".into(),
        wasm: "/pkg/x.wasm".into(),
        ..SiteAssets::default()
    };
    let context = move || {
        provide_context(backend.clone());
        provide_context(assets.clone());
    };
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    request.extensions_mut().insert(caller);
    extend(request.extensions_mut());
    let response = render_app_async_with_context(context, shell)(request).await;
    let status = response.status().as_u16();
    let html = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Page {
        status,
        html: String::from_utf8(html.to_vec()).unwrap(),
    }
}

async fn for_guest(path: &str) -> Page {
    render(path, Caller::default(), |_| {}).await
}

pub async fn with_todos(path: &str, page: TodoPage) -> Page {
    render(path, signed_in(), |extensions| {
        extensions.insert(FirstTodos(page));
    })
    .await
}

async fn refused(path: &str, caller: Caller, error: AppError, fields: &[(&str, &str)]) -> Page {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    render(path, caller, |extensions| {
        extensions.insert(Refused(RefusedForm::new(error, fields)));
        extensions.insert(FirstTodos(some_todos()));
    })
    .await
}

fn some_todos() -> TodoPage {
    let todos = vec![todo(1, "Milk", false), todo(2, "Bread", true)];
    TodoPage {
        todos,
        has_earlier: false,
        counts: TodoCounts {
            active: 1,
            completed: 1,
        },
        change: 7,
    }
}

#[tokio::test]
async fn a_guest_is_offered_the_way_in() {
    let page = for_guest("/").await;
    assert_eq!(page.status, 200);
    assert!(page.shows("href=\"/sign-in\"") && page.shows("href=\"/sign-up\"") && !page.shows("Sign out"));
}

#[tokio::test]
async fn the_start_page_alone_leads_to_what_there_is_to_read() {
    let links = ["href=\"/docs/api\">API documentation", "href=\"/api/openapi.json\""];
    let page = for_guest("/").await;
    assert!(links.iter().all(|link| page.shows(link)));
    let page = for_guest("/sign-in").await;
    assert!(!links.iter().any(|link| page.shows(link)));
}

#[tokio::test]
async fn a_member_is_greeted_by_name_and_offered_the_way_out() {
    let page = render("/", signed_in(), |_| {}).await;
    assert!(page.shows("<bdi class=\"member-name\">Ada</bdi>") && page.shows("action=\"/sign-out\""));
    assert!(!page.shows("href=\"/sign-up\""));
}

#[tokio::test]
async fn the_sign_in_form_works_without_javascript_and_keeps_the_way_on() {
    let next = NextPath::parse(Some("/todos?filter=active"));
    let page = render("/sign-in", Caller::default(), |extensions| {
        extensions.insert(Next(next));
    })
    .await;
    assert!(
        page.shows("method=\"post\" action=\"/sign-in?next=/todos%3Ffilter=active\""),
        "{}",
        page.html
    );
    assert!(page.shows("name=\"email\"") && page.shows("name=\"password\"") && page.shows("name=\"remember\""));
    assert!(page.shows("autocomplete=\"username webauthn\"") && page.shows("autocomplete=\"current-password\""));
    assert!(page.shows("href=\"/sign-up?next=/todos%3Ffilter=active\""));
}

#[tokio::test]
async fn the_sign_up_form_says_how_long_a_password_must_be() {
    let page = for_guest("/sign-up").await;
    assert!(page.shows("At least 10 characters.") && page.shows("autocomplete=\"new-password\""));
    assert!(page.shows("method=\"post\" action=\"/sign-up\""));
}

#[tokio::test]
async fn a_refused_sign_in_says_why_and_keeps_the_address() {
    let page = refused(
        "/sign-in",
        Caller::default(),
        AppError::WrongCredentials,
        &[("email", "ada@example.com"), ("password", "hunter2")],
    )
    .await;
    assert!(page.shows("role=\"alert\"") && page.shows("That e-mail and password don’t match."));
    assert!(page.shows("or <a href=\"/forgot-password\">reset your password</a>"));
    assert!(page.shows("value=\"ada@example.com\"") && !page.shows("hunter2"));
    assert!(page.shows("<title>Error: Sign in · Latchkey</title>"));
}

#[tokio::test]
async fn a_wrong_field_is_marked_and_described() {
    let page = refused(
        "/sign-up",
        Caller::default(),
        AppError::field(Field::Email, Problem::Taken),
        &[("email", "ada@example.com")],
    )
    .await;
    let field = page.tag("id=\"email\"");
    assert!(
        field.contains("aria-invalid=\"true\"") && field.contains("aria-describedby=\"email-error\""),
        "{field}"
    );
    assert!(page.shows("href=\"#email\"") && page.shows("id=\"email-error\""));
}

#[tokio::test]
async fn the_list_shows_todos_counts_and_forms() {
    let page = with_todos("/todos", some_todos()).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.html.matches("data-testid=\"todo-item\"").count(), 2);
    assert!(page.shows("Milk") && page.shows("Bread") && page.shows("<strong>1</strong>"));
    assert!(page.shows("name=\"complete\"") && page.shows("name=\"reopen\"") && page.shows("name=\"remove\""));
    assert!(page.shows(&format!("href=\"/todos?edit={}\"", id(1))), "{}", page.html);
    assert!(page.shows("<title>Todos · Latchkey</title>"));
}

#[tokio::test]
async fn an_empty_list_asks_for_the_first_todo() {
    let page = with_todos("/todos", TodoPage::default()).await;
    assert!(!page.tag("class=\"nothing-here\"").contains("hidden"));
    assert!(page.shows("What is the first thing on your mind?") && page.shows("href=\"/settings/data\""));
}

#[tokio::test]
async fn a_filter_is_in_the_title_the_links_and_the_forms() {
    let page = with_todos("/todos?filter=active", some_todos()).await;
    assert!(page.shows("<title>Active todos · Latchkey</title>") && page.shows("action=\"/todos?filter=active\""));
    assert!(
        page.tag("href=\"/todos?filter=active\"")
            .contains("aria-current=\"page\""),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn an_earlier_part_is_linked_only_where_there_is_one() {
    let is_hidden = |page: &Page| page.tag("class=\"earlier\"").contains("hidden");
    assert!(is_hidden(&with_todos("/todos", some_todos()).await));
    let page = with_todos(
        "/todos",
        TodoPage {
            has_earlier: true,
            ..some_todos()
        },
    )
    .await;
    assert!(!is_hidden(&page) && page.shows(&format!("/todos?before=1-{}", id(1))));
}

#[tokio::test]
async fn the_address_opens_the_edit_form() {
    let page = with_todos(&format!("/todos?edit={}", id(1)), some_todos()).await;
    assert!(page.shows("class=\"edit\"") && page.shows("value=\"Milk\"") && page.shows("value=\"rename\""));
}

#[tokio::test]
async fn a_refused_todo_comes_back_into_the_form_it_was_in() {
    let error = || AppError::field(Field::Title, Problem::TooLong { max: 500 });
    let page = refused(
        "/todos",
        signed_in(),
        error(),
        &[("intent", "add"), ("title", "too long")],
    )
    .await;
    assert!(
        page.shows("Use at most 500 characters.") && page.shows("value=\"too long\"") && !page.shows("class=\"edit\"")
    );
    let key = id(1).to_string();
    let page = refused(
        "/todos",
        signed_in(),
        error(),
        &[("intent", "rename"), ("id", &key), ("title", "too long")],
    )
    .await;
    assert!(page.shows("class=\"edit\"") && page.shows("value=\"too long\""));
}

#[tokio::test]
async fn a_guest_never_sees_a_list_even_if_nobody_stopped_them() {
    let page = render("/todos", Caller::default(), |extensions| {
        extensions.insert(FirstTodos(some_todos()));
    })
    .await;
    assert!(!page.shows("todo-item"), "{}", page.html);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_404() {
    for caller in [Caller::default(), signed_in()] {
        let page = render("/nowhere", caller, |_| {}).await;
        assert_eq!((page.status, page.shows("We can’t find that page.")), (404, true));
    }
}

#[tokio::test]
async fn the_theme_is_rendered_into_the_document() {
    for theme in Theme::ALL {
        let page = render(
            "/",
            Caller {
                theme,
                ..Caller::default()
            },
            |_| {},
        )
        .await;
        assert!(page.shows(&format!("<html lang=\"en\" data-theme=\"{}\"", theme.as_str())));
        assert!(
            page.tag(&format!("value=\"{}\"", theme.as_str()))
                .contains("aria-pressed=\"true\"")
        );
    }
}

#[tokio::test]
async fn what_a_person_typed_is_text() {
    let page = with_todos(
        "/todos",
        TodoPage {
            todos: vec![todo(1, "</title><script>alert(1)</script>\"x", false)],
            ..some_todos()
        },
    )
    .await;
    assert!(!page.shows("<script>alert"), "{}", page.html);
    assert!(page.shows("&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[tokio::test]
async fn the_page_names_the_files_it_needs() {
    let page = for_guest("/sign-in").await;
    assert!(
        page.shows("href=\"/pkg/x.css\"") && page.shows("href=\"/pkg/x.js\"") && page.shows("href=\"/pkg/x.wasm\"")
    );
}
