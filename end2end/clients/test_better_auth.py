"""Better Auth's own client, unmodified, against the running program."""

import os
import subprocess

import pytest
from conftest import ROOT

SCRIPTS = ["better-auth.mjs", "better-auth-page.mjs", "better-auth-two-factor.mjs"]


def run(script: str, server) -> None:
    command = ["node", "--test", str(ROOT / "end2end" / "clients" / script)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "BASE_URL": server.url}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.parametrize("script", SCRIPTS)
def test_with_a_shared_secret(hs256, script):
    run(script, hs256)


@pytest.mark.parametrize("script", SCRIPTS)
def test_with_public_keys(eddsa, script):
    run(script, eddsa)
