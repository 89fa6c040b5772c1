//! J13–J29: other algorithms, other keys, and signatures that are none.

use super::{
    Token,
    forge::{Forge, Kind, unsigned},
};
use crate::support::SECRET;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

pub fn tokens(forge: &Forge<'_>) -> Vec<Token> {
    [
        unsigned_ones(forge),
        names(forge),
        secrets(forge),
        strangers(forge),
        confusion(forge),
        malleable(forge),
    ]
    .concat()
}

fn unsigned_ones(forge: &Forge<'_>) -> Vec<Token> {
    let signature = forge.genuine.rsplit_once('.').unwrap().1;
    let mut tokens = Vec::new();
    for name in ["none", "None", "NONE", "nOnE", "none ", ""] {
        let mut header = forge.header.clone();
        header["alg"] = name.into();
        let message = unsigned(header.to_string().as_bytes(), forge.claims.to_string().as_bytes());
        tokens.push(("J13 none without a signature", format!("{message}.")));
        tokens.push(("J14 none with the old signature", format!("{message}.{signature}")));
        tokens.push(("J15 none with any signature", format!("{message}.AAAA")));
        tokens.push(("J16 none without the dot", message));
        tokens.push((
            "J13 none, signed by us",
            forge.with_header(|header| header["alg"] = name.into()),
        ));
    }
    tokens
}

fn names(forge: &Forge<'_>) -> Vec<Token> {
    let own = forge.header["alg"].as_str().unwrap().to_owned();
    let mut tokens = vec![(
        "J17 no alg",
        forge.with_header(|header| {
            header.as_object_mut().unwrap().remove("alg");
        }),
    )];
    let values: [Value; 11] = [
        Value::Null,
        json!(0),
        json!(true),
        json!([own]),
        json!({ "name": own }),
        json!(own.to_lowercase() + "x"),
        json!(format!("{own} ")),
        json!(format!("{own}\0")),
        json!(swap_case(&own)),
        json!("Ed25519"),
        json!("A128KW"),
    ];
    tokens.extend(values.map(|value| {
        (
            "J17 or J25 another name",
            forge.with_header(|header| header["alg"] = value),
        )
    }));
    tokens
}

fn swap_case(name: &str) -> String {
    name.chars()
        .map(|letter| {
            if letter.is_uppercase() {
                letter.to_ascii_lowercase()
            } else {
                letter.to_ascii_uppercase()
            }
        })
        .collect()
}

fn secrets(forge: &Forge<'_>) -> Vec<Token> {
    let hs256 = |key: &[u8]| forge.signed_by("HS256", &EncodingKey::from_secret(key), Algorithm::HS256);
    let mut tokens = vec![
        ("J18 an empty key", hs256(b"")),
        ("J18 a zero byte", hs256(&[0])),
        ("J18 zero bytes", hs256(&[0; 32])),
    ];
    for guess in [
        "secret",
        "password",
        "changeme",
        "your-256-bit-secret",
        "jwt_secret",
        "latchkey",
        "HS256",
        "the secret",
        "dev-secret-change-me-in-production!!",
    ] {
        tokens.push(("J29 a common secret", hs256(guess.as_bytes())));
    }
    let own = EncodingKey::from_secret(SECRET.as_bytes());
    tokens.push((
        "J20 HS384 with the right secret",
        forge.signed_by("HS384", &own, Algorithm::HS384),
    ));
    tokens.push((
        "J20 HS512 with the right secret",
        forge.signed_by("HS512", &own, Algorithm::HS512),
    ));
    tokens.push(("J20 HS512 that says it is ours", {
        let name = forge.header["alg"].as_str().unwrap().to_owned();
        forge.signed_by(&name, &own, Algorithm::HS512)
    }));
    let base64 = STANDARD.encode(SECRET);
    tokens.push(("J18 the secret in base64", hs256(base64.as_bytes())));
    tokens.push((
        "J18 the secret with a line break",
        hs256(format!("{SECRET}\n").as_bytes()),
    ));
    if forge.is_eddsa() || forge.kind == Kind::Session {
        tokens.push((
            "J22 HS256 with the secret of the operator, which services have",
            hs256(SECRET.as_bytes()),
        ));
    }
    tokens
}

