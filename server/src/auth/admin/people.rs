//! Finding people: the list with its filters and orders, and one person.

use super::actor::{Actor, authorise, load};
use crate::{
    auth::{Auth, Error, SessionList, UserRow, audit, jwt, list_sessions},
    fold,
    store::{
        audit_events::AuditEventRow,
        people::{self, Counts, PersonRow, Wanted},
        users,
    },
};
use app::model::{EmailAddress, Role};
use std::cmp::Reverse;

/// Which people are listed, and how.
#[derive(Clone, Copy, Default)]
pub struct PeopleQuery<'a> {
    /// What name or address contains; upper and lower case are one. The empty text finds all.
    pub search: &'a str,
    pub filter: PeopleFilter,
    pub sort: PeopleSort,
    /// Where the part before has ended: its [`People::next`].
    pub before: Option<&'a str>,
}

/// Which people are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleFilter {
    #[default]
    Everybody,
    Administrators,
    Disabled,
    Unconfirmed,
    TwoStep,
    NoTwoStep,
}

impl PeopleFilter {
    pub const ALL: [Self; 6] = [
        Self::Everybody,
        Self::Administrators,
        Self::Disabled,
        Self::Unconfirmed,
        Self::TwoStep,
        Self::NoTwoStep,
    ];

    /// As it stands in addresses, and in the statements.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Administrators => "administrators",
            Self::Disabled => "disabled",
            Self::Unconfirmed => "unconfirmed",
            Self::TwoStep => "two-step",
            Self::NoTwoStep => "no-two-step",
        }
    }
}

/// In which order people are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleSort {
    #[default]
    Newest,
    Name,
    /// Those first who were active last; then those who are signed in nowhere, the newest first.
    LastActive,
}

impl PeopleSort {
    pub const ALL: [Self; 3] = [Self::Newest, Self::Name, Self::LastActive];

    /// As it stands in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Name => "name",
            Self::LastActive => "last-active",
        }
    }
}

/// A part of the people that were asked for.
pub struct People {
    pub rows: Vec<PersonRow>,
    /// Where the next part begins, if there is one.
    pub next: Option<String>,
}

/// Ids are lower-case hexadecimal, so this comes after all of them, in whatever order a database has its letters.
const AFTER_ALL_IDS: &str = "g";

/// So many people of those that are asked for.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn list_people(auth: &Auth, actor: Actor<'_>, asked: PeopleQuery<'_>, limit: u32) -> Result<People, Error> {
    authorise(auth, &auth.database, actor).await?;
    // An address finds its owner in whatever letters it is written.
    let address = EmailAddress::parse(asked.search).ok();
    let search = address.as_ref().map_or(asked.search, EmailAddress::as_str);
    let wanted = Wanted {
        pattern: &fold::containing(without_controls(search).trim()),
        only: asked.filter.as_str(),
        limit: i64::from(limit) + 1,
    };
    let before = asked.before.and_then(Place::parse);
    let is_all = search.is_empty() && asked.filter == PeopleFilter::Everybody;
    let few = match is_all || asked.sort == PeopleSort::Newest {
        true => None,
        false => find_few(auth, asked.sort, before.as_ref(), &wanted).await?,
    };
    let mut rows = match few {
        Some(rows) => rows,
        None => find_people(auth, asked.sort, before.as_ref(), &wanted).await?,
    };
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| has_more);
    let next = last.map(|last| Place::of(last, asked.sort).to_text());
    Ok(People { rows, next })
}

/// So many people are sorted here. Of more, those that come first are found soon in any order.
const FEW: u32 = 1000;

/// The people after a place of those that are looked for, if they are few. To find them in the order they were made
/// takes one walk through all; in any other order each step would be a jump.
async fn find_few(
    auth: &Auth,
    sort: PeopleSort,
    before: Option<&Place>,
    wanted: &Wanted<'_>,
) -> Result<Option<Vec<PersonRow>>, Error> {
    let one_more = Wanted {
        limit: i64::from(FEW) + 1,
        ..*wanted
    };
    let mut rows = people::find_newest_people(&auth.database, AFTER_ALL_IDS, &one_more).await?;
    if rows.len() > FEW as usize {
        return Ok(None);
    }
    match sort {
        PeopleSort::Newest => {}
        PeopleSort::Name => {
            rows.sort_by(|one, other| (&one.name_key, &one.user.id).cmp(&(&other.name_key, &other.user.id)));
        }
        PeopleSort::LastActive => rows.sort_by_key(|row| Reverse((row.last_active_at, row.user.id.clone()))),
    }
    let last = before.and_then(|place| rows.iter().position(|row| row.user.id == place.id));
    Ok(Some(rows.split_off(last.map_or(0, |last| last + 1))))
}

