use super::Failure;
use crate::{config::Config, startup::Application, telemetry};

/// Runs the server until it is told to stop.
pub async fn run(config: Config) -> Result<(), Failure> {
    telemetry::start();
    config.remarks.iter().for_each(|remark| tracing::warn!("{remark}"));
    let data = config.data_dir.display().to_string();
    let base_url = config.base_url.clone();
    let application = Application::build(config).await?;
    println!(
        "Latchkey is at {base_url} (listening on {}). Its data lies in {data}.",
        application.address()
    );
    application.run_until_stopped().await;
    Ok(())
}
