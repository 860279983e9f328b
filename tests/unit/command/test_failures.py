# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failures as people meet them: real `ansible` commands. One sentence, no traceback, no secret even with -vvv."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ANSIBLE = Path(sys.executable).with_name("ansible")
pytestmark = pytest.mark.skipif(not ANSIBLE.exists(), reason="the command ansible is not installed")

LAPTOP = {"asset_type": "Laptop", "name": "new"}
PASSWORD = "pass&canary/word"
ENCRYPTED = 'canary <key> & "quotes"'


@pytest.fixture
def ansible(tmp_path):
    """Runs a module on localhost; gives the result and all that was printed."""
    tree = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": tree,
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_LOG_PATH": str(tmp_path / "ansible.log"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
    }

    def command(module, options, *flags, **variables):
        # In variables, as from a vault: ansible itself prints the words of an ad-hoc command.
        written = {f"option_{name}": value for name, value in options.items()}
        (tmp_path / "variables.json").write_text(json.dumps(written))
        arguments = {name: f"{{{{ option_{name} }}}}" for name in options}
        done = subprocess.run(
            [
                str(ANSIBLE), "localhost", "-i", "localhost,", "-c", "local", "-vvv", *flags,
                "-m", f"assetops.aip.{module}", "-a", json.dumps(arguments),
                "-e", f"@{tmp_path}/variables.json",
            ],
            env={**environment, **variables},
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )  # fmt: skip
        printed = done.stdout + done.stderr + (tmp_path / "ansible.log").read_text()
        found = re.search(
            r"localhost \| (\S+) => (\{.*?^\})", done.stdout, re.DOTALL | re.MULTILINE
        )
        assert found, printed
        return found[1].rstrip("!"), json.loads(found[2]), printed

    return command


def sentence_of(outcome):
    """The sentence of a failure that is one for people; several, if there are several problems."""
    verdict, result, printed = outcome
    assert verdict in ("FAILED", "UNREACHABLE"), result
    assert "Traceback" not in printed
    assert "exception" not in result
    lines = result["msg"].split("\n")
    assert len(lines) == 1 or lines[1:] == [f"- {one}" for one in result["problems"]]
    assert "canary" not in printed
    return result["msg"]


FAILURES = {
    "status and location": (
        {**LAPTOP, "status": "Broken", "location": "Mars"},
        {},
        ["status: there is no status 'Broken'", "location: there is no location 'Mars'"],
    ),
    "wrong password": (
        {**LAPTOP, "username": "ansible", "password": PASSWORD, "token": ""},
        {},
        ["username or password is wrong"],
    ),
    "proxy from the environment": (
        LAPTOP,
        {"AIP_TOKEN": "canary-token", "HTTP_PROXY": "http://ada:canary@127.0.0.1:1"},
        ["check proxy"],
    ),
    "address with login": ({**LAPTOP, "url": "http://ada:canary@127.0.0.1:1"}, {}, ["url: contains a login"]),
}  # fmt: skip


@pytest.mark.parametrize(("options", "variables", "words"), FAILURES.values(), ids=FAILURES)
def test_failure(ansible, sandbox, options, variables, words):
    login = {} if "AIP_TOKEN" in variables else {"token": sandbox.token("ansible")}
    given = {"url": sandbox.url, **login, **options}
    sentence = sentence_of(ansible("aip_asset", given, **variables))
    assert [word for word in words if word not in sentence] == []
    assert not sandbox.journal.writes()


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_encrypted_attribute_that_the_server_repeats(ansible, every_field, check):
    """A server that sends the whole request back in its complaint."""
    every_field.faults.add(
        "error",
        method="POST",
        path=r"inventory/asset\.json",
        status=400,
        body=f"Cannot take: {ENCRYPTED}",
    )
    options = {
        "url": every_field.url,
        "token": every_field.token("ansible"),
        "asset_type": "Specimen",
        "name": "new",
        "attributes": {"Encrypted": ENCRYPTED, "Text": "visible"},
    }
    flags = ["--check", "--diff"] if check else ["--diff"]
    outcome = ansible("aip_asset", options, *flags)
    if check:
        assert outcome[0] == "CHANGED"
        assert "canary" not in outcome[2]
        assert not every_field.journal.writes()
    else:
        assert "Cannot take: ********" in sentence_of(outcome)


def test_success_shows_no_secret(ansible, every_field):
    options = {
        "url": every_field.url,
        "username": "ansible",
        "password": every_field.password("ansible"),
        "asset_type": "Specimen",
        "name": "new",
        "attributes": {"Encrypted": ENCRYPTED, "Text": "visible"},
    }
    verdict, result, printed = ansible("aip_asset", options, "--diff")
    assert verdict == "CHANGED", printed
    assert "canary" not in printed
    assert every_field.password("ansible") not in printed
    assert result["asset"]["attributes"]["Text"] == "visible"
