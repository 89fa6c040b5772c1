use crate::model::NextPath;
use serde::{Deserialize, Serialize};

/// `/settings/confirm?next=…`: the password, once more, before something dangerous.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmPage {
    /// Where to go on to.
    pub next: NextPath,
    /// Whose password it is, for password managers.
    pub email: String,
    /// Whether a code is asked for beside the password.
    pub takes_code: bool,
    /// Whether a passkey would do as well.
    pub has_passkey: bool,
}
