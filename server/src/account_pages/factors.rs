use crate::{auth::Factors, words};
use app::model::account::FactorLine;

/// What opens an account besides its password, in words: the passkeys by name, and two-step verification.
pub fn factor_lines(factors: &Factors, time_zone: &str) -> Vec<FactorLine> {
    let passkeys = factors.passkeys.iter().map(|passkey| FactorLine {
        what: format!("Passkey “{}”", passkey.name),
        detail: format!("added {}", words::day(passkey.created_at, time_zone)),
    });
    let two_step = factors.two_step.map(|two_step| FactorLine {
        what: "Two-step verification".into(),
        detail: format!(
            "on since {} · recovery codes left: {}",
            words::day(two_step.since, time_zone),
            two_step.recovery_codes
        ),
    });
    passkeys.chain(two_step).collect()
}
