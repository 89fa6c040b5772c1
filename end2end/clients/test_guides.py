"""The programs in docs/guides, run as they stand there."""

import os
import re
import subprocess
import sys

import httpx
import pytest
from conftest import ROOT, SECRET, free_port, wait_until_up


def program(guide: str, name: str) -> str:
    """The block of a guide that is the file `name`."""
    text = (ROOT / "docs" / "guides" / guide).read_text()
    blocks = re.findall(r"^```\w+\n((?:# |// )" + re.escape(name) + r"\n.*?)^```$", text, re.M | re.S)
    assert len(blocks) == 1, f"{name} stands {len(blocks)} times in {guide}"
    return blocks[0]


@pytest.fixture
def service(tmp_path):
    """Starts a command with a port of its own and ends it after the test."""
    started = []

    def start(command: list[str], port: int, **environment: str) -> str:
        process = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, **environment})
        started.append(process)
        url = f"http://127.0.0.1:{port}"
        wait_until_up(url, process)
        return url

    yield start
    for process in started:
        process.terminate()
        process.wait()


def fastapi(tmp_path, service, **environment: str) -> str:
    (tmp_path / "service.py").write_text(program("verify-in-fastapi.md", "service.py"))
    port = free_port()
    return service([sys.executable, "-m", "uvicorn", "service:app", "--port", str(port)], port, **environment)


def believes(url: str, server) -> None:
    person = server.register()
    token = person["access_token"]
    get = lambda path, token: httpx.get(url + path, headers={"Authorization": f"Bearer {token}"} if token else {})
    assert get("/hello", token).json() == {"user": person["user"]["id"], "name": "Ada", "role": "user"}
    assert get("/admin", token).status_code == 403
    for bad, detail in ((None, "Not authenticated"), ("x", "Could not validate credentials"), (token[:-3] + "AAA", "Could not validate credentials")):
        answer = get("/hello", bad)
        assert (answer.status_code, answer.json()["detail"]) == (401, detail)
        assert answer.headers["www-authenticate"] == "Bearer"


def test_fastapi_with_a_shared_secret(hs256, tmp_path, service):
    believes(fastapi(tmp_path, service, LATCHKEY_URL=hs256.url, AUTH_SECRET=SECRET), hs256)


def test_fastapi_with_public_keys(eddsa, tmp_path, service):
    believes(fastapi(tmp_path, service, LATCHKEY_URL=eddsa.url, AUTH_SECRET=""), eddsa)


def test_node_with_public_keys(eddsa, tmp_path, service):
    (tmp_path / "service.mjs").write_text(program("verify-in-node.md", "service.mjs"))
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    port = free_port()
    believes(service(["node", "service.mjs"], port, LATCHKEY_URL=eddsa.url, PORT=str(port)), eddsa)


def test_a_token_for_another_audience_is_refused(tmp_path_factory, tmp_path, service):
    from conftest import running

    for server in running(tmp_path_factory, "sqlite", JWT_ALGORITHM="EdDSA", JWT_AUDIENCE="https://another.example"):
        url = fastapi(tmp_path, service, LATCHKEY_URL=server.url, AUTH_SECRET="")
        token = server.register()["access_token"]
        assert httpx.get(f"{url}/hello", headers={"Authorization": f"Bearer {token}"}).status_code == 401
