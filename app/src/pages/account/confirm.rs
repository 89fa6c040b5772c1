use super::kit::{Form, Look, button, narrow_card, whose_password};
use crate::model::{Field, RefusedForm, account::ConfirmPage};
use leptos::prelude::*;

/// `/settings/confirm?next=…`
pub fn page(page: ConfirmPage, refused: Option<RefusedForm>) -> AnyView {
    let form = Form::new("confirm", refused.as_ref());
    let fields = view! {
        {whose_password(&page.email)}
        {form.secret(Field::CurrentPassword, "Password", "current-password", "")}
        {button("Confirm", Look::Primary)}
    };
    let body = view! {
            <p>"What comes next could be misused by somebody who finds this device unlocked, so we ask for your password once more. We won’t ask again for ten minutes."</p>
            {form.around(fields.into_any())}
            <p class="auth-switch"><a href=page.next.as_str().to_owned() rel="external">"Go back"</a></p>
    };
    narrow_card("Confirm that it’s you", body.into_any())
}
