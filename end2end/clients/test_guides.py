"""The programs in docs/guides, run as they stand there."""

import json
import os
import re
import subprocess
import sys
import time

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
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


def believes_by_a_clock_that_differs(url: str, claims: dict, sign) -> None:
    """A minute is spared in both directions, and not more."""
    now = int(time.time())
    for ahead, lifetime, status in ((5, 900, 200), (50, 900, 200), (-60, 20, 200), (90, 900, 401), (-900, 600, 401)):
        token = sign({**claims, "iat": now + ahead, "nbf": now + ahead, "exp": now + ahead + lifetime})
        answer = httpx.get(f"{url}/hello", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status, (ahead, lifetime, answer.text)


def test_fastapi_spares_a_minute_for_clocks_that_differ(hs256, tmp_path, service):
    url = fastapi(tmp_path, service, LATCHKEY_URL=hs256.url, AUTH_SECRET=SECRET)
    token = hs256.register()["access_token"]
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], leeway=60)
    header = jwt.get_unverified_header(token)
    believes_by_a_clock_that_differs(url, claims, lambda claims: jwt.encode(claims, SECRET, "HS256", header))


def test_node_spares_a_minute_for_clocks_that_differ(tmp_path, service):
    """The guide's service reads a key of the test's own, with which it can sign at any time."""
    key = Ed25519PrivateKey.generate()
    public = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key()))
    keys = tmp_path / "keys" / "api" / "auth"
    keys.mkdir(parents=True)
    (keys / "jwks").write_text(json.dumps({"keys": [{**public, "alg": "EdDSA", "kid": "one"}]}))
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(tmp_path / "keys")]
    issuer = service(command, port)
    (tmp_path / "service.mjs").write_text(program("verify-in-node.md", "service.mjs"))
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    port = free_port()
    url = service(["node", "service.mjs"], port, LATCHKEY_URL=issuer, PORT=str(port))
    claims = {"sub": "ada", "name": "Ada", "role": "user", "iss": issuer, "aud": issuer}
    sign = lambda claims: jwt.encode(claims, key, "EdDSA", {"kid": "one", "typ": "at+jwt"})
    believes_by_a_clock_that_differs(url, claims, sign)


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
