//! `AUTH_SECRET` is changed on two instances, one after the other and under traffic, and nobody loses a session: neither
//! a browser, nor a program with a refresh token, nor one with a bearer session token.
//!
//! As `docs/guides/deploy.md` has it: all instances get to know the next secret first, then it takes the place of the
//! present one, and then everything is sealed anew. Whoever asks an instance that is just being restarted asks the other.

use super::{Report, SECRET, World, settings, troubles};
use crate::{Client, Instance, Result, client::PASSWORD, instance::binary};
use anyhow::{Context, ensure};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{process::Command, task::JoinSet, time::sleep};

/// Between two restarts.
const REST: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(10);

pub async fn run(world: &World) -> Result<Report> {
    let database = world.server.make_database("secrets").await?;
    let mut instances = Vec::new();
    for _ in 0..2 {
        instances.push(Instance::start(settings(&database.url)?).await?);
    }
    let rounds = world.pick(2, 20);
    let (mut faults, mut requests) = (Vec::new(), 0);
    for round in 0..rounds {
        let traffic = Arc::new(Traffic {
            urls: instances.iter().map(Instance::url).collect(),
            ..Traffic::default()
        });
        let mut people = JoinSet::new();
        for number in 0..4 {
            let person = Client::sign_up(&traffic.urls[number % 2]).await?;
            people.spawn(as_holder_of_a_session_token(person.clone(), traffic.clone()));
            people.spawn(as_browser(person.cookie.clone(), traffic.clone()));
            people.spawn(as_program(person, traffic.clone()));
        }
        change(&mut instances, &database.url, &secret(round), &secret(round + 1)).await?;
        sleep(REST).await;
        traffic.is_over.store(true, Ordering::Relaxed);
        while let Some(seen) = people.join_next().await {
            faults.extend(seen??);
        }
        requests += traffic.requests.load(Ordering::Relaxed);
    }
    faults.extend(troubles(&instances));
    let done = format!("{rounds} changes of the secret over two instances, {requests} requests answered");
    drop(instances);
    database.remove().await?;
    Ok(Report::new(done, faults))
}

fn secret(number: usize) -> String {
    match number {
        0 => SECRET.to_owned(),
        number => format!("{SECRET}, number {number}"),
    }
}

/// Lets all instances know the next secret, exchanges the two, and seals everything anew.
async fn change(instances: &mut [Instance], database_url: &str, present: &str, next: &str) -> Result<()> {
    for (first, second) in [(present, next), (next, present)] {
        for instance in &mut *instances {
            sleep(REST).await;
            instance.stop().await?;
            instance.set("AUTH_SECRET", first);
            instance.set("AUTH_SECRET_PREVIOUS", second);
            instance.restart().await?;
        }
    }
    let directory = instances[0].directory();
    let resealed = Command::new(binary())
        .args(["keys", "reseal", "--json"])
        .env("DATABASE_URL", database_url)
        .env("AUTH_SECRET", next)
        .env("AUTH_SECRET_PREVIOUS", present)
        .env("DATA_DIR", directory.join("data"))
        .current_dir(directory)
        .output()
        .await?;
    let said = String::from_utf8_lossy(&resealed.stderr);
    ensure!(resealed.status.success(), "keys reseal: {said}");
    Ok(())
}

/// What everybody asks, and for how long.
#[derive(Default)]
struct Traffic {
    urls: Vec<String>,
    is_over: AtomicBool,
    requests: AtomicUsize,
}

impl Traffic {
    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }

    /// Asks one instance after the other until one answers.
    async fn ask(&self, turn: usize, request: impl Fn(&str) -> RequestBuilder) -> Result<Response> {
        let mut failed = None;
        for attempt in 0..200 {
            match request(&self.urls[(turn + attempt) % self.urls.len()]).send().await {
                Ok(answer) => {
                    self.requests.fetch_add(1, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(error) => failed = Some(error),
            }
            sleep(PAUSE).await;
        }
        Err(failed.context("nobody was asked")?.into())
    }
}

/// A program with what Better Auth's bearer flow gives it.
async fn as_holder_of_a_session_token(person: Client, traffic: Arc<Traffic>) -> Result<Vec<String>> {
    let http = reqwest::Client::new();
    let credentials = json!({ "email": person.email, "password": PASSWORD });
    let signed_in = traffic
        .ask(0, |url| {
            http.post(format!("{url}/api/auth/sign-in/email")).json(&credentials)
        })
        .await?;
    let token = signed_in.headers().get("set-auth-token").context("no set-auth-token")?;
    let token = token.to_str()?.to_owned();
    let mut faults = Vec::new();
    for turn in 0.. {
        if !traffic.goes_on() {
            break;
        }
        let todos = |url: &str| http.get(format!("{url}/api/todos")).bearer_auth(&token);
        let status = traffic.ask(turn, todos).await?.status();
        if status != StatusCode::OK {
            faults.push(format!("a bearer session token was answered {status}"));
        }
        sleep(PAUSE).await;
    }
    Ok(faults)
}

/// A program with an access token, which gets another one when that is refused.
async fn as_program(person: Client, traffic: Arc<Traffic>) -> Result<Vec<String>> {
    let http = reqwest::Client::new();
    let (mut access, mut refresh) = (person.access_token, person.refresh_token);
    let mut faults = Vec::new();
    for turn in 0.. {
        if !traffic.goes_on() {
            break;
        }
        let todos = |url: &str| http.get(format!("{url}/api/todos")).bearer_auth(&access);
        let status = traffic.ask(turn, todos).await?.status();
        if status == StatusCode::UNAUTHORIZED {
            let body = json!({ "refresh_token": refresh });
            let renew = |url: &str| http.post(format!("{url}/api/v1/auth/refresh")).json(&body);
            let answer = traffic.ask(turn, renew).await?;
            let status = answer.status();
            if status != StatusCode::OK {
                faults.push(format!("a refresh token was answered {status}"));
                break;
            }
            let tokens: Value = answer.json().await?;
            let named = |name: &str| tokens[name].as_str().map(str::to_owned).context("no tokens");
            (access, refresh) = (named("access_token")?, named("refresh_token")?);
        } else if status != StatusCode::OK {
            faults.push(format!("an access token was answered {status}"));
        }
        sleep(PAUSE).await;
    }
    Ok(faults)
}

/// A browser, whose cookies are renewed as it goes.
async fn as_browser(cookie: String, traffic: Arc<Traffic>) -> Result<Vec<String>> {
    let http = reqwest::Client::new();
    let pairs = cookie.split("; ").filter_map(|pair| pair.split_once('='));
    let mut cookies: BTreeMap<String, String> = pairs.map(|(name, value)| (name.into(), value.into())).collect();
    for turn in 0.. {
        if !traffic.goes_on() {
            break;
        }
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let header = pairs.join("; ");
        let session = |url: &str| {
            http.get(format!("{url}/api/auth/get-session"))
                .header("cookie", &header)
        };
        let answer = traffic.ask(turn, session).await?;
        let changed = answer.headers().get_all("set-cookie").iter();
        for pair in changed.filter_map(|value| value.to_str().ok()?.split(';').next()?.split_once('=')) {
            cookies.insert(pair.0.into(), pair.1.into());
        }
        let status = answer.status();
        if status != StatusCode::OK || answer.json::<Value>().await?.is_null() {
            return Ok(vec![format!("a browser was signed out, with {status}")]);
        }
        sleep(PAUSE).await;
    }
    Ok(Vec::new())
}
