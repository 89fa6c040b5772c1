//! The release binary, serving from an empty directory on a free port, for a script that opens its pages.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;
use std::{fs, io};

use crate::command::{command, could_not_start, run};
use crate::failure::Failure;
use crate::keeper::Keeper;
use crate::scratch::Scratch;
use crate::step::{now, step};
use crate::{Result, chromium, port, release_build, setup, workspace};

const PATIENCE: Duration = Duration::from_secs(30);

/// Builds, serves, and runs `node end2end/<name>` against it with `BASE_URL` and `CHROMIUM_PATH`.
pub fn run_script(name: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result {
    setup::for_browser()?;
    let chromium = chromium::require()?;
    release_build::build_if_changed()?;
    let serving = Serving::start()?;

    let mut script = command("node");
    script
        .arg(workspace::root().join("end2end").join(name))
        .args(arguments)
        .env("BASE_URL", serving.base_url())
        .env("CHROMIUM_PATH", chromium);
    step(&format!("run {name}"), || run(&mut script))
}

struct Serving {
    server: Child,
    port: u16,
    scratch: Scratch,
    /// Ends the server when dropped. It serves only throw-away data, so nothing is lost by killing it.
    _keeper: Keeper,
}

impl Serving {
    fn start() -> Result<Self> {
        step("start the server", || {
            let scratch = Scratch::create("serving")?;
            let port = port::free()?;
            let log = File::create(scratch.path().join("log"))
                .and_then(|log| Ok((log.try_clone()?, log)))
                .map_err(|error| Failure::new(format!("cannot write the server's log: {error}")))?;

            let mut serve = command(workspace::binary());
            serve
                .arg("serve")
                .env("LISTEN", format!("127.0.0.1:{port}"))
                .env("BASE_URL", format!("http://localhost:{port}"))
                .env("DATA_DIR", scratch.path().join("data"))
                // A script is in more of a hurry than any person.
                .env("RATE_LIMITS", "off")
                // A database named in the caller's shell, or in the `.env` of the workspace, holds their own data.
                .env_remove("DATABASE_URL")
                .current_dir(scratch.path())
                .stdout(log.0)
                .stderr(log.1);
            let server = serve.spawn().map_err(|error| could_not_start(&serve, &error))?;
            let keeper = Keeper::new(
                command("kill").arg("-KILL").arg(server.id().to_string()),
                scratch.path(),
            )?;
            let mut serving = Self {
                server,
                port,
                scratch,
                _keeper: keeper,
            };
            serving.wait_until_ready()?;
            Ok(serving)
        })
    }

    fn base_url(&self) -> String {
        // By name: an address that is a number has no passkeys, and they are a part of what a page weighs.
        format!("http://localhost:{}", self.port)
    }

    fn wait_until_ready(&mut self) -> Result {
        let started = now();
        while !self.is_ready() {
            if let Ok(Some(status)) = self.server.try_wait() {
                return Err(self.failure(&format!("the server ended ({status})")));
            }
            if started.elapsed() > PATIENCE {
                return Err(self.failure("the server does not answer /readyz with 200"));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn is_ready(&self) -> bool {
        self.status_line("/readyz")
            .is_ok_and(|line| line.starts_with("HTTP/1.1 200"))
    }

    fn status_line(&self, path: &str) -> io::Result<String> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port))?;
        connection.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(
            connection,
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned())
    }

    fn failure(&self, what: &str) -> Failure {
        let log = fs::read_to_string(self.scratch.path().join("log")).unwrap_or_default();
        Failure::new(format!("{what}. Its log:\n{log}"))
    }
}
