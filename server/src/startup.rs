//! Building the program and running it until it is told to stop.
//!
//! Tests build the same program on port 0 of a fresh database with a clock of their own.

mod connections;
mod serving;

pub use connections::Capacity;

use crate::{
    app_backend,
    auth::{
        self, Auth,
        cookies::CookieNames,
        installation::{self, Installation},
        keys::KeyRing,
        passkeys,
        password::PasswordHasher,
        session_events::SessionEvents,
    },
    clock::Clock,
    config::{Config, DataConfig, JwtAlgorithm, ServerConfig, SessionConfig},
    database::{self, Database},
    jobs,
    mail::Transport,
    metrics_page,
    router::router,
    site::Site,
    state::{AppState, Parts, Stopping},
    telemetry::{Stopwatch, Throttle, metrics},
    todos::{TodoEvents, Todos},
};
use axum::Router;
use connections::Connections;
use hyper_util::server::graceful::GracefulShutdown;
use leptos::config::LeptosOptions;
use serving::{claim, serve, stop_signal, take_in_the_rest};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tower::Layer;
use tower_http::normalize_path::{NormalizePath, NormalizePathLayer};

/// How long, after a stop has been asked for, a request is still taken in that was sent before: it may wait in a queue
/// of the system where nobody has seen it yet.
const LAST_CALL: Duration = Duration::from_millis(300);
/// How long requests under way may take to end after a stop has been asked for.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the last connections have to send their first request, once nobody can make new ones.
const FIRST_WORD: Duration = Duration::from_millis(100);
/// So many connections wait for us at most.
const BACKLOG: u32 = 1024;
/// A pause after an `accept` that failed for want of file descriptors.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(100);

/// Why the program does not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Database(#[from] database::Error),
    #[error("{0}")]
    Keys(#[from] auth::keys::Error),
    #[error("{0}")]
    Auth(#[from] auth::Error),
    #[error("{0}")]
    Mail(String),
    #[error("cannot listen on {0}: {1}. Is another program there? LISTEN chooses another address")]
    Listen(SocketAddr, #[source] io::Error),
    #[error("cannot show metrics on {0}: {1}. Is another program there? METRICS_LISTEN chooses another address")]
    ListenForMetrics(SocketAddr, #[source] io::Error),
}

/// The program, listening but not yet answering.
pub struct Application {
    listener: TcpListener,
    address: SocketAddr,
    service: NormalizePath<Router>,
    database: Database,
    jobs: JoinHandle<()>,
    metrics: Option<MetricsListener>,
    stopping: Stopping,
    connections: Connections,
}

/// Answers those who collect metrics, beside everything else.
struct MetricsListener {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Application {
    /// Opens and migrates the database, loads the keys, and listens.
    ///
    /// # Errors
    /// [`Error`], in words for the person at the terminal.
    pub async fn build(config: Config) -> Result<Self, Error> {
        let passwords = PasswordHasher::new();
        Self::build_with(config, Clock::system(), passwords).await
    }

    /// The same with another clock and another password hasher.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn build_with(config: Config, clock: Clock, passwords: PasswordHasher) -> Result<Self, Error> {
        let (listen, metrics_listen) = (config.server.listen, config.server.metrics_listen);
        if metrics_listen.is_some() {
            metrics::start(clock.now());
        }
        let socket = claim(listen).map_err(|error| Error::Listen(listen, error))?;
        let address = socket.local_addr().map_err(|error| Error::Listen(listen, error))?;
        let state = state(config.listening_on(address), clock, passwords).await?;
        let mut application = Self::listen(state.clone(), socket).map_err(|error| Error::Listen(address, error))?;
        if let Some(address) = metrics_listen {
            application.show_metrics(state, address).await?;
        }
        Ok(application)
    }

    /// The program around a state that is ready; tests change a part of it first.
    ///
    /// # Errors
    /// [`Error::Listen`].
    pub fn around(state: AppState, listen: SocketAddr) -> Result<Self, Error> {
        let listening = claim(listen).and_then(|socket| Self::listen(state, socket));
        listening.map_err(|error| Error::Listen(listen, error))
    }

    fn listen(state: AppState, socket: TcpSocket) -> io::Result<Self> {
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        let (database, jobs) = (
            state.database.clone(),
            jobs::start(state.auth.clone(), state.todos.clone(), state.mail.clone()),
        );
        let stopping = state.stopping.clone();
        let connections = Connections::new(Capacity::of_process(), state.trusted_proxies.clone());
        let service = NormalizePathLayer::trim_trailing_slash().layer(router(state));
        Ok(Self {
            listener,
            address,
            service,
            database,
            jobs,
            metrics: None,
            stopping,
            connections,
        })
    }

    /// With room for so many connections, whatever the system allows.
    #[must_use]
    pub fn with_capacity(self, capacity: Capacity) -> Self {
        let connections = self.connections.with_capacity(capacity);
        Self { connections, ..self }
    }

    /// Shows the metrics at an address of their own, until the program has stopped.
    ///
    /// # Errors
    /// [`Error::ListenForMetrics`].
    pub async fn show_metrics(&mut self, state: AppState, listen: SocketAddr) -> Result<(), Error> {
        let refused = |error| Error::ListenForMetrics(listen, error);
        let listener = TcpListener::bind(listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        metrics::start(state.auth.clock.now());
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, metrics_page::router(state)).await {
                tracing::error!(%error, "the metrics are not shown any more");
            }
        });
        self.metrics = Some(MetricsListener { address, task });
        Ok(())
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the metrics are.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|metrics| metrics.address)
    }

    /// Answers until SIGTERM or Ctrl-C, lets requests under way end, and closes the database.
    pub async fn run_until_stopped(self) {
        self.run_until(stop_signal()).await;
    }

    /// Answers until `stop` is done.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let Self {
            listener,
            service,
            database,
            jobs,
            metrics,
            stopping,
            connections: places,
            ..
        } = self;
        let running = Stopwatch::start();
        let connections = GracefulShutdown::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => serve(stream, peer, service.clone(), &places, &connections, &stopping),
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        sleep(ACCEPT_BACKOFF).await;
                    }
                },
                () = &mut stop => break,
            }
        }
        stopping.begin();
        tracing::info!(
            uptime_s = running.elapsed().as_secs(),
            "stopping; requests under way may end"
        );
        let ending = Stopwatch::start();
        let last_call = sleep(LAST_CALL);
        let take_in = async {
            while let Ok((stream, peer)) = listener.accept().await {
                serve(stream, peer, service.clone(), &places, &connections, &stopping);
            }
        };
        tokio::select! {
            () = take_in => {}
            () = last_call => {}
        }
        take_in_the_rest(listener, |stream, peer| {
            serve(stream, peer, service.clone(), &places, &connections, &stopping);
        });
        // hyper closes a connection of which it has read nothing yet, even if a request is on its way over it.
        sleep(FIRST_WORD).await;
        if timeout(SHUTDOWN_TIMEOUT, connections.shutdown()).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
        jobs.abort();
        if let Some(metrics) = metrics {
            metrics.task.abort();
        }
        database.close().await;
        tracing::info!(duration_ms = ending.milliseconds(), "stopped");
    }
}

