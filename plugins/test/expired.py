# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test assetops.aip.expired."""

from __future__ import annotations

DOCUMENTATION = r"""
name: expired
short_description: Whether a date has passed, or will have soon
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Tests a date in any spelling that AIP shows, such as V(2026-02-03), V(3/Feb/26), V(2026-02-03T10:15) or
    milliseconds since 1970.
  - Only the day counts. Without O(days), a date has expired from the day after it. With O(days), it has if it is at
    most that many days ahead.
  - An empty value has not expired.
positional: days, today, time_zone
options:
  _input:
    description: The date.
    type: raw
    required: true
  days:
    description: How many days ahead the date may be. Negative for a date that has passed for that many days.
    type: int
  today:
    description:
      - The day to compare with. Without it, it is that of the controller's clock when the template is evaluated.
    type: str
  time_zone:
    description:
      - The time zone of the day to compare with, such as V(Europe/Oslo), and of dates that are shown as a moment.
        Without it, it is that of the controller.
    type: str
"""

EXAMPLES = r"""
- name: Read the servers
  assetops.aip.aip_asset_info:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    asset_type: Server
  register: servers

- name: Show those whose warranty ends within 30 days, or has ended
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.attributes['Warranty until'] }}"
  loop: "{{ servers.assets }}"
  loop_control:
    label: "{{ item.name }}"
  when: item.attributes['Warranty until'] is assetops.aip.expired(days=30)
"""

RETURN = r"""
_value:
  description: Whether the date has expired.
  type: bool
"""

from collections.abc import Mapping
from typing import Any, Callable

from ..plugin_utils._templating.expired import SPEC, expired
from ..plugin_utils._templating.plugin import as_plugin


class TestModule:
    """The test expired."""

    def tests(self) -> Mapping[str, Callable[..., Any]]:
        """The test by its name."""
        return {"expired": as_plugin("expired", SPEC, expired)}
