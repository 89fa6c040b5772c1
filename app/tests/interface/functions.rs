//! Server functions parse, call a port and finish the reply.

use crate::fake::{Fake, ada, id, signed_in};
use app::{
    backend::Caller,
    functions::{
        add_todo, clear_completed, current_session, edit_todo, list_todos, move_todo, remove_todo, restore_todo,
        set_all_todos, sign_in, sign_out, sign_up, undo_clear_completed, undo_set_all,
    },
    model::{AppError, Field, Problem, SignInForm, SignUpForm, TodoFilter, TodoPatch, TodoTitle},
};
use http::{Request, request::Parts};
use leptos::prelude::{Owner, provide_context};
use tower_cookies::Cookies;

/// A request in the middle of being answered, as a server function finds it.
pub struct World {
    pub fake: Fake,
    cookies: Cookies,
    _owner: Owner,
}

fn world(fake: Fake, caller: Option<Caller>) -> World {
    let owner = Owner::new();
    owner.set();
    let cookies = Cookies::default();
    let (mut parts, ()): (Parts, ()) = Request::new(()).into_parts();
    parts.extensions.insert(cookies.clone());
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    provide_context(parts);
    provide_context(fake.backend());
    World {
        fake,
        cookies,
        _owner: owner,
    }
}

pub fn member(fake: Fake) -> World {
    world(fake, Some(signed_in()))
}

fn sign_in_form() -> SignInForm {
    SignInForm {
        email: "ada@example.com".into(),
        password: "x".into(),
        remember: Some("on".into()),
    }
}

#[tokio::test]
async fn signing_in_asks_the_port_and_sets_its_cookies() {
    let world = world(Fake::default(), None);
    assert_eq!(sign_in(sign_in_form()).await, Ok(Some(ada())));
    assert_eq!(world.fake.calls(), ["sign in by nobody: true"]);
    assert_eq!(world.cookies.get("session").unwrap().value(), "token");
}

#[tokio::test]
async fn signing_up_asks_the_port_and_tells_nobody_the_password() {
    let world = world(Fake::default(), None);
    let form = SignUpForm {
        name: "Ada".into(),
        email: "ada@example.com".into(),
        password: "hunter2hunter2".into(),
        ..SignUpForm::default()
    };
    assert_eq!(sign_up(form).await, Ok(Some(ada())));
    let calls = world.fake.calls();
    assert!(
        calls[0].contains("Password(…)") && !calls[0].contains("hunter2"),
        "{calls:?}"
    );
    assert!(world.cookies.get("session").is_some());
}

#[tokio::test]
async fn signing_out_asks_the_port_and_sets_its_cookies() {
    let world = member(Fake::default());
    assert_eq!(sign_out().await, Ok(()));
    assert_eq!(world.fake.calls(), ["sign out by Ada: ()"]);
    assert_eq!(world.cookies.get("session").unwrap().value(), "");
}

#[tokio::test]
async fn a_form_that_cannot_be_right_never_reaches_the_port() {
    let world = world(Fake::default(), None);
    assert!(matches!(sign_in(SignInForm::default()).await, Err(AppError::Invalid(errors)) if errors.len() == 2));
    assert!(matches!(sign_up(SignUpForm::default()).await, Err(AppError::Invalid(errors)) if errors.len() == 3));
    assert_eq!(world.fake.calls(), [""; 0]);
    assert!(world.cookies.get("session").is_none());
}

#[tokio::test]
async fn the_session_is_the_one_of_the_request() {
    let _world = member(Fake::default());
    assert_eq!(current_session().await, Ok(Some(ada())));
}

/// Were the session layer forgotten, everybody would be a guest.
#[tokio::test]
async fn without_the_session_layer_nobody_is_signed_in() {
    let world = world(Fake::default(), None);
    assert_eq!(current_session().await, Ok(None));
    let _ = clear_completed(None).await;
    assert_eq!(world.fake.calls(), ["clear by nobody: None"]);
}

