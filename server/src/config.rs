//! The settings: every one a flag and an environment variable, but for the secrets, which no flag takes (`given`). They
//! are read together and checked together, and all faults are reported at once, each with what would mend it.

mod given;

pub use given::{Given, SECRETS};

use crate::auth::{
    Secret,
    limits::{Limits, Rate},
    origins::{host_of, is_loopback, is_origin},
    refresh::Rotation,
};
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use lettre::{Address, AsyncSmtpTransport, Tokio1Executor, message::Mailbox};
use std::{
    env, fmt, fs,
    io::Write,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};
use url::Url;

/// Where development keeps its secret, in DATA_DIR.
pub const STORED_SECRET: &str = "auth-secret";

/// The settings as they were given.
#[derive(Args, Clone, Debug, Default)]
pub struct Flags {
    /// Public origin; https turns on `__Host-` and `Secure` cookies and HSTS
    #[arg(
        long,
        env = "BASE_URL",
        value_name = "URL",
        help_heading = "Server",
        long_help = "Public origin; https turns on `__Host-` and `Secure` cookies and HSTS. Without it development is at the address it listens on, and production at http://localhost:3000."
    )]
    base_url: Option<String>,
    /// Address to listen on; port 0 picks a free one and prints it
    #[arg(
        long,
        env = "LISTEN",
        value_name = "ADDRESS",
        help_heading = "Server",
        long_help = "Address to listen on, such as 0.0.0.0:3000; port 0 picks a free one and prints it. Without it LEPTOS_SITE_ADDR counts, then 127.0.0.1:3000."
    )]
    listen: Option<String>,
    /// What `cargo leptos` names; LISTEN goes first
    #[arg(long, env = "LEPTOS_SITE_ADDR", hide = true)]
    leptos_site_addr: Option<String>,
    /// Origins whose pages may use the API with cookies and be redirected to, separated by commas
    #[arg(
        long,
        env = "TRUSTED_ORIGINS",
        value_name = "ORIGINS",
        default_value = "",
        help_heading = "Server"
    )]
    trusted_origins: String,
    /// Origins whose pages may read the API's answers (CORS, with credentials), separated by commas
    #[arg(
        long,
        env = "CORS_ORIGINS",
        value_name = "ORIGINS",
        default_value = "",
        help_heading = "Server"
    )]
    cors_origins: String,
    /// Proxies whose word on the client's address counts, separated by commas: addresses, networks, or loopback
    #[arg(
        long,
        env = "TRUSTED_PROXIES",
        value_name = "NETWORKS",
        default_value = "",
        help_heading = "Server"
    )]
    trusted_proxies: String,
    /// Address to show metrics at, such as 127.0.0.1:9464, for Prometheus; without it nothing is counted
    #[arg(long, env = "METRICS_LISTEN", value_name = "ADDRESS", help_heading = "Server")]
    metrics_listen: Option<String>,
    /// on, off, or some of sign-in=20/1m,sign-up=20/1h,mail=20/1h (each client) and account=5 (wrong passwords in a row)
    #[arg(
        long,
        env = "RATE_LIMITS",
        value_name = "LIMITS",
        default_value = "on",
        help_heading = "Server"
    )]
    rate_limits: String,
    /// `production` refuses what is only good for development
    #[arg(
        long,
        env = "ENVIRONMENT",
        value_name = "NAME",
        default_value = "development",
        help_heading = "Server"
    )]
    environment: String,
    /// Folder for the SQLite file and the generated secret
    #[arg(
        long,
        env = "DATA_DIR",
        value_name = "FOLDER",
        default_value = "./data",
        help_heading = "Data"
    )]
    data_dir: PathBuf,
    /// Most connections to PostgreSQL, 1 to 1000, besides the one that listens
    #[arg(
        long,
        env = "DATABASE_CONNECTIONS",
        value_name = "NUMBER",
        default_value = "10",
        help_heading = "Data"
    )]
    database_connections: String,
    /// HS256 (shared secret) or EdDSA (key pairs in the database)
    #[arg(
        long,
        env = "JWT_ALGORITHM",
        value_name = "NAME",
        default_value = "HS256",
        help_heading = "Sessions"
    )]
    jwt_algorithm: String,
    /// Names the services that session tokens are for; with EdDSA it is BASE_URL when not set
    #[arg(long, env = "JWT_AUDIENCE", value_name = "NAME", help_heading = "Sessions")]
    jwt_audience: Option<String>,
    /// How long a session token is valid before it is renewed, such as 15m
    #[arg(
        long,
        env = "SESSION_JWT_TTL",
        value_name = "TIME",
        default_value = "15m",
        help_heading = "Sessions"
    )]
    session_jwt_ttl: String,
    /// What a used refresh token yields at /api/v1/auth/refresh: strict ends its session once the answer has arrived, lenient gives the same successor until that is used
    #[arg(
        long,
        env = "REFRESH_ROTATION",
        value_name = "MODE",
        default_value = "strict",
        help_heading = "Sessions"
    )]
    refresh_rotation: String,
    /// How long a session lives without being used, such as 7d
    #[arg(
        long,
        env = "SESSION_TTL",
        value_name = "TIME",
        default_value = "7d",
        help_heading = "Sessions"
    )]
    session_ttl: String,
    /// How long a session lives at most, such as 30d
    #[arg(
        long,
        env = "SESSION_ABSOLUTE_TTL",
        value_name = "TIME",
        default_value = "30d",
        help_heading = "Sessions"
    )]
    session_absolute_ttl: String,
    /// Fewest characters of a new password, 8 to 64
    #[arg(
        long,
        env = "PASSWORD_MIN_LENGTH",
        value_name = "NUMBER",
        default_value = "8",
        help_heading = "Sessions"
    )]
    password_min_length: String,
    /// on: people confirm their address by e-mail before they can sign in, and signing up tells nobody who has an account
    #[arg(
        long,
        env = "REQUIRE_EMAIL_VERIFICATION",
        value_name = "BOOL",
        default_value = "false",
        help_heading = "Sessions"
    )]
    require_email_verification: String,
    /// How long the record of sign-ins and changes to accounts is kept, such as 90d
    #[arg(
        long,
        env = "AUDIT_RETENTION",
        value_name = "TIME",
        default_value = "90d",
        help_heading = "Data"
    )]
    audit_retention: String,
    /// Who e-mails are from, such as `Latchkey <no-reply@todo.example>`
    #[arg(long, env = "MAIL_FROM", value_name = "SENDER", help_heading = "Mail")]
    mail_from: Option<String>,
    /// What browsers are told about https: preload, subdomains (this host and all below it), host, or off
    #[arg(
        long,
        env = "HSTS",
        value_name = "SCOPE",
        default_value = "preload",
        help_heading = "Server"
    )]
    hsts: String,
    /// Whom to tell about a vulnerability, separated by commas: e-mail addresses and https pages, for /.well-known/security.txt
    #[arg(
        long,
        env = "SECURITY_CONTACT",
        value_name = "CONTACTS",
        default_value = "",
        help_heading = "Server"
    )]
    security_contact: String,
    #[arg(skip = Given::to_this_process())]
    given: Given,
}

