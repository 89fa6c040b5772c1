"""Servers for the tests: the real program, on each database, with each algorithm."""

import itertools
import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "only-for-tests-0123456789abcdef0123456789"
PASSWORD = "correct horse battery"
PATIENCE = 30

_numbers = itertools.count()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"{process.args} ended with {process.returncode}")
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"nothing answers at {url}")


@dataclass
class Latchkey:
    """One running server."""

    url: str
    environment: dict[str, str]
    folder: Path
    process: subprocess.Popen

    def register(self, role: str = "user") -> dict:
        """A new person with tokens."""
        email = f"person-{next(_numbers)}-{secrets.token_hex(4)}@example.com"
        body = {"email": email, "password": PASSWORD, "name": "Ada"}
        answer = httpx.post(f"{self.url}/api/v1/auth/register", json=body)
        assert answer.status_code == 201, answer.text
        assert role == "user"
        return answer.json()

    def command(self, *arguments: str) -> str:
        """What a command of the program prints, with this server's settings."""
        binary = os.environ["LATCHKEY_BIN"]
        done = subprocess.run([binary, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout


def start(folder: Path, engine: str, **settings: str) -> Latchkey:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME")},
        "LISTEN": f"127.0.0.1:{port}",
        "BASE_URL": url,
        "DATA_DIR": str(folder / "data"),
        "AUTH_SECRET": SECRET,
        "RATE_LIMITS": "off",
        **settings,
    }
    if engine == "postgres":
        environment["DATABASE_URL"] = new_database()
    log = open(folder / "log", "w")
    command = [os.environ["LATCHKEY_BIN"], "serve"]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    wait_until_up(f"{url}/healthz", process)
    return Latchkey(url, environment, folder, process)


def new_database() -> str:
    import psycopg

    server = os.environ["TEST_DATABASE_URL"]
    name = f"clients_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return server.rsplit("/", 1)[0] + "/" + name


ENGINES = ["sqlite", "postgres"]


@pytest.fixture(scope="module", params=ENGINES)
def hs256(request, tmp_path_factory):
    yield from running(tmp_path_factory, request.param)


@pytest.fixture(scope="module", params=ENGINES)
def eddsa(request, tmp_path_factory):
    yield from running(tmp_path_factory, request.param, JWT_ALGORITHM="EdDSA")


@pytest.fixture(scope="module", params=ENGINES)
def hasty(request, tmp_path_factory):
    """A server whose tokens run out after a second."""
    yield from running(tmp_path_factory, request.param, SESSION_JWT_TTL="1s")


def running(tmp_path_factory, engine: str, **settings: str):
    server = start(tmp_path_factory.mktemp(engine), engine, **settings)
    yield server
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(PATIENCE) == 0
    log = (server.folder / "log").read_text()
    assert "panicked" not in log, log
