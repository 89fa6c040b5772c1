//! Hashes as they are stored: ours (Argon2id), those of other parameters and of Better Auth, and one of nobody's.

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        self,
        phc::{Output, PasswordHash, Salt},
    },
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;

/// The variant and the version of all hashes we make.
pub(super) fn argon2id(params: Params) -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A hash to store, in PHC string format.
pub(super) fn hash(argon2: &Argon2<'_>, memory: &mut Vec<Block>, password: &str) -> password_hash::Result<String> {
    let salt = crate::random::bytes::<16>();
    let mut key = [0; Params::DEFAULT_OUTPUT_LEN];
    derive(argon2, memory, password, &salt, &mut key)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: argon2.params().try_into()?,
        salt: Some(Salt::new(&salt)?),
        hash: Some(Output::new(&key)?),
    };
    Ok(hash.to_string())
}

/// Derives a key from a password, in memory that becomes as large as it must be.
fn derive(
    argon2: &Argon2<'_>,
    memory: &mut Vec<Block>,
    password: &str,
    salt: &[u8],
    key: &mut [u8],
) -> password_hash::Result<()> {
    memory.resize(argon2.params().block_count(), Block::new());
    Ok(argon2.hash_password_into_with_memory(password.as_bytes(), salt, key, memory)?)
}

/// What a hash looks like, with random bytes where Argon2 would have computed some: checking a password against it
/// takes as long, and making it takes no time when the program starts.
pub(super) fn dummy_hash(params: &Params) -> String {
    let (salt, key) = (
        STANDARD_NO_PAD.encode(crate::random::bytes::<16>()),
        STANDARD_NO_PAD.encode(crate::random::bytes::<{ Params::DEFAULT_OUTPUT_LEN }>()),
    );
    let (m, t, p) = (params.m_cost(), params.t_cost(), params.p_cost());
    format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${key}")
}

/// A hash of Better Auth's kind, of no password anybody knows.
pub(super) const BETTER_AUTH_NOBODY: &str = concat!(
    "00112233445566778899aabbccddeeff:",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
);

pub(super) fn is_better_auth(stored: &str) -> bool {
    stored.contains(':')
}

pub(super) fn matches(memory: &mut Vec<Block>, password: &str, stored: &str) -> bool {
    match stored.split_once(':') {
        Some((salt, key)) => matches_better_auth(password, salt, key),
        None => matches_argon2(memory, password, stored).unwrap_or(false),
    }
}

/// With the variant, the version and the parameters of the stored hash, whichever are ours today.
fn matches_argon2(memory: &mut Vec<Block>, password: &str, stored: &str) -> password_hash::Result<bool> {
    let stored = PasswordHash::new(stored)?;
    let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else {
        return Ok(false);
    };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let version = stored.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let argon2 = Argon2::new(algorithm, version, Params::try_from(&stored)?);
    let mut actual = vec![0; expected.len()];
    derive(&argon2, memory, password, &salt, &mut actual)?;
    Ok(actual.ct_eq(expected.as_bytes()).into())
}

pub(super) fn is_current(argon2: &Argon2<'_>, stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else {
        return false;
    };
    let is_argon2id = stored.algorithm.as_str() == Algorithm::Argon2id.as_str();
    let params = Params::try_from(&stored).map(|params| (params.m_cost(), params.t_cost(), params.p_cost()));
    let ours = argon2.params();
    is_argon2id && params.is_ok_and(|params| params == (ours.m_cost(), ours.t_cost(), ours.p_cost()))
}

/// Better Auth stores `salt:key` in hexadecimal: scrypt with N=16384, r=16, p=1, of the password in
/// Unicode's NFKC form and the salt's hexadecimal text.
fn matches_better_auth(password: &str, salt: &str, key: &str) -> bool {
    let Some(expected) = from_hex(key) else { return false };
    let Ok(params) = scrypt::Params::new(14, 16, 1) else {
        return false;
    };
    let password: String = password.nfkc().collect();
    let mut actual = vec![0; expected.len()];
    expected.len() == 64
        && scrypt::scrypt(password.as_bytes(), salt.as_bytes(), &params, &mut actual).is_ok()
        && bool::from(actual.ct_eq(&expected))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{PasswordHasher as _, PasswordVerifier as _};

    #[test]
    fn the_dummy_hash_is_computed_like_any_other() {
        let argon2 = argon2id(Params::new(16, 3, 2, None).unwrap());
        let (dummy, somebody) = (
            dummy_hash(argon2.params()),
            hash(&argon2, &mut Vec::new(), "password").unwrap(),
        );
        let shape = |phc: &str| {
            let hash = PasswordHash::new(phc).unwrap();
            let params = Params::try_from(&hash).unwrap();
            let lengths = (hash.salt.unwrap().as_ref().len(), hash.hash.unwrap().as_bytes().len());
            (
                hash.algorithm,
                hash.version,
                params.m_cost(),
                params.t_cost(),
                params.p_cost(),
                lengths,
            )
        };
        assert_eq!(shape(&dummy), shape(&somebody));
        assert!(is_current(&argon2, &dummy));
        assert!(!matches(&mut Vec::new(), "password", &dummy));
    }

    /// Memory that another hash has left behind, larger or smaller, is as good as new.
    #[test]
    fn hashes_of_every_kind_are_recomputed_in_whatever_memory() {
        let kinds = [
            (Algorithm::Argon2id, Version::V0x13, Params::new(64, 2, 1, None)),
            (Algorithm::Argon2i, Version::V0x13, Params::new(128, 1, 2, Some(24))),
            (Algorithm::Argon2d, Version::V0x10, Params::new(32, 3, 1, Some(64))),
        ];
        let mut memory = Vec::new();
        for (algorithm, version, params) in kinds {
            let argon2 = Argon2::new(algorithm, version, params.unwrap());
            let stored = argon2
                .hash_password_with_salt(b"password", b"some sixteen")
                .unwrap()
                .to_string();
            assert!(matches(&mut memory, "password", &stored), "{stored}");
            assert!(!matches(&mut memory, "Password", &stored), "{stored}");
        }
    }

    #[test]
    fn the_library_verifies_what_we_hash() {
        let argon2 = argon2id(Params::new(32, 2, 1, None).unwrap());
        let mut memory = Vec::new();
        for password in ["password", "größer 🌱"] {
            let stored = hash(&argon2, &mut memory, password).unwrap();
            assert!(
                argon2.verify_password(password.as_bytes(), stored.as_str()).is_ok(),
                "{stored}"
            );
        }
    }
}