/// The settings as they are used.
#[derive(Clone, Debug)]
pub struct Config {
    /// The public origin without a slash at its end.
    pub base_url: String,
    /// Whether that is where it listens, because nobody has said otherwise.
    pub follows_listen: bool,
    pub is_https: bool,
    pub listen: SocketAddr,
    /// Where the metrics are, if anybody wants them.
    pub metrics_listen: Option<SocketAddr>,
    /// Other origins whose pages may use the API with cookies; those of `cors_origins` are among them.
    pub trusted_origins: Vec<String>,
    /// Other origins whose pages may read the API's answers.
    pub cors_origins: Vec<String>,
    /// Whose word on the client's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// What browsers are told about https, where it is the transport.
    pub transport_security: Option<&'static str>,
    /// Whom to tell of a hole, as URIs.
    pub security_contacts: Vec<String>,
    /// How often something may be tried; without them, as often as one likes.
    pub rate_limits: Option<Limits>,
    pub data_dir: PathBuf,
    /// May hold a password.
    pub database_url: DatabaseUrl,
    /// Most connections to PostgreSQL; SQLite has as many as suit a file.
    pub database_connections: u32,
    /// The one in use first, then the previous one.
    pub secrets: Vec<Secret>,
    pub jwt_algorithm: JwtAlgorithm,
    pub jwt_audience: Option<String>,
    pub jwt_lifetime: Duration,
    pub refresh_rotation: Rotation,
    pub session_lifetime: Duration,
    pub absolute_lifetime: Duration,
    pub password_min_length: usize,
    /// Whether an address has to be confirmed before anybody signs in with it.
    pub require_email_verification: bool,
    /// How long the record of what happened to accounts is kept.
    pub audit_retention: Duration,
    pub mail: MailConfig,
    /// What a person at the terminal should know, such as that a secret was made.
    pub remarks: Vec<String>,
}

