//! The disk of the SQLite database is full. Promised: a write is answered with 503 or 507 and a code, never with a fault
//! of ours; reads go on; when there is space again writes work without a restart; nothing acknowledged is lost and the
//! file is sound.

use super::{Engine, Report, World, database};
use crate::{Client, Instance, Result, Settings, client::PASSWORD, now};
use anyhow::{Context, bail, ensure};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tempfile::TempDir;
use tokio::time::sleep;

const SIZE: &str = "size=8m";
/// So soon after there is space again a write works.
const BACK_WITHIN: Duration = Duration::from_secs(3);

/// A small disk of its own in memory, which goes when it is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(place: &Path) -> Result<Self> {
        fs::create_dir_all(place)?;
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
            .arg(place)
            .output()?;
        ensure!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr).trim()
        );
        Ok(Self(place.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: whoever still has a file open there keeps it until its end.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// So often each disk is filled. The database grows into what is free and keeps it, so that a small disk is full for
/// good after a while, whoever makes room.
const ROUNDS: usize = 3;

/// What was seen on all disks.
#[derive(Default)]
struct Seen {
    rounds: usize,
    refused: usize,
    slowest_return: Duration,
    faults: Vec<String>,
}

pub async fn run(world: &World) -> Result<Report> {
    let mut seen = Seen::default();
    for _ in 0..world.pick(1, 33) {
        let directory = TempDir::with_prefix("latchkey-disk-")?;
        let data = directory.path().join("data");
        let disk = match SmallDisk::mount(&data) {
            Ok(disk) => disk,
            Err(error) => return Ok(Report::not_tried(format!("a small disk cannot be mounted: {error:#}"))),
        };
        fill_again_and_again(directory.path(), &data, &mut seen).await?;
        drop(disk);
    }
    let done = format!(
        "{} times full, {} writes refused cleanly; they work again after {:.0} ms at most, without a restart",
        seen.rounds,
        seen.refused,
        seen.slowest_return.as_secs_f64() * 1000.0
    );
    Ok(Report::new(done, seen.faults))
}

async fn fill_again_and_again(directory: &Path, data: &Path, seen: &mut Seen) -> Result<()> {
    let mut instance = Instance::start_in(Settings::new()?, directory).await?;
    let url = instance.url();
    let mut person = Client::sign_up(&url).await?;
    let faults = &mut seen.faults;
    let mut acknowledged = Vec::new();

    for round in 0..ROUNDS {
        acknowledged.push(person.add_todo(&format!("before {round}")).await?);
        let ballast = fill(data)?;
        // What is free within the file and the log is used up first.
        let mut in_a_row = 0;
        for number in 0..5000 {
            // As large as a todo can be: the sooner it is full the better.
            let title = format!("{round} {number} {}", "💥".repeat(480));
            let request = person
                .request(Method::POST, "/api/todos")
                .json(&json!({ "title": title }));
            match tell(request, faults).await? {
                (StatusCode::CREATED, body) => {
                    acknowledged.push(body["id"].as_str().context("no id")?.to_owned());
                    in_a_row = 0;
                }
                _ => in_a_row += 1,
            }
            seen.refused += usize::from(in_a_row > 0);
            if in_a_row == 10 {
                break;
            }
        }
        if in_a_row < 10 {
            bail!("the disk does not get full");
        }
        try_other_writes(&url, &person, faults).await?;
        check_reads(&url, &person, faults).await?;

        fs::remove_file(ballast)?;
        let back = now();
        loop {
            let request = person
                .request(Method::POST, "/api/todos")
                .json(&json!({ "title": "after" }));
            let (status, body) = tell(request, faults).await?;
            if status == StatusCode::CREATED {
                acknowledged.push(body["id"].as_str().context("no id")?.to_owned());
                break;
            }
            if back.elapsed() > BACK_WITHIN {
                faults.push("writes do not work again when there is space".into());
                break;
            }
            sleep(Duration::from_millis(20)).await;
        }
        seen.slowest_return = seen.slowest_return.max(back.elapsed());
        if let Err(error) = person.renew().await {
            faults.push(format!("a refresh after the disk was full: {error:#}"));
            break;
        }
        // Half of the rounds begin with an empty log.
        if round % 2 == 1 {
            instance.kill().await?;
            instance.restart().await?;
        }
        // The next round needs room in front of it.
        let _ = person
            .request(Method::POST, "/api/todos/set-all")
            .json(&json!({ "completed": true }))
            .send()
            .await?;
        acknowledged = keep(&person, acknowledged, faults).await?;
    }
    let status = instance.stop().await?;
    if !status.success() {
        faults.push(format!("it ended with {status}"));
    }
    instance.restart().await?;
    person.renew().await?;
    keep(&person, acknowledged, faults).await?;
    faults.extend(database::faults(Engine::Sqlite, instance.directory(), None).await?);
    // First, for they say why.
    faults.splice(0..0, instance.troubles());
    instance.kill().await?;
    seen.rounds += ROUNDS;
    Ok(())
}

/// Takes all the space there is.
fn fill(data: &Path) -> Result<PathBuf> {
    let path = data.join("ballast");
    let mut file = File::create(&path)?;
    for piece in [1 << 16, 1 << 12] {
        let zeros = vec![0; piece];
        while file.write_all(&zeros).is_ok() {}
    }
    Ok(path)
}

/// Sends a write and judges its answer: done, or refused with words.
async fn tell(request: RequestBuilder, faults: &mut Vec<String>) -> Result<(StatusCode, Value)> {
    let answer = request.send().await?;
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let says_when = answer.headers().contains_key("retry-after");
    let text = answer.text().await?;
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let is_clean = match status.as_u16() {
        503 => says_when && body["code"].is_string(),
        507 => body["code"].is_string(),
        other => other < 400,
    };
    if !is_clean {
        faults.push(format!("{path} was answered with {status}: {text:.200}"));
    }
    Ok((status, body))
}

/// Signing in, renewing and signing up write as well.
async fn try_other_writes(url: &str, person: &Client, faults: &mut Vec<String>) -> Result<()> {
    let http = reqwest::Client::new();
    let credentials = json!({ "email": person.email, "password": PASSWORD });
    let account = json!({ "email": Client::new_email(), "password": PASSWORD, "name": "Ada" });
    for (path, body) in [
        ("/api/v1/auth/login/json", &credentials),
        ("/api/auth/sign-in/email", &credentials),
        ("/api/v1/auth/register", &account),
    ] {
        tell(http.post(format!("{url}{path}")).json(body), faults).await?;
    }
    let form = http
        .post(format!("{url}/todos"))
        .header("cookie", &person.cookie)
        .header("origin", url)
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("intent=add&title={}", "y".repeat(450)));
    let status = form.send().await?.status().as_u16();
    if !matches!(status, 200 | 303 | 503 | 507) {
        faults.push(format!("the form of /todos was answered with {status}"));
    }
    Ok(())
}

async fn check_reads(url: &str, person: &Client, faults: &mut Vec<String>) -> Result<()> {
    let http = reqwest::Client::new();
    let page = |path: &str| http.get(format!("{url}{path}")).header("cookie", &person.cookie);
    for request in [
        person.request(Method::GET, "/api/todos"),
        person.request(Method::GET, "/api/v1/auth/me"),
        page("/todos"),
        page("/settings/profile"),
        http.get(format!("{url}/readyz")),
    ] {
        let answer = request.send().await?;
        if answer.status() != StatusCode::OK {
            faults.push(format!(
                "{} was answered with {} on a full disk",
                answer.url().path(),
                answer.status()
            ));
        }
    }
    Ok(())
}

/// Compares what was acknowledged with what is there, then removes it, so that the next round has space.
async fn keep(person: &Client, acknowledged: Vec<String>, faults: &mut Vec<String>) -> Result<Vec<String>> {
    for id in &acknowledged {
        let answer = person.request(Method::GET, &format!("/api/todos/{id}")).send().await?;
        if answer.status() != StatusCode::OK {
            faults.push(format!("an acknowledged todo is answered with {}", answer.status()));
        }
    }
    let cleared = person
        .request(Method::POST, "/api/todos/clear-completed")
        .send()
        .await?;
    if !cleared.status().is_success() {
        faults.push(format!("clearing is answered with {}", cleared.status()));
    }
    Ok(Vec::new())
}
