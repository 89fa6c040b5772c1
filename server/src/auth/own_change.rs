//! What the owner of an account changes about it is recorded, and they are told, in the transaction of the change.

use super::{
    Auth, Client, Error, LiveSession,
    audit::{self, Event, EventKind},
    emails::{self, Email, Notice},
};
use crate::database::Transaction;

/// Records a change that was made in a session, and posts the notice of it.
pub(super) async fn record_and_notify(
    auth: &Auth,
    transaction: &mut Transaction,
    live: &LiveSession,
    kind: EventKind,
    notice: Notice,
    client: &Client,
) -> Result<(), Error> {
    let event = Event::of(&live.user.id, kind).session(&live.session.session_id);
    audit::record(auth, &mut *transaction, event.from(client)).await?;
    emails::post(auth, transaction, &Email::notice(auth, &live.user, notice, client)).await
}
