//! Handing a message to the mail server by SMTP, or nowhere in development. `mail::queue` calls it and decides by its
//! error whether there is another try.
//!
//! The message is put together by a library that encodes every header, so no user writes one.

use super::{Error, Message};
use crate::config::MailConfig;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::{Mailbox, MultiPart},
};
use std::time::Duration;

/// How long a mail server may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Where messages go.
#[derive(Clone)]
pub enum Transport {
    /// To a mail server.
    Smtp {
        server: AsyncSmtpTransport<Tokio1Executor>,
        from: Mailbox,
    },
    /// Nowhere: they stay in the queue's table and in the log, to be read in development.
    Inbox,
    /// There is no mail.
    Off,
}

impl Transport {
    /// As it was configured.
    ///
    /// # Errors
    /// What is wrong with the mail server's URL or with what emails are from, in a few words.
    pub fn of(config: &MailConfig) -> Result<Self, String> {
        Ok(match config {
            MailConfig::Smtp { url, from } => {
                let from = from.parse().map_err(|_| format!("{from:?} is not a sender"))?;
                let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url.0)
                    .map_err(|_| "SMTP_URL is not the URL of a mail server".to_owned())?
                    .timeout(Some(TIMEOUT))
                    .build();
                Self::Smtp { server, from }
            }
            MailConfig::Inbox => Self::Inbox,
            MailConfig::Off => Self::Off,
        })
    }

    /// Whether emails reach anybody.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off)
    }

    /// Hands a message to the mail server. It takes it, and tells how it puts that, or says why not.
    ///
    /// # Errors
    /// [`Error::Message`], [`Error::Temporary`], [`Error::Permanent`].
    pub async fn send(&self, message: &Message) -> Result<String, Error> {
        let Self::Smtp { server, from } = self else {
            return Ok(String::new());
        };
        let to: Mailbox = message
            .to
            .parse()
            .map_err(|_| Error::Message("the recipient is not an address".into()))?;
        let message = lettre::Message::builder()
            .from(from.clone())
            .to(to)
            .subject(&message.subject)
            .message_id(None)
            .multipart(MultiPart::alternative_plain_html(
                message.text.clone(),
                message.html.clone(),
            ))
            .map_err(|error| Error::Message(error.to_string()))?;
        let answer = server.send(message).await.map_err(|error| {
            if error.is_permanent() {
                Error::Permanent(error.to_string())
            } else {
                Error::Temporary(error.to_string())
            }
        })?;
        let words: Vec<&str> = answer.message().collect();
        Ok(format!("{} {}", answer.code(), words.join(" ")))
    }

    /// Whether the mail server answers and lets us in.
    ///
    /// # Errors
    /// [`Error::Temporary`] with what went wrong.
    pub async fn check(&self) -> Result<(), Error> {
        let Self::Smtp { server, .. } = self else {
            return Ok(());
        };
        match server.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::Temporary("it does not answer".into())),
            Err(error) => Err(Error::Temporary(error.to_string())),
        }
    }
}
