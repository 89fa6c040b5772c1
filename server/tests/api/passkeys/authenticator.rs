//! An authenticator in software: one ES256 key, no attestation, and whatever a test wants it to claim.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_KEY: u8 = 0x40;

/// A device with one passkey. What it claims can be changed.
pub struct Authenticator {
    key: EcdsaKeyPair,
    pub id: Vec<u8>,
    pub origin: String,
    pub domain: String,
    /// Whose passkey it is, as the site said when it was made.
    pub owner: Vec<u8>,
    pub counter: u32,
    pub is_user_verified: bool,
}

impl Authenticator {
    /// One that belongs to `http://localhost:3000`. `name` is what its passkey is known by.
    pub fn new(name: &str) -> Self {
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: digest(&SHA256, name.as_bytes()).as_ref().to_vec(),
            origin: "http://localhost:3000".into(),
            domain: "localhost".into(),
            owner: Vec::new(),
            counter: 0,
            is_user_verified: true,
        }
    }

    /// Makes its passkey, as `navigator.credentials.create` does.
    pub fn make(&mut self, asked: &Value) -> Value {
        self.owner = decode(&asked["publicKey"]["user"]["id"]);
        let client = self.client_data("webauthn.create", asked);
        let data = self.data(HAS_KEY, &self.attested_key());
        let attestation = [
            b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".as_slice(),
            &u16::try_from(data.len()).unwrap().to_be_bytes(),
            &data,
        ]
        .concat();
        json!({
            "id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key",
            "response": { "clientDataJSON": encode(&client), "attestationObject": encode(&attestation) },
        })
    }

    /// Shows its passkey, as `navigator.credentials.get` does.
    pub fn show(&self, asked: &Value) -> Value {
        let client = self.client_data("webauthn.get", asked);
        let data = self.data(0, &[]);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        json!({
            "id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": encode(&client),
                "authenticatorData": encode(&data),
                "signature": encode(&self.sign(&signed)),
                "userHandle": encode(&self.owner),
            },
        })
    }

    #[expect(clippy::disallowed_methods, reason = "an authenticator asks its own system")]
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        self.key.sign(&random, message).unwrap().as_ref().to_vec()
    }

    fn client_data(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let challenge = &asked["publicKey"]["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// WebAuthn §6.1.
    fn data(&self, flags: u8, attested: &[u8]) -> Vec<u8> {
        let verified = if self.is_user_verified { USER_VERIFIED } else { 0 };
        [
            digest(&SHA256, self.domain.as_bytes()).as_ref(),
            &[USER_PRESENT | verified | flags],
            &self.counter.to_be_bytes(),
            attested,
        ]
        .concat()
    }

    /// A model number of zeros, the name of the passkey, and its key in COSE (RFC 9052).
    fn attested_key(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        [
            &[0; 16],
            u16::try_from(self.id.len()).unwrap().to_be_bytes().as_slice(),
            &self.id,
            b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20",
            &point[1..33],
            b"\x22\x58\x20",
            &point[33..],
        ]
        .concat()
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}
