//! Running the program and looking at what it says.

use crate::database::Place;
use serde_json::Value;
use server::database::{Database, query};
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

pub const SECRET: &str = "yIXFm4Z1vR7wq0oXo2b9uH3sLkTzQd8eNcJgAaVfPpU=";

/// What a command has said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The result of a command that went well.
    pub fn json(&self) -> Value {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The refusal of a command with `--json`.
    pub fn error(&self, code: i32) -> Value {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self:?}");
        let error: Value = serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        for field in ["problem", "next"] {
            assert!(!error["error"][field].as_str().unwrap().is_empty(), "{self:?}");
        }
        error["error"].clone()
    }
}

/// Where a program runs: its folder and its settings, and nothing of whoever runs the tests.
pub struct Shell {
    pub folder: PathBuf,
    settings: HashMap<&'static str, String>,
}

impl Shell {
    pub fn at(place: &Place) -> Self {
        let shell = Self::in_folder(&place.folder);
        shell.with("DATABASE_URL", &place.database_url)
    }

    /// Where no test of ours has made a database.
    pub fn in_folder(folder: &Path) -> Self {
        let data = folder.join("data").display().to_string();
        let settings = [
            ("DATA_DIR", data),
            ("AUTH_SECRET", SECRET.to_owned()),
            ("RATE_LIMITS", "off".to_owned()),
            ("LISTEN", "127.0.0.1:0".to_owned()),
            ("PATH", std::env::var("PATH").unwrap()),
        ];
        Self {
            folder: folder.to_owned(),
            settings: settings.into(),
        }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.settings.insert(name, value.to_owned());
        self
    }

    pub fn without(mut self, name: &'static str) -> Self {
        self.settings.remove(name);
        self
    }

    pub fn data(&self) -> PathBuf {
        self.settings["DATA_DIR"].clone().into()
    }

    pub fn is_postgres(&self) -> bool {
        self.settings
            .get("DATABASE_URL")
            .is_some_and(|url| url.starts_with("postgres"))
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.run_with_input(arguments, "")
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Said {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        // A command that does not read may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let done = child.wait_with_output().unwrap();
        Said {
            code: done.status.code().unwrap(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// Starts a command and does not wait for it.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command.args(arguments).env_clear().envs(&self.settings);
        command.current_dir(&self.folder);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Starts the server and waits until it listens.
    pub fn serve(&self) -> Server {
        self.serve_logging(Stdio::null())
    }

    /// The same, with its log going there.
    pub fn serve_logging(&self, log: impl Into<Stdio>) -> Server {
        let mut child = self.command(&["serve"]).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().expect("the server has started").unwrap();
        let address = first.split("listening on ").nth(1).unwrap().split(')').next().unwrap();
        let address = address.parse().unwrap();
        let metrics = first.split("http://").nth(2).and_then(|rest| rest.split('/').next());
        let metrics = metrics.map(|address| address.parse().unwrap());
        // Once it answers, it also listens to being stopped.
        for _ in 0..2 {
            assert_eq!(ask(address, "GET", "/healthz", None, &Value::Null).0, 200);
        }
        Server {
            address,
            url: first.split(' ').nth(3).unwrap().to_owned(),
            metrics,
            child,
        }
    }
}

/// A running server; it is stopped when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    /// Where it says that it is.
    pub url: String,
    /// Where it shows its metrics.
    pub metrics: Option<SocketAddr>,
    child: Child,
}

impl Server {
    /// As `systemctl stop` does.
    pub fn stop(mut self) {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request for JSON on a connection of its own: the status and the body. The status is 0 when there was no answer.
pub fn ask(address: SocketAddr, method: &str, path: &str, token: Option<&str>, body: &Value) -> (u16, Value) {
    ask_with(address, method, path, token, "", body)
}

/// The same with more headers, each with its line's end.
pub fn ask_with(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: Option<&str>,
    headers: &str,
    body: &Value,
) -> (u16, Value) {
    let (head, body) = ask_whole(address, method, path, token, headers, body);
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or(0), serde_json::from_str(&body).unwrap_or_default())
}

/// The same with the whole answer: its head and its body.
fn ask_whole(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: Option<&str>,
    headers: &str,
    body: &Value,
) -> (String, String) {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let authorization = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}{authorization}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = (|| {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer)
    })();
    let answer = answer.unwrap_or_default();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    (head.to_owned(), body.to_owned())
}

/// Signs somebody up and tells the token.
pub fn register(address: SocketAddr, email: &str) -> String {
    let account = serde_json::json!({ "email": email, "password": "violet otter signs paper", "name": "Ada" });
    let (status, answer) = ask(address, "POST", "/api/v1/auth/register", None, &account);
    assert_eq!(status, 201, "{answer}");
    answer["access_token"].as_str().unwrap().to_owned()
}

/// A token for somebody who has an account.
pub fn log_in(address: SocketAddr, email: &str) -> String {
    let account = serde_json::json!({ "email": email, "password": "violet otter signs paper" });
    let (status, answer) = ask(address, "POST", "/api/v1/auth/login/json", None, &account);
    assert_eq!(status, 200, "{answer}");
    answer["access_token"].as_str().unwrap().to_owned()
}

/// Adds a todo; tells whether the server has said that it is there.
pub fn add_todo(address: SocketAddr, token: &str, title: &str) -> bool {
    let todo = serde_json::json!({ "title": title });
    ask(address, "POST", "/api/todos", Some(token), &todo).0 == 201
}

/// The titles of all todos.
pub fn titles(address: SocketAddr, token: &str) -> Vec<String> {
    let (mut titles, mut next) = (Vec::new(), Some("/api/todos?limit=100".to_owned()));
    while let Some(path) = next {
        let (head, body) = ask_whole(address, "GET", &path, Some(token), "", &Value::Null);
        assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
        let part: Vec<Value> = serde_json::from_str(&body).unwrap();
        titles.extend(part.iter().map(|todo| todo["title"].as_str().unwrap().to_owned()));
        let link = head.lines().find_map(|line| line.strip_prefix("link: "));
        let address = link.and_then(|link| link.split(", ").find_map(|link| link.strip_suffix(">; rel=\"next\"")));
        next = address.map(|address| format!("/api{}", address.split_once("/api").unwrap().1));
    }
    titles
}

/// What the record says that the operator has done to the installation, the oldest first.
pub async fn done_by_operator(place: &Place) -> Vec<(String, String)> {
    #[derive(sqlx::FromRow)]
    struct Done {
        kind: String,
        detail: String,
    }
    let database = Database::open(&place.database_url).await.unwrap();
    let done: Vec<Done> = query(
        "select kind, detail from audit_events where actor_id = 'operator' and user_id is null order by created_at, id",
    )
    .all(&database)
    .await
    .unwrap();
    database.close().await;
    done.into_iter().map(|done| (done.kind, done.detail)).collect()
}

/// The rights of a file.
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().unwrap().permissions().mode() & 0o777
}
