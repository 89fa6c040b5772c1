//! Sending what waits: each email is taken for a while, composed, and sent. A crash in between leaves it waiting, so
//! it is sent at least once.

use super::{Error, Message, Transport, layout, templates};
use crate::{
    auth::{
        self, Auth, emails,
        sealed::{Purpose, seal},
    },
    clock::millis,
    store::mails::{self, MailRow},
    telemetry::metrics,
};
use std::time::Duration;

/// How long whoever took an email may need; then it is somebody else's turn.
const LEASE: Duration = Duration::from_mins(2);
/// The first wait after a failure; each one is twice as long as the one before.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// After so many failures, some nine hours, an email is given up.
const MOST_ATTEMPTS: i64 = 11;
/// Emails taken at once.
const BATCH: i64 = 20;
/// How long what was given up, or kept to be read, is kept.
const RETENTION: Duration = Duration::from_hours(14 * 24);

/// Sends all emails whose turn it is and tells how many were looked after. One that cannot be sent is put off,
/// longer each time, and in the end given up; none stops the others.
///
/// # Errors
/// When the database fails.
pub async fn deliver_due(auth: &Auth, transport: &Transport) -> Result<usize, Error> {
    let mut count = 0;
    loop {
        let now = auth.clock.now();
        let due = mails::find_due_mails(&auth.database, now, BATCH).await?;
        if due.is_empty() {
            return Ok(count);
        }
        for mail in due {
            if mails::claim_mail(&auth.database, &mail, now + millis(LEASE)).await? {
                deliver_one(auth, transport, &mail).await?;
                count += 1;
            }
        }
    }
}

#[tracing::instrument(name = "mail", parent = None, level = "debug", skip_all, fields(mail.kind = mail.kind))]
async fn deliver_one(auth: &Auth, transport: &Transport, mail: &MailRow) -> Result<(), Error> {
    let (id, kind, attempts) = (&mail.id, &mail.kind, mail.attempts + 1);
    let outcome = match emails::open(auth, id, &mail.sealed) {
        // Each email is counted once, however often it is tried.
        Ok(email) if attempts == 1 && !emails::may_go_out(auth, &email).await? => Ok(None),
        Ok(email) => write(auth, email).await,
        Err(error) => Err(Error::Permanent(error.to_string())),
    };
    let outcome = match outcome {
        Ok(Some(message)) => deliver(auth, transport, id, &message).await,
        Ok(None) => Ok(mails::delete_mail(&auth.database, id).await?),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Ok(()),
        Err(Error::Database(error)) => Err(error.into()),
        Err(error @ (Error::Permanent(_) | Error::Message(_))) => {
            metrics::mail("dead");
            tracing::error!(
                mail.id = id,
                kind,
                error = error.without_addresses(),
                "an email was given up"
            );
            Ok(mails::bury_mail(&auth.database, id, &error.without_addresses()).await?)
        }
        Err(error) if attempts >= MOST_ATTEMPTS => {
            metrics::mail("dead");
            tracing::error!(
                mail.id = id,
                kind,
                attempts,
                error = error.without_addresses(),
                "an email was given up after many attempts"
            );
            Ok(mails::bury_mail(&auth.database, id, &error.without_addresses()).await?)
        }
        Err(error) => {
            let due_at = auth.clock.now() + millis(wait_after(attempts));
            metrics::mail("postponed");
            tracing::warn!(
                mail.id = id,
                kind,
                attempts,
                error = error.without_addresses(),
                "an email could not be sent yet"
            );
            Ok(mails::postpone_mail(&auth.database, id, due_at, &error.without_addresses()).await?)
        }
    }
}

/// Composes an email and puts it into words.
async fn write(auth: &Auth, mail: emails::Email) -> Result<Option<Message>, Error> {
    let composed = emails::compose(auth, mail).await?;
    Ok(composed.map(|composed| {
        layout::lay_out(
            &auth.settings.base_url,
            &composed.to,
            &templates::render(&composed, &auth.settings),
        )
    }))
}

/// Sends a message of the queue and takes it out; where there is no mail server, it stays to be read.
///
/// # Errors
/// [`Error`].
pub async fn deliver(auth: &Auth, transport: &Transport, id: &str, message: &Message) -> Result<(), Error> {
    match transport {
        Transport::Smtp { .. } => {
            transport.send(message).await?;
            metrics::mail("sent");
            tracing::info!(mail.id = id, "an email was sent");
            Ok(mails::delete_mail(&auth.database, id).await?)
        }
        Transport::Inbox => {
            let plain = serde_json::to_vec(message).map_err(|error| Error::Message(error.to_string()))?;
            let sealed = seal(&auth.settings.secrets, Purpose::Mail, id, &plain).ok_or(auth::Error::Sealed)?;
            mails::keep_mail(&auth.database, id, &sealed).await?;
            metrics::mail("kept");
            // In development the log is a mailbox too; nothing else ever writes addresses or links into it.
            tracing::info!(
                mail.id = id,
                "an email is at /dev/mail:\n{}\n\n{}",
                message.subject,
                message.text
            );
            Ok(())
        }
        Transport::Off => Ok(mails::delete_mail(&auth.database, id).await?),
    }
}

fn wait_after(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    FIRST_WAIT * 2_u32.pow(doublings)
}

/// Clears a part of what was given up or kept long ago away, and tells how much that was.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_mails(auth: &Auth) -> Result<u64, Error> {
    let time = auth.clock.now() - millis(RETENTION);
    Ok(mails::delete_mails_before(&auth.database, time).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_add_up_to_some_hours() {
        let waits: Vec<u64> = (1..MOST_ATTEMPTS)
            .map(|attempts| wait_after(attempts).as_secs())
            .collect();
        assert_eq!(waits[..4], [30, 60, 120, 240]);
        let hours = waits.iter().sum::<u64>() / 3600;
        assert!((6..12).contains(&hours), "{hours} hours");
    }
}
