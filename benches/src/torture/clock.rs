//! The clock jumps, while the program serves and while it does not: an hour back and forth, 400 days on, and past the end
//! of 32-bit seconds in 2038. Promised: nothing panics; no token and no session opens anything after its end, nor before
//! its beginning; nobody is locked out for longer than a wrong password would; signing in works after every jump.
//!
//! The time is bent by libfaketime, which asks a file for it at every call; timers of the program go on as they do.

use super::{Engine, Report, World};
use crate::{Client, Instance, Result, Settings, client::expect};
use anyhow::Context;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Where Debian's package `faketime` and its like put the library.
const PLACES: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib64/faketime/libfaketime.so.1",
    "/usr/lib/faketime/libfaketime.so.1",
];
/// More wrong passwords than an account or a client may try without having to wait.
const WRONG_PASSWORDS: usize = 30;
/// As libfaketime reads it: with the real time of the machine, and ten seconds before 32 bits run out.
const NOW: &str = "+0";
const YEAR_2038: &str = "@2038-01-19 03:14:00";

struct Scene {
    instance: Instance,
    time: PathBuf,
    faults: Vec<String>,
    jumps: usize,
    checks: usize,
}

pub async fn run(world: &World, engine: Engine) -> Result<Report> {
    let Some(library) = PLACES.into_iter().find(|place| Path::new(place).exists()) else {
        return Ok(Report::not_tried("libfaketime is not here (Debian: faketime)"));
    };
    let directory = TempDir::with_prefix("latchkey-clock-")?;
    let time = directory.path().join("time");
    fs::write(&time, NOW)?;
    let settings = bent(world.settings(engine).await?, library, &time);
    let mut scene = Scene {
        instance: Instance::start_in(settings, directory.path()).await?,
        time,
        faults: Vec::new(),
        jumps: 0,
        checks: 0,
    };
    for _ in 0..world.pick(1, 10) {
        scene.hours().await?;
        scene.days().await?;
        scene.back_from_the_future("+400d").await?;
        scene.back_from_the_future(YEAR_2038).await?;
        scene.between_starts().await?;
    }
    scene.faults.extend(scene.instance.troubles());
    let status = scene.instance.stop().await?;
    if !status.success() {
        scene.faults.push(format!("it ended with {status}"));
    }
    let done = format!(
        "{} jumps of the clock, {} checks of tokens and sign-ins",
        scene.jumps, scene.checks
    );
    Ok(Report::new(done, scene.faults))
}

fn bent(settings: Settings, library: &str, time: &Path) -> Settings {
    settings
        .with("LD_PRELOAD", library)
        .with("FAKETIME_TIMESTAMP_FILE", time.to_string_lossy())
        .with("FAKETIME_NO_CACHE", "1")
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .with("DONT_FAKE_MONOTONIC", "1")
        .with("TZ", "UTC")
        // Whether somebody is locked out can only be seen with them.
        .with("RATE_LIMITS", "on")
}

impl Scene {
    fn jump(&mut self, to: &str) -> Result<()> {
        self.jumps += 1;
        // Another name first: the program must never read half a file.
        let next = self.time.with_extension("next");
        fs::write(&next, to)?;
        Ok(fs::rename(next, &self.time)?)
    }

    fn expect(&mut self, found: StatusCode, wanted: StatusCode, what: &str) {
        self.checks += 1;
        if found != wanted {
            self.faults.push(format!("{what}: {found} instead of {wanted}"));
        }
    }

    async fn me(&self, person: &Client) -> Result<StatusCode> {
        Ok(person.request(Method::GET, "/api/v1/auth/me").send().await?.status())
    }

    async fn sign_up(&self) -> Result<Client> {
        Client::register(&self.instance.url(), &Client::new_email()).await
    }

    /// An hour on and back: a token ends in time and begins in time.
    async fn hours(&mut self) -> Result<()> {
        let mut early = self.sign_up().await?;
        let status = self.me(&early).await?;
        self.expect(status, StatusCode::OK, "a fresh token");
        self.jump("+1h")?;
        let status = self.me(&early).await?;
        self.expect(status, StatusCode::UNAUTHORIZED, "a token of 15 minutes after an hour");
        early.renew().await.context("renewing after an hour")?;
        let status = self.me(&early).await?;
        self.expect(status, StatusCode::OK, "a renewed token");
        self.jump(NOW)?;
        let status = self.me(&early).await?;
        self.expect(status, StatusCode::UNAUTHORIZED, "a token of the next hour");
        self.sign_in_works(&early, "an hour back").await?;
        self.jump("-1h")?;
        self.sign_in_works(&early, "two hours back").await?;
        self.jump(NOW)
    }

