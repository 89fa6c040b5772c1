//! The messages that were kept to be read here, in development.

use super::{Error, Message};
use crate::{
    auth::{
        Auth,
        sealed::{Purpose, unseal},
    },
    store::mails::{self, MailRow},
};

/// Messages shown at once.
const SHOWN: i64 = 50;

/// A message that stayed here.
pub struct KeptMessage {
    pub id: String,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    pub message: Message,
}

/// The latest ones, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn kept_messages(auth: &Auth) -> Result<Vec<KeptMessage>, Error> {
    let rows = mails::find_mails(&auth.database, "kept", SHOWN).await?;
    Ok(rows.into_iter().filter_map(|row| read(auth, row)).collect())
}

/// One of them.
///
/// # Errors
/// When the database fails.
pub async fn kept_message(auth: &Auth, id: &str) -> Result<Option<KeptMessage>, Error> {
    Ok(kept_messages(auth).await?.into_iter().find(|kept| kept.id == id))
}

/// What was kept under another secret is not shown.
fn read(auth: &Auth, row: MailRow) -> Option<KeptMessage> {
    let opened = unseal(&auth.settings.secrets, Purpose::Mail, &row.id, &row.sealed)?;
    Some(KeptMessage {
        message: serde_json::from_slice(&opened.plain).ok()?,
        at: row.created_at,
        id: row.id,
    })
}
