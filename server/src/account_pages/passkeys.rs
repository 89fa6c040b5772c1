//! `/settings/passkeys`: what signs in without a password. Adding one is `passkeys_api`.

use super::{
    card::{card, row_with_controls},
    form_input::Input,
    form_view::{ButtonKind, Form, button, refused_as},
    page::{Done, Page, PageError},
    paths,
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{
        Client, PasskeyName,
        passkeys::{StoredPasskey, are_available, list_passkeys, remove_passkey, rename_passkey},
        password_set_at,
    },
    flash::Flash,
    forms::Fields,
    humanize,
};
use app::model::{AppError, Field, RefusedForm};
use leptos::{prelude::*, tachys::html::InertElement};

/// What a passkey is, for whoever has none yet.
const ABOUT: &str = "A passkey signs you in with your fingerprint, your face or the lock of your device. There is nothing to type, and nothing that could be guessed or given away.";

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const ADD: &str = r#"<div class="with-passkeys"><p><button class="button button-primary" type="button" data-passkey="register">Add a passkey</button></p><p class="field-error" role="alert"></p></div>"#;

pub(super) async fn change(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (auth, live, id) = (visit.auth(), &visit.live, fields.text("id"));
    match fields.text("intent").as_str() {
        "rename" => {
            let name = PasskeyName::parse(&fields.text("name"), &default_name(&visit.client))?;
            rename_passkey(auth, live, &id, &name).await?;
            Ok(Done::say(Flash::Saved, paths::PASSKEYS))
        }
        "remove" => {
            remove_passkey(auth, live, &id, &visit.client).await?;
            Ok(Done::say(Flash::PasskeyRemoved, paths::PASSKEYS))
        }
        _ => Err(AppError::Malformed.into()),
    }
}

/// What a passkey is called that was given no name.
pub(super) fn default_name(client: &Client) -> String {
    let device = humanize::device(client.user_agent.as_deref().unwrap_or_default());
    device.chars().take(PasskeyName::MAX_LENGTH).collect()
}

/// All passkeys of somebody, and the one whose name is to be changed (`?rename=…`).
pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let (auth, user, refused) = (visit.auth(), &visit.live.user, refused.as_ref());
    let passkeys = list_passkeys(auth, &user.id).await?;
    let has_password = password_set_at(auth, &user.id).await?.is_some();
    let is_removable = has_password || passkeys.len() > 1;
    let renamed = visit.parameter("rename");
    let renamed = passkeys.iter().find(|passkey| Some(&passkey.id) == renamed.as_ref());

    let mut cards = vec![card("Add a passkey", ABOUT, adding(are_available(&auth.settings)))];
    cards.extend(renamed.map(|passkey| renaming(passkey, refused)));
    if !passkeys.is_empty() {
        let row = |passkey| row(passkey, history(visit, passkey), is_removable, refused);
        let rows: Vec<AnyView> = passkeys.iter().map(row).collect();
        let remark = (!is_removable).then_some("This is your only way in, so it can’t be removed.");
        cards.push(view! { <ul class="card rows">{rows}</ul> }.into_any());
        cards.push(view! { <p class="row-detail">{remark}</p> }.into_any());
    }
    Ok(settings_page(visit, paths::PASSKEYS, refused, cards))
}

/// When a passkey was added and when it was last used.
fn history(visit: &CurrentUser, passkey: &StoredPasskey) -> String {
    let added = humanize::day(passkey.created_at, &visit.live.user.time_zone);
    match passkey.last_used_at {
        Some(at) => format!(
            "Added {added} · Last used {}",
            humanize::ago(at, visit.auth().clock.now())
        ),
        None => format!("Added {added} · Not used yet"),
    }
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

fn row(passkey: &StoredPasskey, history: String, is_removable: bool, refused: Option<&RefusedForm>) -> AnyView {
    let (id, name) = (&passkey.id, &passkey.name);
    let own = refused_as(refused, "remove").filter(|form| form.value("id") == Some(id));
    let remove = is_removable.then(|| {
        let fields = view! {
            <input type="hidden" name="id" value=id.clone() />
            <button class="button button-danger" type="submit" aria-label=format!("Remove {name}")>"Remove"</button>
        };
        Form::new("remove", own).around(fields.into_any())
    });
    let controls = view! {
        <a class="button" href=format!("{}?rename={id}", paths::PASSKEYS) aria-label=format!("Rename {name}")>"Rename"</a>
        {remove}
    };
    row_with_controls(view! { <p>{name.clone()}</p> }.into_any(), history, controls.into_any())
}

fn renaming(passkey: &StoredPasskey, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::of_one_field("rename", refused);
    let name = Input {
        stored: passkey.name.clone(),
        hint: "Such as “Work laptop”. Leave it empty to name it after this browser.".into(),
        required: false,
        ..Input::default()
    };
    let fields = view! {
        <input type="hidden" name="id" value=passkey.id.clone() />
        {form.text(Field::Name, "Name", name)}
        <p class="actions">
            {button("Save", ButtonKind::Primary)}
            <a class="button" href=paths::PASSKEYS>"Cancel"</a>
        </p>
    };
    card("Rename a passkey", "", form.around(fields.into_any()))
}
