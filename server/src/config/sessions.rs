//! Sessions and their tokens: how long they live and who they are for, and what people need to open one.

use super::{MailConfig, fault::Faults, parse};
use crate::auth::refresh::Rotation;
use clap::Args;
use std::time::Duration;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Sessions")]
pub(super) struct SessionFlags {
    /// HS256 (shared secret) or EdDSA (key pairs in the database)
    #[arg(long, env = "JWT_ALGORITHM", value_name = "NAME", default_value = "HS256")]
    jwt_algorithm: String,
    /// Names the services that session tokens are for; with EdDSA it is `BASE_URL` when not set
    #[arg(long, env = "JWT_AUDIENCE", value_name = "NAME")]
    jwt_audience: Option<String>,
    /// How long a session token is valid before it is renewed, such as 15m
    #[arg(long, env = "SESSION_JWT_TTL", value_name = "TIME", default_value = "15m")]
    session_jwt_ttl: String,
    /// What a used refresh token yields at /api/v1/auth/refresh: strict ends its session once the answer has arrived, lenient gives the same successor until that is used
    #[arg(long, env = "REFRESH_ROTATION", value_name = "MODE", default_value = "strict")]
    refresh_rotation: String,
    /// How long a session lives without being used, such as 7d
    #[arg(long, env = "SESSION_TTL", value_name = "TIME", default_value = "7d")]
    session_ttl: String,
    /// How long a session lives at most, such as 30d
    #[arg(long, env = "SESSION_ABSOLUTE_TTL", value_name = "TIME", default_value = "30d")]
    session_absolute_ttl: String,
    /// Fewest characters of a new password, 8 to 64
    #[arg(long, env = "PASSWORD_MIN_LENGTH", value_name = "NUMBER", default_value = "8")]
    password_min_length: String,
    /// on: people confirm their address by e-mail before they can sign in, and signing up tells nobody who has an account
    #[arg(
        long,
        env = "REQUIRE_EMAIL_VERIFICATION",
        value_name = "BOOL",
        default_value = "false"
    )]
    require_email_verification: String,
}

#[derive(Clone, Debug)]
pub struct SessionConfig {
    pub jwt_algorithm: JwtAlgorithm,
    pub jwt_audience: Option<String>,
    pub jwt_lifetime: Duration,
    pub refresh_rotation: Rotation,
    /// How long a session lives without being used.
    pub session_lifetime: Duration,
    /// How long a session lives at most.
    pub absolute_lifetime: Duration,
    pub password_min_length: usize,
    /// Whether an address has to be confirmed before anybody signs in with it.
    pub require_email_verification: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtAlgorithm {
    Hs256,
    EdDsa,
}

impl SessionFlags {
    pub(super) fn read(
        self,
        base_url: Option<&str>,
        mail: Option<&MailConfig>,
        faults: &mut Faults,
    ) -> Option<SessionConfig> {
        let jwt_algorithm = JwtAlgorithm::read(&self.jwt_algorithm, faults);
        let jwt_lifetime = parse::duration("SESSION_JWT_TTL", &self.session_jwt_ttl, "15m", faults);
        let rotations = [("strict", Rotation::Strict), ("lenient", Rotation::Lenient)];
        let refresh_rotation = parse::choice("REFRESH_ROTATION", &self.refresh_rotation, &rotations, faults);
        let (session_lifetime, absolute_lifetime) = self.read_lifetimes(faults);
        let fix = "Use a number such as 12.";
        let password_min_length = parse::number("PASSWORD_MIN_LENGTH", &self.password_min_length, 8..=64, fix, faults);
        let require_email_verification = self.read_email_verification(mail, faults);
        let jwt_algorithm = jwt_algorithm?;
        let jwt_audience = self.jwt_audience.filter(|audience| !audience.is_empty());
        Some(SessionConfig {
            jwt_algorithm,
            jwt_audience: jwt_audience.or_else(|| default_audience(jwt_algorithm, base_url)),
            jwt_lifetime: jwt_lifetime?,
            refresh_rotation: refresh_rotation?,
            session_lifetime: session_lifetime?,
            absolute_lifetime: absolute_lifetime?,
            password_min_length: password_min_length?,
            require_email_verification: require_email_verification?,
        })
    }

    /// How long a session lives without being used, and at most.
    fn read_lifetimes(&self, faults: &mut Faults) -> (Option<Duration>, Option<Duration>) {
        let sliding = parse::duration("SESSION_TTL", &self.session_ttl, "7d", faults);
        let absolute = parse::duration("SESSION_ABSOLUTE_TTL", &self.session_absolute_ttl, "30d", faults);
        if let (Some(sliding), Some(absolute)) = (sliding, absolute)
            && absolute < sliding
        {
            faults.add::<()>(
                "SESSION_ABSOLUTE_TTL",
                "is shorter than SESSION_TTL",
                "Make it as long as SESSION_TTL or longer, such as 30d.",
            );
        }
        (sliding, absolute)
    }

    fn read_email_verification(&self, mail: Option<&MailConfig>, faults: &mut Faults) -> Option<bool> {
        let variable = "REQUIRE_EMAIL_VERIFICATION";
        let is_on = parse::switch(variable, &self.require_email_verification, faults)?;
        if is_on && mail == Some(&MailConfig::Off) {
            let fix = "Set SMTP_URL, or unset REQUIRE_EMAIL_VERIFICATION.";
            return faults.add(variable, "is on, but there is no mail", fix);
        }
        Some(is_on)
    }
}

impl JwtAlgorithm {
    /// The name in the header of a token (RFC 7518 §3.1, RFC 8037 §3.1).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::EdDsa => "EdDSA",
        }
    }

    fn read(raw: &str, faults: &mut Faults) -> Option<Self> {
        let algorithms = [Self::Hs256, Self::EdDsa].into_iter();
        let mut named = algorithms.filter(|algorithm| algorithm.name().eq_ignore_ascii_case(raw));
        named
            .next()
            .or_else(|| faults.add("JWT_ALGORITHM", format!("{raw:?} is not known"), "Use HS256 or EdDSA."))
    }
}

/// A service that verifies by a public key set should insist on an audience, so with key pairs there always is one.
fn default_audience(algorithm: JwtAlgorithm, base_url: Option<&str>) -> Option<String> {
    match algorithm {
        JwtAlgorithm::EdDsa => base_url.map(str::to_owned),
        JwtAlgorithm::Hs256 => None,
    }
}
