//! Asks one address for some seconds, as the benchmark does, to see whether another load generator would get more out
//! of the same server: `cargo run --release -p benches --bin load -- 127.0.0.1:3000 /healthz`, next to
//! `wrk -t2 -c32 -d3s http://127.0.0.1:3000/healthz`.

use anyhow::Context;
use benches::{Result, load::closed_loop};
use std::{env, time::Duration};

const CONNECTIONS: usize = 32;
const DURATION: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let address = arguments.next().context("no address, such as 127.0.0.1:3000")?;
    let path = arguments.next().unwrap_or_else(|| "/".into());
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let measured = closed_loop(&address, CONNECTIONS, DURATION, 200, move |_, _| request.clone().into()).await?;
    println!(
        "{:.0} requests per second, p99 {:?}",
        measured.rate,
        measured.latency_at(0.99)
    );
    Ok(())
}
