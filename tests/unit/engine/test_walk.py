# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One declared field goes from a line of YAML to a PUT and back to a result, once through each room.

One run is watched from inside: a profile function sees every call of product code. The field is an attribute with
several values, because it is spelled in its own way at each stop; so it can be seen which spelling gets how far:

    written    [web, backup]            as the user wrote it
    canonical  {backup, web}            as both sides are compared
    sent       backup@@@@@@web          as Data Center takes it
    answered   backup,web               as this server shows it
    shown      [backup, web]            as results show it

What is checked is what the design promises, at the height at which it promises it:

- the stops come in the order of the design, seen by where each spelling is met first;
- the rooms of the story (`STORY`) come one after the other, and none is entered again once it was left. Rooms that
  serve all others (the core, reading, the back end, the transport) are asked whenever one needs them, and do not
  count there. Nor does asking a frozen value about itself: that is data, not a room;
- no spelling gets beyond the rooms that have to know it;
- at each request, the rooms on the stack are different ones: none asks a room that it was asked by.
"""

from __future__ import annotations

import dataclasses
import sys
from itertools import groupby
from pathlib import Path

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.assetops.aip.plugins.module_utils._core.known import Known
from ansible_collections.assetops.aip.plugins.module_utils._core.model import AssetType, Field
from ansible_collections.assetops.aip.plugins.module_utils._module import entry
from ansible_collections.assetops.aip.plugins.modules import aip_assets
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

# State files are read on the controller: a host that modules run on has not all of Ansible.
pytest.importorskip("ansible.errors")
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files.load import (
    load,
)

STATE_FILE = """
- asset_type: Server
  name: srv-0001
  attributes:
    Roles: [web, backup]
"""
SPELLINGS = {
    "written": ["web", "backup"],
    "canonical": frozenset({"web", "backup"}),
    "sent": "backup@@@@@@web",
    "answered": "backup,web",
    "shown": ["backup", "web"],
    "answered before": "database,mail",
    "canonical before": frozenset({"database", "mail"}),
    "shown before": ["database", "mail"],
}

WALK = (
    ("written", "plugin_utils/_state_files"),  # YAML
    ("written", "module_utils/_module/entry"),  # argument spec
    ("written", "modules/aip_assets"),
    ("written", "module_utils/_reconcile"),
    ("written", "module_utils/_match/declare"),  # parse declared
    ("written", "module_utils/_core/declared"),
    ("written", "module_utils/_core/kinds"),
    ("canonical", "module_utils/_core/kinds"),
    ("answered before", "module_utils/_datacenter"),  # fetch current
    ("answered before", "module_utils/_match"),
    ("answered before", "module_utils/_core/kinds"),  # canonical, both sides
    ("canonical before", "module_utils/_core/kinds"),
    ("shown before", "module_utils/_core/diff"),  # diff
    ("shown before", "module_utils/_core/plan"),  # plan
    ("canonical", "module_utils/_apply"),  # apply
    ("canonical", "module_utils/_datacenter"),
    ("sent", "module_utils/_datacenter"),
    ("sent", "module_utils/_http"),  # PUT
    ("answered", "module_utils/_datacenter"),  # and back
    ("answered", "module_utils/_apply"),
    ("shown", "module_utils/_module/results"),  # result
)
"""Where each spelling is met, in the order of the design."""

STORY = (
    "plugin_utils/_state_files",
    "module_utils/_module/entry",
    "modules/aip_assets",
    "module_utils/_reconcile",
    "module_utils/_match",
    "module_utils/_core/plan",
    "module_utils/_apply",
    "module_utils/_module/results",
)
"""The rooms that the field goes through; all others serve these."""

ONLY_IN = {
    "written": ("plugin_utils", "modules", "_module", "_reconcile", "_match", "_core"),
    "sent": ("_datacenter", "_http"),
}


@dataclasses.dataclass(frozen=True)
class Call:
    """A call of product code, or its result: which spellings of the field it was given, or gave."""

    file: str
    name: str
    spellings: frozenset[str]
    stack: tuple[str, ...]  # the files that wait for it, outermost first
    is_result: bool
    of_value: bool  # whether it is a method of a frozen value


class Watch:
    """Sees the calls of product code in this thread."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __enter__(self) -> Watch:  # noqa: PYI034 - Self is of Python 3.11
        sys.setprofile(self._see)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.setprofile(None)

    def _see(self, frame, event, result) -> None:
        file = file_of(frame)
        if file is None or event not in ("call", "return"):
            return
        code = frame.f_code
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        given = [frame.f_locals[name] for name in names if name in frame.f_locals]
        of_value = bool(names) and names[0] == "self" and dataclasses.is_dataclass(given[0])
        met = frozenset(spellings_in(given if event == "call" else [result]))
        asked_by_story = (
            frame.f_back is not None and file_of(frame.f_back) == "module_utils/_reconcile"
        )
        if met or asked_by_story or code.co_name == "send":  # thousands of others say nothing here
            stack = stack_of(frame.f_back)
            self.calls.append(Call(file, code.co_name, met, stack, event == "return", of_value))


def file_of(frame) -> str | None:
    """The file of product code that a frame runs, below plugins and without its ending."""
    _before, found, path = frame.f_code.co_filename.rpartition("/plugins/")
    return path.removesuffix(".py") if found and frame.f_code.co_name != "<module>" else None


