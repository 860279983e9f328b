#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_probe."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_probe
short_description: Find out how an AIP server behaves
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Examines an Assets & Inventory Plugin for Jira (AIP, Data Center) in everything that the vendor's pages leave
    open, and reports which settings of O(dialect) fit. Meant for the first run against a live server.
  - By default it only reads, and the HTTP layer refuses to send anything else.
  - With O(write) it creates one test asset, changes it in many ways, attaches a file to it, and deletes it. It
    writes to no other asset. A create is sent in another form only if the server refused the one before, or was
    proven to have done nothing.
  - The test asset is named V(aip-probe-) followed by twelve hexadecimal digits. It briefly takes the name of
    another asset, to see whether AIP allows that. It is removed even if something fails halfway; if that is
    impossible, RV(leftovers) and a warning state its name and id.
  - The option O(dialect) has no effect here, as its settings are what is examined.
  - An answer that could have another explanation is marked as not certain, and sets nothing in RV(dialect).
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._attributes
options:
  write:
    description:
      - Whether to create, change and delete a test asset. In check mode nothing is written, whatever the value.
      - Without it, about half of the questions are answered.
    type: bool
    default: false
  asset_type:
    description:
      - Name or id of the test asset's type. Choose one that has an attribute of every type that you use.
      - Required with O(write), unless there is only one asset type.
    type: str
  sample:
    description:
      - Id of an asset to examine. Choose one that has a value in every field, and an attached file.
      - Without it, the module examines some of the first hundred assets, those with the most and those with the
        fewest values.
    type: int
  wrong_login:
    description:
      - Whether to see how Jira answers a wrong login. This sends three requests with a made-up token and a made-up
        username; it does not lock any account. Disable it where such requests raise an alarm.
    type: bool
    default: true
  dialect_file:
    description:
      - File to write the dialect to, as YAML with the variable C(aip_dialect). Load it with C(vars_files) or
        C(-e @FILE), and pass C({{ aip_dialect }}) to the option O(dialect). It is also written in check mode.
    type: path
  report_file:
    description:
      - File to write a report to, as Markdown, even if some questions stay open. It contains no secrets and no
        values of your assets, but names of attributes. It is also written in check mode.
    type: path
seealso:
  - module: assetops.aip.aip_asset
    description: Its option C(dialect) takes what this module found out.
attributes:
  check_mode:
    support: full
    details: As without O(write), nothing is written to AIP.
  diff_mode:
    support: none
    details: There is nothing to compare.
  idempotent:
    support: none
    details: With O(write), each run creates a test asset and deletes it again.
"""

EXAMPLES = r"""
- name: Find out how this server behaves
  assetops.aip.aip_probe:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    write: "{{ aip_probe_write | default(false) }}"
    asset_type: Laptop
    dialect_file: aip-dialect.yml
    report_file: aip-probe.md
  register: probe

- name: Show the answers
  ansible.builtin.debug:
    var: probe.sentences
"""

RETURN = r"""
summary_text:
  description: How many questions were answered, in one sentence.
  returned: success
  type: str
  sample: "Probed: 27 questions answered, 4 still open"
answers:
  description: The answers to the open questions.
  returned: success
  type: list
  elements: dict
  contains:
    question:
      description: A short name of the question.
      type: str
      sample: asset_type_key
    asks:
      description: The question.
      type: str
      sample: Which key names the asset type?
    answer:
      description: The answer, which is a word, a number, a list or a mapping.
      type: raw
      sample: formId
    evidence:
      description: What was observed.
      type: str
      sample: an answer of getAssetType has formId
    how:
      description: How the question is settled.
      type: str
      sample: read
    setting:
      description: The suboption of the option C(dialect) that follows from the answer, if any.
      type: str
      sample: asset_type_key
    sure:
      description: Whether the answer is certain, because no other behavior looks the same.
      type: bool
      sample: true
sentences:
  description: The answers as sentences.
  returned: success
  type: list
  elements: str
  sample: ["The key that names the asset type is formId."]
dialect:
  description:
    - The settings for the option C(dialect), as far as they are certain, including those that are the default.
  returned: success
  type: dict
  sample: {asset_type_key: formId, numbers: number}
unanswered:
  description: The questions that are still open.
  returned: success
  type: list
  elements: dict
  contains:
    question:
      description: A short name of the question.
      type: str
      sample: numbers
    asks:
      description: The question.
      type: str
      sample: How are numbers written?
    why:
      description: Why it is still open.
      type: str
      sample: the server shows no name for the user
remarks:
  description: What else was noticed, and what failed.
  returned: success
  type: list
  elements: str
  sample: ["The login may not see all assets."]
leftovers:
  description: A sentence for each asset that the module created and could not remove. Normally empty.
  returned: success
  type: list
  elements: str
  sample: []
api:
  description: Statistics of the requests that the task sent.
  returned: success, or failure after a connection was set up
  type: dict
  contains:
    requests:
      description: Number of requests by method.
      type: dict
      sample: {GET: 2, POST: 1}
    retries:
      description: How many requests were repetitions.
      type: int
      sample: 0
    seconds_waited:
      description: Seconds in which requests were held back because the server was busy, failed or limits their rate.
      type: float
      sample: 0.0
    bytes_sent:
      description: Size of the request bodies in bytes.
      type: int
      sample: 412
    bytes_received:
      description: Size of the received bodies in bytes.
      type: int
      sample: 5120
problems:
  description: All problems with the input, one sentence each.
  returned: failure because of the input
  type: list
  elements: str
  sample: ["status: there is no status 'In us'; did you mean 'In use'?"]
request:
  description: The request that failed.
  returned: failure of a request
  type: dict
  contains:
    method:
      description: Its HTTP method.
      type: str
      sample: PUT
    path:
      description: Its path, without the address of the server.
      type: str
      sample: /rest/jip-api/1.0/inventory/asset/41.json
    status:
      description: The HTTP status of the answer. Missing if there was no answer.
      type: int
      sample: 400
    server_said:
      description: The server's own message. Missing if there is none.
      type: str
      sample: Serial number is not unique
    request_id:
      description: The server's id for the request, as in its logs. Missing if the server sent none.
      type: str
      sample: 1041x2117x3
"""

from typing import Any

from ..module_utils._datacenter.probe.probe import ProbeOptions, probe
from ..module_utils._module.entry import Task, run_module

SPEC: dict[str, Any] = {
    "write": {"type": "bool", "default": False},
    "asset_type": {"type": "str"},
    "sample": {"type": "int"},
    "wrong_login": {"type": "bool", "default": True},
    "dialect_file": {"type": "path"},
    "report_file": {"type": "path"},
}


CHECKS: dict[str, Any] = {}


def run(task: Task) -> dict[str, Any]:
    """Examine the server."""
    written = {name: task.params[name] for name in SPEC}
    options = ProbeOptions(**written, check_mode=task.check_mode)
    return probe(options, task.session.http, task.waiting)


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, **CHECKS)


if __name__ == "__main__":
    main()
