//! A session that is revoked at one instance opens nothing at the other from then on, and its open pages hear it
//! within a second. While the channel between them is cut, requests are refused all the same, and pages hear it
//! within the half minute after which they look by themselves.

use super::{Report, World, troubles, two, wait_until};
use crate::{Client, Instance, Result, client::PASSWORD, now};
use anyhow::{Context, bail};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

const BAR: Duration = Duration::from_secs(1);
/// How often a page looks by itself.
const BOUND: Duration = Duration::from_secs(30);

pub async fn run(world: &World) -> Result<Report> {
    let database = world.server.make_database("revoke").await?;
    let instances = two(&database.url).await?;
    let mut faults = Vec::new();
    let mut slowest = Seen::default();
    let both_listen = async || Ok(database.count_listening().await? == 2);

    let rounds = world.pick(20, 500);
    for round in 0..rounds {
        let (here, there) = (&instances[round % 2], &instances[(round + 1) % 2]);
        wait_until("the channel", BOUND, both_listen).await?;
        slowest.note(end_one(here, there, BAR).await?, BAR, "", &mut faults);
    }
    let cuts = world.pick(5, 100);
    let mut slowest_after_cut = Seen::default();
    for round in 0..cuts {
        let (here, there) = (&instances[round % 2], &instances[(round + 1) % 2]);
        wait_until("the channel", BOUND, both_listen).await?;
        let watched = Watched::open(here, there).await?;
        database.cut_the_channel().await?;
        let seen = watched.end(here, there, BOUND).await?;
        slowest_after_cut.note(seen, BOUND, " after a cut", &mut faults);
    }

    warm(&instances).await?;
    wait_until("the channel", BOUND, both_listen).await?;
    let (here, there) = (&instances[0], &instances[1]);
    let watched = Watched::open(here, there).await?;
    database.close_the_door(true).await?;
    database.cut_the_channel().await?;
    let without = watched.end(here, there, BOUND + BAR).await?;
    database.close_the_door(false).await?;
    wait_until("the channel", BOUND, both_listen).await?;
    let again = end_one(here, there, BAR).await?;
    slowest.note(again, BAR, " when the channel was back", &mut faults);

    faults.extend(troubles(&instances));
    let done = format!(
        "{rounds} sessions revoked: refused elsewhere after at most {:.0?}, pages told after at most {:.0?}; {cuts} cuts of the channel: {:.0?} and {:.0?}; with no channel: {:.0?} and {:.1?}",
        slowest.refused, slowest.told, slowest_after_cut.refused, slowest_after_cut.told, without.refused, without.told,
    );
    drop(instances);
    database.remove().await?;
    Ok(Report::new(done, faults))
}

/// How long it took.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    refused: Duration,
    told: Duration,
}

impl Seen {
    fn note(&mut self, other: Self, bar: Duration, when: &str, faults: &mut Vec<String>) {
        if other.refused > BAR {
            faults.push(format!("a request was let in for {:?}{when}", other.refused));
        }
        if other.told > bar {
            faults.push(format!("a page was told after {:?}{when}", other.told));
        }
        self.refused = self.refused.max(other.refused);
        self.told = self.told.max(other.told);
    }
}

/// Somebody with a browser that has a page open at `there`.
struct Watched {
    person: Client,
    events: Response,
}

impl Watched {
    async fn open(here: &Instance, there: &Instance) -> Result<Self> {
        let person = Client::sign_up(&here.url()).await?;
        let events = reqwest::Client::new()
            .get(format!("{}/session-events", there.url()))
            .header("cookie", &person.cookie)
            .send()
            .await?;
        if events.status() != StatusCode::OK {
            bail!("no stream of events but {}", events.status());
        }
        Ok(Self { person, events })
    }

    /// Has the browser signed out at `here`, by the person's other session.
    async fn end(mut self, here: &Instance, there: &Instance, patience: Duration) -> Result<Seen> {
        let ended = self.person.end_all_sessions_but_a_new_one().await;
        let revoked = now();
        ended.with_context(|| format!("{} did not revoke", here.url()))?;
        let http = reqwest::Client::new();
        let refused = wait_until("the refusal", patience, async || {
            let request = http.get(format!("{}/api/auth/get-session", there.url()));
            let answer = request.header("cookie", &self.person.cookie).send().await?;
            Ok(answer.json::<Value>().await?.is_null())
        })
        .await?;
        let told = timeout(patience, async {
            while let Some(piece) = self.events.chunk().await? {
                if String::from_utf8_lossy(&piece).contains("event: ended") {
                    return Ok(revoked.elapsed());
                }
            }
            bail!("the stream ended without a word")
        });
        let told = told.await.context("a page was never told")??;
        Ok(Seen { refused, told })
    }
}

async fn end_one(here: &Instance, there: &Instance, patience: Duration) -> Result<Seen> {
    Watched::open(here, there).await?.end(here, there, patience).await
}

/// Has each instance open all the connections it will need.
async fn warm(instances: &[Instance]) -> Result<()> {
    let mut asked = tokio::task::JoinSet::new();
    for instance in instances {
        for _ in 0..20 {
            let url = format!("{}/api/v1/auth/login/json", instance.url());
            let body = json!({ "email": "nobody@example.com", "password": PASSWORD });
            asked.spawn(async move { reqwest::Client::new().post(url).json(&body).send().await });
        }
    }
    while let Some(answer) = asked.join_next().await {
        answer??;
    }
    Ok(())
}