async fn find_people(
    auth: &Auth,
    sort: PeopleSort,
    before: Option<&Place>,
    wanted: &Wanted<'_>,
) -> Result<Vec<PersonRow>, Error> {
    let database = &auth.database;
    let place = before.map(|place| (place.key.as_str(), place.id.as_str()));
    match sort {
        PeopleSort::Newest => {
            let (_, id) = place.unwrap_or(("", AFTER_ALL_IDS));
            Ok(people::find_newest_people(database, id, wanted).await?)
        }
        PeopleSort::Name => Ok(people::find_people_by_name(database, place.unwrap_or_default(), wanted).await?),
        PeopleSort::LastActive => {
            let (at, id) = place.unwrap_or(("", AFTER_ALL_IDS));
            // Without a moment the part before has ended among those who are signed in nowhere.
            let at = at.parse().ok().or_else(|| place.is_none().then_some(i64::MAX));
            let mut rows = match at {
                Some(at) => people::find_people_by_activity(database, (at, id), wanted).await?,
                None => Vec::new(),
            };
            let rest = Wanted {
                limit: wanted.limit - i64::try_from(rows.len()).unwrap_or(wanted.limit),
                ..*wanted
            };
            if rest.limit > 0 {
                let id = if at.is_none() { id } else { AFTER_ALL_IDS };
                rows.extend(people::find_signed_out_people(database, id, &rest).await?);
            }
            Ok(rows)
        }
    }
}

/// Where a part of the list has ended: by what it is sorted, and whom.
struct Place {
    id: String,
    key: String,
}

impl Place {
    fn of(person: &PersonRow, sort: PeopleSort) -> Self {
        Self {
            id: person.user.id.clone(),
            key: match sort {
                PeopleSort::Newest => String::new(),
                PeopleSort::Name => person.name_key.clone(),
                PeopleSort::LastActive => person.last_active_at.map_or_else(String::new, |at| at.to_string()),
            },
        }
    }

    /// What stood in an address; whatever is there.
    fn parse(text: &str) -> Option<Self> {
        let (id, key) = text.split_once('.').unwrap_or((text, ""));
        jwt::is_id(id).then(|| Self {
            id: id.to_owned(),
            key: without_controls(key),
        })
    }

    fn to_text(&self) -> String {
        match self.key.as_str() {
            "" => self.id.clone(),
            key => format!("{}.{key}", self.id),
        }
    }
}

/// PostgreSQL takes no U+0000 even in a question.
fn without_controls(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// How many there are of all that is looked after.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn count_people(auth: &Auth, actor: Actor<'_>) -> Result<Counts, Error> {
    authorise(auth, &auth.database, actor).await?;
    Ok(people::count_all(&auth.database, auth.clock.now()).await?)
}

/// Somebody by their id.
///
/// # Errors
/// [`Error::NotFound`], and when the database fails.
pub async fn find_person(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<UserRow, Error> {
    authorise(auth, &auth.database, actor).await?;
    load(&auth.database, user_id).await
}

/// Somebody by their address.
///
/// # Errors
/// [`Error::NotFound`], and when the database fails.
pub async fn find_person_by_email(auth: &Auth, actor: Actor<'_>, email: &EmailAddress) -> Result<UserRow, Error> {
    authorise(auth, &auth.database, actor).await?;
    users::find_user_by_email(&auth.database, email.as_str())
        .await?
        .ok_or(Error::NotFound)
}

/// Where somebody is signed in.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn sessions_of(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<SessionList, Error> {
    authorise(auth, &auth.database, actor).await?;
    list_sessions(auth, user_id, None).await
}

/// What happened to somebody's account before the event with the id `before`, the newest first.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn events_of(
    auth: &Auth,
    actor: Actor<'_>,
    user_id: &str,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<AuditEventRow>, Error> {
    authorise(auth, &auth.database, actor).await?;
    audit::list_events(auth, user_id, before, limit).await
}

/// Whether nobody would be left to look after things without this person.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn is_last_admin(auth: &Auth, actor: Actor<'_>, user: &UserRow) -> Result<bool, Error> {
    authorise(auth, &auth.database, actor).await?;
    let is_admin = user.is_active && user.role == Role::Admin.as_str();
    Ok(is_admin && people::count_other_admins(&auth.database, &user.id).await? == 0)
}
