# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter assetops.aip.drift_summary."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drift_summary
short_description: Sum up how far AIP is from the declaration
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Sums up a registered result of M(assetops.aip.aip_assets), usually of a task in check mode, as numbers and in a
    sentence.
  - It is an error if the task failed, because then nothing is known about drift.
options:
  _input:
    description: The registered result.
    type: dict
    required: true
seealso:
  - module: assetops.aip.aip_report
    description: Writes whole reports.
"""

EXAMPLES = r"""
- name: Compare the declaration with AIP
  assetops.aip.aip_assets:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    assets:
      - asset_type: Rack
        name: rack-01
        status: In use
    all_steps: true
  check_mode: true
  register: audit

- name: Show how much is as declared
  ansible.builtin.debug:
    msg: "{{ drift.sentence }}. Racks: {{ drift.by_type.Rack.percent }} %"
  vars:
    drift: "{{ audit | assetops.aip.drift_summary }}"
"""

RETURN = r"""
_value:
  description: The summary.
  type: dict
  contains:
    total:
      description: Declared assets, and assets that exist although they should not.
      type: int
    as_declared:
      description: Assets that are as declared.
      type: int
    differ:
      description: Assets that are not.
      type: int
    missing:
      description: Assets that are not in AIP.
      type: int
    changed:
      description: Assets with other values.
      type: int
    surplus:
      description: Assets that would be deleted or retired.
      type: int
    percent:
      description: The percentage that is as declared, rounded down to one decimal.
      type: float
    unmanaged:
      description: Assets in scope that are not declared, and stay. They do not count as drift.
      type: int
    by_type:
      description: The same numbers, without C(unmanaged), by asset type. Empty without C(all_steps).
      type: dict
    sentence:
      description: All of it in a sentence.
      type: str
  sample:
    total: 304
    as_declared: 280
    differ: 24
    missing: 3
    changed: 16
    surplus: 5
    percent: 92.1
    unmanaged: 0
    by_type:
      Laptop: {total: 25, as_declared: 23, differ: 2, missing: 0, changed: 2, surplus: 0, percent: 92.0}
    sentence: "Audit: 24 of 304 assets differ (3 missing, 16 changed, 5 surplus); 92.1 % as declared"
"""

from collections.abc import Mapping
from typing import Any, Callable

from ..plugin_utils._templating.drift import SPEC, drift_summary
from ..plugin_utils._templating.plugin import as_plugin


class FilterModule:
    """The filter drift_summary."""

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"drift_summary": as_plugin("drift_summary", SPEC, drift_summary)}