impl Config {
    /// The same where it really listens, which is known late where LISTEN leaves the port to the system.
    #[must_use]
    pub fn listening_on(mut self, address: SocketAddr) -> Self {
        if self.follows_listen {
            let former = std::mem::replace(&mut self.base_url, origin_of(address));
            if self.jwt_audience.as_ref() == Some(&former) {
                self.jwt_audience = Some(self.base_url.clone());
            }
        }
        self
    }

    /// Why nobody finds it by BASE_URL who listens at `address`, where no proxy stands between.
    #[must_use]
    pub fn unreachable(&self, address: SocketAddr) -> Option<String> {
        let port = Url::parse(&self.base_url)
            .ok()
            .and_then(|url| url.port_or_known_default());
        let is_missed = !self.is_https && self.trusted_proxies.is_empty() && port != Some(address.port());
        is_missed.then(|| {
            format!(
                "the server listens on port {}, but BASE_URL is {}",
                address.port(),
                self.base_url
            )
        })
    }
}

/// A database's address, which may hold a password and is never printed.
#[derive(Clone)]
pub struct DatabaseUrl(pub String);

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

/// How mail leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailConfig {
    /// By a mail server.
    Smtp { url: SmtpUrl, from: String },
    /// It does not: in development it is kept to be read here.
    Inbox,
    /// There is none.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum JwtAlgorithm {
    Hs256,
    EdDsa,
}

/// One setting that cannot be used, and what would mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub variable: &'static str,
    pub problem: String,
    pub fix: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    {}", self.variable, self.problem, self.fix)
    }
}

/// The settings as they were found, without anything having been made.
pub struct Inspection {
    pub config: Result<Config, Vec<Fault>>,
    pub is_production: bool,
    pub secret_origin: SecretOrigin,
    pub data_dir: PathBuf,
    pub database_url: Option<DatabaseUrl>,
}

/// Where the secret comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretOrigin {
    /// From the settings.
    Given,
    /// From DATA_DIR, where development has made it.
    Stored,
    /// Development will make it at the first start.
    NotYetMade,
}

/// What is done about a folder or a secret that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Make,
    Leave,
}

/// Collects faults while values are read.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add<T>(&mut self, variable: &'static str, problem: impl Into<String>, fix: impl Into<String>) -> Option<T> {
        self.0.push(Fault {
            variable,
            problem: problem.into(),
            fix: fix.into(),
        });
        None
    }
}

impl Flags {
    /// The same with these secrets, whatever the environment says.
    #[must_use]
    pub fn given(self, given: Given) -> Self {
        Self { given, ..self }
    }

    /// Checks everything and prepares the data folder.
    ///
    /// # Errors
    /// All faults, not only the first.
    pub fn into_config(self) -> Result<Config, Vec<Fault>> {
        self.read(Missing::Make)
    }

    /// Checks everything and makes nothing: no folder, no secret. Where there is no secret yet, the settings hold one
    /// that is good for nothing.
    #[must_use]
    pub fn inspect(self) -> Inspection {
        let is_given = |name| !matches!(self.given.get(name), Ok(None));
        let secret_origin = if is_given("AUTH_SECRET") || is_given("BETTER_AUTH_SECRET") {
            SecretOrigin::Given
        } else if self.stored_secret().is_some() {
            SecretOrigin::Stored
        } else {
            SecretOrigin::NotYetMade
        };
        Inspection {
            is_production: self.environment == "production",
            secret_origin,
            data_dir: self.data_dir.clone(),
            database_url: self.database_url(self.environment == "production", &mut Faults::default()),
            config: self.read(Missing::Leave),
        }
    }

