"""Tokens of Latchkey, verified by the libraries other services use."""

import time

import httpx
import jose.exceptions
import jose.jwt
import jwt
import pytest
from conftest import PASSWORD, SECRET

AHEAD = 2


def test_a_default_token_needs_the_secret_and_nothing_else(hs256):
    person = hs256.register()
    token = person["access_token"]
    for claims in (jwt.decode(token, SECRET, algorithms=["HS256"]), jose.jwt.decode(token, SECRET, algorithms=["HS256"])):
        assert claims["sub"] == person["user"]["id"]
        assert claims["role"] == "user"
        assert claims["iss"] == hs256.url
        assert "aud" not in claims
        assert abs(claims["exp"] - time.time() - 15 * 60) < 5
        assert claims["iat"] == claims["nbf"] < time.time(), "a verifier whose clock is late takes it"


def test_another_secret_or_algorithm_is_refused(hs256):
    token = hs256.register()["access_token"]
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, SECRET + "x", algorithms=["HS256"])
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(token, SECRET, algorithms=["HS512"])


def test_an_expired_token_is_called_expired(hasty):
    token = hasty.register()["access_token"]
    time.sleep(AHEAD)
    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(token, SECRET, algorithms=["HS256"])
    with pytest.raises(jose.exceptions.ExpiredSignatureError):
        jose.jwt.decode(token, SECRET, algorithms=["HS256"])


def test_the_token_for_services_is_the_same_kind(hs256):
    person = hs256.register()

    def ask(token):
        return httpx.get(f"{hs256.url}/api/auth/token", headers={"Authorization": f"Bearer {token}"})

    assert ask(person["access_token"]).json()["code"] == "SESSION_REQUIRED", "a token makes no other tokens"
    body = {"email": person["user"]["email"], "password": PASSWORD}
    signed_in = httpx.post(f"{hs256.url}/api/auth/sign-in/email", json=body, headers={"Origin": hs256.url})
    answer = ask(signed_in.headers["set-auth-token"])
    assert answer.status_code == 200, answer.text
    claims = jwt.decode(answer.json()["token"], SECRET, algorithms=["HS256"])
    assert claims["sub"] == jwt.decode(person["access_token"], SECRET, algorithms=["HS256"])["sub"]


def test_a_symmetric_key_is_never_shown(hs256):
    assert httpx.get(f"{hs256.url}/api/auth/jwks").json() == {"keys": []}


def test_public_keys_verify_with_issuer_and_audience(eddsa):
    token = eddsa.register()["access_token"]
    client = jwt.PyJWKClient(f"{eddsa.url}/api/auth/jwks")
    key = client.get_signing_key_from_jwt(token)
    claims = jwt.decode(token, key.key, algorithms=["EdDSA"], issuer=eddsa.url, audience=eddsa.url)
    assert claims["name"] == "Ada"
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(token, key.key, algorithms=["EdDSA"], audience="https://another.example")
    with pytest.raises(jwt.InvalidIssuerError):
        jwt.decode(token, key.key, algorithms=["EdDSA"], audience=eddsa.url, issuer="https://another.example")


def test_a_new_key_is_shown_before_it_signs(eddsa):
    keys = lambda: [key["kid"] for key in httpx.get(f"{eddsa.url}/api/auth/jwks").json()["keys"]]
    before = keys()
    token = eddsa.register()["access_token"]
    assert "Made key" in eddsa.command("keys", "rotate")
    listed = eddsa.command("keys", "list")
    assert len(listed.splitlines()) == len(before) + 1 and listed.count("  signs\n") == 1
    # The running server learns of it by itself, and the old key goes on signing and verifying.
    deadline = time.monotonic() + 45
    while len(keys()) == len(before):
        assert time.monotonic() < deadline, "the server has not learnt of the new key"
        time.sleep(1)
    assert set(before) < set(keys())
    for each in (token, eddsa.register()["access_token"]):
        assert jwt.get_unverified_header(each)["kid"] == before[0]
        assert httpx.get(f"{eddsa.url}/api/v1/auth/me", headers={"Authorization": f"Bearer {each}"}).status_code == 200
