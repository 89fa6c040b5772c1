use super::{
    kit::{Form, Input, Look, button, card, whose_password},
    settings,
};
use crate::model::{
    Field, RefusedForm,
    account::{QrCode, TwoStepPage},
};
use leptos::{prelude::*, tachys::html::InertElement};

const ABOUT: &str = "Signing in takes a code from an app on your phone as well as your password. Somebody who learns your password still stays out.";
/// So few codes are worth a warning.
const FEW_CODES: u32 = 3;

/// `/settings/two-step`
pub fn page(page: TwoStepPage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let refused = refused.as_ref();
    let cards = match page {
        TwoStepPage::Off => vec![off(refused)],
        TwoStepPage::SettingUp { qr_code, text_key } => vec![setting_up(&qr_code, text_key, refused)],
        TwoStepPage::On {
            since,
            recovery_codes,
            email,
        } => vec![
            on(&since),
            codes_left(recovery_codes, refused),
            turn_off(&email, refused),
        ],
        TwoStepPage::RecoveryCodes(codes) => vec![new_codes(&codes)],
    };
    settings::around("/settings/two-step", notice, cards)
}

fn off(refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("start", refused);
    let fields = view! {
        <p>"You need an app that makes codes, such as Aegis, Google Authenticator or your password manager."</p>
        <p class="actions">{button("Set up two-step verification", Look::Primary)}</p>
    };
    card("Two-step verification is off", ABOUT, form.around(fields.into_any()))
}

fn setting_up(qr_code: &QrCode, text_key: String, refused: Option<&RefusedForm>) -> AnyView {
    let code = Form::new("confirm", refused);
    let cancel = Form::new("cancel", refused);
    let input = Input {
        autocomplete: "one-time-code",
        hint: "The app shows six digits, and new ones every 30 seconds.".into(),
        ..Input::default()
    };
    let fields = view! {
        {code.text(Field::Code, "Code from the app", input)}
        {code.checkbox("sign-out-others", "Sign out other devices", true)}
        <p class="actions">{button("Turn on", Look::Primary)}</p>
    };
    let body = view! {
        {drawing(qr_code)}
        <div class="text-key">
            <p>"Can’t scan it? Type this key into the app:"</p>
            <p><code>{text_key}</code></p>
        </div>
        {code.around(fields.into_any())}
        {cancel.around(view! { <p class="actions">{button("Cancel", Look::Plain)}</p> }.into_any())}
    };
    card(
        "Set up your app",
        "Scan this with the app, then enter the code that the app shows.",
        body.into_any(),
    )
}

fn drawing(QrCode { size, path }: &QrCode) -> AnyView {
    let svg = InertElement::new(format!(
        r#"<svg class="qr-code" viewBox="0 0 {size} {size}" role="img" aria-label="QR code for your app" shape-rendering="crispEdges"><path d="{path}"></path></svg>"#
    ));
    view! { <div class="qr-frame">{svg}</div> }.into_any()
}

fn on(since: &str) -> AnyView {
    let about = format!(
        "Since {since}, signing in takes a code from your app. A device you trust needs none for 30 days; changing your password ends that."
    );
    card("Two-step verification is on", &about, ().into_any())
}

fn codes_left(left: u32, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("renew-codes", refused);
    let how_many = match left {
        0 => "You have no recovery codes left.".to_owned(),
        1 => "You have 1 recovery code left.".to_owned(),
        _ => format!("You have {left} recovery codes left."),
    };
    let warning = (left <= FEW_CODES)
        .then(|| view! { <p class="form-alert">"Make new ones before you run out. Without a code and without the app you can’t sign in."</p> }.into_any());
    let fields = view! {
        <p>{how_many}</p>
        {warning}
        <p class="actions">{button("Make new recovery codes", Look::Plain)}</p>
    };
    card(
        "Recovery codes",
        "For when you don’t have your app. Each code works once. New ones replace all you have.",
        form.around(fields.into_any()),
    )
}

fn turn_off(email: &str, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("turn-off", refused);
    let fields = view! {
        {whose_password(email)}
        {form.secret(Field::CurrentPassword, "Password", "current-password", "")}
        <p class="actions">{button("Turn off two-step verification", Look::Danger)}</p>
    };
    card(
        "Turn it off",
        "Your password alone will sign in. Recovery codes and trusted devices are forgotten.",
        form.around(fields.into_any()),
    )
}

fn new_codes(codes: &[String]) -> AnyView {
    let body = view! {
        <p>"Keep them where you keep your passwords, or print them. Each code works once, and they are not shown again."</p>
        <pre class="recovery-codes">{codes.join("\n")}</pre>
        <p class="actions">
            <a class="button button-primary" href="/settings/two-step" rel="external">"I’ve saved these"</a>
        </p>
    };
    card(
        "Your recovery codes",
        "They sign you in when you don’t have your app.",
        body.into_any(),
    )
}
