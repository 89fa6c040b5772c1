use super::{
    kit::{Form, Input, Look, button, card},
    settings,
};
use crate::model::{
    Field, RefusedForm,
    account::{PasskeyItem, PasskeysPage, refused_as},
};
use leptos::{prelude::*, tachys::html::InertElement};

const HERE: &str = "/settings/passkeys";

/// What a passkey is, for whoever has none yet.
const ABOUT: &str = "A passkey signs you in with your fingerprint, your face or the lock of your device. There is nothing to type, and nothing that could be guessed or given away.";

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const ADD: &str = r#"<div class="with-passkeys"><p><button class="button button-primary" type="button" data-passkey="register">Add a passkey</button></p><p class="field-error" role="alert"></p></div>"#;

/// `/settings/passkeys`
pub fn page(page: PasskeysPage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let mut cards = vec![card("Add a passkey", ABOUT, adding(page.is_available))];
    if let Some(item) = page.renamed {
        cards.push(renaming(item, refused.as_ref()));
    }
    if !page.passkeys.is_empty() {
        let row = |item| row(item, page.is_removable, refused.as_ref());
        let rows: Vec<AnyView> = page.passkeys.into_iter().map(row).collect();
        let remark = (!page.is_removable).then_some("This is your only way in, so it can’t be removed.");
        cards.push(view! { <ul class="card rows">{rows}</ul> }.into_any());
        cards.push(view! { <p class="row-detail">{remark}</p> }.into_any());
    }
    settings::around(HERE, notice, cards)
}

fn adding(is_available: bool) -> AnyView {
    if !is_available {
        return view! { <p>"Passkeys belong to the name of a site, and this one is opened by a bare address, so there can be none here."</p> }
            .into_any();
    }
    view! {
        <div>
            {InertElement::new(ADD)}
            <p class="without-passkeys">"Adding one needs JavaScript and a browser that knows passkeys."</p>
        </div>
    }
    .into_any()
}

fn row(item: PasskeyItem, is_removable: bool, refused: Option<&RefusedForm>) -> AnyView {
    let own = refused_as(refused, "remove").filter(|form| form.value("id") == Some(&item.id));
    let remove = is_removable.then(|| {
        let fields = view! {
            <input type="hidden" name="id" value=item.id.clone() />
            <button class="button button-danger" type="submit" aria-label=format!("Remove {}", item.name)>"Remove"</button>
        };
        Form::new("remove", own).around(fields.into_any())
    });
    view! {
        <li class="row-item">
            <div class="row-text">
                <p>{item.name.clone()}</p>
                <p class="row-detail">{item.history}</p>
            </div>
            <a class="button" href=format!("{HERE}?rename={}", item.id) rel="external" aria-label=format!("Rename {}", item.name)>"Rename"</a>
            {remove}
        </li>
    }
    .into_any()
}

fn renaming(item: PasskeyItem, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("rename", refused);
    let name = Input {
        stored: item.name,
        hint: "Such as “Work laptop”. Leave it empty to name it after this browser.".into(),
        required: false,
        ..Input::default()
    };
    let fields = view! {
        <input type="hidden" name="id" value=item.id />
        {form.text(Field::Name, "Name", name)}
        <p class="actions">
            {button("Save", Look::Primary)}
            <a class="button" href=HERE rel="external">"Cancel"</a>
        </p>
    };
    card("Rename a passkey", "", form.around(fields.into_any()))
}
