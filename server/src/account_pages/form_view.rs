//! What the forms of these pages are made of: plain elements. A form knows what it came back with when it was refused,
//! and says so at its top and beside the fields.

use super::form_input::{Input, PasswordInput};
use app::{
    components::{Icon, IconName, StrengthMeter},
    model::{AppError, Field, FieldError, Problem, RefusedForm},
};
use leptos::prelude::*;

/// One form of a page.
pub(super) struct Form {
    intent: &'static str,
    refused: Option<RefusedForm>,
    /// Whether it has one field, so that what is wrong is said there alone.
    has_one_field: bool,
    /// Whether the name and the address in it are those of somebody else.
    is_about_another: bool,
}

impl Form {
    /// The form that sends `intent`.
    pub(super) fn new(intent: &'static str, refused: Option<&RefusedForm>) -> Self {
        Self {
            intent,
            refused: refused_as(refused, intent).cloned(),
            has_one_field: false,
            is_about_another: false,
        }
    }

    /// The same with one field to fill in. What is wrong with that is said beside it, where the keyboard is then.
    pub(super) fn of_one_field(intent: &'static str, refused: Option<&RefusedForm>) -> Self {
        Self {
            has_one_field: true,
            ..Self::new(intent, refused)
        }
    }

    /// The same about another person than the one who fills it in.
    pub(super) fn about_another(self) -> Self {
        Self {
            is_about_another: true,
            ..self
        }
    }

    /// Around its fields. It is sent to the page's own address.
    pub(super) fn around(&self, fields: AnyView) -> AnyView {
        self.encoded(None, fields)
    }

    /// A form with nothing but its button.
    pub(super) fn alone(&self, label: &str, kind: ButtonKind) -> AnyView {
        self.around(view! { <p class="actions">{button(label, kind)}</p> }.into_any())
    }

    /// The same where a file is among the fields, or much text.
    pub(super) fn with_file(&self, fields: AnyView) -> AnyView {
        self.encoded(Some("multipart/form-data"), fields)
    }

    fn encoded(&self, encoding: Option<&'static str>, fields: AnyView) -> AnyView {
        view! {
            <form class="stack" method="post" enctype=encoding novalidate>
                <input type="hidden" name="intent" value=self.intent />
                {self.alert()}
                {fields}
            </form>
        }
        .into_any()
    }

    /// What went wrong with all of it, with links to the fields that need another value.
    pub(super) fn alert(&self) -> AnyView {
        let Some(form) = &self.refused else {
            return ().into_any();
        };
        let message = match &form.error {
            AppError::Invalid(_) if self.has_one_field => return ().into_any(),
            AppError::Invalid(errors) => {
                let link = |error: &FieldError| {
                    let href = format!("#{}", self.id(error.field));
                    view! { <li><a href=href>{self.words(error)}</a></li> }.into_any()
                };
                let links: Vec<AnyView> = errors.iter().map(link).collect();
                view! { <ul>{links}</ul> }.into_any()
            }
            error => error.message().into_any(),
        };
        view! {
            <div class="form-alert" role="alert" tabindex="-1" autofocus=true>
                <Icon name=IconName::Alert />
                // `public/form.js` counts it down.
                <div data-wait=form.error.retry_after()>{message}</div>
            </div>
        }
        .into_any()
    }

    fn id(&self, field: Field) -> String {
        format!("{}-{}", self.intent, field.attribute())
    }

    /// What was typed before the form came back, or what is stored.
    pub(super) fn value(&self, field: Field, stored: &str) -> String {
        let typed = self.refused.as_ref().and_then(|form| form.value(field.attribute()));
        typed.unwrap_or(stored).to_owned()
    }

    fn problem(&self, field: Field) -> Option<String> {
        let problem = self.refused.as_ref()?.error.problem_with(field)?;
        Some(self.words(problem))
    }

    fn words(&self, error: &FieldError) -> String {
        match (self.is_about_another, error.field, error.problem) {
            (true, Field::Name | Field::Email, Problem::Missing) => error.message().replace("your", "their"),
            // One that has an account leads to that.
            (true, _, Problem::Taken) => {
                "Somebody gave this address up a short while ago, and can still have it back. Try again later.".into()
            }
            _ => error.message(),
        }
    }

