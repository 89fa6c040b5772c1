"""Every route of the document, asked all kinds of things: nothing breaks and nothing undocumented comes back."""

import os
import subprocess
import sys

EXAMPLES = os.environ.get("LATCHKEY_SCHEMA_EXAMPLES", "15")


def test_the_document_is_true(hs256, tmp_path):
    token = hs256.register()["access_token"]
    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"),
        "run",
        f"{hs256.url}/api/openapi.json",
        "--checks",
        "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance",
        "--max-examples",
        EXAMPLES,
        "--seed",
        "1",
        "--header",
        f"Authorization: Bearer {token}",
        # They end the session or the account that asks.
        "--exclude-path-regex",
        "/(logout|sign-out|delete-user|revoke-.*|change-password)$",
        "--no-color",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    print(done.stdout[-1500:])
