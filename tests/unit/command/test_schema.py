# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks schema and validate, as a team runs them in its repository."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def test_schema_is_written_and_files_are_held_against_it(ansible, sandbox, tmp_path):
    shutil.copytree(EXAMPLES / "state", tmp_path / "assets")
    server = {"AIP_URL": sandbox.url, "AIP_TOKEN": sandbox.token("ansible")}

    def play(name, *options, **environment):
        done = ansible(
            "ansible-playbook", f"assetops.aip.{name}", *options, environment=environment
        )
        return done.returncode, " ".join(done.stdout.split()) + done.stderr

    code, printed = play("schema", "-e", "aip_schema_dest=aip.schema.json", **server)
    assert code == 0, printed
    assert "changed=1" in printed
    assert "Schema: 6 asset types, written to " in printed
    json.loads((tmp_path / "aip.schema.json").read_text(encoding="utf-8"))
    # Sent as a module it is the same file with the same bytes.
    code, printed = play(
        "schema", "-e", "aip_schema_dest=aip.schema.json", **server, AIP_IN_PROCESS="0"
    )
    assert "changed=0" in printed, printed
    assert not sandbox.journal.writes()
    sandbox.journal.clear()

    given = ["-e", "aip_validate_src=assets/", "-e", "aip_validate_schema=aip.schema.json"]
    vault = ["--vault-password-file", str(EXAMPLES / "demo-vault-password")]
    code, printed = play("validate", *given, *vault)
    assert code == 0, printed
    assert re.search(r'"Validated: \d+ assets are valid"', printed)
    (tmp_path / "assets/05-wrong.yml").write_text("- {asset_type: Laptop, nam: x}\n")
    code, printed = play("validate", *given, *vault, **server)
    assert code == 2
    assert "assets/05-wrong.yml:1: Laptop: there is no 'nam'; did you mean 'name'?" in printed
    assert re.search(r'"Validated: \d+ problems? in \d+ assets"', printed), printed
    assert "Traceback" not in printed
    assert len(sandbox.journal) == 0