    /// A label, a control and what is wrong with it.
    fn field(&self, field: Field, label: &'static str, hint: &str, control: AnyView) -> AnyView {
        self.field_with(field, label, hint, control, None)
    }

    /// The same with something more below its hint.
    fn field_with(
        &self,
        field: Field,
        label: &'static str,
        hint: &str,
        control: AnyView,
        more: Option<AnyView>,
    ) -> AnyView {
        let id = self.id(field);
        let hint = (!hint.is_empty())
            .then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{hint.to_owned()}</p> }.into_any());
        let problem = self
            .problem(field)
            .map(|problem| view! { <p class="field-error" id=format!("{id}-error")>{problem}</p> }.into_any());
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {control}
                {hint}
                {more}
                {problem}
            </div>
        }
        .into_any()
    }

    fn described_by(&self, field: Field, hint: &str) -> Option<String> {
        let id = self.id(field);
        let hint = (!hint.is_empty()).then(|| format!("{id}-hint"));
        let problem = self.problem(field).map(|_| format!("{id}-error"));
        let both: Vec<String> = [hint, problem].into_iter().flatten().collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    /// Whether the keyboard is on a field when the page opens. A form that came back refused has it on its alert, or on
    /// its one field.
    fn has_keyboard(&self, field: Field, autofocus: bool) -> bool {
        match self.refused {
            Some(_) => self.has_one_field && self.problem(field).is_some(),
            None => autofocus,
        }
    }

    fn invalid(&self, field: Field) -> Option<&'static str> {
        self.problem(field).map(|_| "true")
    }

    /// A code of two-step verification.
    pub(super) fn code(&self, label: &'static str, hint: &str) -> AnyView {
        let input = Input {
            autocomplete: "one-time-code",
            hint: hint.into(),
            ..Input::default()
        };
        self.text(Field::Code, label, input)
    }

    /// A line of text.
    pub(super) fn text(&self, field: Field, label: &'static str, input: Input) -> AnyView {
        let Input {
            kind,
            autocomplete,
            stored,
            hint,
            required,
            autofocus,
        } = input;
        let value = self.value(field, &stored);
        let control = view! {
            <input
                id=self.id(field)
                name=field.attribute()
                type=kind
                value=value
                autocomplete=autocomplete
                autocapitalize=if kind == "text" { "words" } else { "none" }
                inputmode=(autocomplete == "one-time-code").then_some("numeric")
                required=required
                autofocus=self.has_keyboard(field, autofocus)
                spellcheck="false"
                aria-invalid=self.invalid(field)
                aria-describedby=self.described_by(field, &hint)
            />
        };
        self.field(field, label, &hint, control.into_any())
    }

    /// Several lines of text.
    pub(super) fn lines(&self, field: Field, label: &'static str, stored: &str, max: usize) -> AnyView {
        let control = view! {
            <textarea
                id=self.id(field)
                name=field.attribute()
                maxlength=max.to_string()
                dir="auto"
                aria-invalid=self.invalid(field)
                aria-describedby=self.described_by(field, "")
                // Leptos 0.8 escapes nothing in here.
                inner_html=in_textarea(&self.value(field, stored))
            ></textarea>
        };
        self.field(field, label, "", control.into_any())
    }

    /// A password, with a button that shows it (`public/form.js`); it never comes back with a value.
    pub(super) fn password(
        &self,
        field: Field,
        label: &'static str,
        autocomplete: &'static str,
        hint: &str,
    ) -> AnyView {
        let input = PasswordInput::new(autocomplete, hint);
        self.password_input(field, label, input)
    }

    /// One that is chosen here, with a word on how strong it is (`public/form.js`).
    pub(super) fn new_password(&self, label: &'static str, min_length: usize) -> AnyView {
        let hint = format!("At least {min_length} characters. A few unrelated words work well.");
        let input = PasswordInput {
            is_measured: true,
            ..PasswordInput::new("new-password", &hint)
        };
        self.password_input(Field::Password, label, input)
    }

    /// One that is not like most.
    pub(super) fn password_input(&self, field: Field, label: &'static str, input: PasswordInput<'_>) -> AnyView {
        let PasswordInput {
            autocomplete,
            hint,
            required,
            autofocus,
            is_measured,
        } = input;
        let id = self.id(field);
        let control = view! {
            <div class="password-input">
                <input
                    id=id.clone()
                    name=field.attribute()
                    type="password"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    required=required
                    autofocus=self.has_keyboard(field, autofocus)
                    spellcheck="false"
                    aria-invalid=self.invalid(field)
                    aria-describedby=self.described_by(field, hint)
                />
                <button class="reveal" type="button" aria-label="Show password" aria-pressed="false" aria-controls=id>
                    <Icon name=IconName::Eye />
                </button>
            </div>
        };
        self.field_with(
            field,
            label,
            hint,
            control.into_any(),
            is_measured.then(|| view! { <StrengthMeter /> }.into_any()),
        )
    }

    /// A button that is a form of its own, with what it is about: `name` and `value` are sent beside the intent.
    pub(super) fn action(
        &self,
        name: &'static str,
        value: &str,
        label: &str,
        spoken: String,
        kind: ButtonKind,
    ) -> AnyView {
        view! {
            <form method="post">
                <input type="hidden" name="intent" value=self.intent />
                <input type="hidden" name=name value=value.to_owned() />
                <button class=kind.class() type="submit" aria-label=spoken>{label.to_owned()}</button>
            </form>
        }
        .into_any()
    }

    /// One of several: `options` are values with their labels.
    pub(super) fn select(
        &self,
        field: Field,
        label: &'static str,
        options: Vec<(String, String)>,
        stored: &str,
    ) -> AnyView {
        let chosen = self.value(field, stored);
        let options: Vec<AnyView> = options
            .into_iter()
            .map(|(value, label)| {
                let selected = value == chosen;
                // Without a value it is worth its label, and many weigh less.
                let value = (value != label).then_some(value);
                view! { <option value=value selected=selected>{label}</option> }.into_any()
            })
            .collect();
        let control = view! {
            <select
                id=self.id(field)
                name=field.attribute()
                aria-invalid=self.invalid(field)
                aria-describedby=self.described_by(field, "")
            >
                {options}
            </select>
        };
        self.field(field, label, "", control.into_any())
    }

    /// A tick box beside its label. Nothing is sent when it is empty.
    pub(super) fn checkbox(&self, name: &'static str, label: &'static str, stored: bool) -> AnyView {
        let id = format!("{}-{name}", self.intent);
        let checked = self.refused.as_ref().map_or(stored, |form| form.value(name).is_some());
        view! {
            <div class="checkbox-field">
                <input id=id.clone() name=name type="checkbox" value="on" checked=checked />
                <label for=id>{label}</label>
            </div>
        }
        .into_any()
    }
}

/// A text as the content of a `<textarea>`, where only references are read and only its own end tag is one. The first
/// line break after the tag is none, so one goes before what may begin with one (HTML 13.1.2.5, 13.2.5.2).
fn in_textarea(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

/// The name of the account, hidden, so that password managers know whose password a form is about.
pub(super) fn hidden_username(email: &str) -> AnyView {
    view! { <input class="visually-hidden" type="text" name="username" value=email.to_owned() autocomplete="username" readonly tabindex="-1" aria-hidden="true" /> }
        .into_any()
}

/// How a button looks.
#[derive(Clone, Copy)]
pub(super) enum ButtonKind {
    Primary,
    Plain,
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Danger => "button button-danger",
        }
    }
}

/// Sends the form it is in.
pub(super) fn button(label: &str, kind: ButtonKind) -> AnyView {
    view! { <button class=kind.class() type="submit">{label.to_owned()}</button> }.into_any()
}

/// A form of a page with several: what it came back with if it was the one that was refused.
pub(super) fn refused_as<'a>(refused: Option<&'a RefusedForm>, intent: &str) -> Option<&'a RefusedForm> {
    refused.filter(|form| form.value("intent") == Some(intent))
}
