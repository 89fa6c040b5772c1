use super::kit::{Form, Input, Look, button, narrow_card, whose_password};
use crate::model::{Field, RefusedForm, account::ConfirmPage};
use leptos::{prelude::*, tachys::html::InertElement};

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const PASSKEY: &str = r#"<div class="with-passkeys"><p class="or">or</p><button class="button button-wide" type="button" data-passkey="confirm">Use a passkey</button><p class="field-error" role="alert"></p></div>"#;

/// `/settings/confirm?next=…`
pub fn page(page: ConfirmPage, refused: Option<RefusedForm>) -> AnyView {
    let form = Form::new("confirm", refused.as_ref());
    let code = page.takes_code.then(|| {
        let input = Input {
            autocomplete: "one-time-code",
            hint: "From your app, or one of your recovery codes.".into(),
            ..Input::default()
        };
        form.text(Field::Code, "Code", input)
    });
    let fields = view! {
        {whose_password(&page.email)}
        {form.secret(Field::CurrentPassword, "Password", "current-password", "")}
        {code}
        {button("Confirm", Look::Primary)}
    };
    let passkey = page.has_passkey.then(|| InertElement::new(PASSKEY));
    let body = view! {
            <p>"What comes next could be misused by somebody who finds this device unlocked, so we ask for your password once more. We won’t ask again for ten minutes."</p>
            {form.around(fields.into_any())}
            {passkey}
            <p class="auth-switch"><a href=page.next.as_str().to_owned() rel="external">"Go back"</a></p>
    };
    narrow_card("Confirm that it’s you", body.into_any())
}
