use super::{Done, Flash, Refusal, Sender, finish};
use crate::{
    auth::{ImageUrl, LiveSession, ProfileChange, TimeZoneName, update_user},
    forms::{Fields, Submission},
    state::AppState,
};
use app::model::{
    AppError, Field, FieldError, PersonName, Problem,
    account::{ProfilePage, WeekStart},
};
use axum::{body::Body, extract::State, http::Response};

pub fn show(member: &LiveSession) -> ProfilePage {
    let user = &member.user;
    ProfilePage {
        name: user.name.clone(),
        image: user.image.clone(),
        time_zone: user.time_zone.clone(),
        time_zones: TimeZoneName::all(),
        week_start: WeekStart::parse(&user.week_start).unwrap_or_default(),
    }
}

pub async fn submit(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let outcome = save(&sender, &form.fields).await;
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn save(sender: &Sender, fields: &Fields) -> Result<Done, Refusal> {
    let change = read(fields)?;
    update_user(&sender.auth, &sender.live.user.id, &change).await?;
    Ok(Done::say(Flash::Saved, "/settings/profile"))
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
