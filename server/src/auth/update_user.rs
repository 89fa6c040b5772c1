use super::{Auth, Error, ImageUrl, UserRow};
use crate::store::users::update_profile;
use app::model::PersonName;

/// What somebody wants to be shown as; what is `None` stays.
#[derive(Debug, Default)]
pub struct ProfileChange {
    pub name: Option<PersonName>,
    /// `Some(None)` takes the picture away.
    pub image: Option<Option<ImageUrl>>,
}

/// Changes name and picture, and tells the new state.
///
/// # Errors
/// [`Error::SignedOut`] when the account was deleted meanwhile.
pub async fn update_user(auth: &Auth, user_id: &str, change: &ProfileChange) -> Result<UserRow, Error> {
    let name = change.name.as_ref().map(PersonName::as_str);
    let image = change.image.as_ref().map(|image| image.as_ref().map(ImageUrl::as_str));
    let updated = update_profile(&auth.database, user_id, name, image, auth.clock.now()).await?;
    updated.ok_or(Error::SignedOut)
}
