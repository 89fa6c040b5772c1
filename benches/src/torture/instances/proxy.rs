//! Behind a proxy, one instance after the other is restarted under load, as an upgrade does it, and no request fails.

use super::{Report, World, settings, troubles};
use crate::{Client, Instance, Result, now};
use anyhow::{Context, bail};
use reqwest::{Method, StatusCode, redirect::Policy};
use serde_json::json;
use std::{
    env, fs,
    net::TcpListener,
    path::Path,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    task::JoinSet,
    time::sleep,
};

const CONNECTIONS: usize = 8;
/// Between two restarts.
const PAUSE: Duration = Duration::from_millis(300);

pub async fn run(world: &World) -> Result<Report> {
    let database = world.server.make_database("proxy").await?;
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let url = format!("http://localhost:{port}");
    let mut instances = Vec::new();
    for _ in 0..2 {
        let settings = settings(&database.url)?.with("BASE_URL", &url);
        instances.push(Instance::start(settings.with("TRUSTED_PROXIES", "loopback")).await?);
    }
    let proxy = Proxy::start(port, &instances).await?;

    let is_over = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let mut load = JoinSet::new();
    for number in 0..CONNECTIONS {
        let person = Client::sign_up(&url).await?;
        load.spawn(ask_until(
            url.clone(),
            person,
            number,
            is_over.clone(),
            answered.clone(),
        ));
    }
    let restarts = world.pick(5, 50);
    let mut faults = Vec::new();
    for _ in 0..restarts {
        for instance in &mut instances {
            sleep(PAUSE).await;
            let stopped = instance.stop().await?;
            if !stopped.success() {
                faults.push(format!("an instance stopped with {stopped}"));
            }
            instance.restart().await?;
        }
    }
    is_over.store(true, Ordering::Relaxed);
    while let Some(seen) = load.join_next().await {
        faults.extend(seen??);
    }
    faults.extend(troubles(&instances));
    if !faults.is_empty() {
        faults.extend(proxy.errors());
    }
    let answered = answered.load(Ordering::Relaxed);
    let done = format!("{restarts} restarts of each of two instances behind nginx, {answered} requests answered");
    drop(instances);
    database.remove().await?;
    Ok(Report::new(done, faults))
}

/// Reads, writes and opens pages; tells what went wrong.
async fn ask_until(
    url: String,
    person: Client,
    number: usize,
    is_over: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
) -> Result<Vec<String>> {
    let http = reqwest::Client::builder().redirect(Policy::none()).build()?;
    let mut faults = Vec::new();
    let mut added = 0_usize;
    for turn in number.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let (request, expected) = match turn % 3 {
            0 => (person.request(Method::GET, "/api/todos"), StatusCode::OK),
            1 => {
                added += 1;
                let todo = json!({ "title": format!("todo {added}") });
                (
                    person.request(Method::POST, "/api/todos").json(&todo),
                    StatusCode::CREATED,
                )
            }
            _ => {
                let page = http.get(format!("{url}/todos")).header("cookie", &person.cookie);
                (page.header("accept", "text/html"), StatusCode::OK)
            }
        };
        let asked = now();
        match request.send().await {
            Ok(answer) if answer.status() == expected => {
                answered.fetch_add(1, Ordering::Relaxed);
                if let Err(error) = answer.bytes().await {
                    faults.push(format!("half an answer: {error}"));
                }
            }
            Ok(answer) => faults.push(format!(
                "turn {}: {} after {:?}",
                turn % 3,
                answer.status(),
                asked.elapsed()
            )),
            Err(error) => faults.push(format!("turn {}: {error:?}", turn % 3)),
        }
    }
    Ok(faults)
}

/// An nginx of its own, in a directory of its own.
struct Proxy {
    directory: TempDir,
    _child: Child,
}

impl Proxy {
    async fn start(port: u16, instances: &[Instance]) -> Result<Self> {
        let directory = TempDir::with_prefix("latchkey-nginx-")?;
        let path = directory.path();
        let file = path.join("nginx.conf");
        fs::write(&file, configuration(path, port, instances))?;
        let child = Command::new(program().context("there is no nginx: install Debian's nginx-light")?)
            .arg("-p")
            .arg(path)
            .arg("-e")
            .arg(path.join("error.log"))
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let proxy = Self {
            directory,
            _child: child,
        };
        for _ in 0..500 {
            let answer = reqwest::get(format!("http://127.0.0.1:{port}/readyz")).await;
            if answer.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                return Ok(proxy);
            }
            sleep(Duration::from_millis(20)).await;
        }
        bail!("nginx does not start: {:?}", proxy.errors())
    }

    /// The end of its log. That an instance is not there is no error: nginx asks the other one.
    fn errors(&self) -> Vec<String> {
        let log = fs::read_to_string(self.directory.path().join("error.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().filter(|line| !line.contains("connect() failed")).collect();
        lines
            .iter()
            .rev()
            .take(4)
            .map(|line| format!("nginx: {line}"))
            .collect()
    }
}

/// Where Debian puts it is not on everybody's `PATH`.
fn program() -> Option<&'static str> {
    [
        "/usr/sbin/nginx",
        "/usr/local/sbin/nginx",
        "/usr/local/bin/nginx",
        "/opt/homebrew/bin/nginx",
    ]
    .into_iter()
    .find(|path| Path::new(path).is_file())
}

/// As `docs/guides/scale.md` has it, without TLS.
fn configuration(directory: &Path, port: u16, instances: &[Instance]) -> String {
    let place = directory.display();
    let user = if env::var("USER").is_ok_and(|user| user != "root") {
        ""
    } else {
        "user root;"
    };
    let servers: String = instances
        .iter()
        .map(|instance| format!("server {} max_fails=0;\n", instance.url().trim_start_matches("http://")))
        .collect();
    format!(
        "{user}
daemon off;
master_process off;
pid {place}/pid;
error_log {place}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    upstream latchkey {{
        {servers}
        keepalive 32;
        keepalive_timeout 200ms;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://latchkey;
            proxy_http_version 1.1;
            proxy_set_header Connection \"\";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_buffering off;
        }}
    }}
}}
"
    )
}