    fn read(self, missing: Missing) -> Result<Config, Vec<Fault>> {
        let mut faults = Faults::default();
        let is_production = match self.environment.as_str() {
            "production" => true,
            "development" => false,
            other => {
                faults.add::<()>(
                    "ENVIRONMENT",
                    format!("{other:?} is not known"),
                    "Use development or production.",
                );
                false
            }
        };
        let listen = self.listen_address(&mut faults);
        let follows_listen = self.base_url.is_none() && !is_production;
        let base_url = match (self.base_url.as_deref(), listen) {
            (Some(url), _) => base_url(url, is_production, &mut faults),
            (None, Some(listen)) if follows_listen && listen.port() != 0 => Some(origin_of(listen)),
            (None, _) => Some("http://localhost:3000".to_owned()),
        };
        let metrics_listen = self.metrics_address(listen, &mut faults);
        let cors_origins = origins("CORS_ORIGINS", &self.cors_origins, &mut faults);
        let trusted_origins = origins("TRUSTED_ORIGINS", &self.trusted_origins, &mut faults);
        let trusted_origins = [cors_origins.clone(), trusted_origins].concat();
        let trusted_proxies = proxies("TRUSTED_PROXIES", &self.trusted_proxies, &mut faults);
        let transport_security = transport_security("HSTS", &self.hsts, &mut faults);
        let security_contacts = contacts("SECURITY_CONTACT", &self.security_contact, &mut faults);
        let rate_limits = self.rate_limits(is_production, &mut faults);
        let jwt_algorithm = match self.jwt_algorithm.to_ascii_lowercase().as_str() {
            "hs256" => Some(JwtAlgorithm::Hs256),
            "eddsa" => Some(JwtAlgorithm::EdDsa),
            _ => faults.add(
                "JWT_ALGORITHM",
                format!("{:?} is not known", self.jwt_algorithm),
                "Use HS256 or EdDSA.",
            ),
        };
        let refresh_rotation = match self.refresh_rotation.as_str() {
            "strict" => Some(Rotation::Strict),
            "lenient" => Some(Rotation::Lenient),
            other => faults.add(
                "REFRESH_ROTATION",
                format!("{other:?} is not known"),
                "Use strict or lenient.",
            ),
        };
        let jwt_lifetime = duration("SESSION_JWT_TTL", &self.session_jwt_ttl, "15m", &mut faults);
        let session_lifetime = duration("SESSION_TTL", &self.session_ttl, "7d", &mut faults);
        let absolute_lifetime = duration("SESSION_ABSOLUTE_TTL", &self.session_absolute_ttl, "30d", &mut faults);
        if let (Some(sliding), Some(absolute)) = (session_lifetime, absolute_lifetime)
            && absolute < sliding
        {
            faults.add::<()>(
                "SESSION_ABSOLUTE_TTL",
                "is shorter than SESSION_TTL",
                "Make it as long as SESSION_TTL or longer, such as 30d.",
            );
        }
        let password_min_length = match self.password_min_length.parse() {
            Ok(length @ 8..=64) => Some(length),
            _ => faults.add(
                "PASSWORD_MIN_LENGTH",
                format!("{:?} is not a number from 8 to 64", self.password_min_length),
                "Use a number such as 12.",
            ),
        };
        let audit_retention = duration("AUDIT_RETENTION", &self.audit_retention, "90d", &mut faults);
        let mut remarks = Vec::new();
        let mail = self.mail(is_production, base_url.as_deref(), &mut remarks, &mut faults);
        let require_email_verification = self.require_email_verification(&mail, &mut faults);
        let data_dir = match missing {
            Missing::Make => prepare_data_dir(&self.data_dir, &mut faults),
            Missing::Leave => Some(self.data_dir.clone()),
        };
        let secrets = self.secrets(is_production, missing, &mut remarks, &mut faults);
        let database_url = self.database_url(is_production, &mut faults);
        let database_connections = match self.database_connections.parse() {
            Ok(number @ 1..=1000) => Some(number),
            _ => faults.add(
                "DATABASE_CONNECTIONS",
                format!("{:?} is not a number from 1 to 1000", self.database_connections),
                "Use a number such as 10; all instances together need fewer than PostgreSQL's max_connections.",
            ),
        };
        match (
            base_url,
            listen,
            jwt_algorithm,
            jwt_lifetime,
            refresh_rotation,
            session_lifetime,
            absolute_lifetime,
            password_min_length,
            audit_retention,
            data_dir,
            secrets,
            database_url,
            database_connections,
        ) {
            (
                Some(base_url),
                Some(listen),
                Some(jwt_algorithm),
                Some(jwt_lifetime),
                Some(refresh_rotation),
                Some(session_lifetime),
                Some(absolute_lifetime),
                Some(password_min_length),
                Some(audit_retention),
                Some(data_dir),
                Some(secrets),
                Some(database_url),
                Some(database_connections),
            ) if faults.0.is_empty() => Ok(Config {
                is_https: base_url.starts_with("https:"),
                jwt_audience: self.jwt_audience.filter(|audience| !audience.is_empty()).or_else(|| {
                    // A service that verifies by a public key set should insist on an audience, and
                    // there is no call in the field that would fail over one it can be told.
                    (jwt_algorithm == JwtAlgorithm::EdDsa).then(|| base_url.clone())
                }),
                base_url,
                follows_listen,
                listen,
                metrics_listen,
                trusted_origins,
                cors_origins,
                trusted_proxies,
                transport_security,
                security_contacts,
                rate_limits,
                data_dir,
                database_url,
                database_connections,
                secrets,
                jwt_algorithm,
                jwt_lifetime,
                refresh_rotation,
                session_lifetime,
                absolute_lifetime,
                password_min_length,
                require_email_verification,
                audit_retention,
                mail,
                remarks,
            }),
            _ => Err(faults.0),
        }
    }