    /// 400 days on: everything has ended, and signing in works.
    async fn days(&mut self) -> Result<()> {
        let person = self.sign_up().await?;
        self.jump("+400d")?;
        let status = self.me(&person).await?;
        self.expect(status, StatusCode::UNAUTHORIZED, "a token after 400 days");
        let renewed = person.clone().renew().await;
        self.checks += 1;
        if renewed.is_ok() {
            self.faults.push("a session that ended a year ago was renewed".into());
        }
        self.sign_in_works(&person, "400 days on").await?;
        self.jump(NOW)
    }

    /// The clock is wrong for a while, and then right again: nothing of that while may last until it comes true.
    async fn back_from_the_future(&mut self, future: &str) -> Result<()> {
        let (owner, victim) = (self.sign_up().await?, self.sign_up().await?);
        self.jump(future)?;
        let traveller = Client::by_password(&self.instance.url(), &owner.email).await;
        let traveller = traveller.with_context(|| format!("signing in at {future}"))?;
        let status = self.me(&traveller).await?;
        self.expect(status, StatusCode::OK, &format!("a token made at {future}"));
        let todo = traveller.add_todo(&format!("made at {future}")).await?;
        // From where somebody has signed in before, failures have a count of their own.
        self.sign_in_works(&victim, &format!("at {future}")).await?;
        self.guess(&victim).await?;
        self.jump(NOW)?;

        let status = self.me(&traveller).await?;
        self.expect(
            status,
            StatusCode::UNAUTHORIZED,
            &format!("a token made at {future}, today"),
        );
        let renewed = traveller.clone().renew().await;
        self.checks += 1;
        if renewed.is_ok() {
            self.faults.push(format!(
                "a session opened at {future} is open today, and would be until then"
            ));
        }
        self.sign_in_works(&owner, &format!("back from {future}")).await?;
        // A minute for the client's own count, which the failures have filled; at most 15 for those on an account.
        self.jump("+16m")?;
        self.sign_in_works(&victim, &format!("16 minutes after the wrong passwords of {future}"))
            .await?;
        let reader = Client::by_password(&self.instance.url(), &owner.email).await?;
        let answer = reader
            .request(Method::GET, &format!("/api/todos/{todo}"))
            .send()
            .await?;
        let _: Value = expect(answer, StatusCode::OK).await?.json().await?;
        self.jump(NOW)
    }

    /// The same while the program is not running.
    async fn between_starts(&mut self) -> Result<()> {
        let person = self.sign_up().await?;
        for time in ["-1h", YEAR_2038, NOW] {
            self.instance.stop().await?;
            self.jump(time)?;
            self.instance
                .restart()
                .await
                .with_context(|| format!("starting at {time}"))?;
            self.sign_in_works(&person, &format!("started at {time}")).await?;
        }
        Ok(())
    }

    /// Wrong passwords until the account or the client has to wait.
    async fn guess(&self, victim: &Client) -> Result<()> {
        let http = reqwest::Client::new();
        for _ in 0..WRONG_PASSWORDS {
            let answer = http
                .post(format!("{}/api/v1/auth/login/json", self.instance.url()))
                .json(&json!({ "email": victim.email, "password": "not the password" }))
                .send()
                .await?;
            if answer.status() == StatusCode::TOO_MANY_REQUESTS {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn sign_in_works(&mut self, person: &Client, when: &str) -> Result<()> {
        self.checks += 1;
        match Client::by_password(&self.instance.url(), &person.email).await {
            Ok(fresh) => {
                let status = self.me(&fresh).await?;
                self.expect(status, StatusCode::OK, &format!("a token of a sign-in {when}"));
            }
            Err(error) => self.faults.push(format!("signing in {when}: {error:#}")),
        }
        Ok(())
    }
}
