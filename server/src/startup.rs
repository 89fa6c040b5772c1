//! Building the program and running it until it is told to stop.
//!
//! Tests build the same program on port 0 of a fresh database with a clock of their own.

mod connections;

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
    config::{Config, JwtAlgorithm},
    database::{self, Database},
    jobs,
    mail::Transport,
    metrics_page,
    middleware::MAX_HEAD,
    router::router,
    site::Site,
    state::{AppState, Parts, Stopping},
    telemetry::{Stopwatch, Throttle, metrics},
    todos::Todos,
};
use axum::{
    Router,
    extract::ConnectInfo,
    http::{HeaderValue, Request, header},
};
use connections::{Connections, Place};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use leptos::config::LeptosOptions;
use std::{io, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower::{Layer, ServiceExt};
use tower_http::normalize_path::{NormalizePath, NormalizePathLayer};

/// The head of a request has to arrive within this time; an idle connection is closed after it.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// A head that is larger than this is not read to its end; one that is a little too large gets an answer in words.
const MAX_BUFFER: usize = 2 * MAX_HEAD;
/// What somebody is told for whom there is no place, as far as it fits into the first packet.
const NO_PLACE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
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

/// Takes an address and does not listen yet: who comes while the database is brought up to date is refused, and does not
/// wait for an answer.
fn claim(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // After a restart the last connections may still be ending. Elsewhere it would let two programs listen.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Connections that the system has accepted for us already are served: whoever made one has sent a request by now.
fn take_in_the_rest(listener: TcpListener, serve: impl Fn(TcpStream, SocketAddr)) {
    let Ok(listener) = listener.into_std() else { return };
    while let Ok((stream, peer)) = listener.accept() {
        match stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)) {
            Ok(stream) => serve(stream, peer),
            Err(error) => tracing::debug!(%error, "a last connection was lost"),
        }
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
    let Installation { secrets, former } = installation::open(&database, &secrets, clock.now()).await?;
    let keys = match sessions.jwt_algorithm {
        JwtAlgorithm::Hs256 => KeyRing::of_secrets(&secrets, sessions.jwt_lifetime),
        JwtAlgorithm::EdDsa => KeyRing::of_database(&database, &secrets, sessions.jwt_lifetime, clock.now()).await?,
    };
    let mail = Transport::of(&mail).map_err(Error::Mail)?;
    let settings = auth::Settings {
        cookies: CookieNames::for_origin(is_https),
        base_url: server.base_url,
        audience: sessions.jwt_audience,
        jwt_lifetime: sessions.jwt_lifetime,
        session_lifetime: sessions.session_lifetime,
        absolute_lifetime: sessions.absolute_lifetime,
        password_min_length: sessions.password_min_length,
        trusted_origins: server.trusted_origins,
        is_mail_on: mail.is_on(),
        requires_verification: sessions.require_email_verification,
        audit_retention: data.audit_retention,
        secrets,
        former_secrets: former,
        refresh_rotation: sessions.refresh_rotation,
        limits: server.rate_limits,
    };
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

/// Answers one connection, if there is a place for it. `axum::serve` has none of these time limits: hyper's own for the
/// head of a request does nothing until it is given a timer, and it has none for somebody who does not read.
fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    service: NormalizePath<Router>,
    places: &Connections,
    connections: &GracefulShutdown,
    stopping: &Stopping,
) {
    let Some(place) = places.admit(peer) else {
        let _ = stream.try_write(NO_PLACE);
        return;
    };
    // Without it a page in two pieces waits 40 ms for the client's acknowledgement of the first.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    let stopping = stopping.clone();
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = service.clone().oneshot(request.map(axum::body::Body::new));
        let stopping = stopping.clone();
        async move {
            let mut answer = answer.await;
            // Who is told so sends nothing more over a connection that is about to be closed.
            if let (Ok(answer), true) = (&mut answer, stopping.has_begun()) {
                answer
                    .headers_mut()
                    .insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            answer
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MAX_BUFFER)
        .serve_connection(TokioIo::new(patient(stream, &place)), service);
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
        drop(place);
    });
}

/// A stream that fails when the other side has taken nothing for too long.
fn patient(stream: TcpStream, place: &Place) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(place.patience()));
    Box::pin(stream)
}

async fn stop_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
