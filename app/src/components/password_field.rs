use super::{
    Icon, IconName,
    form::{FieldProblem, problem_signal},
    reactive::{handler, state, text, when},
};
use crate::model::{AppError, Field, Strength};
use leptos::{
    ev::{Event, MouseEvent},
    prelude::*,
};

/// A password with a button to show it and, for a new one, a word on its strength.
///
/// It never comes back from the server with a value, and pasting is welcome.
#[component]
pub fn PasswordField(
    /// `Some` with the shortest length for a new password, `None` for an existing one.
    #[prop(optional)]
    new_of_length: Option<usize>,
    #[prop(into)] error: Signal<Option<AppError>>,
) -> impl IntoView {
    let name = Field::Password.attribute();
    let problem = problem_signal(error, Field::Password);
    let is_shown = RwSignal::new(false);
    let strength = RwSignal::new(None::<Strength>);
    let judge = move |text: String| {
        if let Some(min) = new_of_length {
            strength.set((!text.is_empty()).then(|| Strength::of(&text, min)));
        }
    };
    let (autocomplete, described_by) = match new_of_length {
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
                    type=text(move || if is_shown.get() { "text" } else { "password" }.to_owned())
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    aria-invalid=when(move || problem.read().is_some(), "true")
                    aria-describedby=described_by
                    on:input=handler(move |event: Event| judge(event_target_value(&event)))
                />
                <button
                    class="reveal"
                    type="button"
                    aria-label="Show password"
                    aria-pressed=state(move || is_shown.get())
                    on:click=handler(move |_: MouseEvent| is_shown.update(|shown| *shown = !*shown))
                >
                    <Icon name=IconName::Eye />
                </button>
            </div>
            {new_of_length
                .map(|min| {
                    view! {
                        <p class="field-hint" id="password-hint">
                            {format!("At least {min} characters. A few unrelated words work well.")}
                        </p>
                        <p class="strength" role="status" data-level=text(move || strength.get().map(|strength| strength.level().to_string()).unwrap_or_default())>
                            <span class="strength-meter" aria-hidden="true">
                                <i></i>
                                <i></i>
                                <i></i>
                            </span>
                            <span>{text(move || strength.get().map_or("", Strength::words).to_owned())}</span>
                        </p>
                    }
                })}
            <FieldProblem field=Field::Password problem />
        </div>
    }
}
