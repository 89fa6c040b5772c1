//! `latchkey doctor`: looks at everything that can be wrong and says what to do about it. It changes nothing, needs no
//! server, and goes on after a fault, so that one run shows all there is to fix.

mod database;
mod machine;
mod sealed;
mod settings;

use super::{Failure, Options, Output, block_on, output::counted};
use crate::config::Inspection;
use console::style;
use serde_json::{Value, json};

/// What was found about one thing.
struct Finding {
    area: &'static str,
    state: State,
    message: String,
    fix: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// It works, and should be looked at.
    Warning,
    /// It does not work, or must not stay as it is.
    Fault,
}

pub(super) fn run(options: Options) -> Result<(), Failure> {
    let output = options.output();
    let inspection = options.flags.inspect();
    block_on(async {
        let findings = examine(&inspection).await;
        let is_well = findings.iter().all(|finding| finding.state != State::Fault);
        show(output, &findings, is_well);
        if is_well { Ok(()) } else { Err(Failure::Shown) }
    })
}

async fn examine(inspection: &Inspection) -> Vec<Finding> {
    let mut findings = settings::configuration(inspection);
    if let Ok(config) = &inspection.config {
        findings.extend(settings::secret(config, inspection));
        findings.extend(settings::addresses(&config.server, inspection.environment));
    }
    findings.extend(machine::files(inspection));
    match &inspection.database_url {
        Some(url) => findings.extend(database::examine(&url.0).await),
        None => findings.push(Finding::fault(
            "database",
            "was not checked, because DATABASE_URL cannot be used",
            "Fix DATABASE_URL first.",
        )),
    }
    if let Ok(config) = &inspection.config {
        findings.extend(sealed::examine(config).await);
        findings.push(settings::mail(config, inspection.environment).await);
    }
    findings.extend(machine::disk(&inspection.data_dir));
    findings
}

fn show(output: Output, findings: &[Finding], is_well: bool) {
    let shown: Vec<Value> = findings.iter().map(Finding::as_json).collect();
    output.show(&json!({ "ok": is_well, "findings": shown }), || {
        let width = findings.iter().map(|finding| finding.area.len()).max().unwrap_or(0);
        let lines = findings.iter().map(|finding| finding.as_text(width));
        let count_of = |state| findings.iter().filter(|finding| finding.state == state).count();
        let end = match (count_of(State::Fault), count_of(State::Warning)) {
            (0, 0) => "All is well.".to_owned(),
            (0, warnings) => format!("It works, with {}.", counted(warnings, "warning")),
            (faults, 0) => format!("{} to fix.", counted(faults, "problem")),
            (faults, warnings) => {
                format!(
                    "{} to fix, and {}.",
                    counted(faults, "problem"),
                    counted(warnings, "warning")
                )
            }
        };
        lines.chain([String::new(), end]).collect::<Vec<_>>().join("\n")
    });
}

impl Finding {
    fn good(area: &'static str, message: impl Into<String>) -> Self {
        Self {
            area,
            state: State::Good,
            message: message.into(),
            fix: None,
        }
    }

    fn warning(area: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            area,
            state: State::Warning,
            message: message.into(),
            fix: Some(fix.into()),
        }
    }

    fn fault(area: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            state: State::Fault,
            ..Self::warning(area, message, fix)
        }
    }

    fn as_text(&self, width: usize) -> String {
        let mark = match self.state {
            State::Good => style('✓').green(),
            State::Warning => style('!').yellow(),
            State::Fault => style('✗').red(),
        };
        let mut text = format!("{mark} {:width$}  {}", self.area, self.message);
        if let Some(fix) = &self.fix {
            text += &format!("\n  {:width$}  → {fix}", "");
        }
        text
    }

    fn as_json(&self) -> Value {
        let state = match self.state {
            State::Good => "ok",
            State::Warning => "warning",
            State::Fault => "fault",
        };
        json!({ "area": self.area, "state": state, "message": self.message, "fix": self.fix })
    }
}