    fn listen_address(&self, faults: &mut Faults) -> Option<SocketAddr> {
        let raw = self
            .listen
            .as_deref()
            .or(self.leptos_site_addr.as_deref())
            .unwrap_or("127.0.0.1:3000");
        let fix = "Use an address and a port, such as 127.0.0.1:3000 or [::]:3000.";
        raw.parse()
            .ok()
            .or_else(|| faults.add("LISTEN", format!("{raw:?} is not an address with a port"), fix))
    }

    /// An address of its own: on the public port everybody could read along.
    fn metrics_address(&self, listen: Option<SocketAddr>, faults: &mut Faults) -> Option<SocketAddr> {
        let raw = self.metrics_listen.as_deref().filter(|raw| !raw.trim().is_empty())?;
        let fix = "Use an address and a port that only you can reach, such as 127.0.0.1:9464.";
        match raw.trim().parse::<SocketAddr>() {
            Ok(address) if address.port() != 0 && listen.is_some_and(|listen| listen.port() == address.port()) => {
                faults.add("METRICS_LISTEN", "is the port that everybody reaches", fix)
            }
            Ok(address) => Some(address),
            Err(_) => faults.add("METRICS_LISTEN", format!("{raw:?} is not an address with a port"), fix),
        }
    }

    /// The limits in force; nothing stands for none, which production does not have by accident.
    fn rate_limits(&self, is_production: bool, faults: &mut Faults) -> Option<Limits> {
        match self.rate_limits.trim() {
            "on" => Some(Limits::default()),
            "off" if is_production => faults.add(
                "RATE_LIMITS",
                "is off, so that passwords can be guessed without end",
                "Use on, or limits such as sign-in=100/1m.",
            ),
            "off" => None,
            list => Some(limits("RATE_LIMITS", list, faults)),
        }
    }

