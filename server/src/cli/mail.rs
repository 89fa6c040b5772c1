//! `latchkey mail`: whether mail works, and which emails wait or were given up. Whom one is for stays encrypted.

use super::{Failure, Options, output, with_state};
use crate::{
    auth::audit::{EventKind, record_by_operator},
    mail::{QueuedEmail, Transport, queue, retry_dead, send_test},
    state::AppState,
};
use app::model::EmailAddress;
use clap::{Args, Subcommand};
use console::style;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Send a test e-mail right now and show what the mail server says
    Test(Test),
    /// Show the e-mails that have not been sent yet
    Queue(Queue),
}

#[derive(Args)]
pub(super) struct Test {
    /// Who gets it
    to: String,
    #[command(flatten)]
    options: Options,
}

#[derive(Args)]
pub(super) struct Queue {
    /// First, put those that were given up back into the queue
    #[arg(long)]
    retry: bool,
    #[command(flatten)]
    options: Options,
}

impl Command {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Test(test) => test.run(),
            Self::Queue(queue) => queue.run(),
        }
    }
}

impl Test {
    fn run(self) -> Result<(), Failure> {
        let output = self.options.output();
        let to = EmailAddress::parse(&self.to).map_err(|_| {
            let problem = format!("{:?} is not an e-mail address", self.to);
            Failure::usage(problem, "Use one such as ada@example.com.")
        })?;
        with_state(self.options.flags, async |state| {
            if !matches!(state.mail, Transport::Smtp { .. }) {
                return Err(Failure::usage(
                    "there is no mail server",
                    "Set SMTP_URL, such as smtps://USER:PASSWORD@mail.example.",
                ));
            }
            let said = send_test(&state.auth, &state.mail, to.as_str()).await?;
            let json = json!({ "to": to.as_str(), "server": said });
            output.show(&json, || {
                format!("The mail server accepted the e-mail and said: {said}")
            });
            Ok(())
        })
    }
}

impl Queue {
    fn run(self) -> Result<(), Failure> {
        let output = self.options.output();
        with_state(self.options.flags, async |state| {
            let revived = if self.retry { retry(state).await? } else { 0 };
            show(state, output, self.retry.then_some(revived)).await
        })
    }
}

async fn retry(state: &AppState) -> Result<u64, Failure> {
    let (auth, now) = (&state.auth, state.auth.clock.now());
    let revived = retry_dead(auth).await?;
    if revived > 0 {
        record_by_operator(&auth.database, EventKind::EmailsRetried, &revived.to_string(), now).await?;
    }
    Ok(revived)
}

async fn show(state: &AppState, output: super::Output, revived: Option<u64>) -> Result<(), Failure> {
    let queue = queue(&state.auth).await?;
    let json = |emails: &[QueuedEmail]| emails.iter().map(as_json).collect::<Vec<Value>>();
    let shown = json!({ "waiting": json(&queue.waiting), "dead": json(&queue.dead), "retried": revived });
    output.show(&shown, || {
        let mut parts = Vec::new();
        if let Some(count) = revived {
            parts.push(format!(
                "{} back in the queue; a running server sends them.",
                output::counted(count, "e-mail")
            ));
        }
        for (title, emails) in [("Waiting", &queue.waiting), ("Given up", &queue.dead)] {
            let rows: Vec<_> = emails.iter().map(as_row).collect();
            match rows.as_slice() {
                [] => parts.push(format!("{title}: none")),
                rows => {
                    let list = output::list(["E-MAIL", "KIND", "SINCE", "TRIED", "PROBLEM"], rows);
                    parts.push(format!("{}:\n{list}", style(title).bold()));
                }
            }
        }
        if !queue.dead.is_empty() {
            parts.push("Use `latchkey mail queue --retry` to try again with those that were given up.".into());
        }
        parts.join("\n")
    });
    Ok(())
}

fn as_json(mail: &QueuedEmail) -> Value {
    json!({
        "id": mail.id,
        "kind": mail.kind,
        "attempts": mail.attempts,
        "created_at": output::moment(mail.created_at),
        "due_at": output::moment(mail.due_at),
        "problem": mail.problem,
    })
}

fn as_row(mail: &QueuedEmail) -> [String; 5] {
    [
        mail.id.clone(),
        mail.kind.clone(),
        output::moment(mail.created_at),
        output::counted(mail.attempts, "attempt"),
        mail.problem.clone().unwrap_or_default(),
    ]
}
