//! What travels between server and browser comes out as it went in.

use crate::fake::{ada, todo};
use app::model::{
    AppError, Day, EmailAddress, EndReason, Field, FieldError, NextPath, PageState, Problem, RefusedForm, SessionData,
    SessionEnd, SignInForm, Theme, TodoCounts, TodoPage,
};
use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::{
        Bytes, Decodes, Encodes,
        codec::{JsonEncoding, PostcardEncoding},
    },
};
use std::fmt::Debug;

fn survives<T: Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned>(value: &T) {
    let bytes = <PostcardEncoding as Encodes<T>>::encode(value).unwrap();
    assert_eq!(&<PostcardEncoding as Decodes<T>>::decode(bytes).unwrap(), value);
    let text = <JsonEncoding as Encodes<T>>::encode(value).unwrap();
    assert_eq!(&<JsonEncoding as Decodes<T>>::decode(text).unwrap(), value);
}

fn all_errors() -> Vec<AppError> {
    let problems = [
        Problem::Missing,
        Problem::TooShort { min: 8 },
        Problem::TooLong { max: 500 },
        Problem::ControlCharacters,
        Problem::NotAnEmailAddress,
        Problem::Taken,
        Problem::Common,
        Problem::Unreadable,
    ];
    let fields = [
        Field::Name,
        Field::Email,
        Field::Password,
        Field::Title,
        Field::Id,
        Field::Before,
    ];
    let every = fields
        .into_iter()
        .flat_map(|field| problems.into_iter().map(move |problem| FieldError::new(field, problem)));
    vec![
        AppError::SignedOut,
        AppError::WrongCredentials,
        AppError::AccountDisabled,
        AppError::Invalid(every.collect()),
        AppError::Invalid(Vec::new()),
        AppError::NotFound,
        AppError::Conflict,
        AppError::TooManyAttempts { retry_after: u32::MAX },
        AppError::Busy { retry_after: 0 },
        AppError::CrossSite,
        AppError::Malformed,
        AppError::Internal {
            request_id: "ab-_".into(),
        },
        AppError::Unreachable,
    ]
}

#[test]
fn every_error_survives() {
    all_errors().iter().for_each(survives);
}

#[test]
fn every_error_has_a_status_of_its_own_kind_and_a_sentence() {
    for error in all_errors() {
        assert!((400..=599).contains(&error.status()), "{error:?}");
        let message = error.message();
        assert!(
            message.ends_with(['.', '!']) && message.len() > 10,
            "{error:?}: {message}"
        );
    }
}

#[test]
fn sessions_and_lists_survive() {
    survives::<Option<SessionData>>(&Some(ada()));
    survives::<Option<SessionData>>(&None);
    let todos = vec![todo(1, "Milk 🥛", false), todo(2, "\"quotes\" & <tags>", true)];
    survives(&TodoPage {
        todos,
        has_earlier: true,
        counts: TodoCounts {
            active: i64::MAX,
            completed: i64::MIN,
        },
        change: 7,
    });
    survives(&Theme::ALL);
}

#[test]
fn what_a_page_starts_with_survives() {
    let state = PageState {
        session: Some(ada()),
        refused: Some(RefusedForm::new(
            AppError::WrongCredentials,
            vec![("email".into(), "\"><b>@example.com".into())],
        )),
        ended: Some(SessionEnd {
            reason: EndReason::PasswordChanged,
            email: Some(EmailAddress::parse("ada@example.com").unwrap()),
        }),
        password_min_length: 10,
        list: None,
        lists: Vec::new(),
        today: Day::parse("2026-11-27").ok(),
        todos: Some(TodoPage::default()),
        next: NextPath::parse(Some("/todos?filter=active")),
        query: "filter=active".into(),
    };
    let read = PageState::from_bytes(&state.to_bytes());
    assert_eq!(format!("{read:?}"), format!("{:?}", Some(state)));
    assert!(PageState::from_bytes(b"").is_none());
}

#[test]
fn bytes_that_are_none_of_ours_are_refused() {
    // A list that says it is longer than anything can be.
    let mut endless = <PostcardEncoding as Encodes<AppError>>::encode(&AppError::Invalid(Vec::new()))
        .unwrap()
        .to_vec();
    endless.pop();
    endless.extend(b"\xff\xff\xff\xff\x0f");
    for bytes in [&b""[..], b"\xff\xff\xff\xff\xff", b"{}", &endless] {
        let bytes = Bytes::copy_from_slice(bytes);
        assert!(
            <PostcardEncoding as Decodes<AppError>>::decode(bytes.clone()).is_err(),
            "{bytes:?}"
        );
        assert!(
            <JsonEncoding as Decodes<AppError>>::decode(bytes.clone()).is_err(),
            "{bytes:?}"
        );
    }
}

/// The text of a failure may name what is inside.
#[test]
fn a_failure_of_the_transport_keeps_none_of_its_text() {
    let secret = || "secret".to_owned();
    for (failure, error) in [
        (ServerFnErrorErr::Args(secret()), AppError::Malformed),
        (ServerFnErrorErr::MissingArg(secret()), AppError::Malformed),
        (ServerFnErrorErr::Deserialization(secret()), AppError::Malformed),
        (ServerFnErrorErr::Request(secret()), AppError::Unreachable),
        (ServerFnErrorErr::ServerError(secret()), AppError::Unreachable),
        (ServerFnErrorErr::Response(secret()), AppError::Unreachable),
    ] {
        assert_eq!(AppError::from_server_fn_error(failure), error);
    }
}

#[test]
fn a_form_shows_no_password_when_it_is_printed() {
    let form = SignInForm {
        email: "ada@example.com".into(),
        password: "hunter2".into(),
        remember: None,
    };
    assert_eq!(format!("{form:?}"), "SignInForm(…)");
}
