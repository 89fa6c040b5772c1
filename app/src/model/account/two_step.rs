use serde::{Deserialize, Serialize};

/// `/settings/two-step`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TwoStepPage {
    Off,
    /// An app is being set up, and has not shown a code yet.
    SettingUp {
        qr_code: QrCode,
        /// The same to type, in groups of four.
        text_key: String,
    },
    On {
        /// The day, in words.
        since: String,
        recovery_codes: u32,
        /// Whose password the form asks for, for password managers.
        email: String,
    },
    /// New recovery codes, this once.
    RecoveryCodes(Vec<String>),
}

/// A QR code as a drawing: one outline on a grid of `size` by `size`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QrCode {
    pub size: u32,
    /// The `d` of an SVG path.
    pub path: String,
}
