//! The words that numbers are told apart by.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelSetEncoder, LabelValueEncoder};
use std::{
    fmt::{self, Debug, Write},
    hash::Hash,
};

/// What a family of numbers can be keyed by.
pub(super) trait Labels: EncodeLabelSet + Clone + Debug + Hash + Eq + Send + Sync + 'static {}
impl<T: EncodeLabelSet + Clone + Debug + Hash + Eq + Send + Sync + 'static> Labels for T {}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct Request {
    pub method: &'static str,
    pub route: String,
    pub status: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct Route {
    pub method: &'static str,
    pub route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct SignIn {
    pub means: Method,
    pub outcome: Outcome,
}

/// One label of any name.
#[derive(Clone, Debug, Hash, PartialEq, Eq)]
pub(super) struct Kind {
    name: &'static str,
    value: &'static str,
}

impl Kind {
    pub(super) fn of(name: &'static str, value: &'static str) -> Self {
        Self { name, value }
    }

    pub(super) fn outcome(value: impl Into<&'static str>) -> Self {
        Self::of("outcome", value.into())
    }
}

impl EncodeLabelSet for Kind {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> Result<(), fmt::Error> {
        [(self.name, self.value)].encode(encoder)
    }
}

/// What somebody signs in by.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Method {
    Password,
    SecondStep,
    Passkey,
}

impl From<Method> for &'static str {
    fn from(method: Method) -> Self {
        match method {
            Method::Password => "password",
            Method::SecondStep => "second_step",
            Method::Passkey => "passkey",
        }
    }
}

/// What came of trying to sign in or up.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Half of it is done: a second factor is to follow, or an email to be answered.
    Pending,
    /// A wrong password or code, or a passkey that proves nothing.
    Wrong,
    /// There were too many attempts.
    Limited,
    /// Refused for what the account is: disabled, or its address not confirmed.
    Refused,
    /// Not well formed, such as a password that is too short.
    Invalid,
    /// The server had no time for it.
    Busy,
    /// Something broke.
    Failed,
}

impl From<Outcome> for &'static str {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => "done",
            // Dashboards know it by this word.
            Outcome::Pending => "half_done",
            Outcome::Wrong => "wrong",
            Outcome::Limited => "limited",
            Outcome::Refused => "refused",
            Outcome::Invalid => "invalid",
            Outcome::Busy => "busy",
            Outcome::Failed => "failed",
        }
    }
}

/// What came of showing a refresh token.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Renewal {
    Renewed,
    /// It opens nothing: unknown or expired.
    Nothing,
    /// It had been used before; its session was ended.
    Reused,
    Failed,
}

impl From<Renewal> for &'static str {
    fn from(renewal: Renewal) -> Self {
        match renewal {
            Renewal::Renewed => "renewed",
            Renewal::Nothing => "nothing",
            Renewal::Reused => "reused",
            Renewal::Failed => "failed",
        }
    }
}

impl EncodeLabelValue for Method {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        encoder.write_str((*self).into())
    }
}

impl EncodeLabelValue for Outcome {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        encoder.write_str((*self).into())
    }
}

/// A method a route of ours may have. A client may send any word as one.
#[must_use]
pub fn method_word(method: &str) -> &'static str {
    const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    METHODS.into_iter().find(|known| *known == method).unwrap_or("other")
}

/// The class of a status.
pub(super) fn status_word(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
