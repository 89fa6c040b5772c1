//! The database's address (`DATABASE_URL`). Without one it is a file in `DATA_DIR`; in production, PostgreSQL on another
//! machine must prove which server it is.

use super::{Environment, RawSecrets, fault::Faults};
use crate::auth::origins::is_loopback;
use std::{env, fmt, path::Path};
use url::Url;

/// A database's address, which may hold a password and is never printed.
#[derive(Clone)]
pub struct DatabaseUrl(pub String);

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

/// The address that was given, or the file in the data folder.
pub(super) fn read(
    secrets: &RawSecrets,
    data_dir: &Path,
    environment: Environment,
    faults: &mut Faults,
) -> Option<DatabaseUrl> {
    let Some(url) = faults.check(secrets.get("DATABASE_URL"))? else {
        return match data_dir.join("latchkey.db").to_str() {
            Some(path) => Some(DatabaseUrl(format!("sqlite://{path}"))),
            None => faults.add("DATA_DIR", "is not text in UTF-8", "Use another folder."),
        };
    };
    match url.split_once(':') {
        Some(("sqlite", _)) => Some(DatabaseUrl(url.to_owned())),
        Some(("postgres" | "postgresql", _)) if environment.is_production() => {
            Some(DatabaseUrl(with_verified_server(url)))
        }
        Some(("postgres" | "postgresql", _)) => Some(DatabaseUrl(url.to_owned())),
        // Its text may hold a password, so the fault repeats nothing of it.
        _ => faults.add(
            "DATABASE_URL",
            "is neither SQLite nor PostgreSQL",
            "Use sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.",
        ),
    }
}

/// Asks a server on another machine for a certificate in its name, unless the operator has decided otherwise: sqlx
/// would go on without TLS where the server offers none.
fn with_verified_server(database_url: &str) -> String {
    let Ok(mut url) = Url::parse(database_url) else {
        return database_url.to_owned();
    };
    let parameter = |names: [&str; 2]| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(name, _)| names.contains(&&**name))
            .map(|(_, value)| value.into_owned())
    };
    let host = parameter(["host", "hostaddr"]).or_else(|| url.host_str().map(str::to_owned));
    // A path is the folder of a Unix socket, in the host's place with its slashes encoded.
    let is_near = host.is_none_or(|host| {
        host.is_empty() || host.starts_with('/') || host.to_ascii_lowercase().starts_with("%2f") || is_loopback(&host)
    });
    if is_near || parameter(["sslmode", "ssl-mode"]).is_some() || env::var_os("PGSSLMODE").is_some() {
        return database_url.to_owned();
    }
    url.query_pairs_mut().append_pair("sslmode", "verify-full");
    url.into()
}
