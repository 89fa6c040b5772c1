//! Closed-loop load: so many connections, each asks again as soon as it has its answer.

use crate::{Result, now};
use anyhow::{Context, ensure};
use hdrhistogram::Histogram;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::sleep_until,
};

/// Latencies are told to three digits.
const DIGITS: u8 = 3;

/// What a run has seen.
#[derive(Debug)]
pub struct Measured {
    /// Answers with the expected status, per second.
    pub rate: f64,
    /// In microseconds.
    pub latency: Histogram<u64>,
}

impl Measured {
    /// The latency that this part of the answers stays under, e.g. 0.99.
    #[must_use]
    pub fn latency_at(&self, quantile: f64) -> Duration {
        Duration::from_micros(self.latency.value_at_quantile(quantile))
    }
}

/// Sends requests for `duration` over `connections` and reads every answer whole. `request` makes the bytes of the
/// n-th request of a connection; any status but `status` ends the run.
///
/// # Errors
/// When a connection breaks or an answer is another one.
pub async fn closed_loop(
    address: &str,
    connections: usize,
    duration: Duration,
    status: u16,
    request: impl Fn(usize, u64) -> Vec<u8> + Send + Sync + 'static,
) -> Result<Measured> {
    paced(address, connections, Duration::ZERO, duration, status, request).await
}

/// The same, but each connection asks only so often, as people do. An answer that is late makes the next request late
/// as well, and that counts: latency is reckoned from when the request was due.
///
/// # Errors
/// As [`closed_loop`].
pub async fn paced(
    address: &str,
    connections: usize,
    every: Duration,
    duration: Duration,
    status: u16,
    request: impl Fn(usize, u64) -> Vec<u8> + Send + Sync + 'static,
) -> Result<Measured> {
    let (address, request) = (Arc::<str>::from(address), Arc::new(request));
    let started = now();
    let mut tasks = JoinSet::new();
    for connection in 0..connections {
        let (address, request) = (address.clone(), request.clone());
        tasks.spawn(async move {
            let mut stream = Connection::open(&address).await?;
            let mut latency = Histogram::<u64>::new(DIGITS)?;
            let mut number = 0;
            // They do not all ask at the same moment.
            let mut due = started + every.mul_f64(connection as f64 / connections as f64);
            while started.elapsed() < duration {
                let sent = if every.is_zero() { now() } else { wait_until(due).await };
                due += every;
                let found = stream.ask(&request(connection, number)).await?;
                ensure!(found == status, "an answer of status {found} instead of {status}");
                latency.record(u64::try_from(sent.elapsed().as_micros())?)?;
                number += 1;
            }
            anyhow::Ok(latency)
        });
    }
    let mut latency = Histogram::<u64>::new(DIGITS)?;
    while let Some(of_one) = tasks.join_next().await {
        latency.add(of_one??)?;
    }
    let rate = latency.len() as f64 / started.elapsed().as_secs_f64();
    Ok(Measured { rate, latency })
}

/// Waits until a request is due and gives the moment from which its latency counts.
async fn wait_until(due: Instant) -> Instant {
    if now() >= due {
        return due;
    }
    sleep_until(due.into()).await;
    // That the timer woke us late is nobody's fault but ours.
    now()
}

/// A connection that costs the measuring side as little as can be, for both share the processors.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects to `HOST:PORT`.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends a request and reads the answer to its end: by `Content-Length`, or by its last chunk.
    ///
    /// # Errors
    /// When the connection ends before the answer does.
    pub async fn ask(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.read_more().await?;
        };
        let text = std::str::from_utf8(&self.buffer[..head])?.to_ascii_lowercase();
        let status = text.get(9..12).context("no status line")?.parse()?;
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        match length {
            Some(length) => {
                while self.buffer.len() < head + length {
                    self.read_more().await?;
                }
            }
            None if text.contains("transfer-encoding: chunked") => {
                while !self.buffer.ends_with(b"\r\n0\r\n\r\n") {
                    self.read_more().await?;
                }
            }
            None => {}
        }
        Ok(status)
    }

    /// The last answer, head and body as they came.
    #[must_use]
    pub fn answer(&self) -> &[u8] {
        &self.buffer
    }

    /// A header of the last answer.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let head = find(&self.buffer, b"\r\n\r\n")?;
        let head = std::str::from_utf8(&self.buffer[..head]).ok()?;
        let mut fields = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let (_, value) = fields.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(value.trim().to_owned())
    }

    /// The body of the last answer, without the marks of its chunks.
    #[must_use]
    pub fn body(&self) -> Option<Vec<u8>> {
        let head = find(&self.buffer, b"\r\n\r\n")? + 4;
        let is_chunked = self
            .header("transfer-encoding")
            .is_some_and(|coding| coding == "chunked");
        let body = &self.buffer[head..];
        if is_chunked {
            unchunked(body)
        } else {
            Some(body.to_vec())
        }
    }

    async fn read_more(&mut self) -> Result<()> {
        ensure!(
            self.stream.read_buf(&mut self.buffer).await? > 0,
            "the connection ended within an answer"
        );
        Ok(())
    }
}

/// What is in the chunks (RFC 9112 §7.1).
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = find(bytes, b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        bytes = &bytes[end + 2..];
        body.extend_from_slice(bytes.get(..length)?);
        bytes = bytes.get(length + 2..)?;
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(
            unchunked(b"3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n").unwrap(),
            b"abc0123456789"
        );
        assert_eq!(unchunked(b"3\r\nab"), None);
        assert_eq!(unchunked(b"x\r\n"), None);
    }
}
