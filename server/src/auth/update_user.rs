use super::{Auth, Error, ImageUrl, UserRow, WeekStart};
use crate::{
    fold::fold,
    store::users::{Profile, update_profile},
};
use app::model::{Field, FieldError, PersonName, Problem};
use jiff::tz::TimeZone;

/// What somebody wants to be shown as, and how; what is `None` stays.
#[derive(Debug, Default)]
pub struct ProfileChange {
    pub name: Option<PersonName>,
    /// `Some(None)` takes the picture away.
    pub image: Option<Option<ImageUrl>>,
    pub time_zone: Option<TimeZoneName>,
    pub week_start: Option<WeekStart>,
}

/// A name of the IANA time zone database that this program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZoneName(String);

impl TimeZoneName {
    /// # Errors
    /// A [`FieldError`] for a name that is not known.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        match TimeZone::get(raw) {
            Ok(zone) if zone.iana_name().is_some() => Ok(Self(raw.to_owned())),
            _ => Err(FieldError::new(Field::TimeZone, Problem::Unreadable)),
        }
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// All there are, in order.
    #[must_use]
    pub fn all() -> Vec<String> {
        jiff::tz::db()
            .available()
            .map(|name| name.as_str().to_owned())
            .collect()
    }
}

/// Changes what is given and tells the new state.
///
/// # Errors
/// [`Error::SignedOut`] when the account was deleted meanwhile.
pub async fn update_user(auth: &Auth, user_id: &str, change: &ProfileChange) -> Result<UserRow, Error> {
    let name = change.name.as_ref().map(PersonName::as_str);
    let name_key = name.map(fold);
    let profile = Profile {
        name,
        name_key: name_key.as_deref(),
        image: change.image.as_ref().map(|image| image.as_ref().map(ImageUrl::as_str)),
        time_zone: change.time_zone.as_ref().map(TimeZoneName::as_str),
        week_start: change.week_start.map(WeekStart::as_str),
    };
    let updated = update_profile(&auth.database, user_id, &profile, auth.clock.now()).await?;
    updated.ok_or(Error::SignedOut)
}
