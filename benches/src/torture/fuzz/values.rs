//! Values that programs stumble over, and ways to spoil a good one.

use fastrand::Rng;
use serde_json::{Value, json};

const TEXTS: [&str; 32] = [
    "",
    " ",
    "0",
    "-1",
    "null",
    "true",
    "NaN",
    "99999999999999999999",
    "-9223372036854775808",
    "1e400",
    "\0",
    "a\0b",
    "\r\nset-cookie: a=b",
    "\u{feff}",
    "\u{202e}gnitirw",
    "e\u{301}\u{301}\u{301}",
    "ﬃ İ ß Σς",
    "💥👩‍👩‍👧‍👦",
    "\u{10ffff}",
    "' or 1=1 --",
    "\"; drop table users; --",
    "%",
    "%00",
    "%ff%fe",
    "_%_",
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "https://evil.example/",
    "//evil.example",
    "nobody@example.com",
    "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d",
];

pub fn text(chance: &mut Rng) -> String {
    match chance.u8(..20) {
        0 => "a".repeat(chance.usize(..3000)),
        1 => "💥".repeat(chance.usize(..300)),
        2 => (0..chance.usize(..64)).map(|_| chance.char(..)).collect(),
        3 => chance.i64(..).to_string(),
        _ => (*one_of(chance, &TEXTS)).to_owned(),
    }
}

fn value(chance: &mut Rng) -> Value {
    match chance.u8(..14) {
        0 => Value::Null,
        1 => json!(chance.bool()),
        2 => json!(chance.i64(..)),
        3 => json!(u64::MAX),
        4 => json!(f64::MAX),
        5 => json!(-0.0),
        6 => json!([]),
        7 => json!({}),
        8 => json!([text(chance), 1, null]),
        9 => json!({ "$ne": "", "__proto__": { "role": "admin" } }),
        10 => nested(chance.usize(..200)),
        _ => json!(text(chance)),
    }
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!(1), |inner, _| json!([inner]))
}

/// Spoils a part of a value: another value, a member too many, one too few, or one under another name.
pub fn spoil(chance: &mut Rng, good: &Value) -> Value {
    match good {
        Value::Object(members) if !members.is_empty() && chance.u8(..10) > 0 => {
            let mut members = members.clone();
            let names: Vec<String> = members.keys().cloned().collect();
            let name = one_of(chance, &names).clone();
            match chance.u8(..8) {
                0 => drop(members.remove(&name)),
                1 => drop(members.insert(text(chance), value(chance))),
                2 => drop(members.insert("role".into(), json!("admin"))),
                3 => {
                    let inner = members.remove(&name).unwrap_or_default();
                    members.insert(name.to_uppercase(), inner);
                }
                _ => {
                    let inner = members.get(&name).cloned().unwrap_or_default();
                    members.insert(name, spoil(chance, &inner));
                }
            }
            Value::Object(members)
        }
        _ => value(chance),
    }
}

/// JSON text of a value, now and then such as no library writes.
pub fn written(chance: &mut Rng, value: &Value) -> Vec<u8> {
    let good = value.to_string();
    match chance.u8(..40) {
        0 => format!("{}{}{}", "[".repeat(5000), good, "]".repeat(5000)).into_bytes(),
        1 => good.replace('"', "'").into_bytes(),
        2 => good.replacen(':', ":1e400,\"x\":", 1).into_bytes(),
        3 => good.replacen(":\"", ":\"\\ud800", 1).into_bytes(),
        4 => format!("{good}{good}").into_bytes(),
        5 => good.replacen('{', "{\"email\":1,\"email\":2,", 1).into_bytes(),
        6 => spoil_bytes(chance, good.into_bytes()),
        7 => [b"\xef\xbb\xbf", good.as_bytes()].concat(),
        _ => good.into_bytes(),
    }
}

/// Flips, drops, doubles or cuts.
pub fn spoil_bytes(chance: &mut Rng, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..chance.usize(1..4) {
        if bytes.is_empty() {
            break;
        }
        let at = chance.usize(..bytes.len());
        match chance.u8(..5) {
            0 => bytes[at] ^= 1 << chance.u8(..8),
            1 => bytes[at] = chance.u8(..),
            2 => drop(bytes.remove(at)),
            3 => bytes.truncate(at),
            _ => {
                let copy = bytes[at..].to_vec();
                bytes.extend(copy);
            }
        }
    }
    bytes
}

/// Percent-encodes, but for what may be left out now and then.
pub fn encoded(chance: &mut Rng, text: &str) -> String {
    let keeps = chance.u8(..20) == 0;
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            b'!'..=b'~' if keeps => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

pub fn one_of<'a, T>(chance: &mut Rng, of: &'a [T]) -> &'a T {
    &of[chance.usize(..of.len())]
}
