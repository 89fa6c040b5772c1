//! Where the server is, who may talk to it from elsewhere, and what it tells everybody. `environment` stands here
//! because the operator looks for it first; all sections are read under it.

use super::{Environment, base_url, fault::Faults, limits, parse};
use crate::auth::limits::Limits;
use clap::Args;
use ipnet::IpNet;
use std::net::SocketAddr;
use url::Url;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Server")]
pub(super) struct ServerFlags {
    /// Public origin; https turns on `__Host-` and `Secure` cookies and HSTS
    #[arg(
        long,
        env = "BASE_URL",
        value_name = "URL",
        long_help = "Public origin; https turns on `__Host-` and `Secure` cookies and HSTS. Without it development is at the address it listens on, and production at http://localhost:3000."
    )]
    base_url: Option<String>,
    /// Address to listen on; port 0 picks a free one and prints it
    #[arg(
        long,
        env = "LISTEN",
        value_name = "ADDRESS",
        long_help = "Address to listen on, such as 0.0.0.0:3000; port 0 picks a free one and prints it. Without it LEPTOS_SITE_ADDR counts, then 127.0.0.1:3000."
    )]
    listen: Option<String>,
    /// What `cargo leptos` names; LISTEN goes first
    #[arg(long, env = "LEPTOS_SITE_ADDR", hide = true)]
    leptos_site_addr: Option<String>,
    /// Origins whose pages may use the API with cookies and be redirected to, separated by commas
    #[arg(long, env = "TRUSTED_ORIGINS", value_name = "ORIGINS", default_value = "")]
    trusted_origins: String,
    /// Origins whose pages may read the API's answers (CORS, with credentials), separated by commas
    #[arg(long, env = "CORS_ORIGINS", value_name = "ORIGINS", default_value = "")]
    cors_origins: String,
    /// Proxies whose word on the client's address counts, separated by commas: addresses, networks, or loopback
    #[arg(long, env = "TRUSTED_PROXIES", value_name = "NETWORKS", default_value = "")]
    trusted_proxies: String,
    /// Address to show metrics at, such as 127.0.0.1:9464, for Prometheus; without it nothing is counted
    #[arg(long, env = "METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<String>,
    /// on, off, or some of sign-in=20/1m,sign-up=20/1h,mail=20/1h (each client) and account=5 (wrong passwords in a row)
    #[arg(long, env = "RATE_LIMITS", value_name = "LIMITS", default_value = "on")]
    rate_limits: String,
    /// `production` refuses what is only good for development
    #[arg(long, env = "ENVIRONMENT", value_name = "NAME", default_value = "development")]
    environment: String,
    /// What browsers are told about https: preload, subdomains (this host and all below it), host, or off
    #[arg(long, env = "HSTS", value_name = "SCOPE", default_value = "preload")]
    hsts: String,
    /// Whom to tell about a vulnerability, separated by commas: e-mail addresses and https pages, for /.well-known/security.txt
    #[arg(long, env = "SECURITY_CONTACT", value_name = "CONTACTS", default_value = "")]
    security_contact: String,
}

#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// The public origin without a slash at its end.
    pub base_url: String,
    /// Whether `base_url` is where the server listens, because nobody has set `BASE_URL`.
    pub follows_listen: bool,
    pub listen: SocketAddr,
    /// Where the metrics are, if anybody wants them.
    pub metrics_listen: Option<SocketAddr>,
    /// Other origins whose pages may use the API with cookies; those of `cors_origins` are among them.
    pub trusted_origins: Vec<String>,
    /// Other origins whose pages may read the API's answers.
    pub cors_origins: Vec<String>,
    /// Whose word on the client's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// The `Strict-Transport-Security` header, for when the transport is https.
    pub transport_security: Option<&'static str>,
    /// Whom to tell about a vulnerability, as URIs.
    pub security_contacts: Vec<String>,
    /// How often something may be tried; `None` is as often as one likes.
    pub rate_limits: Option<Limits>,
}

/// What HSTS may be, with the header that says so.
const HSTS: [(&str, Option<&str>); 4] = [
    ("preload", Some("max-age=63072000; includeSubDomains; preload")),
    ("subdomains", Some("max-age=63072000; includeSubDomains")),
    ("host", Some("max-age=63072000")),
    ("off", None),
];

