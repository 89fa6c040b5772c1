//! Keys are rotated under traffic, and nobody who is signed in is ever refused: every instance knows a key before
//! another signs with it, and the set of public keys has the one that signed.
//!
//! A key is shown for five minutes before it signs, so the instances live on a clock that runs sixty times as fast
//! (libfaketime); their timers do not, so what they know of each other in time they know by the change events.

use super::{Report, World, settings, troubles};
use crate::{Client, Instance, Result, client::expect, instance::binary, now};
use anyhow::{Context, bail, ensure};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{process::Command, task::JoinSet, time::sleep};

const SPEED: u32 = 60;
/// How long a key is shown before it signs, and a little: five minutes of the clock of the instances.
const TAKE_OVER: Duration = Duration::from_secs(6);
/// How often a program has its token renewed; it lives for fifteen minutes, which are fifteen seconds.
const RENEWAL: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(25);

pub async fn run(world: &World) -> Result<Report> {
    let clock = FastClock(now());
    let library = library().await?;
    let database = world.server.make_database("keys").await?;
    let mut instances = Vec::new();
    for _ in 0..2 {
        let offset = clock.offset();
        let fast = settings(&database.url)?.with("JWT_ALGORITHM", "EdDSA");
        let fast = fast
            .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .with("LD_PRELOAD", &library);
        instances.push(Instance::start(fast.with("FAKETIME", offset)).await?);
    }
    let urls: Arc<[String]> = instances.iter().map(Instance::url).collect();
    let traffic = Arc::new(Traffic::default());
    let mut people = JoinSet::new();
    for number in 0..4 {
        let person = Client::sign_up(&urls[number % 2]).await?;
        people.spawn(as_program(person.clone(), urls.clone(), traffic.clone()));
        people.spawn(as_browser(person, urls.clone(), traffic.clone()));
    }

    let rotations = world.pick(5, 50);
    for _ in 0..rotations {
        let offset = clock.offset();
        let rotated = Command::new(binary())
            .args(["keys", "rotate", "--json"])
            .env("FAKETIME", &offset)
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("LD_PRELOAD", &library)
            .env("DATABASE_URL", &database.url)
            .env("AUTH_SECRET", super::SECRET)
            .env("JWT_ALGORITHM", "EdDSA")
            .env("DATA_DIR", instances[0].directory().join("data"))
            .current_dir(instances[0].directory())
            .output()
            .await?;
        let said = String::from_utf8_lossy(&rotated.stderr);
        ensure!(rotated.status.success(), "keys rotate: {said}");
        sleep(TAKE_OVER).await;
    }
    traffic.is_over.store(true, Ordering::Relaxed);
    while let Some(ended) = people.join_next().await {
        ended??;
    }

    let mut faults = traffic.faults.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let signers = traffic.signers.lock().unwrap_or_else(PoisonError::into_inner).len();
    if signers <= rotations {
        faults.push(format!("only {signers} keys have signed in {rotations} rotations"));
    }
    faults.extend(troubles(&instances));
    let requests = traffic.requests.load(Ordering::Relaxed);
    let done = format!("{rotations} rotations, {signers} keys have signed, {requests} requests over two instances");
    drop(instances);
    database.remove().await?;
    Ok(Report::new(done, faults))
}

/// What makes a clock run faster. `faketime` itself stays the parent of what it starts, which would outlive it when it
/// is killed; it tells its library, though.
async fn library() -> Result<String> {
    let told = Command::new("faketime").args(["-f", "+0", "env"]).output().await;
    let told = told.context("there is no faketime: install Debian's package")?;
    let told = String::from_utf8(told.stdout)?;
    let library = told.lines().find_map(|line| line.strip_prefix("LD_PRELOAD="));
    Ok(library.context("faketime names no library")?.to_owned())
}

/// A clock that was right once and runs faster ever since.
struct FastClock(Instant);

