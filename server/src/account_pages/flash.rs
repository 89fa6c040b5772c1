//! A word on what was just done, for the page one is led to. It travels in a cookie that scripts cannot read, is shown
//! once, and is one of a closed set, so nobody can put words of their own into our pages.

use crate::state::AppState;
use tower_cookies::{
    Cookie, Cookies,
    cookie::{SameSite, time::Duration},
};

const NAME: &str = "flash";
/// How long the next page may take to be opened.
const LIFETIME: Duration = Duration::minutes(1);

/// What was done, and how often where that is worth saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    Saved,
    TwoFactorOn,
    TwoFactorOff,
}

impl Flash {
    /// Everything that can be said, with its name and the number it comes with.
    fn parse(text: &str) -> Option<Self> {
        let (name, _count) = text.split_once('.').unwrap_or((text, "0"));
        Some(match name {
            "saved" => Self::Saved,
            "two-factor-on" => Self::TwoFactorOn,
            "two-factor-off" => Self::TwoFactorOff,
            _ => return None,
        })
    }

    fn to_text(self) -> String {
        match self {
            Self::Saved => "saved".into(),
            Self::TwoFactorOn => "two-factor-on".into(),
            Self::TwoFactorOff => "two-factor-off".into(),
        }
    }

    /// In words.
    fn words(self) -> String {
        match self {
            Self::Saved => "Saved.".into(),
            Self::TwoFactorOn => "Two-step verification is on.".into(),
            Self::TwoFactorOff => "Two-step verification is off.".into(),
        }
    }
}

/// Says it on the next page.
pub fn cookie(state: &AppState, flash: Flash) -> Cookie<'static> {
    let mut cookie = empty(state);
    cookie.set_value(flash.to_text());
    cookie.set_max_age(LIFETIME);
    cookie
}

/// What the page before wanted to be said; it is said once.
pub fn take(state: &AppState, cookies: &Cookies) -> Option<String> {
    let flash = Flash::parse(cookies.get(NAME)?.value());
    let mut removal = empty(state);
    removal.set_max_age(Duration::ZERO);
    cookies.add(removal);
    flash.map(Flash::words)
}

fn empty(state: &AppState) -> Cookie<'static> {
    Cookie::build((NAME, ""))
        .path("/")
        .http_only(true)
        .secure(state.auth.settings.base_url.starts_with("https:"))
        .same_site(SameSite::Lax)
        .build()
}
