//! HTTP by hand: bytes out, one whole answer in. A library would correct what is sent, and hide how a connection ended.

use crate::Result;
use std::{
    io::{self, ErrorKind},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// No answer takes longer, however busy the machine: the server itself gives up after 30 s.
const PATIENCE: Duration = Duration::from_secs(45);
/// A head that is longer is none.
const LONGEST_HEAD: usize = 256 * 1024;

/// One connection.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer that has come whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// In lower case.
    pub head: String,
    pub body: Vec<u8>,
}

/// Why there is no answer; for messages.
#[derive(Debug)]
#[expect(dead_code, reason = "what is in it is read through Debug")]
pub enum Broken {
    /// The connection was closed or reset before the first byte.
    Closed(ErrorKind),
    /// It ended within an answer, or what came was none.
    Half(String),
    /// Nothing more came for very long.
    Silent,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            (found == name).then(|| value.trim())
        })
    }

    /// Whether the connection ends after it.
    pub fn is_last(&self) -> bool {
        self.header("connection").is_some_and(|value| value.contains("close"))
    }
}

impl Wire {
    pub async fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::new(),
        })
    }

    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Says that nothing more will come.
    pub async fn finish(&mut self) -> io::Result<()> {
        self.stream.shutdown().await
    }

    /// Sends a request and reads its answer. One that is refused before it was sent whole may have been answered.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer, Broken> {
        let sent = self.send(request).await;
        match (self.answer(request.starts_with(b"HEAD ")).await, sent) {
            (Err(Broken::Closed(_)), Err(error)) => Err(Broken::Closed(error.kind())),
            (answer, _) => answer,
        }
    }

    /// Reads one answer to its end.
    pub async fn answer(&mut self, is_head_only: bool) -> Result<Answer, Broken> {
        timeout(PATIENCE, self.read_answer(is_head_only))
            .await
            .unwrap_or(Err(Broken::Silent))
    }

    async fn read_answer(&mut self, is_head_only: bool) -> Result<Answer, Broken> {
        let mut answer = self.head().await?;
        while (100..200).contains(&answer.status) {
            answer = self.head().await?;
        }
        if is_head_only || matches!(answer.status, 204 | 304) {
            return Ok(answer);
        }
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = self.chunks().await?;
        } else if let Some(length) = answer.header("content-length") {
            let length = length
                .parse()
                .map_err(|_| Broken::Half("an odd Content-Length".into()))?;
            answer.body = self.take(length).await?;
        } else {
            while self.more().await? {}
            answer.body = std::mem::take(&mut self.buffer);
        }
        Ok(answer)
    }

    /// The head of an answer alone, for one that does not end.
    pub async fn head(&mut self) -> Result<Answer, Broken> {
        let end = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            match self.more().await {
                Ok(true) if self.buffer.len() < LONGEST_HEAD => {}
                Ok(true) => return Err(Broken::Half("a head without an end".into())),
                Ok(false) if self.buffer.is_empty() => return Err(Broken::Closed(ErrorKind::UnexpectedEof)),
                Err(Broken::Closed(kind)) if self.buffer.is_empty() => return Err(Broken::Closed(kind)),
                _ => return Err(self.half("within the head")),
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
        self.buffer.drain(..end + 4);
        let status = head
            .strip_prefix("http/1.1 ")
            .or_else(|| head.strip_prefix("http/1.0 "))
            .and_then(|rest| rest.get(..3)?.parse().ok());
        match status {
            Some(status) => Ok(Answer {
                status,
                head,
                body: Vec::new(),
            }),
            None => Err(Broken::Half(format!("no status line: {head:.100}"))),
        }
    }

    /// Whatever comes next, as it comes; none at the end.
    async fn more(&mut self) -> Result<bool, Broken> {
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(0) => Ok(false),
            Ok(_) => Ok(true),
            Err(error) => Err(Broken::Closed(error.kind())),
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>, Broken> {
        while self.buffer.len() < length {
            if !matches!(self.more().await, Ok(true)) {
                return Err(self.half("within the body"));
            }
        }
        Ok(self.buffer.drain(..length).collect())
    }

    /// A body in chunks; one that ends without the last chunk is half a body.
    pub async fn chunks(&mut self) -> Result<Vec<u8>, Broken> {
        let mut body = Vec::new();
        loop {
            let end = loop {
                if let Some(end) = self.buffer.windows(2).position(|window| window == b"\r\n") {
                    break end;
                }
                if !matches!(self.more().await, Ok(true)) {
                    return Err(self.half("between chunks"));
                }
            };
            let line: Vec<u8> = self.buffer.drain(..end + 2).collect();
            let size = String::from_utf8_lossy(&line[..end]).into_owned();
            let size = usize::from_str_radix(size.trim(), 16).map_err(|_| self.half("an odd chunk"))?;
            let chunk = self.take(size + 2).await?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..size]);
        }
    }

    fn half(&self, place: &str) -> Broken {
        Broken::Half(format!(
            "the connection ended {place}, {} bytes there",
            self.buffer.len()
        ))
    }
}
