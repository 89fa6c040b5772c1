//! The state of a program with one person and a list, on a database of its own.

use anyhow::{Context, anyhow, bail};
use app::model::{NewTodo, SignUpForm, TodoTitle};
use benches::Result;
use clap::{Args, Command, FromArgMatches};
use server::{
    auth::{self, Client, OpenSession, SignedUp, password::PasswordHasher},
    clock::Clock,
    config::{Config, Flags},
    startup,
    state::AppState,
    todos,
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const TODOS: usize = 20;

pub struct Fixture {
    pub runtime: Runtime,
    pub state: AppState,
    /// Somebody with 20 todos.
    pub person: OpenSession,
    pub folder: TempDir,
}

impl Fixture {
    pub fn new() -> Result<Self> {
        let folder = TempDir::with_prefix("latchkey-")?;
        let runtime = Runtime::new()?;
        let config = config(&folder)?;
        let (state, person) = runtime.block_on(async {
            let state = startup::state(config, Clock::system(), PasswordHasher::new()).await?;
            let person = sign_up(&state).await?;
            for number in 0..TODOS {
                add(&state, &person, number).await?;
            }
            anyhow::Ok((state, person))
        })?;
        Ok(Self {
            runtime,
            state,
            person,
            folder,
        })
    }
}

/// The defaults, with data in this folder, and nothing of the caller's settings.
fn config(folder: &TempDir) -> Result<Config> {
    let data = format!("--data-dir={}", folder.path().display());
    let command = Flags::augment_args(Command::new("latchkey")).mut_args(|argument| argument.env(None::<&str>));
    let matches = command.try_get_matches_from(["latchkey", &data, "--rate-limits=off"])?;
    let config = Flags::from_arg_matches(&matches)?.into_config();
    config.map_err(|faults| anyhow!("{faults:?}"))
}

async fn sign_up(state: &AppState) -> Result<OpenSession> {
    let form = SignUpForm {
        name: "Ada".into(),
        email: "ada@example.com".into(),
        password: benches::client::PASSWORD.into(),
        ..SignUpForm::default()
    };
    let sign_up = form.parse(8).map_err(|error| anyhow!("{error:?}"))?;
    match auth::sign_up(&state.auth, sign_up, &Client::default()).await? {
        SignedUp::In(session) => Ok(*session),
        SignedUp::ToBeVerified(..) => bail!("signing up opens no session"),
    }
}

async fn add(state: &AppState, person: &OpenSession, number: usize) -> Result<()> {
    let title = TodoTitle::parse(&format!("Something to do, number {number}")).ok();
    let new = NewTodo::titled(title.context("a good title")?);
    todos::create(&state.todos, &person.data.user.id, &new, None).await?;
    Ok(())
}