impl ServerFlags {
    /// An environment that cannot be used counts as development, so that the others are checked all the same.
    pub(super) fn environment(&self, faults: &mut Faults) -> Environment {
        let choices = [
            ("development", Environment::Development),
            ("production", Environment::Production),
        ];
        parse::choice("ENVIRONMENT", &self.environment, &choices, faults).unwrap_or(Environment::Development)
    }

    /// The public origin, which other sections need whatever is wrong with the rest of this one.
    pub(super) fn base_url(&self, environment: Environment, faults: &mut Faults) -> Option<String> {
        match (&self.base_url, self.listen_address().parse::<SocketAddr>()) {
            (Some(raw), _) => base_url::read(raw, environment, faults),
            (None, Ok(listen)) if self.follows_listen(environment) && listen.port() != 0 => {
                Some(base_url::of_address(listen))
            }
            (None, _) => Some("http://localhost:3000".to_owned()),
        }
    }

    /// Reads the section, with what [`Self::base_url`] has found.
    pub(super) fn read(
        self,
        base_url: Option<String>,
        environment: Environment,
        faults: &mut Faults,
    ) -> Option<ServerConfig> {
        let listen = self.read_listen(faults);
        let metrics_listen = self.read_metrics_listen(listen, faults);
        let cors_origins = parse::origins("CORS_ORIGINS", &self.cors_origins, faults);
        let trusted_origins = parse::origins("TRUSTED_ORIGINS", &self.trusted_origins, faults);
        let trusted_proxies = parse::proxies("TRUSTED_PROXIES", &self.trusted_proxies, faults);
        let transport_security = parse::choice("HSTS", self.hsts.trim(), &HSTS, faults);
        let security_contacts = parse::contacts("SECURITY_CONTACT", &self.security_contact, faults);
        let rate_limits = limits::read(&self.rate_limits, environment, faults);
        Some(ServerConfig {
            base_url: base_url?,
            follows_listen: self.follows_listen(environment),
            listen: listen?,
            metrics_listen,
            trusted_origins: [cors_origins.clone(), trusted_origins].concat(),
            cors_origins,
            trusted_proxies,
            transport_security: transport_security?,
            security_contacts,
            rate_limits,
        })
    }

    fn follows_listen(&self, environment: Environment) -> bool {
        self.base_url.is_none() && !environment.is_production()
    }

    fn listen_address(&self) -> &str {
        let given = self.listen.as_deref().or(self.leptos_site_addr.as_deref());
        given.unwrap_or("127.0.0.1:3000")
    }

    fn read_listen(&self, faults: &mut Faults) -> Option<SocketAddr> {
        let raw = self.listen_address();
        raw.parse().ok().or_else(|| {
            let fix = "Use an address and a port, such as 127.0.0.1:3000 or [::]:3000.";
            faults.add("LISTEN", format!("{raw:?} is not an address with a port"), fix)
        })
    }

    /// An address of its own: on the public port, everybody could read the metrics.
    fn read_metrics_listen(&self, listen: Option<SocketAddr>, faults: &mut Faults) -> Option<SocketAddr> {
        let raw = self.metrics_listen.as_deref().filter(|raw| !raw.trim().is_empty())?;
        let fix = "Use an address and a port that only you can reach, such as 127.0.0.1:9464.";
        match raw.trim().parse::<SocketAddr>() {
            Ok(address) if address.port() != 0 && listen.is_some_and(|listen| listen.port() == address.port()) => {
                faults.add(
                    "METRICS_LISTEN",
                    "has the port of LISTEN: everybody could read the metrics",
                    fix,
                )
            }
            Ok(address) => Some(address),
            Err(_) => faults.add("METRICS_LISTEN", format!("{raw:?} is not an address with a port"), fix),
        }
    }
}

impl ServerConfig {
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https:")
    }

    /// Why nobody finds a server at `BASE_URL` that listens on `address`, where no proxy stands between.
    #[must_use]
    pub fn unreachable(&self, address: SocketAddr) -> Option<String> {
        let public_port = Url::parse(&self.base_url)
            .ok()
            .and_then(|url| url.port_or_known_default());
        let has_proxy = self.is_https() || !self.trusted_proxies.is_empty();
        (!has_proxy && public_port != Some(address.port())).then(|| {
            format!(
                "the server listens on port {}, but BASE_URL is {}",
                address.port(),
                self.base_url
            )
        })
    }
}
