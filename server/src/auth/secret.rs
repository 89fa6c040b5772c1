//! The operator's secret, and SHA-256 for whatever is stored hashed. `config` makes a `Secret` of what was set,
//! `auth::key_source` derives keys from it; it has no `Serialize`, and its `Debug` shows nothing.

use aws_lc_rs::digest;

/// The secret of the operator (`AUTH_SECRET`): at least 32 bytes. It signs HS256 access tokens as it is, because other
/// services verify with the same value; every internal key comes from it and the root of the installation together
/// ([`KeySource`](super::KeySource)).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Fewest bytes a secret may have (RFC 7518 §3.2: as many as the hash, 256 bits).
    pub const MIN_LENGTH: usize = 32;

    /// Bits below which it is not what `openssl rand` makes, and could be guessed.
    pub const MIN_STRENGTH: u32 = 100;

    /// `None` when it is too short.
    #[must_use]
    pub fn new(raw: String) -> Option<Self> {
        (raw.len() >= Self::MIN_LENGTH).then_some(Self(raw))
    }

    /// How many bits somebody would have to guess who knows how people choose secrets; a careful estimate.
    #[must_use]
    pub fn strength(&self) -> u32 {
        // The estimate's time grows faster than the text, and a hundred letters say enough.
        let letters: Vec<char> = self.0.chars().take(100).collect();
        let whole = bits_of(&letters);
        // It counts up to 2^64 and no further; what is longer than that is looked at in parts.
        if whole < 63 {
            return whole;
        }
        letters.chunks(12).map(bits_of).sum()
    }

    /// The bytes that sign HS256 access tokens.
    #[must_use]
    pub fn signing_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

fn bits_of(letters: &[char]) -> u32 {
    let text: String = letters.iter().collect();
    let guesses = zxcvbn::zxcvbn(&text, &[]).guesses();
    u64::BITS - 1 - guesses.max(1).leading_zeros()
}

/// The SHA-256 of `bytes`.
#[must_use]
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, bytes)
        .as_ref()
        .try_into()
        .expect("SHA-256 has 32 bytes")
}
