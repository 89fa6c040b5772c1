//! J43–J52, J60: correctly signed tokens that say what ours never say.

use super::{Token, forge::Forge};
use serde_json::{Value, json};

/// Seconds that clocks may differ, and one more.
const BEYOND_LEEWAY: i64 = 31;

pub fn tokens(forge: &Forge<'_>) -> Vec<Token> {
    [times(forge), identities(forge), issuers(forge), audiences(forge)].concat()
}

fn times(forge: &Forge<'_>) -> Vec<Token> {
    let now = forge.app.clock.now() / 1000;
    let made_at = forge.claims["iat"].as_i64().unwrap();
    let lifetime = forge.claims["exp"].as_i64().unwrap() - made_at;
    let set = |name: &'static str, changes: &[(&str, i64)]| {
        (
            name,
            forge.with_claims(|claims| changes.iter().for_each(|(claim, value)| claims[*claim] = json!(value))),
        )
    };
    let mut tokens = vec![
        set("J43 it ended in 1970", &[("exp", 0)]),
        set("J43 it ended before 1970", &[("exp", -1)]),
        set("J43 it ends when it begins", &[("exp", made_at)]),
        set("J46 it begins later", &[("nbf", now + BEYOND_LEEWAY)]),
        set(
            "J47 it was made tomorrow",
            &[("iat", now + 86_400), ("nbf", now), ("exp", now + 86_400 + lifetime)],
        ),
        set(
            "J47 it was made later",
            &[("iat", now + BEYOND_LEEWAY), ("exp", now + BEYOND_LEEWAY + lifetime)],
        ),
        set("J47 it lives a second too long", &[("exp", made_at + lifetime + 1)]),
        set("J47 it lives for ever", &[("exp", i64::MAX)]),
        set("J47 it has always lived", &[("iat", i64::MIN), ("nbf", i64::MIN)]),
        set("J47 it was made before 1970", &[("iat", -1), ("exp", lifetime - 1)]),
        set(
            "J53 the largest of all",
            &[("iat", i64::MAX), ("nbf", i64::MAX), ("exp", i64::MAX)],
        ),
    ];
    let there = |claim: &&str| forge.claims.get(claim).is_some();
    for claim in ["exp", "nbf", "iat"].into_iter().filter(there) {
        tokens.push((
            "J44 a time is missing",
            forge.with_claims(|claims| {
                claims.as_object_mut().unwrap().remove(claim);
            }),
        ));
        let genuine = forge.claims[claim].as_i64().unwrap();
        for value in [
            json!(genuine.to_string()),
            json!("9999999999"),
            json!("never"),
            Value::Null,
            json!(true),
            json!([]),
            json!([genuine]),
            json!({}),
            json!(1e308),
            json!(1.5),
            json!(9_007_199_254_740_993_i64),
            json!(9_223_372_036_854_775_808_u64),
            json!(u64::MAX),
        ] {
            // A `nbf` or `iat` long ago is one of ours, only older; what counts is that `exp` fits.
            tokens.push(("J45 or J46 no time", forge.with_claims(|claims| claims[claim] = value)));
        }
        let text = forge
            .claims
            .to_string()
            .replace(&format!("\"{claim}\":{genuine}"), &format!("\"{claim}\":1e400"));
        tokens.push((
            "J45 more than a number can be",
            forge.sign(forge.header.to_string().as_bytes(), text.as_bytes()),
        ));
    }
    tokens
}

fn identities(forge: &Forge<'_>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let all = [
        "sub",
        "sid",
        "email",
        "email_verified",
        "name",
        "role",
        "rotation",
        "jti",
    ];
    for claim in all.into_iter().filter(|claim| forge.claims.get(claim).is_some()) {
        let is_of_another_type = |value: &Value| {
            (value.is_boolean(), value.is_number())
                != (forge.claims[claim].is_boolean(), forge.claims[claim].is_number())
                || !(value.is_boolean() || value.is_number())
        };
        tokens.push((
            "J49 or J50 a claim is missing",
            forge.with_claims(|claims| {
                claims.as_object_mut().unwrap().remove(claim);
            }),
        ));
        for value in [
            json!(1),
            Value::Null,
            json!([forge.claims[claim]]),
            json!({}),
            json!(true),
        ]
        .into_iter()
        .filter(is_of_another_type)
        {
            tokens.push((
                "J49 or J50 a claim of another type",
                forge.with_claims(|claims| claims[claim] = value),
            ));
        }
    }
    tokens.push((
        "J52 a role there is not",
        forge.with_claims(|claims| claims["role"] = json!("owner")),
    ));
    tokens.push((
        "J52 a claim of somebody else's",
        forge.with_claims(|claims| claims["tenant"] = json!("x")),
    ));
    tokens.push((
        "J52 an OAuth scope",
        forge.with_claims(|claims| claims["scope"] = json!("admin")),
    ));
    tokens
}

fn issuers(forge: &Forge<'_>) -> Vec<Token> {
    let own = forge.app.config.server.base_url.clone();
    let mut tokens = vec![(
        "J48 no issuer",
        forge.with_claims(|claims| {
            claims.as_object_mut().unwrap().remove("iss");
        }),
    )];
    for value in [
        json!("https://evil.test"),
        json!(own.to_uppercase()),
        json!(format!("{own}/")),
        json!(format!("{own} ")),
        json!([own]),
        json!([own, "https://evil.test"]),
        json!(""),
        Value::Null,
        json!(0),
        json!(format!("{own}.evil.test")),
        json!(own.replace("localhost", "ⅼocalhost")),
        json!("https://staging.app.test"),
    ] {
        tokens.push((
            "J48 or J58 another issuer",
            forge.with_claims(|claims| claims["iss"] = value),
        ));
    }
    tokens
}

fn audiences(forge: &Forge<'_>) -> Vec<Token> {
    let own = forge.app.config.server.base_url.clone();
    let mut values = vec![
        json!("https://evil.test"),
        json!(["https://evil.test"]),
        json!([own, "https://evil.test"]),
        json!(format!("{own} ")),
        json!([]),
        json!(""),
        json!(0),
        json!({}),
    ];
    let mut tokens = Vec::new();
    if forge.is_eddsa() {
        tokens.push((
            "J60 no audience",
            forge.with_claims(|claims| {
                claims.as_object_mut().unwrap().remove("aud");
            }),
        ));
        values.push(Value::Null);
    } else {
        values.push(json!(own));
    }
    tokens.extend(values.into_iter().map(|value| {
        (
            "J60 another audience",
            forge.with_claims(|claims| claims["aud"] = value),
        )
    }));
    tokens
}
