//! J30–J41, J55–J57: headers that choose a key, bring one, or mean another kind of token.

use super::{
    Token,
    forge::{Forge, Kind},
};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

pub fn tokens(forge: &Forge<'_>) -> Vec<Token> {
    [key_ids(forge), brought_keys(forge), types(forge)].concat()
}

fn key_ids(forge: &Forge<'_>) -> Vec<Token> {
    let own = forge.header["kid"].as_str().unwrap();
    let values: Vec<(&'static str, Value)> = vec![
        ("J30 an unknown kid", json!("unknown")),
        ("J31 an empty kid", json!("")),
        ("J31 null", Value::Null),
        ("J31 a number", json!(0)),
        ("J31 an array", json!([own])),
        ("J31 a long kid", json!("k".repeat(2000))),
        ("J32 a path", json!("../../../../dev/null")),
        ("J32 a path", json!("/proc/sys/kernel/randomize_va_space")),
        ("J33 SQL", json!("x' union select '1';--")),
        ("J34 a command", json!("|sleep 10")),
        ("J34 a command", json!("$(sleep 10)")),
        ("J34 LDAP", json!("*)(uid=*")),
        ("J35 a line break", json!(format!("{own}\r\n"))),
        ("J35 a zero byte", json!(format!("{own}\0"))),
        ("J35 a space", json!(format!(" {own}"))),
        (
            "J35 another case",
            json!(
                own.chars()
                    .map(|c| if c.is_lowercase() {
                        c.to_ascii_uppercase()
                    } else {
                        c.to_ascii_lowercase()
                    })
                    .collect::<String>()
            ),
        ),
        ("J35 a part of it", json!(own[..own.len() - 1])),
        ("J35 a look-alike", json!(format!("{}\u{200b}", own))),
    ];
    let mut tokens = vec![(
        "J30 no kid",
        forge.with_header(|header| {
            header.as_object_mut().unwrap().remove("kid");
        }),
    )];
    tokens.extend(
        values
            .into_iter()
            .map(|(name, value)| (name, forge.with_header(|header| header["kid"] = value))),
    );
    for (kid, content) in [
        ("/dev/null", &b""[..]),
        ("../../../../dev/null", b""),
        ("x' union select '1';--", b"1"),
    ] {
        let mut header = forge.header.clone();
        (header["kid"], header["alg"]) = (json!(kid), json!("HS256"));
        tokens.push((
            "J32 signed with what the kid leads to",
            forge.signed_under(&header, &EncodingKey::from_secret(content), Algorithm::HS256),
        ));
    }
    tokens
}

fn brought_keys(forge: &Forge<'_>) -> Vec<Token> {
    let jwk = json!({ "kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "kid": forge.header["kid"] });
    let own = forge.app.config.server.base_url.clone();
    let members: Vec<(&'static str, &str, Value)> = vec![
        ("J36 a jwk", "jwk", jwk),
        ("J36 an empty jwk", "jwk", json!({})),
        ("J37 a jku", "jku", json!("http://127.0.0.1:1/jwks.json")),
        (
            "J37 a jku that looks like ours",
            "jku",
            json!(format!("{own}@evil.test/jwks.json")),
        ),
        ("J37 a jku to a file", "jku", json!("file:///etc/passwd")),
        ("J38 an x5u", "x5u", json!("http://127.0.0.1:1/cert.pem")),
        ("J38 an x5c", "x5c", json!(["MIIB"])),
        ("J38 an x5t", "x5t", json!("AAAA")),
        ("J39 crit", "crit", json!(["exp"])),
        ("J39 an empty crit", "crit", json!([])),
        ("J39 an unknown crit", "crit", json!(["http://example.com/UNDEFINED"])),
        ("J40 a nested JWT", "cty", json!("JWT")),
        ("J40 compressed", "zip", json!("DEF")),
        ("J52 a role in the header", "role", json!("admin")),
        ("an encryption", "enc", json!("A128GCM")),
        ("an unknown member", "x", Value::Null),
    ];
    members
        .into_iter()
        .map(|(name, member, value)| (name, forge.with_header(|header| header[member] = value)))
        .collect()
}

fn types(forge: &Forge<'_>) -> Vec<Token> {
    let mut tokens = vec![(
        "J56 no typ",
        forge.with_header(|header| {
            header.as_object_mut().unwrap().remove("typ");
        }),
    )];
    let other_kind = match forge.kind {
        Kind::Access => "latchkey-session+jwt",
        Kind::Session => "at+jwt",
    };
    let values = [
        json!(other_kind),
        json!("JWT"),
        json!("jwt"),
        json!("verify+jwt"),
        json!("id_token"),
        json!("dpop+jwt"),
        json!("secevent+jwt"),
        json!(""),
        Value::Null,
        json!(["at+jwt"]),
        json!("at+jwt "),
        json!("application/jwt"),
        json!("application/application/at+jwt"),
    ];
    tokens.extend(values.map(|value| {
        (
            "J55 or J56 another kind of token",
            forge.with_header(|header| header["typ"] = value),
        )
    }));
    tokens
}
