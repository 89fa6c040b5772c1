use super::json_of;
use crate::support::on_each_database;
use http::Method;
use std::collections::BTreeSet;

const PATHS: [&str; 29] = [
    "change-email",
    "change-password",
    "delete-user",
    "delete-user/callback",
    "error",
    "get-session",
    "jwks",
    "list-accounts",
    "list-sessions",
    "ok",
    "request-password-reset",
    "reset-password",
    "reset-password/{token}",
    "revoke-other-sessions",
    "revoke-session",
    "revoke-sessions",
    "send-verification-email",
    "sign-in/email",
    "sign-out",
    "sign-up/email",
    "token",
    "two-factor/disable",
    "two-factor/enable",
    "two-factor/generate-backup-codes",
    "two-factor/get-totp-uri",
    "two-factor/verify-backup-code",
    "two-factor/verify-totp",
    "update-user",
    "verify-email",
];

#[tokio::test]
async fn every_address_is_described_with_its_answers() {
    on_each_database(async |app| {
        let document = json_of(&app.guest().ask(Method::GET, "/api/openapi.json").await);
        let paths = document["paths"].as_object().unwrap();
        let found: BTreeSet<&str> = paths
            .keys()
            .filter_map(|path| path.strip_prefix("/api/auth/"))
            .collect();
        let expected: BTreeSet<&str> = PATHS.into_iter().chain(["verify-password"]).collect();
        assert_eq!(found, expected);
        let mut ids = BTreeSet::new();
        for path in found {
            for (method, operation) in paths[&format!("/api/auth/{path}")].as_object().unwrap() {
                assert_eq!(operation["tags"][0], "Better Auth", "{method} {path}");
                assert!(operation["summary"].is_string(), "{method} {path}");
                assert!(
                    !operation["responses"].as_object().unwrap().is_empty(),
                    "{method} {path}"
                );
                assert!(ids.insert(operation["operationId"].to_string()), "{method} {path}");
            }
        }
    })
    .await;
}
