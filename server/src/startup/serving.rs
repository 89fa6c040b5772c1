//! Listening, serving a connection, and the signal to stop.

use super::connections::{Connections, Place};
use crate::{middleware::MAX_HEAD, state::Stopping};
use axum::{
    Router,
    extract::ConnectInfo,
    http::{HeaderValue, Request, header},
};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{io, net::SocketAddr, pin::Pin, time::Duration};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;
use tower_http::normalize_path::NormalizePath;

/// The head of a request has to arrive within this time; an idle connection is closed after it.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// A head that is larger than this is not read to its end; one that is a little too large gets an answer in words.
const MAX_BUFFER: usize = 2 * MAX_HEAD;
/// What somebody is told for whom there is no place, as far as it fits into the first packet.
const NO_PLACE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Answers one connection, if there is a place for it. `axum::serve` has none of these time limits: hyper's own for the
/// head of a request does nothing until it is given a timer, and it has none for somebody who does not read.
pub(super) fn serve(
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
pub(super) fn patient(stream: TcpStream, place: &Place) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(place.patience()));
    Box::pin(stream)
}

pub(super) async fn stop_signal() {
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

/// Takes an address and does not listen yet: who comes while the database is brought up to date is refused, and does not
/// wait for an answer.
pub(super) fn claim(address: SocketAddr) -> io::Result<TcpSocket> {
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
pub(super) fn take_in_the_rest(listener: TcpListener, serve: impl Fn(TcpStream, SocketAddr)) {
    let Ok(listener) = listener.into_std() else { return };
    while let Ok((stream, peer)) = listener.accept() {
        match stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)) {
            Ok(stream) => serve(stream, peer),
            Err(error) => tracing::debug!(%error, "a last connection was lost"),
        }
    }
}
