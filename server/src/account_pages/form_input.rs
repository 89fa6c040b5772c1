//! What is said of a field of a form; `form_view.rs` draws it.

/// What a password's field is like.
pub(super) struct PasswordInput<'a> {
    pub autocomplete: &'static str,
    pub hint: &'a str,
    pub required: bool,
    pub autofocus: bool,
    pub is_measured: bool,
}

impl<'a> PasswordInput<'a> {
    pub(super) fn new(autocomplete: &'static str, hint: &'a str) -> Self {
        Self {
            autocomplete,
            hint,
            required: true,
            autofocus: false,
            is_measured: false,
        }
    }
}

/// What a line of text is like.
pub(super) struct Input {
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub stored: String,
    pub hint: String,
    pub required: bool,
    /// Whether the keyboard is on it when the page opens.
    pub autofocus: bool,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            kind: "text",
            autocomplete: "off",
            stored: String::new(),
            hint: String::new(),
            required: true,
            autofocus: false,
        }
    }
}
