//! The secret an authenticator app shares with us, and which codes of it are good (RFC 6238): the one of this half
//! minute, the one before and the one after. It is stored encrypted for one account and has no `Debug`.
//!
//! It does not know which codes were used; `second_step` lets each count once.

use super::input::typed;
use crate::{
    auth::{
        Auth, Error,
        sealed::{Purpose, seal, unseal},
    },
    random,
};
use data_encoding::BASE32_NOPAD;
use totp_rs::{Builder, Secret, Totp};
use url::form_urlencoded::byte_serialize;

const LENGTH: usize = 20;
/// How long a code is shown.
const STEP_SECONDS: u64 = 30;

/// What an app and we share: 160 bits (RFC 4226 §4). Codes have six digits and change every half minute; the one
/// before and the one after are taken too, for clocks that differ.
pub(super) struct TotpSecret([u8; LENGTH]);

impl TotpSecret {
    pub(super) fn random() -> Self {
        Self(random::bytes())
    }

    /// Encrypted, for the row of `user_id` and no other.
    pub(super) fn seal(&self, auth: &Auth, user_id: &str) -> Result<Vec<u8>, Error> {
        seal(&auth.settings.secrets, Purpose::TwoFactor, user_id, &self.0).ok_or(Error::Sealed)
    }

    pub(super) fn unseal(auth: &Auth, user_id: &str, sealed: &[u8]) -> Result<Self, Error> {
        Self::unseal_or_reseal(auth, user_id, sealed).map(|(secret, _)| secret)
    }

    /// The same, and the secret sealed anew where a previous secret of the installation has sealed it.
    pub(super) fn unseal_or_reseal(
        auth: &Auth,
        user_id: &str,
        sealed: &[u8],
    ) -> Result<(Self, Option<Vec<u8>>), Error> {
        let opened = unseal(&auth.settings.secrets, Purpose::TwoFactor, user_id, sealed);
        let opened = opened.ok_or_else(|| cannot_open(user_id))?;
        let secret = Self(opened.plain.try_into().map_err(|_| Error::Sealed)?);
        let resealed = (!opened.is_current).then(|| secret.seal(auth, user_id));
        Ok((secret, resealed.transpose()?))
    }

    /// As it is typed into an app: base32 in groups of four.
    pub(super) fn text_key(&self) -> String {
        let base32 = self.base32().into_bytes();
        let groups: Vec<_> = base32.chunks(4).map(String::from_utf8_lossy).collect();
        groups.join(" ")
    }

    /// As a QR code tells it to an app.
    pub(super) fn uri(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (encoded(issuer), encoded(account));
        let secret = self.base32();
        format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&digits=6&period={STEP_SECONDS}")
    }

    /// The step of time whose code this is, if it is one of those that are good now.
    pub(super) fn step_of(&self, code: &str, now: i64) -> Option<i64> {
        let seconds = u64::try_from(now).ok()? / 1000;
        let step = self.generator()?.check(&typed(code), seconds)?;
        i64::try_from(step).ok()
    }

    /// `None` never: the secret is long enough.
    fn generator(&self) -> Option<Totp> {
        let builder = Builder::new().with_step_duration(STEP_SECONDS);
        builder.with_secret(Secret::new_stack(self.0)).build().ok()
    }

    fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }
}

/// Says in the log what would mend it: the person can do nothing.
pub(super) fn cannot_open(user_id: &str) -> Error {
    tracing::error!(
        user.id = user_id,
        "no secret opens somebody's second step; give the one it was made under as AUTH_SECRET_PREVIOUS"
    );
    Error::Sealed
}

/// Percent-encoded, spaces too.
fn encoded(text: &str) -> String {
    let form: String = byte_serialize(text.as_bytes()).collect();
    form.replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, in six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = TotpSecret(*b"12345678901234567890");
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(secret.step_of(code, seconds * 1000), Some(seconds / 30), "{code}");
        }
        assert_eq!(secret.step_of("081 804", 1_111_111_109_000), Some(1_111_111_109 / 30));
        for typed in ["０８１８０４", "٠٨١٨٠٤", "۰۸۱ ۸۰۴", "०८१-८०४", "\u{200f}081804\u{feff}"]
        {
            assert_eq!(
                secret.step_of(typed, 1_111_111_109_000),
                Some(1_111_111_109 / 30),
                "{typed}"
            );
        }
        assert_eq!(secret.step_of("081805", 1_111_111_109_000), None);
        assert_eq!(secret.step_of("", 1_111_111_109_000), None);
    }

    #[test]
    fn a_code_is_good_for_a_step_before_and_a_step_after_its_own() {
        let secret = TotpSecret(*b"12345678901234567890");
        let (own, step) = (1_111_111_109_000, 30_000);
        for (steps, is_good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            assert_eq!(
                secret.step_of("081804", own + steps * step).is_some(),
                is_good,
                "{steps}"
            );
        }
    }

    #[test]
    fn an_address_for_apps_holds_no_character_that_means_something_else() {
        let secret = TotpSecret(*b"12345678901234567890");
        assert_eq!(
            secret.uri("My Todos & more", "ada+x@example.com"),
            "otpauth://totp/My%20Todos%20%26%20more:ada%2Bx%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=My%20Todos%20%26%20more&digits=6&period=30"
        );
        assert_eq!(secret.text_key(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
