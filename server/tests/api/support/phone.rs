//! The app of two-step verification, as it runs on somebody's phone.

use super::{App, seconds};
use data_encoding::BASE32_NOPAD;
use server::clock::millis;
use totp_rs::{Builder, Secret};

/// The app on somebody's phone.
pub struct Phone {
    pub key: [u8; 20],
}

impl Phone {
    /// What a phone makes of a key in text, with or without spaces.
    pub fn new(text_key: &str) -> Self {
        let base32 = text_key.replace(' ', "");
        let bytes = BASE32_NOPAD.decode(base32.as_bytes()).unwrap();
        Self {
            key: bytes.try_into().unwrap(),
        }
    }

    /// The code it shows so many steps from now.
    pub fn code_in(&self, app: &App, steps: i64) -> String {
        let time = app.clock.now() + steps * millis(seconds(30));
        let totp = Builder::new().with_secret(Secret::new_stack(self.key)).build().unwrap();
        totp.generate(u64::try_from(time / 1000).unwrap()).to_string()
    }

    pub fn code(&self, app: &App) -> String {
        self.code_in(app, 0)
    }

    /// Six digits that it does not show now, nor before or after.
    pub fn wrong_code(&self, app: &App) -> String {
        let good = [-1, 0, 1].map(|steps| self.code_in(app, steps));
        let mut others = (0..10).map(|digit| format!("{digit}{digit}{digit}123"));
        others.find(|code| !good.contains(code)).unwrap()
    }
}
