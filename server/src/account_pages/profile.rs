//! `/settings/profile`: how somebody appears, and how times are shown to them.

use super::{
    card::card,
    flash::Flash,
    form_view::{ButtonKind, Form, Input, button},
    page::{Done, Page, PageError},
    settings::settings_page,
    visit::CurrentUser,
};
use crate::{
    auth::{ImageUrl, ProfileChange, TimeZoneName, UserRow, WeekStart, update_user},
    forms::Fields,
};
use app::model::{AppError, Field, FieldError, PersonName, Problem, RefusedForm};
use axum::{body::Body, http::Response};
use leptos::prelude::*;

pub const PATH: &str = "/settings/profile";

pub async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit, None).await).await
}

pub async fn submit(visit: CurrentUser, fields: Fields) -> Response<Body> {
    let outcome = save(&visit, &fields).await;
    visit.finish(outcome, fields, |refused| show(&visit, refused)).await
}

async fn save(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let change = read(fields)?;
    update_user(visit.auth(), &visit.live.user.id, &change).await?;
    Ok(Done::say(Flash::Saved, PATH))
}

fn read(fields: &Fields) -> Result<ProfileChange, AppError> {
    let mut errors = Vec::new();
    let mut note = |error: FieldError| errors.push(error);
    let name = PersonName::parse(&fields.text("name")).map_err(&mut note).ok();
    let image = match fields.text("image").trim() {
        "" => None,
        raw => {
            let parsed = ImageUrl::parse(raw);
            if parsed.is_none() {
                note(FieldError::new(Field::Image, Problem::Unreadable));
            }
            parsed
        }
    };
    let time_zone = TimeZoneName::parse(&fields.text("time-zone")).map_err(&mut note).ok();
    let week_start = WeekStart::parse(&fields.text("week-start"));
    if week_start.is_none() {
        note(FieldError::new(Field::WeekStart, Problem::Unreadable));
    }
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    Ok(ProfileChange {
        name,
        image: Some(image),
        time_zone,
        week_start,
    })
}

async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let about = card(
        "About you",
        "How you appear, and how times are shown to you.",
        form(&visit.live.user, refused),
    );
    Ok(settings_page(visit, PATH, refused, vec![about]))
}

fn form(user: &UserRow, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("profile", refused);
    let name = Input {
        autocomplete: "name",
        stored: user.name.clone(),
        ..Input::default()
    };
    let image = Input {
        kind: "url",
        autocomplete: "photo",
        stored: user.image.clone().unwrap_or_default(),
        hint: "The address of a picture, such as https://example.com/ada.jpg. Programs that use your account show it; these pages load nothing from elsewhere and show your initial.".into(),
        required: false,
    };
    let zones = TimeZoneName::all()
        .into_iter()
        .map(|zone| (zone.clone(), zone.replace('_', " ")))
        .collect();
    let days = WeekStart::ALL.map(|day| (day.as_str().to_owned(), day.label().to_owned()));
    let week_start = WeekStart::parse(&user.week_start).unwrap_or_default();
    let fields = view! {
        {form.text(Field::Name, "Name", name)}
        {form.text(Field::Image, "Picture", image)}
        {form.select(Field::TimeZone, "Time zone", zones, &user.time_zone)}
        {form.select(Field::WeekStart, "The week starts on", days.into(), week_start.as_str())}
        <p class="actions">{button("Save", ButtonKind::Primary)}</p>
    };
    form.around(fields.into_any())
}
