//! J04–J12: what is no compact JWS of ours at all.

use super::{
    Token,
    forge::{Forge, unsigned},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use serde_json::json;

pub fn tokens(forge: &Forge<'_>) -> Vec<Token> {
    [
        parts(forge),
        base64_variants(forge),
        other_serialisations(forge),
        texts(forge),
    ]
    .concat()
}

fn parts(forge: &Forge<'_>) -> Vec<Token> {
    let genuine = &forge.genuine;
    let [header, claims, signature] = split(genuine);
    vec![
        ("J04 nothing", String::new()),
        ("J04 a dot", ".".into()),
        ("J04 two dots", "..".into()),
        ("J04 three dots", "...".into()),
        ("J04 one part", header.into()),
        ("J04 two parts", format!("{header}.{claims}")),
        ("J04 four parts", format!("{genuine}.{signature}")),
        (
            "J04 five parts, as a JWE",
            format!("{header}.{claims}.{signature}.{signature}.{signature}"),
        ),
        ("J04 a dot behind", format!("{genuine}.")),
        ("J04 a dot before", format!(".{genuine}")),
        ("J04 an empty part inside", format!("{header}..{claims}.{signature}")),
        ("J04 no header", format!(".{claims}.{signature}")),
        ("J04 no claims", format!("{header}..{signature}")),
        ("J05 no signature", format!("{header}.{claims}.")),
        (
            "J05 a signature four characters short",
            genuine[..genuine.len() - 4].into(),
        ),
        ("J05 a signature four characters long", format!("{genuine}AAAA")),
        ("J05 the signature twice", format!("{genuine}{signature}")),
        ("J11 8 KB", format!("{header}.{}.{signature}", "A".repeat(8 * 1024))),
        (
            "J11 one byte more than is read",
            format!("{genuine}{}", "A".repeat(4097 - genuine.len())),
        ),
        ("no token at all", "hello".into()),
        ("bearer in front", format!("Bearer {genuine}")),
    ]
}

fn base64_variants(forge: &Forge<'_>) -> Vec<Token> {
    let [header, claims, signature] = split(&forge.genuine);
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    // The claims signed as they are, with an encoding no verifier should take.
    let loose = |text: String| forge.sign_text(text);
    let padded = URL_SAFE.encode(forge.header.to_string() + " ");
    let mut variants = vec![
        (
            "J06 a padded signature",
            format!("{header}.{claims}.{}", URL_SAFE.encode(&bytes)),
        ),
        (
            "J06 a padded header",
            loose(format!("{}=.{claims}", padded.trim_end_matches('='))),
        ),
        ("J06 padded claims", loose(format!("{header}.{claims}="))),
        (
            "J06 a space in the signature",
            format!("{header}.{claims}.{} {}", &signature[..9], &signature[9..]),
        ),
        ("J06 a line break behind", format!("{}\n", forge.genuine)),
        ("J06 a space before", format!(" {}", forge.genuine)),
        (
            "J06 an invalid character in the signature",
            format!("{header}.{claims}.!{}", &signature[1..]),
        ),
        (
            "J06 an invalid character in the header",
            loose(format!("!{}.{claims}", &header[1..])),
        ),
    ];
    let standard = STANDARD_NO_PAD.encode(&bytes);
    if standard != signature {
        variants.push(("J06 the standard alphabet", format!("{header}.{claims}.{standard}")));
    }
    // The last character of 32 or 64 bytes has bits to spare.
    let last = signature.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = alphabet.chars().nth(alphabet.find(last).unwrap() + 1).unwrap();
    variants.push((
        "J06 bits that say nothing are set",
        format!("{header}.{claims}.{}{next}", &signature[..signature.len() - 1]),
    ));
    variants
}

fn other_serialisations(forge: &Forge<'_>) -> Vec<Token> {
    let [header, claims, signature] = split(&forge.genuine);
    let flattened = json!({ "payload": claims, "protected": header, "signature": signature });
    let general = json!({ "payload": claims, "signatures": [{ "protected": header, "signature": signature }] });
    vec![
        ("J07 flattened JSON", flattened.to_string()),
        ("J07 general JSON", general.to_string()),
        (
            "J07 detached",
            forge.with_header(|header| {
                header["b64"] = json!(false);
                header["crit"] = json!(["b64"]);
            }),
        ),
        ("J12 a JWE", {
            let head = json!({ "alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 2_147_483_647_u32, "p2s": "AAAA", "zip": "DEF" });
            format!("{}.AAAA.AAAA.AAAA.AAAA", URL_SAFE_NO_PAD.encode(head.to_string()))
        }),
    ]
}

fn texts(forge: &Forge<'_>) -> Vec<Token> {
    let (header, claims) = (forge.header.to_string(), forge.claims.to_string());
    let (head, body) = (header.as_bytes(), claims.as_bytes());
    let utf16: Vec<u8> = claims.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let twice = |text: &str, key: &str, value: &str| format!("{{\"{key}\":{value},{}", &text[1..]);
    // A text that both kinds have, and the same as it stands in the claims.
    let name = forge.claims["jti"].as_str().unwrap();
    let quoted = format!("\"{name}\"");
    let kind = forge.header["typ"].to_string();
    let deep = "[".repeat(1000) + &"]".repeat(1000);
    let mut tokens = vec![
        ("J08 UTF-16 claims", forge.sign(head, &utf16)),
        (
            "J08 a byte order mark",
            forge.sign(head, &[b"\xef\xbb\xbf", body].concat()),
        ),
        (
            "J08 a byte order mark in the header",
            forge.sign(&[b"\xef\xbb\xbf", head].concat(), body),
        ),
        (
            "J08 invalid UTF-8",
            forge.sign(
                head,
                claims
                    .replace(name, "A?a")
                    .into_bytes()
                    .iter()
                    .map(|&byte| if byte == b'?' { 0xff } else { byte })
                    .collect::<Vec<_>>()
                    .as_slice(),
            ),
        ),
        (
            "J08 half a surrogate pair",
            forge.sign(head, claims.replace(&quoted, "\"\\ud800\"").as_bytes()),
        ),
        (
            "J09 two alg",
            forge.sign(twice(&header, "alg", "\"none\"").as_bytes(), body),
        ),
        (
            "J09 two kid",
            forge.sign(twice(&header, "kid", "\"x\"").as_bytes(), body),
        ),
        (
            "J09 two sub",
            forge.sign(head, twice(&claims, "sub", "\"x\"").as_bytes()),
        ),
        (
            "J09 two exp",
            forge.sign(head, twice(&claims, "exp", "9999999999").as_bytes()),
        ),
        (
            "J09 two sid",
            forge.sign(head, twice(&claims, "sid", &forge.claims["sid"].to_string()).as_bytes()),
        ),
        (
            "J10 more behind the claims",
            forge.sign(head, format!("{claims}{claims}").as_bytes()),
        ),
        ("J10 nothing for claims", forge.sign(head, b"")),
        ("J10 nothing for a header", forge.sign(b"", body)),
        (
            "J10 depth in a claim",
            forge.sign(head, claims.replace(&quoted, &deep).as_bytes()),
        ),
        (
            "J10 depth in the header",
            forge.sign(header.replace(&kind, &deep).as_bytes(), body),
        ),
        ("J12 no signature under an own header", unsigned(head, body)),
    ];
    for (name, text) in [
        ("J10 an array", "[]"),
        ("J10 a text", "\"x\""),
        ("J10 null", "null"),
        ("J10 a number", "1"),
        ("J10 too large a number", "1e400"),
        ("J10 an empty object", "{}"),
    ] {
        tokens.push((name, forge.sign(text.as_bytes(), body)));
        tokens.push((name, forge.sign(head, text.as_bytes())));
    }
    tokens
}

fn split(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().unwrap()
}
