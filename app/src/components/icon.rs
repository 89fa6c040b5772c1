//! The icons of the interface, as SVG in the page itself: they need no request, and take the colour of the text around
//! them.
//!
//! Components, the header and the account area use them. They are decoration and hidden from screen readers: the
//! control around an icon has a name of its own.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// The product's own: a key.
    Latch,
    /// Done.
    Check,
    /// Show a password.
    Eye,
    /// Something is wrong.
    Alert,
    /// Dismiss.
    Close,
}

impl IconName {
    /// Strokes on a 24 × 24 grid.
    fn path(self) -> &'static str {
        match self {
            Self::Latch => "M8.5 3.5a5 5 0 1 0 0 10a5 5 0 0 0 0-10M12.2 11.8l8.3 8.3M17 16.5l2.6-2.6M8.5 8.5h.01",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5S21.5 12 21.5 12S18 18.5 12 18.5S2.5 12 2.5 12M12 9.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6"
            }
            Self::Alert => "M12 8v5M12 16.5h.01M12 3.5L2.8 19.5h18.4z",
            Self::Close => "M6 6l12 12M18 6L6 18",
        }
    }
}

/// One icon, as large as the text around it. Those of todos are drawn by the style sheet: there are hundreds of them.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=name.path()></path>
        </svg>
    }
}
