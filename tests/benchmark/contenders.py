# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who are measured, each as the command of a process, and the environment in which all of them run."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .checkouts import THIS, Checkout
from .dataset import Dataset, Fields
from .server import TOKEN, Server

HERE = Path(__file__).resolve().parent
FOREIGN = re.compile(r"(?i)(ansible|aip|python)_?\w*|virtual_env|\w+_proxy")

START_UP, FLOOR, JSON, YAML, LOOP = "start_up", "floor", "ours_json", "ours_yaml", "uri_loop"
OURS = (JSON, YAML)
SHARED = (FLOOR, LOOP)
"""These do not use the collection."""
LABELS: Mapping[str, str] = {
    START_UP: "Ansible's start-up (a debug task)",
    FLOOR: "floor: bare script, same pages",
    JSON: "aip_assets, state file .json",
    YAML: "aip_assets, state file .yml",
    LOOP: "loop of uri, one GET per asset",
}

IN_PROCESS, BY_OPTION = "in_process", "in_process_by_option"
SENT, DEBUG = "sent_as_module", "debug_loop"
LABELS_OF_LOOPS: Mapping[str, str] = {
    IN_PROCESS: "aip_asset in Ansible's worker",
    BY_OPTION: "the same, a template per option",
    SENT: "aip_asset sent as a module",
    LOOP: "uri, one GET by id",
    DEBUG: "debug, which does nothing",
}
QUIET: Mapping[str, str] = {"ANSIBLE_DISPLAY_OK_HOSTS": "false"}
"""Results of what is as it was are not printed."""


@dataclass(frozen=True)
class Place:
    """Where the processes of one measurement run, and against which server."""

    folder: Path
    server: Server

    def environment(self, checkout: Checkout = THIS) -> dict[str, str]:
        """What all contenders have in common: nothing of the user's own settings, and a home that is new."""
        env = {name: value for name, value in os.environ.items() if not FOREIGN.fullmatch(name)}
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {
            **env,
            "HOME": str(home),
            "PATH": os.pathsep.join([str(checkout.programs), env.get("PATH", "")]),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": str(checkout.collections),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "AIP_URL": self.server.url,
            "AIP_TOKEN": TOKEN,
        }

    def write(self, name: str, data: Any) -> str:
        """Write data as JSON, and return the path."""
        path = self.folder / name
        path.write_text(json.dumps(data), encoding="utf-8")
        return str(path)


def page_body(types: Sequence[str], page_size: int) -> dict[str, Any]:
    """The search for all assets of these types, as the vendor's page "Asset search REST services" has it."""
    return {
        "searchType": "basic",
        "listType": "detail",
        "genericKeyword": None,
        "queryIndexSearchParams": [
            {"field": "form.name", "keywords": list(types), "fieldType": "LIST"}
        ],
        "mandatoryQueryIndexSearchParams": [],
        "orForQueryIndexSearchParams": False,
        "orForMandatoryQueryIndexSearchParams": False,
        "pageNumber": 1,
        "pageSize": page_size,
        "sortDirection": "asc",
        "sortField": "asset.name",
        "sortType": "STRING",
    }


def playbook(name: str, *arguments: str, **variables: object) -> list[str]:
    """A run of one of the playbooks."""
    extra = ["--extra-vars", json.dumps(variables)] if variables else []
    return ["ansible-playbook", str(HERE / "playbooks" / f"{name}.yml"), *arguments, *extra]


def declare(state: Path, page_size: int, workers: int | None = None) -> list[str]:
    """One task of ours, which makes everything as the state file declares it."""
    own = {} if workers is None else {"bench_workers": workers}
    return playbook("declare", bench_state=str(state), bench_page_size=page_size, **own)


def readers(place: Place, data: Dataset, page_size: int, items: int) -> dict[str, list[str]]:
    """All who look at unchanged assets, in the order in which they run; the loop looks at so many only."""
    body = place.write("search.json", page_body(data.types, page_size))
    pages = -(-data.assets // page_size)
    script = [sys.executable, str(HERE / "read_pages.py")]
    return {
        START_UP: playbook("start_up"),
        FLOOR: [*script, body, str(pages)],
        JSON: declare(data.json, page_size),
        YAML: declare(data.yaml, page_size),
        LOOP: playbook("loop", bench_items=items),
    }


def loops(place: Place, every: Sequence[Fields], some: Sequence[Fields]) -> dict[str, list[str]]:
    """All who loop over assets, in the order in which they run; those who are slow have only some."""
    longer = place.write("every.json", {"assets": every})
    shorter = place.write("some.json", {"assets": some})
    return {
        START_UP: playbook("start_up"),
        IN_PROCESS: playbook("loop_of_assets", bench_list=longer),
        BY_OPTION: playbook("loop_by_option", bench_list=longer),
        SENT: playbook("loop_of_assets", bench_list=shorter, aip_in_process=False),
        LOOP: playbook("loop", bench_items=len(some)),
        DEBUG: playbook("loop_of_debug", bench_list=longer),
    }


def bare_writer(place: Place, puts: Sequence[tuple[str, Any]], threads: int) -> list[str]:
    """The script that sends these PUTs."""
    return [
        sys.executable,
        str(HERE / "send_puts.py"),
        place.write("puts.json", puts),
        str(threads),
    ]
