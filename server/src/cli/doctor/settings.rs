//! The settings: whether they can be used, and whether they fit together.

use super::Finding;
use crate::{
    auth::{
        Secret,
        origins::{host_of, is_loopback},
    },
    config::{Config, Environment, Inspection, MailConfig, STORED_SECRET, SecretOrigin, ServerConfig},
    mail::Transport,
};
use std::net::IpAddr;

/// Bits below which a secret can be guessed.
const GUESSABLE: u32 = 63;

/// The area of what is found about addresses and proxies.
const ADDRESSES: &str = "addresses";

pub(super) fn configuration(inspection: &Inspection) -> Vec<Finding> {
    match &inspection.config {
        Ok(_) if inspection.environment.is_production() => {
            vec![Finding::good("settings", "are usable, for production")]
        }
        Ok(_) => vec![Finding::good("settings", "are usable, for development")],
        Err(faults) => faults
            .iter()
            .map(|fault| Finding::fault("settings", format!("{}: {}", fault.variable, fault.problem), &fault.fix))
            .collect(),
    }
}

pub(super) fn secret(config: &Config, inspection: &Inspection) -> Vec<Finding> {
    let area = "secret";
    let fix = "Set AUTH_SECRET to the output of `openssl rand -base64 48`, and AUTH_SECRET_PREVIOUS to the old one for a day.";
    let path = config.data.dir.join(STORED_SECRET);
    let mut findings = Vec::new();
    match inspection.secret_origin {
        SecretOrigin::NotYetMade => {
            findings.push(Finding::good(
                area,
                "will be generated at the first start, for development",
            ));
        }
        SecretOrigin::Stored => {
            findings.push(Finding::good(
                area,
                format!("generated for development, in {}", path.display()),
            ));
        }
        SecretOrigin::Given => {}
    }
    for (name, secret) in ["AUTH_SECRET", "AUTH_SECRET_PREVIOUS"].into_iter().zip(&config.secrets) {
        if name == "AUTH_SECRET" && inspection.secret_origin != SecretOrigin::Given {
            continue;
        }
        let (length, bits) = (secret.signing_bytes().len(), secret.strength());
        let message = format!("{name} has {length} bytes and can be guessed: about {bits} bits of entropy");
        findings.push(match bits {
            0..GUESSABLE => Finding::fault(area, message, fix),
            GUESSABLE..Secret::MIN_STRENGTH => Finding::warning(area, message, fix),
            _ => Finding::good(area, format!("{name} has {length} bytes and cannot be guessed")),
        });
    }
    findings
}

/// Whether the public origin, the address to listen on and the proxies can belong together.
pub(super) fn addresses(server: &ServerConfig, environment: Environment) -> Vec<Finding> {
    let mut findings = origin(server, environment);
    findings.extend(listeners(server));
    if server.rate_limits.is_none() {
        findings.push(Finding::warning(
            ADDRESSES,
            "RATE_LIMITS is off: passwords can be guessed without limit",
            "Set RATE_LIMITS=on.",
        ));
    }
    if findings.is_empty() {
        let good = format!("{}, listening on {}", server.base_url, server.listen);
        findings.push(Finding::good(ADDRESSES, good));
    }
    findings
}

/// What people type, and what stands before the server.
fn origin(server: &ServerConfig, environment: Environment) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut warn = |message: String, fix: &str| findings.push(Finding::warning(ADDRESSES, message, fix));
    let base_url = &server.base_url;
    if server.is_https() && server.trusted_proxies.is_empty() {
        warn(
            format!(
                "BASE_URL is {base_url}, so a proxy must be handling TLS, but TRUSTED_PROXIES is empty: all clients look like one"
            ),
            "Set TRUSTED_PROXIES to the proxy's address, such as loopback.",
        );
    }
    if server.is_https() && !environment.is_production() {
        warn(
            format!("BASE_URL is {base_url}, but ENVIRONMENT is development"),
            "Set ENVIRONMENT=production.",
        );
    }
    if !server.is_https() && !is_local(base_url) {
        warn(
            format!("BASE_URL is {base_url}: anybody on the network path can read the cookies"),
            "Put TLS in front and use https://….",
        );
    }
    if server.trusted_proxies.iter().any(|network| network.prefix_len() < 8) {
        warn(
            "TRUSTED_PROXIES covers a large part of the network: everybody in it can claim any address".into(),
            "Name the proxies' own addresses.",
        );
    }
    findings
}

/// Who reaches the server, and who reaches its metrics.
fn listeners(server: &ServerConfig) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut warn = |message: String, fix: &str| findings.push(Finding::warning(ADDRESSES, message, fix));
    let (base_url, listen) = (&server.base_url, server.listen);
    if !server.is_https() && is_local(base_url) && !listen.ip().is_loopback() {
        warn(
            format!("the server listens on {listen}, but BASE_URL {base_url} only works on this machine"),
            "Set BASE_URL to what people type, or LISTEN to 127.0.0.1.",
        );
    }
    let is_known = listen.port() != 0;
    if let Some(warning) = server.unreachable(listen).filter(|_| is_known) {
        warn(
            warning,
            "Use the same port in both, or set TRUSTED_PROXIES if there is a proxy between.",
        );
    }
    if let Some(metrics) = server.metrics_listen.filter(|metrics| !is_private(metrics.ip())) {
        warn(
            format!("the metrics are shown on {metrics}, to whoever can reach it"),
            "Set METRICS_LISTEN to 127.0.0.1 or a private address, or let a firewall keep everybody but the collector out.",
        );
    }
    findings
}

/// Whether an address cannot be reached from everywhere.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

fn is_local(base_url: &str) -> bool {
    is_loopback(host_of(base_url))
}

pub(super) async fn mail(config: &Config, environment: Environment) -> Finding {
    let area = "mail";
    let fix = "Check SMTP_URL: the host, the port, TLS, the name and the password. `latchkey mail test ADDRESS` sends a test e-mail.";
    match &config.mail {
        // In production somebody may have decided so.
        MailConfig::Off if !environment.is_production() => Finding::fault(
            area,
            format!(
                "mail is off: BASE_URL {} is not http on this machine, so e-mails cannot be shown at /dev/mail either",
                config.server.base_url
            ),
            "Set ENVIRONMENT=production and SMTP_URL, or for development a BASE_URL such as http://localhost:3000.",
        ),
        MailConfig::Off => Finding::warning(
            area,
            "there is no mail server: forgotten passwords cannot be reset",
            "Set SMTP_URL, such as smtps://USER:PASSWORD@mail.example.",
        ),
        MailConfig::Inbox => Finding::good(area, "is kept at /dev/mail, for development"),
        MailConfig::Smtp { from, .. } => {
            let checked = match Transport::of(&config.mail) {
                Ok(transport) => transport.check().await.map_err(|error| error.to_string()),
                Err(problem) => Err(problem),
            };
            match checked {
                Ok(()) => Finding::good(
                    area,
                    format!("the mail server accepts our login; e-mails come from {from}"),
                ),
                Err(problem) => Finding::fault(area, problem, fix),
            }
        }
    }
}
