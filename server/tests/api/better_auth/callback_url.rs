use super::{post, refusal};
use crate::support::{PASSWORD, on_each_database_with};
use serde_json::{Value, json};

#[tokio::test]
async fn a_redirect_leads_to_ourselves_or_to_those_we_trust() {
    let trust = |config: &mut server::config::Config| config.server.trusted_origins = vec!["https://shop.test".into()];
    on_each_database_with(trust, async |app| {
        app.member("Ada").await;
        let sign_in = async |callback: Value| {
            let body = json!({ "email": "ada@example.com", "password": PASSWORD, "callbackURL": callback });
            post(&app.guest(), "/sign-in/email", body).await
        };
        for good in [
            "/",
            "/todos?next=https://evil.test",
            "/todos#a",
            "/tödo",
            "http://localhost:3000/todos",
            "https://shop.test/cart",
        ] {
            let answer = sign_in(json!(good)).await;
            assert_eq!(answer.status, 200, "{good}: {answer:?}");
            assert_eq!(answer.location(), good.replace('ö', "%C3%B6"));
        }
        for bad in [
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "/a\\b",
            "/%2f%2fevil.test",
            "/a%5Cb",
            "/\t/evil.test",
            "/a\r\nb",
            " /todos",
            "todos",
            "dash",
            "https://evil.test",
            "https://shop.test.evil.test",
            "https://shop.test@evil.test",
            "http://shop.test",
            "https://shop.test:8443",
            "http://localhost:3001",
            "https:/\\evil.test",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            let expected = (403, "INVALID_CALLBACK_URL".into(), "Invalid callbackURL".into());
            assert_eq!(refusal(&sign_in(json!(bad)).await), expected, "{bad:?}");
        }
        for other in [json!(1), json!(["/"]), json!({}), json!(true)] {
            let expected = (400, String::new(), "Invalid callbackURL: expected a string".into());
            assert_eq!(refusal(&sign_in(other).await), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn the_other_ways_on_have_codes_of_their_own() {
    on_each_database_with(
        |_| {},
        async |app| {
            let guest = app.guest();
            for (member, code, message) in [
                ("redirectTo", "INVALID_REDIRECT_URL", "Invalid redirectURL"),
                (
                    "errorCallbackURL",
                    "INVALID_ERROR_CALLBACK_URL",
                    "Invalid errorCallbackURL",
                ),
                (
                    "newUserCallbackURL",
                    "INVALID_NEW_USER_CALLBACK_URL",
                    "Invalid newUserCallbackURL",
                ),
            ] {
                let answer = post(&guest, "/sign-out", json!({ member: "https://evil.test" })).await;
                assert_eq!(refusal(&answer), (403, code.into(), message.into()));
            }
        },
    )
    .await;
}
