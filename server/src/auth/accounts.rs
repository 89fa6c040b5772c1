//! What a page and the API tell about an account's password besides whether it is right. The hash itself never leaves
//! `auth`.

use super::{Auth, Error};
use crate::store::credentials::find_credential;

/// Since when the password of somebody is what it is; `None` when they have none.
///
/// # Errors
/// When the database fails.
pub async fn password_set_at(auth: &Auth, user_id: &str) -> Result<Option<i64>, Error> {
    let credential = find_credential(&auth.database, user_id).await?;
    Ok(credential.map(|credential| credential.updated_at))
}
