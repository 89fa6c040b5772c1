//! Programs send the code together with the password.

use super::{EMAIL, ada};
use crate::support::{Answer, Browser, PASSWORD, on_each_database, seconds};
use http::Method;
use serde_json::{Value, json};

async fn login_json(browser: &Browser, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": EMAIL, "password": PASSWORD });
    if let Some(code) = code {
        body["code"] = code.into();
    }
    let ask = browser.ask(Method::POST, "/api/v1/auth/login/json");
    let ask = ask.header("content-type", "application/json");
    ask.body(body.to_string()).await
}

async fn login_form(browser: &Browser, code: Option<&str>) -> Answer {
    let mut form = vec![("username", EMAIL), ("password", PASSWORD)];
    form.extend(code.map(|code| ("code", code)));
    let ask = browser.ask(Method::POST, "/api/v1/auth/login");
    let ask = ask.header("content-type", "application/x-www-form-urlencoded");
    ask.body(serde_urlencoded::to_string(form).unwrap()).await
}

fn code_of(answer: &Answer) -> (u16, String) {
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    (answer.status, body["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_program_is_asked_for_the_code_and_comes_in_with_it() {
    on_each_database(async |app| {
        let (_, phone, codes) = ada(app).await;
        let program = app.guest();
        for answer in [login_json(&program, None).await, login_form(&program, None).await] {
            assert_eq!(code_of(&answer), (401, "second_factor_required".to_owned()));
            assert!(answer.text().contains("send the code"), "{}", answer.text());
            assert!(answer.cookies().is_empty());
        }
        let wrong = phone.wrong_code(app);
        for answer in [
            login_json(&program, Some(&wrong)).await,
            login_form(&program, Some(&wrong)).await,
        ] {
            assert_eq!(code_of(&answer), (401, "wrong_code".to_owned()));
        }
        assert_eq!(login_json(&program, Some(&phone.code(app))).await.status, 200);
        let replayed = login_json(&program, Some(&phone.code(app))).await;
        assert_eq!(code_of(&replayed), (401, "wrong_code".to_owned()));
        app.clock.advance(seconds(30));
        assert_eq!(login_form(&program, Some(&phone.code(app))).await.status, 200);
        assert_eq!(login_form(&program, Some(&codes[0])).await.status, 200);
        let used = login_form(&program, Some(&codes[0])).await;
        assert_eq!(code_of(&used), (401, "wrong_code".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn the_right_code_with_a_wrong_password_is_a_wrong_password() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let program = app.guest();
        let body = json!({ "email": EMAIL, "password": "not the password", "code": phone.code(app) });
        let ask = program.ask(Method::POST, "/api/v1/auth/login/json");
        let answer = ask
            .header("content-type", "application/json")
            .body(body.to_string())
            .await;
        assert_eq!(code_of(&answer), (401, "wrong_credentials".to_owned()));
        assert_eq!(
            login_json(&program, Some(&phone.code(app))).await.status,
            200,
            "it was not used up"
        );
    })
    .await;
}

#[tokio::test]
async fn without_two_step_verification_a_code_means_nothing() {
    on_each_database(async |app| {
        app.member("Ada").await;
        assert_eq!(login_json(&app.guest(), Some("123456")).await.status, 200);
        assert_eq!(login_form(&app.guest(), Some("123456")).await.status, 200);
    })
    .await;
}
