use super::{
    Icon, IconName,
    form::{FieldProblem, Refusal, invalid},
    reactive::{handler, state, text, word},
};
use crate::model::{Field, Strength};
use leptos::{
    ev::{Event, MouseEvent},
    prelude::*,
};

/// An existing password with a button to show it. It never comes back from the server with a value, and
/// pasting is welcome.
#[component]
pub fn PasswordField(error: Refusal) -> impl IntoView {
    view! { <PasswordInput autocomplete="current-password" described_by="password-error" error hint=().into_any() on_input=handler(|_| ()) /> }
}

/// A new password, with a word on its strength.
#[component]
pub fn NewPasswordField(
    /// Shortest length, in characters.
    min_length: usize,
    error: Refusal,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let strength = move || typed.with(|typed| (!typed.is_empty()).then(|| Strength::of(typed, min_length)));
    let level = text(move || {
        strength()
            .map(|strength| strength.level().to_string())
            .unwrap_or_default()
    });
    let words = text(move || strength().map_or("", Strength::words).to_owned());
    let hint = view! {
        <p class="field-hint" id="password-hint">
            {format!("At least {min_length} characters. A few unrelated words work well.")}
        </p>
        <p class="strength" role="status" data-level=level>
            <span class="strength-meter" aria-hidden="true">
                <i></i>
                <i></i>
                <i></i>
            </span>
            <span>{words}</span>
        </p>
    }
    .into_any();
    let on_input = handler(move |event: Event| typed.set(event_target_value(&event)));
    view! { <PasswordInput autocomplete="new-password" described_by="password-hint password-error" error hint on_input /> }
}

#[component]
fn PasswordInput(
    autocomplete: &'static str,
    described_by: &'static str,
    error: Refusal,
    hint: AnyView,
    on_input: Box<dyn FnMut(Event)>,
) -> impl IntoView {
    let name = Field::Password.attribute();
    let is_shown = RwSignal::new(false);
    let on_click = handler(move |_: MouseEvent| is_shown.update(|shown| *shown = !*shown));
    view! {
        <div class="field">
            <label for=name>"Password"</label>
            <div class="password-input">
                <input
                    id=name
                    name=name
                    type=word(move || if is_shown.get() { "text" } else { "password" })
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    aria-invalid=invalid(Field::Password, error.clone())
                    aria-describedby=described_by
                    on:input=on_input
                />
                <button class="reveal" type="button" aria-label="Show password" aria-pressed=state(move || is_shown.get()) on:click=on_click>
                    <Icon name=IconName::Eye />
                </button>
            </div>
            {hint}
            <FieldProblem field=Field::Password error />
        </div>
    }
}