    fn mail(
        &self,
        is_production: bool,
        base_url: Option<&str>,
        remarks: &mut Vec<String>,
        faults: &mut Faults,
    ) -> MailConfig {
        let Some(url) = self.secret_text("SMTP_URL", faults) else {
            if is_production {
                remarks.push("there is no SMTP_URL: forgotten passwords cannot be reset and no mail is sent".into());
                return MailConfig::Off;
            }
            if !base_url.is_none_or(is_of_this_machine) {
                remarks.push(
                    "there is no SMTP_URL, and BASE_URL is not http on this machine: mail is off, for everybody could read it at /dev/mail"
                        .into(),
                );
                return MailConfig::Off;
            }
            return MailConfig::Inbox;
        };
        // `todo.example` for `https://todo.example:8443`.
        let host = base_url
            .and_then(|url| Url::parse(url).ok()?.host_str().map(str::to_owned))
            .unwrap_or_else(|| "localhost".to_owned());
        let from = self.mail_from.clone().filter(|from| !from.trim().is_empty());
        let from = from.unwrap_or_else(|| format!("Latchkey <no-reply@{host}>"));
        if from.parse::<Mailbox>().is_err() {
            let fix = "Use a name and an address, such as Latchkey <no-reply@todo.example>.";
            faults.add::<()>("MAIL_FROM", format!("{from:?} is not a sender"), fix);
        }
        let fix = "Use smtps://USER:PASSWORD@HOST, or smtp://USER:PASSWORD@HOST:587?tls=required.";
        // Its text may hold the password, so nothing of it is repeated.
        if AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).is_err() {
            faults.add::<()>("SMTP_URL", "is not the URL of a mail server", fix);
        } else if is_production && is_in_the_open(&url) {
            faults.add::<()>(
                "SMTP_URL",
                "leads to another machine without TLS, where anybody on the way can read the links",
                fix,
            );
        }
        MailConfig::Smtp {
            url: SmtpUrl(url),
            from,
        }
    }

    fn require_email_verification(&self, mail: &MailConfig, faults: &mut Faults) -> bool {
        match self.require_email_verification.trim() {
            "false" | "off" | "" => false,
            "true" | "on" if *mail == MailConfig::Off => {
                let fix = "Set SMTP_URL, or leave REQUIRE_EMAIL_VERIFICATION away.";
                faults.add::<()>("REQUIRE_EMAIL_VERIFICATION", "is on, but there is no mail", fix);
                false
            }
            "true" | "on" => true,
            other => {
                let problem = format!("{other:?} is neither true nor false");
                faults.add::<()>("REQUIRE_EMAIL_VERIFICATION", problem, "Use true or false.");
                false
            }
        }
    }

    /// The text of a secret, if it is given.
    fn secret_text(&self, variable: &'static str, faults: &mut Faults) -> Option<String> {
        match self.given.get(variable) {
            Ok(value) => value.map(str::to_owned),
            Err(why) => faults.add(variable, &why.problem, &why.fix),
        }
    }

    fn database_url(&self, is_production: bool, faults: &mut Faults) -> Option<DatabaseUrl> {
        let fix = "Use sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.";
        if let Err(why) = self.given.get("DATABASE_URL") {
            return faults.add("DATABASE_URL", &why.problem, &why.fix);
        }
        let Some(url) = self.secret_text("DATABASE_URL", faults) else {
            let path = self.data_dir.join("latchkey.db");
            return match path.to_str() {
                Some(path) => Some(DatabaseUrl(format!("sqlite://{path}"))),
                None => faults.add("DATA_DIR", "is not text in UTF-8", "Use another folder."),
            };
        };
        match url.split_once(':') {
            Some(("sqlite", _)) => Some(DatabaseUrl(url)),
            Some(("postgres" | "postgresql", _)) if is_production => Some(DatabaseUrl(with_verified_server(url))),
            Some(("postgres" | "postgresql", _)) => Some(DatabaseUrl(url)),
            _ => faults.add("DATABASE_URL", "is neither SQLite nor PostgreSQL", fix),
        }
    }

    fn secrets(
        &self,
        is_production: bool,
        missing: Missing,
        remarks: &mut Vec<String>,
        faults: &mut Faults,
    ) -> Option<Vec<Secret>> {
        let before = faults.0.len();
        let given = self
            .secret_text("AUTH_SECRET", faults)
            .or_else(|| self.secret_text("BETTER_AUTH_SECRET", faults));
        let current = match given {
            _ if faults.0.len() > before => None,
            Some(raw) => secret("AUTH_SECRET", raw, faults)
                .filter(|secret| !is_production || self.is_good_for_production(secret, faults)),
            None if is_production => faults.add(
                "AUTH_SECRET",
                "is not set",
                "Set it to the output of `openssl rand -base64 48` and keep it.",
            ),
            None => self.generated_secret(missing, remarks, faults),
        };
        // It may be a weak one: taking it out of use is what it stands here for.
        let previous = match self.secret_text("AUTH_SECRET_PREVIOUS", faults) {
            Some(raw) => Some(secret("AUTH_SECRET_PREVIOUS", raw, faults)?),
            None => None,
        };
        Some([Some(current?), previous].into_iter().flatten().collect())
    }

    /// Whether nobody guesses a secret, who has a token that it signed to try guesses on, and nobody finds it lying in
    /// the folder of a development that became serious.
    fn is_good_for_production(&self, secret: &Secret, faults: &mut Faults) -> bool {
        let bits = secret.strength();
        let is_stored = || {
            self.stored_secret()
                .is_some_and(|stored| stored.as_bytes() == secret.signing_bytes())
        };
        let problem = if bits < Secret::MIN_STRENGTH {
            format!(
                "can be guessed: it has about {bits} bits, and needs {}",
                Secret::MIN_STRENGTH
            )
        } else if is_stored() {
            format!(
                "is the one that was made for development, in {}",
                self.data_dir.join(STORED_SECRET).display()
            )
        } else {
            return true;
        };
        let fix = "Use the output of `openssl rand -base64 48`, and set AUTH_SECRET_PREVIOUS to the old one until nothing needs it.";
        faults.add::<()>("AUTH_SECRET", problem, fix);
        false
    }

    /// Development's own secret: made once, readable by its owner only, the same after a restart.
    fn generated_secret(&self, missing: Missing, remarks: &mut Vec<String>, faults: &mut Faults) -> Option<Secret> {
        if let Some(raw) = self.stored_secret() {
            return secret("AUTH_SECRET", raw, faults);
        }
        let path = self.data_dir.join(STORED_SECRET);
        let raw = crate::random::token();
        if missing == Missing::Leave {
            return Secret::new(raw);
        }
        let written = private_file(&path).and_then(|mut file| file.write_all(raw.as_bytes()));
        if let Err(error) = written {
            return faults.add(
                "DATA_DIR",
                format!("{} cannot be written: {error}", path.display()),
                "Make the folder writable, or set AUTH_SECRET.",
            );
        }
        remarks.push(format!(
            "made a secret for development in {}; production needs AUTH_SECRET",
            path.display()
        ));
        Secret::new(raw)
    }

    fn stored_secret(&self) -> Option<String> {
        let raw = fs::read_to_string(self.data_dir.join(STORED_SECRET)).ok()?;
        Some(raw.trim().to_owned())
    }
}

