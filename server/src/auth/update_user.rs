//! Changing how a user appears and how times are shown to them: name, picture, time zone, first day of the week.
//! Nothing here opens the account, so it asks for no proof; the address and the password have files of their own.

use super::{Auth, Error, ImageUrl, UserRow, WeekStart};
use crate::{
    fold::fold,
    store::users::{Profile, update_profile},
};
use app::model::{Field, FieldError, PersonName, Problem};
use jiff::tz::TimeZone;
use std::collections::HashSet;

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

    /// Those to choose from, in order: each zone once, under the name it has today. All others are understood as well.
    #[must_use]
    pub fn offered() -> Vec<String> {
        let former: HashSet<&str> = FORMER_NAMES.split_whitespace().collect();
        let is_offered = |name: &str| match name.split_once('/') {
            Some((area, _)) => AREAS.split(' ').any(|known| known == area) && !former.contains(name),
            None => name == "UTC",
        };
        let names = jiff::tz::db().available();
        let offered = names.filter(|name| is_offered(name.as_str()));
        offered.map(|name| name.as_str().to_owned()).collect()
    }
}

/// Names that lie elsewhere, such as `US/Pacific` or `GB`, are kept by the database for old programs.
const AREAS: &str = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific";

/// Names in these areas that another has replaced: those which the database's own list of places to choose from
/// (<https://data.iana.org/time-zones/tzdb/zone.tab>, 2026) leaves out. One that is missing here is offered twice.
const FORMER_NAMES: &str = "\
    Africa/Asmera Africa/Timbuktu America/Argentina/ComodRivadavia America/Atka America/Buenos_Aires America/Catamarca \
    America/Coral_Harbour America/Cordoba America/Ensenada America/Fort_Wayne America/Godthab America/Indianapolis \
    America/Jujuy America/Knox_IN America/Louisville America/Mendoza America/Montreal America/Nipigon America/Pangnirtung \
    America/Porto_Acre America/Rainy_River America/Rosario America/Santa_Isabel America/Shiprock America/Thunder_Bay \
    America/Virgin America/Yellowknife Antarctica/South_Pole Asia/Ashkhabad Asia/Calcutta Asia/Choibalsan Asia/Chongqing \
    Asia/Chungking Asia/Dacca Asia/Harbin Asia/Istanbul Asia/Kashgar Asia/Katmandu Asia/Macao Asia/Rangoon Asia/Saigon \
    Asia/Tel_Aviv Asia/Thimbu Asia/Ujung_Pandang Asia/Ulan_Bator Atlantic/Faeroe Atlantic/Jan_Mayen Australia/ACT \
    Australia/Canberra Australia/Currie Australia/LHI Australia/North Australia/NSW Australia/Queensland Australia/South \
    Australia/Tasmania Australia/Victoria Australia/West Australia/Yancowinna Europe/Belfast Europe/Kiev Europe/Nicosia \
    Europe/Tiraspol Europe/Uzhgorod Europe/Zaporozhye Pacific/Enderbury Pacific/Johnston Pacific/Ponape Pacific/Samoa \
    Pacific/Truk Pacific/Yap";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_zone_is_offered_once_under_the_name_it_has_today() {
        let offered = TimeZoneName::offered();
        for name in [
            "UTC",
            "Asia/Kolkata",
            "Europe/Kyiv",
            "Europe/Oslo",
            "America/Argentina/Buenos_Aires",
        ] {
            assert!(offered.iter().any(|other| other == name), "{name} is missing");
        }
        for name in ["Asia/Calcutta", "Europe/Kiev", "US/Pacific", "GB", "Etc/UTC", "Zulu"] {
            assert!(TimeZoneName::parse(name).is_ok(), "{name} is not understood");
            assert!(!offered.iter().any(|other| other == name), "{name} is offered");
        }
    }

    #[test]
    fn each_former_name_is_one_of_the_database() {
        for name in FORMER_NAMES.split_whitespace() {
            assert!(TimeZoneName::parse(name).is_ok(), "{name}");
        }
    }
}