#[tokio::test]
async fn every_todo_function_asks_its_verb_for_the_caller() {
    let world = member(Fake::default());
    let key = id(7).to_string();
    let cursor = format!("5-{key}");
    list_todos(TodoFilter::Active, Some(cursor), None).await.unwrap();
    assert_eq!(
        add_todo(key.clone(), " Milk ".into(), None, None).await.unwrap().id,
        id(7)
    );
    edit_todo(key.clone(), Some("Bread".into()), None).await.unwrap();
    assert!(edit_todo(key.clone(), None, Some(true)).await.unwrap().completed);
    remove_todo(key.clone()).await.unwrap();
    set_all_todos(true, None).await.unwrap();
    clear_completed(None).await.unwrap();
    restore_todo(key.clone()).await.unwrap();
    undo_set_all(true, 5, None).await.unwrap();
    undo_clear_completed(5, None).await.unwrap();
    move_todo(key.clone(), id(8).to_string(), true).await.unwrap();
    let expected = [
        format!(
            "list by Ada: TodoQuery {{ list_id: None, filter: Active, before: Some(Cursor {{ position: 5, id: TodoId({key}) }}) }}"
        ),
        "add by Ada: \"Milk\"".into(),
        format!(
            "edit by Ada: {:?}",
            TodoPatch::retitled(TodoTitle::parse("Bread").unwrap())
        ),
        format!("edit by Ada: {:?}", TodoPatch::state(true)),
        format!("remove by Ada: \"{key}\""),
        "set all by Ada: (None, true)".into(),
        "clear by Ada: None".into(),
        format!("restore by Ada: \"{key}\""),
        "undo set all by Ada: (None, true, 5)".into(),
        "undo clear by Ada: (None, 5)".into(),
        format!("move by Ada: (\"{key}\", \"{}\", true)", id(8)),
    ];
    assert_eq!(world.fake.calls(), expected);
}

#[tokio::test]
async fn arguments_that_cannot_be_right_never_reach_the_port() {
    let world = member(Fake::default());
    let key = id(7).to_string();
    let field = AppError::field;
    assert_eq!(
        add_todo("x".into(), "Milk".into(), None, None).await,
        Err(field(Field::Id, Problem::Unreadable))
    );
    assert_eq!(
        add_todo(key.clone(), " ".into(), None, None).await,
        Err(field(Field::Title, Problem::Missing))
    );
    assert_eq!(
        edit_todo(key.clone(), Some("a\nb".into()), None).await,
        Err(field(Field::Title, Problem::ControlCharacters))
    );
    assert_eq!(
        edit_todo("x".into(), None, Some(true)).await,
        Err(field(Field::Id, Problem::Unreadable))
    );
    assert_eq!(
        remove_todo(key.to_uppercase() + "x").await,
        Err(field(Field::Id, Problem::Unreadable))
    );
    assert_eq!(
        list_todos(TodoFilter::All, Some("x".into()), None).await,
        Err(field(Field::Before, Problem::Unreadable))
    );
    assert_eq!(world.fake.calls(), [""; 0]);
}

#[tokio::test]
async fn what_the_port_refuses_is_answered_as_it_is() {
    for refusal in [
        AppError::SignedOut,
        AppError::WrongCredentials,
        AppError::NotFound,
        AppError::Busy { retry_after: 2 },
    ] {
        let world = member(Fake::refusing(refusal.clone()));
        assert_eq!(sign_in(sign_in_form()).await, Err(refusal.clone()));
        assert_eq!(sign_out().await, Err(refusal.clone()));
        assert_eq!(remove_todo(id(1).to_string()).await, Err(refusal.clone()));
        assert_eq!(set_all_todos(true, None).await, Err(refusal));
        assert!(world.cookies.get("session").is_none(), "a refusal sets no cookie");
    }
}