fn secret(variable: &'static str, raw: String, faults: &mut Faults) -> Option<Secret> {
    let length = raw.len();
    Secret::new(raw).or_else(|| {
        faults.add(
            variable,
            format!("has {length} bytes and needs at least {}", Secret::MIN_LENGTH),
            "Use the output of `openssl rand -base64 48`.",
        )
    })
}

/// The origin by which a browser on this machine finds what listens there. It is a name where it can be: passkeys need
/// one.
fn origin_of(listen: SocketAddr) -> String {
    match listen.ip() {
        ip if ip.is_unspecified() || ip.is_loopback() => format!("http://localhost:{}", listen.port()),
        _ => format!("http://{listen}"),
    }
}

fn base_url(raw: &str, is_production: bool, faults: &mut Faults) -> Option<String> {
    let fix = "Use the public origin alone, such as https://todo.example.";
    let Ok(url) = Url::parse(raw) else {
        return faults.add("BASE_URL", format!("{raw:?} is not a URL"), fix);
    };
    let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    let names_somebody = !url.username().is_empty() || url.password().is_some();
    if !matches!(url.scheme(), "http" | "https") || has_more || names_somebody {
        return faults.add("BASE_URL", format!("{raw:?} is more or less than an origin"), fix);
    }
    let origin = url.origin().ascii_serialization();
    if is_production && url.scheme() == "http" && !is_of_this_machine(&origin) {
        return faults.add(
            "BASE_URL",
            "is plain http, where anybody on the way can read the cookies",
            "Put TLS in front and use https://….",
        );
    }
    Some(origin)
}

/// Whether an origin is plain http on a name that leads to this very machine, whoever looks it up.
fn is_of_this_machine(origin: &str) -> bool {
    origin.starts_with("http:") && is_loopback(host_of(origin))
}

/// Whether letters would go to another machine without TLS, or with it only where nobody on the way objects.
fn is_in_the_open(smtp_url: &str) -> bool {
    let Ok(url) = Url::parse(smtp_url) else { return false };
    let is_required = url
        .query_pairs()
        .any(|(name, value)| name == "tls" && value == "required");
    url.scheme() == "smtp" && !is_required && !url.host_str().is_some_and(is_loopback)
}

/// A server on another machine has to show that it is the right one, unless the operator has decided otherwise.
fn with_verified_server(database_url: String) -> String {
    let Ok(mut url) = Url::parse(&database_url) else {
        return database_url;
    };
    let of = |names: [&str; 2]| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(name, _)| names.contains(&&**name))
            .map(|(_, value)| value.into_owned())
    };
    let host = of(["host", "hostaddr"]).or_else(|| url.host_str().map(str::to_owned));
    let is_near = host.is_none_or(|host| {
        host.is_empty() || host.starts_with('/') || host.to_ascii_lowercase().starts_with("%2f") || is_loopback(&host)
    });
    if !is_near && of(["sslmode", "ssl-mode"]).is_none() && env::var_os("PGSSLMODE").is_none() {
        url.query_pairs_mut().append_pair("sslmode", "verify-full");
        return url.into();
    }
    database_url
}

/// What browsers are told of https: for how long, for which hosts, and whether they may know it before the first visit.
fn transport_security(variable: &'static str, raw: &str, faults: &mut Faults) -> Option<&'static str> {
    match raw.trim() {
        "preload" => Some("max-age=63072000; includeSubDomains; preload"),
        "subdomains" => Some("max-age=63072000; includeSubDomains"),
        "host" => Some("max-age=63072000"),
        "off" => None,
        other => faults.add(
            variable,
            format!("{other:?} is not known"),
            "Use preload, subdomains, host or off.",
        ),
    }
}

/// Contacts as URIs (RFC 9116 §2.5.3); an address of mail becomes one.
fn contacts(variable: &'static str, raw: &str, faults: &mut Faults) -> Vec<String> {
    let mut contacts = Vec::new();
    for item in raw.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let address = item.strip_prefix("mailto:").unwrap_or(item);
        let page = Url::parse(item).is_ok_and(|url| matches!(url.scheme(), "https" | "tel"));
        if page && item.bytes().all(|letter| letter.is_ascii_graphic()) {
            contacts.push(item.to_owned());
        } else if address.is_ascii() && address.parse::<Address>().is_ok() {
            contacts.push(format!("mailto:{address}"));
        } else {
            let fix =
                "Use addresses of mail and https pages, such as security@todo.example,https://todo.example/security.";
            faults.add::<()>(variable, format!("{item:?} is neither"), fix);
        }
    }
    contacts
}

