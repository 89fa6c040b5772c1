//! `latchkey serve`: the server. It warns of what is allowed and unwise, says where it is on the standard output, and
//! writes one line of log by which the rest can be read; no secret is in either.

use super::Failure;
use crate::{
    auth::Secret,
    config::{Config, MailConfig},
    startup::Application,
    telemetry::{log, traces},
};

/// Runs the server until it is told to stop.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    let traces = log::start();
    let outcome = serve(config).await;
    if let Some(traces) = traces {
        traces.finish().await;
    }
    outcome
}

async fn serve(config: Config) -> Result<(), Failure> {
    config.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    // Production has refused it before.
    let bits = config.secrets.first().map_or(0, Secret::strength);
    if bits < Secret::MIN_STRENGTH {
        tracing::warn!(
            "AUTH_SECRET can be guessed: it has about {bits} bits; production needs {}",
            Secret::MIN_STRENGTH
        );
    }
    let application = Application::build(config.clone()).await?;
    let told = config.listening_on(application.address());
    if let Some(warning) = told.server.unreachable(application.address()) {
        tracing::warn!("{warning}: people will not find it there; use the same port, or set TRUSTED_PROXIES");
    }
    tell(&told, &application);
    let metrics = application.metrics_address();
    println!(
        "Latchkey is at {} (listening on {}). Its data is in {}.{}",
        told.server.base_url,
        application.address(),
        told.data.dir.display(),
        metrics.map_or_else(String::new, |address| format!(
            " Metrics are at http://{address}/metrics."
        ))
    );
    application.run_until_stopped().await;
    Ok(())
}

/// One line from which the log can be read alone: what is running, and the settings that change what is to be expected
/// of it. No secret is one of them.
fn tell(config: &Config, application: &Application) {
    let database = match config.data.database_url.0.split_once(':') {
        Some(("sqlite", _)) => "sqlite",
        _ => "postgresql",
    };
    let mail = match config.mail {
        MailConfig::Smtp { .. } => "smtp",
        MailConfig::Inbox => "inbox",
        MailConfig::Off => "off",
    };
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        process.id = std::process::id(),
        base_url = config.server.base_url,
        listen = %application.address(),
        metrics = application.metrics_address().map(tracing::field::display),
        traces = traces::are_on(),
        database,
        mail,
        jwt_algorithm = config.sessions.jwt_algorithm.name(),
        has_rate_limits = config.server.rate_limits.is_some(),
        trusted_proxies = config.server.trusted_proxies.len(),
        "started"
    );
}