fn settings(
    server: &ServerConfig,
    data: &DataConfig,
    sessions: SessionConfig,
    is_mail_on: bool,
    installation: Installation,
) -> auth::Settings {
    auth::Settings {
        cookies: CookieNames::for_origin(server.is_https()),
        base_url: server.base_url.clone(),
        audience: sessions.jwt_audience,
        jwt_lifetime: sessions.jwt_lifetime,
        session_lifetime: sessions.session_lifetime,
        absolute_lifetime: sessions.absolute_lifetime,
        password_min_length: sessions.password_min_length,
        trusted_origins: server.trusted_origins.clone(),
        is_mail_on,
        requires_verification: sessions.require_email_verification,
        audit_retention: data.audit_retention,
        secrets: installation.secrets,
        former_secrets: installation.former,
        refresh_rotation: sessions.refresh_rotation,
        limits: server.rate_limits,
    }
}

/// Everything a request needs.
///
/// # Errors
/// [`Error`].
pub async fn state(config: Config, clock: Clock, passwords: PasswordHasher) -> Result<AppState, Error> {
    let Config {
        server,
        data,
        sessions,
        mail,
        secrets,
        ..
    } = config;
    let is_https = server.is_https();
    let database = Database::open_with(&data.database_url.0, data.database_connections).await?;
    database.migrate().await?;
    let installation = installation::open(&database, &secrets, clock.now()).await?;
    let secrets = &installation.secrets;
    let keys = match sessions.jwt_algorithm {
        JwtAlgorithm::Hs256 => KeyRing::of_secrets(secrets, sessions.jwt_lifetime),
        JwtAlgorithm::EdDsa => KeyRing::of_database(&database, secrets, sessions.jwt_lifetime, clock.now()).await?,
    };
    let mail = Transport::of(&mail).map_err(Error::Mail)?;
    let settings = settings(&server, &data, sessions, mail.is_on(), installation);
    let auth = Auth {
        database: database.clone(),
        clock: clock.clone(),
        passwords: Arc::new(passwords),
        keys: Arc::new(keys),
        settings: Arc::new(settings),
        outbox: Arc::default(),
        session_events: SessionEvents::default(),
    };
    let todos = Todos {
        database: database.clone(),
        clock,
        events: TodoEvents::default(),
    };
    let site = Arc::new(Site::load());
    let mut assets = site.assets();
    assets.base_url.clone_from(&auth.settings.base_url);
    assets.passkeys = assets.passkeys.filter(|_| passkeys::are_available(&auth.settings));
    Ok(AppState::from(Parts {
        backend: app_backend::backend(auth.clone(), todos.clone()),
        assets,
        leptos_options: LeptosOptions::builder().output_name("latchkey").build(),
        auth,
        todos,
        cors_origins: server.cors_origins.into(),
        trusted_proxies: server.trusted_proxies.into(),
        transport_security: server.transport_security.filter(|_| is_https),
        security_contacts: server.security_contacts.into(),
        client_errors: Throttle::default(),
        mail,
        stopping: Stopping::default(),
        database,
        site,
    }))
}
