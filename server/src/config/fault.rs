//! Settings that cannot be used. Readers add a fault and go on, so that one start shows everything there is to fix.

use std::fmt;

/// One setting that cannot be used, and how to fix it. It never repeats a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub variable: &'static str,
    pub problem: String,
    pub fix: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    {}", self.variable, self.problem, self.fix)
    }
}

/// Collects faults while settings are read.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault. It returns `None`, so that a reader can answer with it whatever it reads.
    pub(super) fn add<T>(
        &mut self,
        variable: &'static str,
        problem: impl Into<String>,
        fix: impl Into<String>,
    ) -> Option<T> {
        self.0.push(Fault {
            variable,
            problem: problem.into(),
            fix: fix.into(),
        });
        None
    }

    /// The value, or `None` after adding the fault that is there instead.
    pub(super) fn check<T>(&mut self, value: Result<T, &Fault>) -> Option<T> {
        value.map_err(|fault| self.0.push(fault.clone())).ok()
    }

    /// What was read, if nothing is wrong with any of it.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Fault>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}