def stack_of(frame) -> tuple[str, ...]:
    """The files of product code that wait, outermost first."""
    files = []
    while frame is not None:
        file = file_of(frame)
        files += [file] if file else []
        frame = frame.f_back
    return tuple(reversed(files))


def spellings_in(value, depth=8):
    """The names of the spellings that a value is, or holds. What is known of the server is left out."""
    for name, spelling in SPELLINGS.items():
        if type(value) is type(spelling) and value == spelling:
            yield name
    inner = ()
    if isinstance(value, dict):
        inner = value.values()
    elif isinstance(value, (list, tuple)):
        inner = value
    elif dataclasses.is_dataclass(value) and not isinstance(value, (type, AssetType, Field, Known)):
        inner = [getattr(value, field.name) for field in dataclasses.fields(value)]
    for one in inner if depth else ():
        yield from spellings_in(one, depth - 1)


def room_of(file: str, rooms=STORY) -> str | None:
    """The room that a file is in, of these."""
    return next((room for room in rooms if f"{file}/".startswith(f"{room}/")), None)


def folder_of(file: str) -> str:
    """The folder of module_utils that a file is in; `modules` and the like for others."""
    first, second, *_others = [*file.split("/"), ""]
    return second if first == "module_utils" else first


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The calls of one run that changes one field, its result, and the requests that it sent."""
    path: Path = tmp_path_factory.mktemp("walk") / "servers.yml"
    path.write_text(STATE_FILE, encoding="utf-8")
    switches = {"multi_format": "comma", "search_multi_format": "comma"}
    with Sandbox("company", switches) as sandbox:
        sandbox.edit_asset(sandbox.asset_id("srv-0001"), attributes={"Roles": "database@@@@@@mail"})
        connection = {"url": sandbox.url, "token": sandbox.token("ansible"), "workers": 1}
        spec = {**entry.AIP.spec, **aip_assets.SPEC}
        with Watch() as watch:
            loaded = load([str(path)], "/", bytes)
            written = {**connection, "assets": loaded.assets, "origins": loaded.origins}
            params = ArgumentSpecValidator(spec).validate(written).validated_parameters
            ended = entry.perform(aip_assets.run, params, frozenset(written), False, {})
        assert not ended.failed, ended.result
        yield watch.calls, ended.result, list(sandbox.journal)


def test_the_field_is_written_and_nothing_else(walked):
    _calls, result, journal = walked
    assert [(one["field"], one["before"], one["after"]) for one in result["changes"]] == [
        ("Roles", SPELLINGS["shown before"], SPELLINGS["shown"])
    ]
    puts = [record for record in journal if record.method not in ("GET", "POST")]
    posts = [record.path for record in journal if record.method == "POST"]
    assert [record.method for record in puts] == ["PUT"]
    assert puts[0].body["name"] == "srv-0001"
    assert [one["attributeValue"] for one in puts[0].body["attributes"]] == [SPELLINGS["sent"]]
    assert {path.rpartition("/")[2] for path in posts} == {"query.json"}


def test_the_stops_come_in_the_order_of_the_design(walked):
    calls, _result, _journal = walked
    met = []
    for spelling, room in WALK:
        places = [
            number
            for number, call in enumerate(calls)
            if spelling in call.spellings and room_of(call.file, [room])
        ]
        assert places, f"'{spelling}' is never met in {room}"
        met.append((places[0], spelling, room))
    assert met == sorted(met)


def test_no_room_of_the_story_is_entered_again(walked):
    calls, _result, _journal = walked
    met = [call for call in calls if call.spellings and not call.of_value]
    entered = [
        room_of(call.file)
        for call in met
        if call is met[0]  # where the value is made, which is given to no call
        or (not call.is_result and room_of(call.file) != room_of("/".join(call.stack[-1:])))
    ]
    rooms = [room for room, _calls in groupby(filter(None, entered))]
    assert rooms == [*STORY]


def test_the_story_calls_each_stage_once(walked):
    calls, _result, _journal = walked
    story = "module_utils/_reconcile"
    stages = [
        call.name
        for call in calls
        if call.stack[-1:] == (story,) and call.file != story and not call.of_value
        and not call.name.startswith("<") and not call.is_result
    ]  # fmt: skip
    assert len(stages) == len(set(stages)), stages
    told = [name for name in stages if name in ("declare", "match_all", "build_plan", "carry_out")]
    assert told == ["declare", "match_all", "build_plan", "carry_out"]


def test_no_spelling_gets_beyond_the_rooms_that_have_to_know_it(walked):
    calls, _result, _journal = walked
    for spelling, rooms in ONLY_IN.items():
        met = {folder_of(call.file) for call in calls if spelling in call.spellings}
        assert met == {*rooms}, spelling


def test_no_room_asks_one_that_it_was_asked_by(walked):
    """`_local` calls back into whatever room has work for several threads, so it does not count."""
    calls, _result, journal = walked
    sent = [
        [room for room, _files in groupby(filter(counts, map(folder_of, (*call.stack, call.file))))]
        for call in calls
        if call.file.startswith("module_utils/_http/")
        and call.name == "send"
        and not call.is_result
    ]
    assert len(sent) == len(journal)
    assert [rooms for rooms in sent if len(rooms) != len(set(rooms))] == []
    below = [rooms[rooms.index("_reconcile") + 1 :] for rooms in sent]
    for way in (["_match", "_datacenter", "_http"], ["_apply", "_datacenter", "_http"]):
        assert way in below


def counts(room: str) -> bool:
    """Whether a room is one that asks others, and not one that only calls back."""
    return room != "_local"
