//! All flags of the program, and the two ways to read them: [`Flags::into_config`] for commands that work, which makes
//! what is missing, and [`Flags::inspect`] for commands that only look, which changes nothing.

use super::{
    Config, DatabaseUrl, Environment, Fault, RawSecrets, SecretOrigin,
    data::{DataFlags, IfMissing},
    database_url,
    fault::Faults,
    mail::MailFlags,
    secrets::{self, StoredSecret},
    server::ServerFlags,
    sessions::SessionFlags,
};
use clap::Args;
use std::path::PathBuf;

/// The settings as they were given.
#[derive(Args, Clone, Debug)]
pub struct Flags {
    #[command(flatten)]
    server: ServerFlags,
    #[command(flatten)]
    data: DataFlags,
    #[command(flatten)]
    sessions: SessionFlags,
    #[command(flatten)]
    mail: MailFlags,
    #[arg(skip = RawSecrets::from_environment())]
    secrets: RawSecrets,
}

/// The settings as they were found, without anything having been made.
pub struct Inspection {
    /// Where there is no secret yet, it holds a random one that is kept nowhere.
    pub config: Result<Config, Vec<Fault>>,
    pub environment: Environment,
    pub secret_origin: SecretOrigin,
    pub data_dir: PathBuf,
    pub database_url: Option<DatabaseUrl>,
}

impl Flags {
    /// The same with these secrets, whatever the environment says.
    #[must_use]
    pub fn with_secrets(self, secrets: RawSecrets) -> Self {
        Self { secrets, ..self }
    }

    /// Checks everything, and creates the data folder and the secret of development.
    ///
    /// # Errors
    /// All faults, not only the first.
    pub fn into_config(self) -> Result<Config, Vec<Fault>> {
        self.read(IfMissing::Create)
    }

    /// Checks everything and creates nothing.
    #[must_use]
    pub fn inspect(self) -> Inspection {
        // `config` tells these faults too.
        let ignored = &mut Faults::default();
        let environment = self.server.environment(ignored);
        Inspection {
            environment,
            secret_origin: secrets::origin(&self.secrets, &StoredSecret::in_folder(&self.data.data_dir)),
            data_dir: self.data.data_dir.clone(),
            database_url: database_url::read(&self.secrets, &self.data.data_dir, environment, ignored),
            config: self.read(IfMissing::Leave),
        }
    }

    fn read(self, if_missing: IfMissing) -> Result<Config, Vec<Fault>> {
        let mut faults = Faults::default();
        let config = self.read_sections(if_missing, &mut faults);
        faults.finish(config)
    }

    /// Reads every section before it gives up on any.
    fn read_sections(self, if_missing: IfMissing, faults: &mut Faults) -> Option<Config> {
        let raw = &self.secrets;
        let stored = StoredSecret::in_folder(&self.data.data_dir);
        let secret_origin = secrets::origin(raw, &stored);
        let environment = self.server.environment(faults);
        let base_url = self.server.base_url(environment, faults);
        let server = self.server.read(base_url.clone(), environment, faults);
        // The folder comes first: the secret of development is written into it.
        let data = self.data.read(raw, environment, if_missing, faults);
        let secrets = secrets::read(raw, &stored, environment, if_missing, faults);
        let mail = self.mail.read(raw, base_url.as_deref(), environment, faults);
        let sessions = self.sessions.read(base_url.as_deref(), mail.as_ref(), faults);
        let mail = mail?;
        let makes_secret = if_missing == IfMissing::Create && secret_origin == SecretOrigin::NotYetMade;
        let made_secret = makes_secret.then(|| stored.made_warning());
        Some(Config {
            server: server?,
            data: data?,
            sessions: sessions?,
            secrets: secrets?,
            warnings: mail.warning(environment).into_iter().chain(made_secret).collect(),
            mail,
        })
    }
}