fn strangers(forge: &Forge<'_>) -> Vec<Token> {
    let stranger = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let message = |name: &str| {
        let mut header = forge.header.clone();
        header["alg"] = name.into();
        unsigned(header.to_string().as_bytes(), forge.claims.to_string().as_bytes())
    };
    let signed = |message: String| {
        format!(
            "{message}.{}",
            URL_SAFE_NO_PAD.encode(stranger.sign(message.as_bytes()))
        )
    };
    let zeros = |bytes: usize| URL_SAFE_NO_PAD.encode(vec![0; bytes]);
    let mut tokens = vec![
        ("J23 EdDSA by a stranger", signed(message("EdDSA"))),
        (
            "J23 by a stranger as ours",
            signed(message(forge.header["alg"].as_str().unwrap())),
        ),
    ];
    for name in ["RS256", "RS512", "PS256", "ES256", "ES384", "ES256K"] {
        tokens.push((
            "J23, J24, J26 another family, all zeros",
            format!("{}.{}", message(name), zeros(64)),
        ));
        tokens.push(("J23 another family, no signature", format!("{}.", message(name))));
    }
    for bytes in [1, 31, 32, 33, 63, 64, 65, 256] {
        tokens.push(("J19 zeros for a signature", forge.with_signature(&zeros(bytes))));
    }
    tokens
}

/// The public key, which everybody may know, in the place of a secret.
fn confusion(forge: &Forge<'_>) -> Vec<Token> {
    let signer = forge.app.state.auth.keys.signer(forge.app.clock.now());
    let Some(public_key) = &signer.public_key else {
        return Vec::new();
    };
    let x = URL_SAFE_NO_PAD.encode(public_key);
    let kid = &forge.header["kid"];
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig", "alg": "EdDSA" });
    let der = [&b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"[..], public_key].concat();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----",
        STANDARD.encode(&der)
    );
    let keys = [
        public_key.clone(),
        x.into_bytes(),
        jwk.to_string().into_bytes(),
        serde_json::to_vec_pretty(&jwk).unwrap(),
        json!({ "keys": [jwk] }).to_string().into_bytes(),
        der,
        pem.clone().into_bytes(),
        format!("{pem}\n").into_bytes(),
    ];
    keys.iter()
        .map(|key| {
            (
                "J21 HS256 with the public key",
                forge.signed_by("HS256", &EncodingKey::from_secret(key), Algorithm::HS256),
            )
        })
        .collect()
}

/// J27: other signatures that a careless verifier of Ed25519 takes for the same.
fn malleable(forge: &Forge<'_>) -> Vec<Token> {
    if !forge.is_eddsa() {
        return Vec::new();
    }
    let genuine = URL_SAFE_NO_PAD
        .decode(forge.genuine.rsplit_once('.').unwrap().1)
        .unwrap();
    let other = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut signature = genuine.clone();
        change(&mut signature);
        forge.with_signature(&URL_SAFE_NO_PAD.encode(signature))
    };
    vec![
        (
            "J27 S plus the order of the group",
            other(&|signature| add_order(&mut signature[32..])),
        ),
        ("J27 high bits of S", other(&|signature| signature[63] |= 0xe0)),
        (
            "J27 a small R",
            other(&|signature| {
                signature[..32].fill(0);
                signature[0] = 1;
            }),
        ),
        ("J27 R with its sign turned", other(&|signature| signature[31] ^= 0x80)),
        ("J27 R and S exchanged", other(&|signature| signature.rotate_left(32))),
        (
            "J27 one byte less",
            other(&|signature| {
                signature.pop();
            }),
        ),
        ("J27 one byte more", other(&|signature| signature.push(0))),
    ]
}

/// Adds L = 2^252 + 27742317777372353535851937790883648493, in little endian.
fn add_order(scalar: &mut [u8]) {
    let mut order = [0_u8; 32];
    order[..16].copy_from_slice(&0x14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3ed_u128.to_le_bytes());
    order[31] = 0x10;
    let mut carry = 0_u16;
    for (digit, addend) in scalar.iter_mut().zip(order) {
        let sum = u16::from(*digit) + u16::from(addend) + carry;
        *digit = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
}
