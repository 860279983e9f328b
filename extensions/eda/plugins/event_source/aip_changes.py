# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source assetops.aip.aip_changes, for ansible-rulebook 1.3 and later."""

from __future__ import annotations

DOCUMENTATION = r"""
name: aip_changes
short_description: Emit an event for each asset in AIP that was created, changed or deleted
author: assetops contributors (@assetops)
description:
  - Polls the Assets & Inventory Plugin for Jira (AIP, Data Center), which has no webhooks, and emits an event for
    each asset that has changed since the last poll, with the fields that changed.
  - A read that fails, or that could not be proven complete, emits nothing. Polling continues, at growing intervals.
  - Events are delivered at least once. The state on disk is updated after the rulebook has taken an event, so a
    rulebook that is stopped or killed may receive it again, with the same id.
  - Values of encrypted attributes are never shown or stored.
options:
  url:
    description: Base URL of Jira. Default is the environment variable E(AIP_URL).
    type: str
  token:
    description: Personal access token. Default is the environment variable E(AIP_TOKEN).
    type: str
  connection:
    description:
      - All other options of the connection have the same names, defaults and environment variables as in the
        modules. M(assetops.aip.aip_asset_info) describes them.
  asset_types:
    description: Names or ids of the asset types to watch. If empty, all types are watched.
    type: list
    elements: str
    default: []
  filters:
    description:
      - Conditions that all must hold, each a mapping with C(field), C(operator) and C(value), as in
        M(assetops.aip.aip_asset_info). An asset for which they no longer hold has changed; it is not deleted.
    type: list
    elements: dict
    default: []
  fields:
    description:
      - The fields to watch, in addition to the name and the type. If not set, all fields are watched.
      - If the search does not show a field, each asset is read by its id in every poll. Naming only the fields that
        you need saves these reads.
    type: list
    elements: str
  interval:
    description: Seconds between two polls, at least 1. It doubles with each failure, up to 15 minutes.
    type: float
    default: 60
  state_path:
    description:
      - File of the state, which only its owner can read. Only one source at a time can use it.
      - Default is a file in the folder C(assetops.aip/changes) in E(ANSIBLE_HOME), named after a digest of the URL,
        O(asset_types), O(filters) and O(fields). If these change, the source starts anew.
    type: path
  initial:
    description:
      - What to do with the assets that the first poll finds. V(remember) only remembers them, and V(emit) emits each
        as created.
    type: str
    choices: [emit, remember]
    default: remember
  emit_deleted:
    description: Whether to emit deleted assets.
    type: bool
    default: true
  max_shrink_percent:
    description:
      - The largest share of the watched assets, in percent, that may be missing from a complete read. If more are
        missing, for example because the user has lost a permission, a warning is logged and nothing is emitted until
        they are back.
    type: float
    default: 50
  workers:
    description: The number of requests to send at the same time.
    type: int
    default: 4
"""

EXAMPLES = r"""
- name: Assets that were changed
  hosts: localhost
  sources:
    - name: changes
      assetops.aip.aip_changes:
        url: https://jira.example.com
        asset_types: [Server]
        interval: 120
  rules:
    - name: A server was changed
      condition: event.aip.event == "changed"
      action:
        run_playbook:
          name: assetops.aip.audit
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

_LEVELS_ABOVE = 7  # of the folder with "ansible_collections" above this file


def _make_collection_importable() -> None:
    """ansible-rulebook runs this file by its path, and Python finds no collections by itself."""
    written = Path(__file__).absolute()
    for file in (written, written.resolve()):
        root = file.parents[_LEVELS_ABOVE] if len(file.parents) > _LEVELS_ABOVE else None
        if root is None or not (root / "ansible_collections/assetops/aip/plugins").is_dir():
            continue
        if str(root) not in sys.path:
            sys.path.insert(0, str(root))
        import ansible_collections  # noqa: PLC0415 - found only now

        # The package "ansible" from PyPI may bring its own, which would hide all other collections.
        folder, places = str(root / "ansible_collections"), ansible_collections.__path__
        if folder not in places:
            places.append(folder)
        return


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Poll for ever, and put an event into the queue for each asset that has changed."""
    _make_collection_importable()
    try:
        from ansible_collections.assetops.aip.plugins.plugin_utils._changes.polling import (  # noqa: PLC0415
            watch,
        )
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"assetops.aip.aip_changes needs the Python package '{error.name}': install ansible-core for the"
            f" Python of ansible-rulebook ({sys.executable})"
        ) from None
    await watch(queue, args)
