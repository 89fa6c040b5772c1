//! The very program, on port 0 of a fresh database, with a clock that stands still until it is moved.

use super::{
    client::Browser,
    database::{Place, in_each_migrated_place, in_each_place},
};
use argon2::Params;
use server::{
    app_backend,
    auth::{Secret, password::PasswordHasher, refresh::Rotation},
    clock::Clock,
    config::{Config, DataConfig, DatabaseUrl, JwtAlgorithm, MailConfig, ServerConfig, SessionConfig},
    database::{Database, command, query},
    mail::{Message, deliver_due, kept_messages},
    startup::{Application, Capacity, state},
    state::AppState,
    todos::Todos,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
};

/// When every test begins: 2026-01-01, in milliseconds.
const BEGINNING: i64 = 1_767_225_600_000;

/// The password of everybody, where a test does not care.
pub const PASSWORD: &str = "violet otter signs paper";

pub const SECRET: &str = "the secret of the installation under test";

/// A running program and what a test may look into.
pub struct App {
    pub state: AppState,
    pub clock: Clock,
    pub config: Config,
    pub address: SocketAddr,
    /// Where it shows its metrics.
    pub metrics: Option<SocketAddr>,
    server: JoinHandle<()>,
}

/// Runs `test` against the program on each database.
pub async fn on_each_database(test: impl AsyncFn(&App)) {
    on_each_database_with(|_| {}, test).await;
}

/// The same with other settings.
pub async fn on_each_database_with(change: impl Fn(&mut Config), test: impl AsyncFn(&App)) {
    in_each_migrated_place(async |place| {
        let mut config = config(place);
        change(&mut config);
        let app = App::start(config, Clock::manual(BEGINNING), |_| {}).await;
        test(&app).await;
    })
    .await;
}

/// Runs `test` against the program on each database, which an earlier version has left at `step` with `rows` in it.
pub async fn on_each_installation(
    step: i64,
    rows: &'static str,
    now: i64,
    change: impl Fn(&mut Config),
    test: impl AsyncFn(&App),
) {
    in_each_place(async |place| {
        fill(place, step, rows).await;
        let mut config = config(place);
        change(&mut config);
        let app = App::start(config, Clock::manual(now), |_| {}).await;
        test(&app).await;
    })
    .await;
}

/// Makes the tables up to `step` and puts rows into them, one statement a line. Bytes are written as PostgreSQL does.
async fn fill(place: &Place, step: i64, rows: &'static str) {
    let database = Database::open(&place.database_url).await.unwrap();
    database.migrate_to(step).await.unwrap();
    for statement in rows.lines().filter(|line| line.starts_with("insert")) {
        let statement = match place.database_url.starts_with("sqlite") {
            true => statement.replace("'\\x", "X'"),
            false => statement.to_owned(),
        };
        let statement = Box::leak(statement.into_boxed_str());
        command(statement).execute(&database).await.unwrap();
    }
    database.close().await;
}

fn config(place: &Place) -> Config {
    Config {
        server: ServerConfig {
            base_url: "http://localhost:3000".into(),
            follows_listen: false,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            metrics_listen: None,
            trusted_origins: Vec::new(),
            cors_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            transport_security: Some("max-age=63072000; includeSubDomains; preload"),
            security_contacts: Vec::new(),
            // Most tests are in more of a hurry than any person; `rate_limits` has the others.
            rate_limits: None,
        },
        data: DataConfig {
            dir: place.folder.clone(),
            database_url: DatabaseUrl(place.database_url.clone()),
            database_connections: 10,
            audit_retention: days(90),
        },
        sessions: SessionConfig {
            jwt_algorithm: JwtAlgorithm::Hs256,
            jwt_audience: None,
            jwt_lifetime: Duration::from_mins(15),
            refresh_rotation: Rotation::Strict,
            session_lifetime: days(7),
            absolute_lifetime: days(30),
            password_min_length: 8,
            require_email_verification: false,
        },
        mail: MailConfig::Inbox,
        secrets: vec![secret(SECRET)],
        warnings: Vec::new(),
    }
}

/// As behind a proxy that speaks TLS.
pub fn https(config: &mut Config) {
    config.server.base_url = "https://app.test".into();
}

/// Tokens signed with key pairs, for an audience.
pub fn eddsa(config: &mut Config) {
    config.sessions.jwt_algorithm = JwtAlgorithm::EdDsa;
    config.sessions.jwt_audience = Some(config.server.base_url.clone());
}

pub fn secret(raw: &str) -> Secret {
    Secret::new(raw.to_owned()).unwrap()
}

/// The smallest parameters Argon2 allows: these tests are not about how long a hash takes.
fn quick_passwords() -> PasswordHasher {
    PasswordHasher::with(Params::new(8, 1, 1, None).unwrap(), 4)
}

impl App {
    async fn start(config: Config, clock: Clock, change: impl FnOnce(&mut AppState)) -> Self {
        Self::start_with(config, clock, change, None).await
    }

