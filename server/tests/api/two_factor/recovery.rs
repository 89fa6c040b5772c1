//! Recovery codes.

use super::{EMAIL, PAGE, ada, half_signed_in, recover, verify};
use crate::support::{on_each_database, seconds, secret};
use futures_util::future::join_all;
use server::auth::installation::{inspect, reseal};

const LEFT: &str = "select count(*) as rows from recovery_codes";

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_the_owner_is_told() {
    on_each_database(async |app| {
        let (ada, _, codes) = ada(app).await;
        let browser = half_signed_in(app).await;
        let typed = format!(" {} ", codes[3].to_uppercase().replace('-', " "));
        assert_eq!(recover(&browser, &typed).await.location(), "/todos");
        assert!(browser.is_signed_in().await);
        assert_eq!(app.count(LEFT).await, 9);
        assert!(ada.get(PAGE).await.text().contains("You have 9 recovery codes left."));
        let emails = app.emails_to(EMAIL).await;
        let told = emails.iter().any(|email| email.text.contains("You have 9 left."));
        assert!(
            told,
            "{:?}",
            emails.iter().map(|email| &email.subject).collect::<Vec<_>>()
        );

        let again = half_signed_in(app).await;
        assert_eq!(recover(&again, &codes[3]).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn sixteen_at_once_with_one_recovery_code_open_one_session() {
    on_each_database(async |app| {
        let (_, _, codes) = ada(app).await;
        let mut tabs = Vec::new();
        for _ in 0..16 {
            tabs.push(half_signed_in(app).await);
        }
        let answers = join_all(tabs.iter().map(|tab| recover(tab, &codes[0]))).await;
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(
            statuses.iter().filter(|status| **status == 303).count(),
            1,
            "{statuses:?}"
        );
        assert_eq!(
            statuses.iter().filter(|status| **status == 422).count(),
            15,
            "{statuses:?}"
        );
        assert_eq!(app.count(LEFT).await, 9);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_is_no_code_of_the_app_and_the_other_way_round() {
    on_each_database(async |app| {
        let (_, phone, codes) = ada(app).await;
        let browser = half_signed_in(app).await;
        assert_eq!(verify(&browser, &codes[0]).await.status, 422);
        let refused = recover(&browser, &phone.code(app)).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.text().contains("id=\"recovery-code-error\"") && !refused.text().contains("id=\"code-code\""),
            "{}",
            refused.text()
        );
        assert_eq!(app.count(LEFT).await, 10);
    })
    .await;
}

#[tokio::test]
async fn few_codes_are_worth_a_warning() {
    on_each_database(async |app| {
        let (ada, _, codes) = ada(app).await;
        for code in codes.iter().take(7) {
            assert!(!ada.get(PAGE).await.text().contains("before you run out"));
            recover(&half_signed_in(app).await, code).await;
        }
        assert!(ada.get(PAGE).await.text().contains("before you run out"));
    })
    .await;
}

/// What is used is sealed anew on the way, and the rest by `latchkey keys reseal`; then the secret before can go.
#[tokio::test]
async fn after_sealing_anew_the_previous_secret_is_needed_no_more() {
    on_each_database(async |app| {
        let (_, phone, codes) = ada(app).await;
        let next = secret("another secret of the installation under test");
        let changed = app
            .another(|config| config.secrets.insert(0, next.clone()), |_| {})
            .await;
        let browser = half_signed_in(&changed).await;
        assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/todos");
        let settings = &changed.state.auth.settings;
        let left = inspect(&changed.state.database, &settings.secrets).await.unwrap();
        assert!(left.resealed > 0 && left.current > 0, "{left:?}");
        let done = reseal(&changed.state.database, &settings.secrets).await.unwrap();
        assert_eq!((done.resealed, done.unreadable), (left.resealed, 0));
        let alone = app.another(|config| config.secrets = vec![next], |_| {}).await;
        app.clock.advance(seconds(60));
        let browser = half_signed_in(&alone).await;
        assert_eq!(recover(&browser, &codes[0]).await.location(), "/todos");
        let browser = half_signed_in(&alone).await;
        assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/todos");
    })
    .await;
}

/// The person is told that it is not their code, and the program does not break.
#[tokio::test]
async fn where_the_secret_is_gone_people_are_told_so() {
    on_each_database(async |app| {
        let (_, phone, codes) = ada(app).await;
        let lost = secret("another secret of the installation under test");
        let other = app.another(|config| config.secrets = vec![lost], |_| {}).await;
        let browser = half_signed_in(&other).await;
        for answer in [
            verify(&browser, &phone.code(app)).await,
            recover(&browser, &codes[0]).await,
        ] {
            assert_eq!(answer.status, 503, "{answer:?}");
            assert!(
                answer.header("retry-after").is_some() && answer.says("this site lacks a key"),
                "{}",
                answer.text()
            );
        }
        // Put back, both still work: nothing was used up.
        let browser = half_signed_in(app).await;
        assert_eq!(recover(&browser, &codes[0]).await.location(), "/todos");
    })
    .await;
}

#[tokio::test]
async fn codes_and_secrets_outlive_a_change_of_the_installation_s_secret() {
    on_each_database(async |app| {
        let (_, phone, codes) = ada(app).await;
        let other = app
            .another(
                |config| {
                    config
                        .secrets
                        .insert(0, secret("another secret of the installation under test"));
                },
                |_| {},
            )
            .await;
        let browser = half_signed_in(&other).await;
        assert_eq!(recover(&browser, &codes[0]).await.location(), "/todos");
        let browser = half_signed_in(&other).await;
        assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/todos");
    })
    .await;
}
