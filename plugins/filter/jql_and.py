# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter assetops.aip.jql_and."""

from __future__ import annotations

DOCUMENTATION = r"""
name: jql_and
short_description: Join conditions of JQL so that each keeps its meaning
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Puts each condition in parentheses, and joins them with C(AND). Empty conditions do not count.
  - A condition that has an C(ORDER BY), a quote that is never closed, or parentheses that do not match is an error,
    because it would change the meaning of the others. So is a list without any condition.
positional: order_by
options:
  _input:
    description: The conditions.
    type: list
    elements: str
    required: true
  order_by:
    description: The order, such as V(due ASC). By default the order is left to Jira.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Late work of one team
  ansible.builtin.debug:
    msg: "{{ [mine, 'due < now()'] | assetops.aip.jql_and('due ASC') }}"
  vars:
    mine: project = TEAM OR labels = team
"""

RETURN = r"""
_value:
  description: The JQL.
  type: str
  sample: (project = TEAM OR labels = team) AND (due < now()) ORDER BY due ASC
"""

from collections.abc import Mapping
from typing import Any, Callable

from ..plugin_utils._templating.jql import SPEC, jql_and
from ..plugin_utils._templating.plugin import as_plugin


class FilterModule:
    """The filter jql_and."""

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"jql_and": as_plugin("jql_and", SPEC, jql_and)}
