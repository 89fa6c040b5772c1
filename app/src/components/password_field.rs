use super::{FieldProblem, Icon, IconName, form::is_invalid, live_text};
use crate::model::{AppError, Field, Strength};
use leptos::prelude::*;

/// A password with a button to show it. It never comes back from the server with a value, and pasting is welcome.
///
/// With `min_length` it is a new one, and a word says how strong it is.
#[component]
pub fn PasswordField(
    #[prop(optional)] min_length: Option<usize>,
    /// Why the form was refused, if it was.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let field = Field::Password;
    let name = field.attribute();
    let typed = RwSignal::new(String::new());
    let is_shown = RwSignal::new(false);
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
                    type=move || if is_shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    aria-invalid=move || is_invalid(field, error)
                    aria-describedby=described_by
                    on:input:target=move |event| typed.set(event.target().value())
                />
                <button
                    class="reveal"
                    type="button"
                    aria-label="Show password"
                    aria-pressed=move || is_shown.get().to_string()
                    on:click=move |_| is_shown.update(|is_shown| *is_shown = !*is_shown)
                >
                    <Icon name=IconName::Eye />
                </button>
            </div>
            {min_length.map(|min_length| view! { <StrengthMeter typed min_length /> })}
            <FieldProblem field error />
        </div>
    }
}

#[component]
fn StrengthMeter(typed: RwSignal<String>, min_length: usize) -> impl IntoView {
    let strength = move || typed.with(|typed| (!typed.is_empty()).then(|| Strength::of(typed, min_length)));
    let verdict = Signal::derive(move || strength().map_or("", Strength::words).to_owned());
    view! {
        <p class="field-hint" id="password-hint">
            {format!("At least {min_length} characters. A few unrelated words work well.")}
        </p>
        <p
            class="strength"
            role="status"
            data-level=move || strength().map(|strength| strength.level().to_string()).unwrap_or_default()
        >
            <span class="strength-meter" aria-hidden="true">
                <i></i>
                <i></i>
                <i></i>
            </span>
            <span use:live_text=verdict>{verdict.get_untracked()}</span>
        </p>
    }
}