    async fn start_with(
        config: Config,
        clock: Clock,
        change: impl FnOnce(&mut AppState),
        capacity: Option<Capacity>,
    ) -> Self {
        let mut state = state(config.clone(), clock.clone(), quick_passwords()).await.unwrap();
        change(&mut state);
        let mut application = Application::around(state.clone(), config.server.listen).unwrap();
        if let Some(capacity) = capacity {
            application = application.with_capacity(capacity);
        }
        if let Some(listen) = config.server.metrics_listen {
            application.show_metrics(state.clone(), listen).await.unwrap();
        }
        let (address, metrics) = (application.address(), application.metrics_address());
        let server = tokio::spawn(application.run_until(std::future::pending()));
        Self {
            state,
            clock,
            config,
            address,
            metrics,
            server,
        }
    }

    /// One more instance of the program on the same database and clock.
    pub async fn another(&self, settings: impl FnOnce(&mut Config), state: impl FnOnce(&mut AppState)) -> Self {
        let mut config = self.config.clone();
        settings(&mut config);
        Self::start(config, self.clock.clone(), state).await
    }

    /// One more instance with a password hasher of the test's own.
    pub async fn with_passwords(&self, passwords: PasswordHasher) -> Self {
        self.another(
            |_| {},
            |state| {
                state.auth.passwords = Arc::new(passwords);
                let todos = Todos {
                    database: state.database.clone(),
                    clock: self.clock.clone(),
                    events: state.todos.events.clone(),
                };
                state.backend = app_backend::backend(state.auth.clone(), todos);
            },
        )
        .await
    }

    /// One more instance with room for so many connections.
    pub async fn with_capacity(&self, capacity: Capacity) -> Self {
        Self::start_with(self.config.clone(), self.clock.clone(), |_| {}, Some(capacity)).await
    }

    /// One more instance whose machine has another idea of the time.
    pub async fn with_clock(&self, clock: Clock) -> Self {
        Self::start(self.config.clone(), clock, |_| {}).await
    }

    /// A browser nobody has signed in with.
    pub fn guest(&self) -> Browser {
        Browser::new(self.address, &self.config.server.base_url)
    }

    /// A browser of somebody who has just signed up as `name`, with `name@example.com` and [`PASSWORD`].
    pub async fn member(&self, name: &str) -> Browser {
        let browser = self.guest();
        let answer = browser.sign_up(name, &format!("{name}@example.com"), PASSWORD).await;
        assert_eq!(answer.status, 200, "{name} could not sign up: {}", answer.text());
        browser
    }

    /// The same, with an address that is confirmed: only there are notices sent.
    pub async fn confirmed_member(&self, name: &str) -> Browser {
        let browser = self.member(name).await;
        // The email that asks to confirm it comes before it is.
        self.emails_to("").await;
        self.run("update users set email_verified = true").await;
        browser
    }

    /// The emails that were sent to an address so far, the newest first. The task that sends them may need a moment,
    /// so it is helped along.
    pub async fn emails_to(&self, email: &str) -> Vec<Message> {
        for _ in 0..500 {
            deliver_due(&self.state.auth, &self.state.mail).await.unwrap();
            if self
                .count("select count(*) as rows from mails where state = 'waiting'")
                .await
                == 0
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        let kept = kept_messages(&self.state.auth).await.unwrap();
        let messages = kept.into_iter().map(|kept| kept.message);
        messages.filter(|message| message.to == email).collect()
    }

    /// The path and query of the link in the latest email to an address.
    pub async fn link_to(&self, email: &str) -> String {
        let emails = self.emails_to(email).await;
        let newest = emails.first().unwrap_or_else(|| panic!("nothing was sent to {email}"));
        let line = newest
            .text
            .lines()
            .find(|line| line.starts_with(&self.config.server.base_url));
        let link = line.unwrap_or_else(|| panic!("no link in {:?}", newest.text));
        link[self.config.server.base_url.len()..].to_owned()
    }

    /// Sends bytes as they are and reads until the program closes the connection.
    pub async fn raw(&self, request: &[u8]) -> String {
        self.raw_at(self.address, request).await
    }

    /// The same at another address of the program's.
    pub async fn raw_at(&self, address: SocketAddr, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // The program may close before it has read everything.
        let _ = stream.write_all(request).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Lets time pass until a session JWT has run out, and nothing else has.
    pub fn let_the_jwt_expire(&self) {
        self.clock
            .advance(self.config.sessions.jwt_lifetime + Duration::from_mins(1));
    }

    /// How many rows a `select count(*) as rows …` finds.
    pub async fn count(&self, sql: &'static str) -> i64 {
        #[derive(sqlx::FromRow)]
        struct Count {
            rows: i64,
        }
        let count: Count = query(sql).one(&self.state.database).await.unwrap();
        count.rows
    }

    /// Changes the world behind the program's back.
    pub async fn run(&self, sql: &'static str) {
        command(sql).execute(&self.state.database).await.unwrap();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub const fn hours(hours: u64) -> Duration {
    Duration::from_hours(hours)
}

pub const fn days(days: u64) -> Duration {
    hours(24 * days)
}
