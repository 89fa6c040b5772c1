use serde::{Deserialize, Serialize};

/// `/settings/password`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordPage {
    /// Whose password it is, for password managers.
    pub email: String,
    /// Shortest new password, in characters.
    pub min_length: usize,
}
