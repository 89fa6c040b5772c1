//! How mail leaves (`SMTP_URL`, `MAIL_FROM`). Without a mail server, development shows mail at /dev/mail, but only when the
//! site is on this machine, because anybody who reaches that page can read everybody's mail.

use super::{Environment, RawSecrets, base_url::is_http_on_this_machine, fault::Faults};
use crate::auth::origins::is_loopback;
use clap::Args;
use lettre::{AsyncSmtpTransport, Tokio1Executor, message::Mailbox};
use std::fmt;
use url::Url;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Mail")]
pub(super) struct MailFlags {
    /// Who e-mails are from, such as `Latchkey <no-reply@todo.example>`
    #[arg(long, env = "MAIL_FROM", value_name = "SENDER")]
    mail_from: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailConfig {
    /// A mail server sends it.
    Smtp { url: SmtpUrl, from: String },
    /// It is not sent: development shows it at /dev/mail.
    Inbox,
    /// There is no mail.
    Off,
}

/// The address of a mail server, which may hold a password and is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(pub String);

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}

impl MailFlags {
    pub(super) fn read(
        self,
        secrets: &RawSecrets,
        base_url: Option<&str>,
        environment: Environment,
        faults: &mut Faults,
    ) -> Option<MailConfig> {
        let Some(url) = faults.check(secrets.get("SMTP_URL"))? else {
            // A BASE_URL that cannot be used is a fault of its own.
            let is_here = base_url.is_none_or(is_http_on_this_machine);
            return Some(match is_here && !environment.is_production() {
                true => MailConfig::Inbox,
                false => MailConfig::Off,
            });
        };
        let url = smtp_url(url, environment, faults);
        let from = self.sender(base_url, faults);
        Some(MailConfig::Smtp { url: url?, from: from? })
    }

    fn sender(self, base_url: Option<&str>, faults: &mut Faults) -> Option<String> {
        let from = self.mail_from.filter(|from| !from.trim().is_empty());
        let from = from.unwrap_or_else(|| {
            // `todo.example` for `https://todo.example:8443`.
            let host = base_url.and_then(|url| Url::parse(url).ok()?.host_str().map(str::to_owned));
            format!("Latchkey <no-reply@{}>", host.as_deref().unwrap_or("localhost"))
        });
        if from.parse::<Mailbox>().is_err() {
            let fix = "Use a name and an address, such as Latchkey <no-reply@todo.example>.";
            return faults.add("MAIL_FROM", format!("{from:?} is not a sender"), fix);
        }
        Some(from)
    }
}

impl MailConfig {
    /// What the operator should know when mail is off.
    #[must_use]
    pub fn warning(&self, environment: Environment) -> Option<String> {
        let warning = match (self, environment) {
            (Self::Smtp { .. } | Self::Inbox, _) => return None,
            (Self::Off, Environment::Production) => {
                "there is no SMTP_URL: forgotten passwords cannot be reset and no mail is sent"
            }
            (Self::Off, Environment::Development) => {
                "there is no SMTP_URL, and BASE_URL is not http on this machine: mail is off, because everybody could read it at /dev/mail"
            }
        };
        Some(warning.to_owned())
    }
}

fn smtp_url(url: &str, environment: Environment, faults: &mut Faults) -> Option<SmtpUrl> {
    let fix = "Use smtps://USER:PASSWORD@HOST, or smtp://USER:PASSWORD@HOST:587?tls=required.";
    // Its text may hold the password, so the faults repeat nothing of it.
    if AsyncSmtpTransport::<Tokio1Executor>::from_url(url).is_err() {
        return faults.add("SMTP_URL", "is not the URL of a mail server", fix);
    }
    if environment.is_production() && may_send_in_plain_text(url) {
        return faults.add(
            "SMTP_URL",
            "sends mail to another machine without TLS: anybody on the network path can read the links in it",
            fix,
        );
    }
    Some(SmtpUrl(url.to_owned()))
}

/// Whether mail may go to another machine without TLS. Opportunistic TLS counts, because anybody on the network path
/// can turn it off.
fn may_send_in_plain_text(smtp_url: &str) -> bool {
    let Ok(url) = Url::parse(smtp_url) else { return false };
    let requires_tls = url
        .query_pairs()
        .any(|(name, value)| name == "tls" && value == "required");
    url.scheme() == "smtp" && !requires_tls && !url.host_str().is_some_and(is_loopback)
}
