//! `/settings/profile`: how somebody appears, and how times are shown to them.

use super::{
    card::card,
    form_input::Input,
    form_view::{ButtonKind, Form, button},
    page::{Done, Page, PageError, both},
    paths,
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{ProfileChange, TimeZoneName, UserRow, update_user},
    flash::Flash,
    forms::Fields,
};
use app::model::{Field, PersonName, RefusedForm};
use leptos::prelude::*;

pub(super) async fn save(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (name, time_zone) = both(
        PersonName::parse(&fields.text("name")),
        TimeZoneName::parse(&fields.text("time-zone")),
    )?;
    // What these pages show nothing of stays as programs have set it.
    let change = ProfileChange {
        name: Some(name),
        time_zone: Some(time_zone),
        ..ProfileChange::default()
    };
    update_user(visit.auth(), &visit.live.user.id, &change).await?;
    Ok(Done::say(Flash::Saved, paths::PROFILE))
}

pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let about = card(
        "About you",
        "How you appear, and how times are shown to you.",
        form(&visit.live.user, refused),
    );
    Ok(settings_page(visit, paths::PROFILE, refused, vec![about]))
}

fn form(user: &UserRow, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("profile", refused);
    let name = Input {
        autocomplete: "name",
        stored: user.name.clone(),
        ..Input::default()
    };
    let mut zones = TimeZoneName::offered();
    // What is stored stays chosen, under whichever of its names.
    if !zones.contains(&user.time_zone) {
        zones.insert(0, user.time_zone.clone());
    }
    let zones = zones
        .into_iter()
        .map(|zone| (zone.clone(), zone.replace('_', " ")))
        .collect();
    let fields = view! {
        {form.text(Field::Name, "Name", name)}
        {form.select(Field::TimeZone, "Time zone", zones, &user.time_zone)}
        <p class="actions">{button("Save", ButtonKind::Primary)}</p>
    };
    form.around(fields.into_any())
}