/// A list of origins, each a scheme, a host and perhaps a port; the host may begin with `*.`.
fn origins(variable: &'static str, raw: &str, faults: &mut Faults) -> Vec<String> {
    let mut origins = Vec::new();
    for item in raw.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        if is_origin(item) {
            origins.push(item.to_owned());
        } else {
            let fix = "Use origins alone, such as https://app.example,https://admin.example:8443; https://*.app.example stands for one label.";
            faults.add::<()>(variable, format!("{item:?} is not an origin"), fix);
        }
    }
    origins
}

/// A list of addresses and networks. One that holds everybody is refused: the client's address would be
/// whatever the client says it is.
fn proxies(variable: &'static str, raw: &str, faults: &mut Faults) -> Vec<IpNet> {
    let mut proxies = Vec::new();
    for item in raw.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let networks = match item {
            "loopback" => ["127.0.0.0/8", "::1/128"].map(network).into_iter().flatten().collect(),
            item => Vec::from_iter(network(item).filter(|network| network.prefix_len() > 0)),
        };
        if networks.is_empty() {
            let fix = "Use addresses and networks, such as loopback,10.0.0.0/8,2001:db8::1.";
            faults.add::<()>(
                variable,
                format!("{item:?} is not an address or a part of the network"),
                fix,
            );
        }
        proxies.extend(networks);
    }
    proxies
}

/// An address or a network. An IPv4 network in the clothes of IPv6 is an IPv4 network.
fn network(text: &str) -> Option<IpNet> {
    let network = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address.to_canonical()),
        Err(_) => text.parse().ok()?,
    };
    match network.addr().to_canonical() {
        IpAddr::V4(address) if network.addr().is_ipv6() => {
            IpNet::new(address.into(), network.prefix_len().checked_sub(96)?).ok()
        }
        _ => Some(network),
    }
}

/// Limits by name, such as `sign-in=20/1m,account=5`; one that is not named stays as it is.
fn limits(variable: &'static str, raw: &str, faults: &mut Faults) -> Limits {
    let mut limits = Limits::default();
    for item in raw.split(',').map(str::trim) {
        match item
            .split_once('=')
            .and_then(|(name, value)| with_limit(limits, name, value))
        {
            Some(changed) => limits = changed,
            None => {
                let fix = "Use on, off, or some of sign-in=20/1m,sign-up=20/1h,mail=20/1h,account=5 (1 to 100).";
                faults.add::<()>(variable, format!("{item:?} is not a limit"), fix);
            }
        }
    }
    limits
}

fn with_limit(limits: Limits, name: &str, value: &str) -> Option<Limits> {
    Some(match name {
        "sign-in" => Limits {
            sign_in: parse_rate(value)?,
            ..limits
        },
        "sign-up" => Limits {
            sign_up: parse_rate(value)?,
            ..limits
        },
        "mail" => Limits {
            mail: parse_rate(value)?,
            ..limits
        },
        "account" => Limits {
            account: value.parse().ok().filter(|count| (1..=100).contains(count))?,
            ..limits
        },
        _ => return None,
    })
}

/// So many in so long, such as `20/1m`; not in less than a second and not in more than a day.
fn parse_rate(text: &str) -> Option<Rate> {
    let (count, window) = text.split_once('/')?;
    let rate = Rate {
        count: count.parse().ok().filter(|count| *count > 0)?,
        window: humantime::parse_duration(window).ok()?,
    };
    let day = Duration::from_secs(24 * 60 * 60);
    (Duration::from_secs(1)..=day).contains(&rate.window).then_some(rate)
}

fn duration(variable: &'static str, raw: &str, example: &'static str, faults: &mut Faults) -> Option<Duration> {
    match humantime::parse_duration(raw) {
        Ok(duration) if duration >= Duration::from_secs(1) => Some(duration),
        Ok(_) => faults.add(
            variable,
            format!("{raw:?} is too short"),
            format!("Use a time such as {example}."),
        ),
        Err(error) => faults.add(
            variable,
            format!("{raw:?} is not a time: {error}"),
            format!("Use a time such as {example}."),
        ),
    }
}

fn prepare_data_dir(path: &PathBuf, faults: &mut Faults) -> Option<PathBuf> {
    let made = fs::create_dir_all(path).and_then(|()| make_private(path));
    match made {
        Ok(()) => Some(path.canonicalize().unwrap_or_else(|_| path.clone())),
        Err(error) => faults.add(
            "DATA_DIR",
            format!("{} cannot be made: {error}", path.display()),
            "Use a folder that this user may write to.",
        ),
    }
}

#[cfg(unix)]
fn make_private(path: &PathBuf) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private(_path: &PathBuf) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn private_file(path: &PathBuf) -> std::io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn private_file(path: &PathBuf) -> std::io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}
