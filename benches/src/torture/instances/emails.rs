//! Every instance looks through the queue, and each email is sent once.

use super::{Report, World, settings, troubles, wait_until};
use crate::{Client, Instance, Result, client::expect};
use reqwest::StatusCode;
use serde_json::json;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
    time::sleep,
};

/// Within this time every instance has looked through the queue once more.
const ONCE_MORE: Duration = Duration::from_secs(12);
/// Emails to each person.
const EACH: usize = 20;

pub async fn run(world: &World) -> Result<Report> {
    let office = PostOffice::open().await?;
    let database = world.server.make_database("emails").await?;
    let mut instances = Vec::new();
    for _ in 0..3 {
        let settings = settings(&database.url)?.with("SMTP_URL", format!("smtp://127.0.0.1:{}", office.port));
        instances.push(Instance::start(settings.with("MAIL_FROM", "no-reply@example.com")).await?);
    }
    let count = world.pick(6, 50);
    let mut people = Vec::new();
    for number in 0..count {
        people.push(Client::sign_up(&instances[number % 3].url()).await?.email);
    }
    // What signing up has sent does not count.
    sleep(ONCE_MORE).await;
    office.forget();

    let mut asked = JoinSet::new();
    for (number, email) in people.iter().cycle().take(count * EACH).enumerate() {
        let url = format!("{}/api/auth/request-password-reset", instances[number % 3].url());
        let body = json!({ "email": email });
        asked.spawn(async move {
            let request = reqwest::Client::new()
                .post(url)
                .header("origin", "http://localhost:3000");
            expect(request.json(&body).send().await?, StatusCode::OK)
                .await
                .map(drop)
        });
    }
    while let Some(answer) = asked.join_next().await {
        answer??;
    }
    let took = wait_until("the last email", Duration::from_mins(2), async || {
        Ok(office.received().values().sum::<usize>() >= count * EACH)
    })
    .await?;
    sleep(ONCE_MORE).await;
    let received = office.received();
    let mut faults: Vec<String> = people
        .iter()
        .filter_map(|email| match received.get(email).copied().unwrap_or(0) {
            EACH => None,
            times => Some(format!("{times} emails were sent to somebody who should have {EACH}")),
        })
        .collect();
    faults.extend(troubles(&instances));
    let emails = count * EACH;
    let done = format!("{emails} emails posted at three instances, the last sent after {took:.1?}, none twice");
    drop(instances);
    database.remove().await?;
    Ok(Report::new(done, faults))
}

/// A mail server that counts emails by their recipient and throws them away.
struct PostOffice {
    port: u16,
    received: Arc<Mutex<HashMap<String, usize>>>,
    task: AbortHandle,
}

impl PostOffice {
    async fn open() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let received = Arc::<Mutex<HashMap<String, usize>>>::default();
        let counted = received.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, counted.clone()));
            }
        });
        Ok(Self {
            port,
            received,
            task: task.abort_handle(),
        })
    }

    fn received(&self) -> HashMap<String, usize> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget(&self) {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// As much SMTP as a client needs to leave emails here (RFC 5321).
async fn talk(stream: TcpStream, received: Arc<Mutex<HashMap<String, usize>>>) -> Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut recipient = String::new();
    writer.write_all(b"220 here\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match word.as_str() {
            "EHLO" | "HELO" => b"250 here\r\n",
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                address.clone_into(&mut recipient);
                b"250 yes\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                while lines.next_line().await?.is_some_and(|line| line != ".") {}
                let mut received = received.lock().unwrap_or_else(PoisonError::into_inner);
                *received.entry(recipient.clone()).or_default() += 1;
                b"250 thanks\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 yes\r\n",
        };
        writer.write_all(answer).await?;
    }
    Ok(())
}
