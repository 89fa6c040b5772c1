use crate::model::NextPath;
use serde::{Deserialize, Serialize};

/// `/sign-in/verify?next=…`: the second step of a sign-in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepPage {
    /// Where to go on to.
    pub next: NextPath,
}
