#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_probe."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_probe
short_description: Find out what an AIP server wants that its vendor does not document
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Asks an Assets & Inventory Plugin for Jira (AIP, Data Center) what the vendor's pages leave open, and tells
    which settings of O(dialect) fit. For the first run against a live server.
  - By itself it only reads. The HTTP layer then refuses to send anything else.
  - With O(write) it creates one asset, changes it in many ways, attaches a file to it, and deletes it. No other
    asset is written to. A create is tried in another form only after the one before was refused, or was proven
    to have done nothing.
  - The asset is called V(aip-probe-) and twelve hexadecimal digits. For a moment it bears the name of another
    asset, to see whether AIP lets it. It is removed also if something fails half-way; if that is not possible,
    RV(leftovers) and a warning tell its name and id.
  - What O(dialect) says has no effect here, as that is what is to be found out.
  - An answer that something else could look like is marked as not sure, and sets nothing in RV(dialect).
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._attributes
options:
  write:
    description:
      - Whether to create, change and delete a throw-away asset. In check mode nothing is written whatever this
        says.
      - Without it, about half of the questions are answered.
    type: bool
    default: false
  asset_type:
    description:
      - Name or id of the asset type of the throw-away asset. Best is one with an attribute of every type that
        you use.
      - Needed with O(write), unless there is only one asset type.
    type: str
  sample:
    description:
      - Id of an asset to look at. Best is one with a value in every field, and with a file.
      - Without it, some of the first hundred assets are looked at, those with the most values and those with the
        fewest.
    type: int
  wrong_login:
    description:
      - Whether to see what Jira does with a wrong login. This sends three requests, with a token and a username
        that are made up; no account is locked by it. Switch it off where such requests raise an alarm.
    type: bool
    default: true
  dialect_file:
    description:
      - File to write the dialect to, as YAML with the variable C(aip_dialect). Load it with C(vars_files) or
        C(-e @FILE), and give C({{ aip_dialect }}) to the option O(dialect). It is written in check mode too.
    type: path
  report_file:
    description:
      - File to write a report to, as Markdown, also if some questions are left open. It holds no secrets and no
        values of your assets, but names of attributes. It is written in check mode too.
    type: path
seealso:
  - module: assetops.aip.aip_asset
attributes:
  check_mode:
    support: full
    details: Nothing is written to AIP, as without O(write).
  diff_mode:
    support: none
    details: There is nothing to compare.
"""

EXAMPLES = r"""
- name: What does this server want?
  assetops.aip.aip_probe:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    write: "{{ aip_probe_write | default(false) }}"
    asset_type: Laptop
    dialect_file: aip-dialect.yml
    report_file: aip-probe.md
  register: probe

- name: What is known of it now
  ansible.builtin.debug:
    var: probe.sentences
"""

RETURN = r"""
answers:
  description: What was found out.
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
      description: The answer, a word, a number, a list or a mapping.
      type: raw
      sample: formId
    evidence:
      description: What was seen.
      type: str
    how:
      description: How it is found out.
      type: str
    setting:
      description: The sub-option of the option C(dialect) that follows from it, if any.
      type: str
    sure:
      description: Whether nothing else looks like that.
      type: bool
sentences:
  description: The answers as sentences.
  returned: success
  type: list
  elements: str
dialect:
  description:
    - The settings for the option C(dialect), all that were seen for sure, also those that are the default.
  returned: success
  type: dict
  sample: {asset_type_key: formId, numbers: number}
unanswered:
  description: What could not be found out.
  returned: success
  type: list
  elements: dict
  contains:
    question:
      description: A short name of the question.
      type: str
    asks:
      description: The question.
      type: str
    why:
      description: Why it is open.
      type: str
remarks:
  description: What was noticed beside the questions, and what went wrong.
  returned: success
  type: list
  elements: str
leftovers:
  description: A sentence for each asset that the probe created and could not remove. Empty, as a rule.
  returned: success
  type: list
  elements: str
api:
  description: What the task cost the server.
  returned: success, or failure after a connection was set up
  type: dict
  contains:
    requests:
      description: Number of requests by method.
      type: dict
    retries:
      description: How many of them were repetitions.
      type: int
    seconds_waited:
      description: Seconds spent waiting for a busy server.
      type: float
    bytes_sent:
      description: Bytes of the bodies sent.
      type: int
    bytes_received:
      description: Bytes of the bodies received.
      type: int
problems:
  description: Everything that is wrong with the input, one sentence each.
  returned: failure because of the input
  type: list
  elements: str
request:
  description: The request that failed, with method, path, status and what the server said.
  returned: failure of a request
  type: dict
"""

from typing import Any

from ..module_utils._datacenter.probe.probe import Order, probe
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
    """What the server wants."""
    params, given = task.params, task.session.http
    # In check mode the session refuses all writes already. Unless writing is allowed, one of its own does.
    write = params["write"] and not given.read_only
    order = Order(
        write=write,
        asset_type=params["asset_type"],
        sample=params["sample"],
        wrong_login=params["wrong_login"],
        dialect_file=params["dialect_file"],
        report_file=params["report_file"],
    )
    http = given.sibling(read_only=not write)
    try:
        return probe(order, http, task.waiting)
    finally:
        http.close()


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, **CHECKS)


if __name__ == "__main__":
    main()
