//! `latchkey health`: asks the running server whether it lives, or with `--ready` whether it can work, for a container
//! or a supervisor. It ends with 0 only for a 200, and changes nothing.

use super::{Failure, Options};
use clap::Args;
use serde_json::json;
use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// How long the server may take.
const TIMEOUT: Duration = Duration::from_secs(3);

#[derive(Args)]
pub(super) struct Arguments {
    /// Also ask whether it can answer, for which it needs its database
    #[arg(long)]
    ready: bool,
    #[command(flatten)]
    options: Options,
}

impl Arguments {
    pub(super) fn run(self) -> Result<(), Failure> {
        let output = self.options.output();
        let config = self.options.flags.inspect().config.map_err(Failure::Settings)?;
        let address = reachable(config.server.listen);
        let path = if self.ready { "/readyz" } else { "/healthz" };
        match ask(address, path) {
            Ok(status) if status == "200" => {
                output.show(&json!({ "ok": true, "address": address, "path": path }), || "ok".into());
                Ok(())
            }
            Ok(status) => Err(Failure::problem(
                format!("the server at {address} answers {path} with {status}"),
                "Its log says why.",
            )),
            Err(error) => Err(Failure::problem(
                format!("there is no server at {address}: {error}"),
                "Start it with `latchkey serve`, and give both the same LISTEN.",
            )),
        }
    }
}

/// A server that listens on every address is asked on this machine's own.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// The status a path is answered with.
fn ask(address: SocketAddr, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    // "HTTP/1.1 200": a server that says less says nothing.
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    Ok(String::from_utf8_lossy(&head[9..]).into_owned())
}
