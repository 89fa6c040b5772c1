//! The password field, for the password one has and for a new one.
//!
//! The pages for signing in and up use it. It never comes back from the server with a value, and pasting is welcome.
//! What moves in it (showing the password, the strength meter) is `public/form.js`, as in the account area, and not in
//! the WASM.

use super::{FieldProblem, Icon, IconName, form::is_invalid};
use crate::model::{AppError, Field};
use leptos::prelude::*;

/// A password with a button to show it, and what is wrong with it.
#[component]
pub fn PasswordField(
    /// Shortest password allowed, in characters. With it the password is a new one, and a word says how strong it is;
    /// without it, it is the one of an account, and a link leads to where it can be reset.
    #[prop(optional)]
    min_length: Option<usize>,
    /// Why the form was refused, if it was.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let field = Field::Password;
    let name = field.attribute();
    let (autocomplete, described_by) = match min_length {
        Some(_) => ("new-password", "password-hint password-error"),
        None => ("current-password", "password-error"),
    };
    view! {
        <div class="field">
            <label for=name>"Password"</label>
            <div class="password-input">
                <input
                    id=name
                    name=name
                    type="password"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    aria-invalid=move || is_invalid(field, error)
                    aria-describedby=described_by
                />
                <button class="reveal" type="button" aria-label="Show password" aria-pressed="false">
                    <Icon name=IconName::Eye />
                </button>
            </div>
            {min_length.map(new_password)}
            <FieldProblem field error />
            {min_length.is_none().then(forgotten)}
        </div>
    }
}

fn new_password(min_length: usize) -> impl IntoView {
    view! {
        <p class="field-hint" id="password-hint">
            {format!("At least {min_length} characters. A few unrelated words work well.")}
        </p>
        <StrengthMeter />
    }
}

/// It stands beside the label, and comes after the field for those who go on by the keyboard.
fn forgotten() -> impl IntoView {
    view! {
        <p class="beside-label">
            <a href="/forgot-password">"Forgotten your password?"</a>
        </p>
    }
}

/// Says how strong a password is while it is typed (`public/form.js`), here and in the account area.
#[component]
pub fn StrengthMeter() -> impl IntoView {
    view! {
        <p class="strength" role="status" data-level="">
            <span class="strength-meter" aria-hidden="true">
                <i></i>
                <i></i>
                <i></i>
            </span>
            <span></span>
        </p>
    }
}