impl FastClock {
    /// What libfaketime is told now, so that every process has the same time however late it starts.
    fn offset(&self) -> String {
        let ahead = self.0.elapsed() * (SPEED - 1);
        format!("+{:.3} x{SPEED}", ahead.as_secs_f64())
    }
}

/// What everybody sees together.
#[derive(Default)]
struct Traffic {
    is_over: AtomicBool,
    requests: AtomicU64,
    signers: Mutex<BTreeSet<String>>,
    faults: Mutex<Vec<String>>,
}

impl Traffic {
    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }

    fn count(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    fn fault(&self, what: impl Into<String>) {
        self.faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(what.into());
    }

    /// Looks whether every instance shows the key that has signed a token.
    async fn check_signer(&self, token: &str, urls: &[String]) -> Result<()> {
        let id = key_of(token)?;
        for url in urls {
            let shown: Value = reqwest::get(format!("{url}/api/auth/jwks")).await?.json().await?;
            let keys = shown["keys"].as_array().context("no keys")?;
            if keys.iter().all(|key| key["kid"] != id.as_str()) {
                self.fault(format!("the set of keys lacks {id}, which has signed"));
            }
        }
        self.signers.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        Ok(())
    }
}

fn key_of(token: &str) -> Result<String> {
    let head = token.split('.').next().context("no token")?;
    let head: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head)?)?;
    Ok(head["kid"].as_str().context("no kid")?.to_owned())
}

/// A program with a token, which it has renewed in time, now at this instance and now at that.
async fn as_program(person: Client, urls: Arc<[String]>, traffic: Arc<Traffic>) -> Result<()> {
    let http = reqwest::Client::new();
    let (mut token, mut refresh_token) = (person.access_token, person.refresh_token);
    let mut renewed = now();
    for turn in 0.. {
        if !traffic.goes_on() {
            break;
        }
        let url = &urls[turn % urls.len()];
        if renewed.elapsed() > RENEWAL {
            let body = json!({ "refresh_token": refresh_token });
            let answer = http
                .post(format!("{url}/api/v1/auth/refresh"))
                .json(&body)
                .send()
                .await?;
            let tokens: Value = expect(answer, StatusCode::OK).await?.json().await?;
            let named = |name: &str| tokens[name].as_str().map(str::to_owned).context("no tokens");
            (token, refresh_token) = (named("access_token")?, named("refresh_token")?);
            traffic.check_signer(&token, &urls).await?;
            renewed = now();
        }
        let request = http
            .request(Method::GET, format!("{url}/api/todos"))
            .bearer_auth(&token);
        let status = request.send().await?.status();
        traffic.count();
        if status != StatusCode::OK {
            traffic.fault(format!("a program with a good token was answered {status}"));
        }
        sleep(PAUSE).await;
    }
    Ok(())
}

/// A browser, whose cookies are renewed as it goes.
async fn as_browser(person: Client, urls: Arc<[String]>, traffic: Arc<Traffic>) -> Result<()> {
    let http = reqwest::Client::new();
    let pairs = person.cookie.split("; ").filter_map(|pair| pair.split_once('='));
    let mut cookies: BTreeMap<String, String> = pairs.map(|(name, value)| (name.into(), value.into())).collect();
    for turn in 0.. {
        if !traffic.goes_on() {
            break;
        }
        let header: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = http.get(format!("{}/api/auth/get-session", urls[turn % urls.len()]));
        let answer = request.header("cookie", header.join("; ")).send().await?;
        let changed = answer.headers().get_all("set-cookie").iter();
        for pair in changed.filter_map(|value| value.to_str().ok()?.split(';').next()?.split_once('=')) {
            cookies.insert(pair.0.into(), pair.1.into());
        }
        let status = answer.status();
        let session: Value = answer.json().await?;
        traffic.count();
        if status != StatusCode::OK || session.is_null() {
            traffic.fault(format!("a browser was signed out, with {status}"));
            bail!("a browser was signed out");
        }
        sleep(PAUSE).await;
    }
    Ok(())
}
