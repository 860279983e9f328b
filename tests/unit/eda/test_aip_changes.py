# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source aip_changes against the sandbox: what it emits, what it does not, and that kills lose no event."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import runpy
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import AipError, InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.model import HIDDEN
from ansible_collections.assetops.aip.plugins.module_utils._module.options import CONNECTION_SPEC
from ansible_collections.assetops.aip.plugins.plugin_utils._changes.differences import (
    Seen,
    differences,
    event_of,
    seen_of,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._changes.options import SPEC
from ansible_collections.assetops.aip.plugins.plugin_utils._changes.polling import watch
from ansible_collections.assetops.aip.plugins.plugin_utils._changes.state import (
    State,
    Step,
    open_state,
)

TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
SOURCE = Path(
    TREE, "ansible_collections/assetops/aip/extensions/eda/plugins/event_source/aip_changes.py"
)
PAGE = SOURCE.parents[4] / "docs" / "eda_aip_changes.md"
SEARCH = "index/query"


def kinds(events):
    """What happened to which asset, in order."""
    return [(event["event"], event["asset"]["name"]) for event in events]


def changes(event):
    """The changes of an event: both values by field."""
    return {one["field"]: (one["before"], one["after"]) for one in event["changes"]}


# -- what is emitted --


def test_created_changed_and_deleted(source, sandbox):
    one = source(asset_types=["Rack"])

    def remove():
        sandbox.remove_asset(sandbox.asset_id("rack-new"))

    created, changed, _back, deleted = one.poll(
        lambda: sandbox.add_asset("Rack", "rack-new", {"status": "In use"}, {"Height units": 42}),
        lambda: sandbox.edit_asset(
            sandbox.asset_id("rack-new"), "rack-newer", {"status": "Retired"}, {"Height units": 47}
        ),
        lambda: sandbox.edit_asset(sandbox.asset_id("rack-newer"), "rack-new"),
        remove,
    )
    assert kinds(one.events) == [
        ("created", "rack-new"),
        ("changed", "rack-newer"),
        ("changed", "rack-new"),
        ("deleted", "rack-new"),
    ]
    assert changes(created) == {
        "name": (None, "rack-new"),
        "asset_type": (None, "Rack"),
        "status": (None, "In use"),
        "Height units": (None, 42),
    }
    assert changes(changed) == {
        "name": ("rack-new", "rack-newer"),
        "status": ("In use", "Retired"),
        "Height units": (42, 47),
    }
    assert changes(deleted)["Height units"] == (47, None)
    assert created["asset"] == deleted["asset"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", created["seen_at"])
    json.dumps(one.events)


def test_assets_of_the_first_poll_are_remembered_or_emitted(source, sandbox, tmp_path):
    racks = {asset["name"] for asset in sandbox.assets("Rack")}
    assert source(asset_types=["Rack"]).poll() == []
    emitted = source(
        asset_types=["Rack"], initial="emit", state_path=str(tmp_path / "x.sqlite3")
    ).poll(lambda: None)
    assert {event["asset"]["name"] for event in emitted} == racks
    assert {event["event"] for event in emitted} == {"created"}
    assert len(emitted) == len(racks)


def test_nothing_changed_emits_nothing_and_writes_nothing(source, sandbox):
    one = source()
    assert one.poll(lambda: None, lambda: None) == []
    assert source().poll() == []
    assert sandbox.journal.writes() == []


def test_poll_costs_the_pages_and_the_catalogs(source, sandbox):
    one = source(asset_types=["Rack"], fields=["status"])
    counts = []

    def count():
        counts.append(len(sandbox.journal))
        sandbox.journal.clear()

    one.poll(count, count, count)
    assert counts[0] == counts[1] == counts[2] <= 12


def test_all_assets_of_the_company_stay_the_same_after_a_restart(source, every_field):
    one = source(every_field)
    one.poll()
    assert one.poll(lambda: None) == []


def test_same_change_again_has_another_id(source, sandbox):
    rack = sandbox.asset_id("rack-01")

    def set_to(status):
        return lambda: sandbox.edit_asset(rack, system={"status": status})

    set_to("In use")()
    one = source(asset_types=["Rack"])
    events = one.poll(*map(set_to, ["Retired", "In use", "Retired", "In use"]))
    assert len(events) == len({event["id"] for event in events}) == 4
    assert changes(events[0]) == changes(events[2])


def test_only_named_fields_count(source, sandbox):
    rack = sandbox.asset_id("rack-01")
    one = source(asset_types=["Rack"], fields=["Height units"])
    events = one.poll(
        lambda: sandbox.edit_asset(rack, system={"status": "Retired"}),
        lambda: sandbox.edit_asset(rack, attributes={"Height units": 13}),
    )
    assert [list(changes(event)) for event in events] == [["Height units"]]


def test_asset_that_leaves_the_filters_has_changed_and_is_not_deleted(source, sandbox):
    rack = sandbox.add_asset("Rack", "rack-new", {"status": "In use"})
    named = {"field": "name", "value": "rack-new"}
    one = source(asset_types=["Rack"], filters=[named, {"field": "status", "value": "In use"}])

    def set_to(status):
        return lambda: sandbox.edit_asset(rack, system={"status": status})

    events = one.poll(
        set_to("Retired"), lambda: None, set_to("Missing"), set_to("In use"), lambda: None
    )
    assert [changes(event)["status"] for event in events] == [
        ("In use", "Retired"),
        ("Retired", "In use"),
    ]
    assert {event["event"] for event in events} == {"changed"}


def test_renamed_asset_is_no_change_of_those_that_refer_to_it(source, sandbox):
    one = source(asset_types=["Rack", "Server"])
    events = one.poll(lambda: sandbox.edit_asset(sandbox.asset_id("rack-01"), "rack-renamed"))
    assert kinds(events) == [("changed", "rack-renamed")]


def test_other_reference_is_a_change_with_names(source, sandbox):
    server = next(one for one in sandbox.assets("Server") if one["attributes"].get("Rack"))
    old = sandbox.asset(server["attributes"]["Rack"][0])["name"]
    new = next(one for one in sandbox.assets("Rack") if one["name"] != old)
    one = source(asset_types=["Server"])
    (event,) = one.poll(lambda: sandbox.edit_asset(server["id"], attributes={"Rack": new["name"]}))
    assert changes(event) == {"Rack": ([old], [new["name"]])}


@pytest.mark.parametrize("shown", ["clear", "masked", "nothing"])
def test_encrypted_values_are_in_no_event_and_no_file(source, every_field, tmp_path, shown):
    every_field.switch(encrypted_read=shown)
    specimen = next(iter(every_field.assets("Specimen")))["id"]
    path = tmp_path / "state.sqlite3"
    one = source(every_field, asset_types=["Specimen"], state_path=str(path), initial="emit")
    events = one.poll(
        lambda: every_field.edit_asset(specimen, attributes={"Encrypted": "hush-4711"}),
        lambda: every_field.edit_asset(specimen, attributes={"Text": "other"}),
    )
    masked = [event for event in events if "Encrypted" in changes(event)]
    assert [changes(event) for event in masked] == [{"Encrypted": (HIDDEN, HIDDEN)}] * (
        shown == "clear"
    )
    assert changes(events[-1])["Text"][1] == "other"
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (b"hush-4711", b"password123"):
        assert secret not in kept
        assert secret.decode() not in json.dumps(events)
    assert one.poll() == []  # the digests were of the process before


# -- reads that say nothing --


@pytest.mark.parametrize(
    ("effect", "more"),
    [
        ("error", {"status": 500}),
        ("cut_body", {}),
        ("truncated_json", {}),
        ("login_page", {}),
        ("anonymous", {}),
        ("rate_limited", {"retry_after": 3600}),
        ("refused", {"body": {"success": False, "message": "no"}}),
    ],
)
def test_failed_or_short_read_emits_nothing(source, sandbox, caplog, effect, more):
    one = source(asset_types=["Rack"])
    one.poll()
    sandbox.edit_asset(sandbox.asset_id("rack-01"), attributes={"Height units": 13})
    rule = sandbox.faults.add(effect, **more)
    assert one.poll(lambda: None, lambda: None) == []
    told = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert len(told) == 1, told
    assert one.pauses[-3:] == [120, 240, 480]
    sandbox.faults.clear(getattr(rule, "number", rule))
    assert kinds(one.poll()) == [("changed", "rack-01")]


def test_list_that_cannot_be_proven_complete_emits_nothing(source, sandbox, caplog):
    one = source(asset_types=["Rack"], page_size=5)
    one.poll()
    sandbox.edit_asset(sandbox.asset_id("rack-01"), attributes={"Height units": 13})

    def always_the_first_page(application):
        first = []

        def answer(environ, start_response):
            if SEARCH not in environ["PATH_INFO"]:
                return application(environ, start_response)
            if not first:
                head = []
                body = b"".join(application(environ, lambda *told: head.append(told)))
                first.extend((head[0], body))
            start_response(*first[0])
            return [first[1]]

        return answer

    sandbox.surround(always_the_first_page)
    assert one.poll() == []
    assert "the same page" in caplog.records[0].message


def test_empty_list_deletes_nothing_that_is_there(source, sandbox):
    one = source(asset_types=["Rack"])
    one.poll()
    sandbox.edit_asset(sandbox.asset_id("rack-01"), attributes={"Height units": 13})
    sandbox.faults.add("short_list", path=SEARCH, rows=100)
    assert kinds(one.poll(lambda: None)) == [("changed", "rack-01")]


def test_server_that_is_down_is_said_once_and_polled_on(source, sandbox, caplog):
    one = source(asset_types=["Rack"])
    rule = sandbox.faults.add("error", status=503)

    def mend():
        sandbox.faults.clear(getattr(rule, "number", rule))
        sandbox.add_asset("Rack", "rack-late")

    def add():
        sandbox.add_asset("Rack", "rack-later")

    assert kinds(one.poll(lambda: None, lambda: None, mend, add)) == [("created", "rack-later")]
    told = [record.message for record in caplog.records]
    assert len(told) == 2
    assert told[1] == "polling works again; failures before: 3"
    assert one.pauses == [120, 240, 480, 60, 60]


def test_pauses_grow_to_fifteen_minutes_or_the_interval(source, sandbox):
    sandbox.faults.add("error", status=503)
    for interval, longest in ((60, 900), (3600, 3600)):
        one = source(interval=interval)
        one.poll(*[lambda: None] * 5)
        assert one.pauses[-1] == longest


def test_refused_login_is_said_once_without_the_token(source, sandbox, caplog):
    one = source(token="wrong-token-4711")
    assert one.poll(lambda: None, lambda: None) == []
    (told,) = [record.message for record in caplog.records]
    assert "login" in told
    assert "4711" not in told


def test_shrunk_list_is_held_back_until_the_assets_return(source, sandbox, caplog):
    racks = [sandbox.add_asset("Rack", f"rack-x{number}") for number in range(4)]
    watched = {"field": "name", "operator": "matches", "value": "rack-x*"}
    one = source(asset_types=["Rack"], filters=[watched])
    one.poll()
    for rack in racks[:3]:
        sandbox.remove_asset(rack)
    assert one.poll(lambda: None) == []
    (told,) = {record.message for record in caplog.records}
    assert "max_shrink_percent: 3 of 4 assets are missing" in told
    one.options["max_shrink_percent"] = 75
    assert kinds(one.poll()) == [("deleted", f"rack-x{number}") for number in range(3)]
    assert one.poll(lambda: None) == []


def test_many_missing_assets_are_not_looked_for(source, open_sandbox, caplog):
    sandbox = open_sandbox("company", assets=300)
    one = source(sandbox, fields=[])
    one.poll()
    for asset in sandbox.assets():
        sandbox.remove_asset(asset["id"])
    sandbox.journal.clear()
    assert one.poll() == []
    assert "max_shrink_percent" in caplog.records[0].message
    assert len(sandbox.journal) < 20


def test_deleted_assets_may_be_left_out(source, sandbox):
    rack = sandbox.add_asset("Rack", "rack-x")
    one = source(asset_types=["Rack"], emit_deleted=False)
    events = one.poll(
        lambda: sandbox.remove_asset(rack),
        lambda: sandbox.add_asset("Rack", "rack-x"),
    )
    assert kinds(events) == [("created", "rack-x")]


# -- the state --


def test_restart_emits_what_changed_meanwhile_and_nothing_twice(source, sandbox):
    one = source(asset_types=["Rack"])
    one.poll()
    sandbox.edit_asset(sandbox.asset_id("rack-01"), attributes={"Height units": 13})
    assert kinds(one.poll()) == [("changed", "rack-01")]
    assert one.poll(lambda: None) == []


def test_event_that_nobody_took_is_put_again(source, sandbox):
    one = source(asset_types=["Rack"])
    one.poll()
    sandbox.edit_asset(sandbox.asset_id("rack-01"), attributes={"Height units": 13})
    sandbox.edit_asset(sandbox.asset_id("rack-02"), attributes={"Height units": 13})

    class Wrapped:
        """As ansible-rulebook wraps the queue of a rulebook."""

        def __init__(self):
            self.queue = asyncio.Queue(1)

        async def put(self, event):
            await self.queue.put(event)

    async def stop_with_full_queue():
        queue = Wrapped()
        task = asyncio.create_task(watch(queue, one.options))
        while not queue.queue.full() and not task.done():
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return queue.queue.get_nowait()["aip"]

    lost = asyncio.run(stop_with_full_queue())
    again = one.poll()
    assert [event["asset"]["name"] for event in again] == ["rack-01", "rack-02"]
    assert again[0] == lost
    assert one.poll() == []


def test_state_is_for_its_owner_alone_and_for_one_source(source, sandbox, tmp_path):
    path = tmp_path / "folder" / "state.sqlite3"
    one = source(asset_types=["Rack"], state_path=str(path))

    def start_another():
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        assert modes == {0o600}
        with pytest.raises(InputError, match="state_path: another source is using"):
            open_state(str(path))

    one.poll(start_another)
    path.chmod(0o644)
    one.poll()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert one.options["token"].encode() not in path.read_bytes()


def test_other_question_begins_anew(source, sandbox, tmp_path, caplog):
    path = str(tmp_path / "state.sqlite3")
    source(asset_types=["Rack"], state_path=path).poll()
    assert source(asset_types=["Server"], state_path=path).poll(lambda: None) == []
    assert len(caplog.records) == 1
    assert "are remembered anew" in caplog.records[0].message


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"no database" * 200, "does not contain the state"), (None, "it is a folder, not a file")],
)
def test_wrong_state_file_is_one_sentence(source, sandbox, tmp_path, content, told):
    path = tmp_path / "state"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(InputError, match=f"state_path: .*{told}"):
        asyncio.run(watch(None, source(state_path=str(path)).options))
    assert content is None or path.read_bytes() == content
    assert len(sandbox.journal) == 0


def test_database_of_others_is_left_alone(source, sandbox, tmp_path):
    path = tmp_path / "other"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE fact (x)")
    path.chmod(0o644)
    before = path.read_bytes()
    with pytest.raises(InputError, match="it is a database of others"):
        asyncio.run(watch(None, source(state_path=str(path)).options))
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_state_of_another_release_is_refused(tmp_path):
    path = str(tmp_path / "state")
    state = open_state(path)
    with state._transaction() as database:
        database.execute("UPDATE fact SET value = '9' WHERE name = 'form'")
    state.close()
    with pytest.raises(InputError, match="is from another release"):
        open_state(path)


def test_failed_transaction_changes_nothing(tmp_path):
    state = open_state(str(tmp_path / "state"))
    good = Step("1", Seen(1, "a", "Rack", {}), event={"aip": {"id": "x"}})

    def steps():
        yield good
        raise AipError("in the middle")

    with pytest.raises(AipError, match="in the middle"):
        state.advance(steps())
    assert state.pending() == []
    assert not state.fact("polled")
    state._database.execute("DROP TABLE pending")
    with pytest.raises(AipError, match="state_path: cannot write"):
        state.advance([good])
    assert state.snapshot() == {}
    state.close()


# -- kills --

CHILD = """
import asyncio, json, os, runpy, signal, sys
source, options, out, moment, number = json.loads(sys.argv[1])
main = runpy.run_path(source)["main"]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

class Queue:
    count = 0

    async def put(self, event):
        Queue.count += 1
        if moment == "before put" and Queue.count == number:
            die()
        with open(out, "a") as file:
            file.write(json.dumps(event) + chr(10))
        if moment == "after put" and Queue.count == number:
            die()
        if moment == "end" and Queue.count == number:
            asyncio.get_running_loop().call_later(0.5, die)

async def go():
    await main(Queue(), options)

asyncio.run(go())
"""


def start_child(options, home, out, moment, number):
    """A source in a process of its own, which kills itself at the n-th event."""
    arguments = json.dumps([str(SOURCE), options, str(out), moment, number])
    return subprocess.run(
        [sys.executable, "-c", CHILD, arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("moment", ["before put", "after put"])
def test_sigkill_loses_nothing_and_repeats_only_the_event_at_hand(
    source, sandbox, tmp_path, moment
):
    one = source(asset_types=["Rack"], state_path=str(tmp_path / "state"), interval=1)
    one.poll()
    racks = [asset["name"] for asset in sandbox.assets("Rack")][:4]
    for name in racks:
        sandbox.edit_asset(sandbox.asset_id(name), attributes={"Height units": 13})
    out = tmp_path / "out"
    out.touch()
    for _start in range(3):
        done = start_child(one.options, tmp_path, out, moment, 2)
        assert done.returncode == -signal.SIGKILL, done.stderr
    put = [json.loads(line)["aip"] for line in out.read_text().splitlines()]
    rest = one.poll()
    names = [event["asset"]["name"] for event in put + rest]
    assert set(names) == set(racks)
    assert list(dict.fromkeys(names)) == racks  # their order is the same
    ids = {event["id"]: event["asset"]["name"] for event in put + rest}
    assert sorted(ids.values()) == sorted(racks)  # a repeated event has its id
    repeated = len(names) - len(racks)
    assert repeated == (3 if moment == "after put" else 0)
    assert one.poll() == []


def test_mark_that_fails_after_a_put_repeats_the_event(source, sandbox, monkeypatch):
    one = source(asset_types=["Rack"])
    one.poll()
    sandbox.edit_asset(sandbox.asset_id("rack-01"), attributes={"Height units": 13})
    hand_over = State.hand_over
    failures = [AipError("state_path: cannot write: disk full")]

    def fail_once(self, pending):
        if failures:
            raise failures.pop()
        hand_over(self, pending)

    monkeypatch.setattr(State, "hand_over", fail_once)
    first, second = one.poll(lambda: None, lambda: None)
    assert first == second


# -- options, and how the source is loaded --


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"url": None}, "url: the server is not named"),
        ({"token": None}, "token: a login is required"),
        ({"interval": 0.5}, "interval: must be at least 1 second"),
        ({"interval": "often"}, "interval"),
        ({"max_shrink_percent": 101}, "max_shrink_percent: must be between 0 and 100"),
        ({"initial": "skip"}, "initial"),
        ({"workers": 0}, "workers"),
        ({"asset_type": "Rack"}, "Unsupported parameters: asset_type"),
        (
            {"asset_types": ["Rak"]},
            "asset_types: there is no asset type 'Rak'; did you mean 'Rack'",
        ),
        ({"fields": ["statu"]}, "fields: .*statu"),
        ({"filters": [{"field": "statu", "value": "x"}]}, "filters.*statu"),
    ],
)
def test_invalid_options_are_one_sentence(source, sandbox, options, told):
    one = source(**options)
    with pytest.raises(InputError, match=told):
        asyncio.run(watch(one, one.options))
    assert sandbox.journal.writes() == []


def test_connection_comes_from_the_environment(source, sandbox, monkeypatch):
    one = source(asset_types=["Rack"])
    for name in ("url", "token"):
        monkeypatch.setenv(f"AIP_{name.upper()}", one.options.pop(name))
    events = one.poll(lambda: sandbox.add_asset("Rack", "rack-x"))
    assert kinds(events) == [("created", "rack-x")]


def test_type_that_disappears_later_does_not_end_the_source(source, sandbox, caplog, monkeypatch):
    one = source(asset_types=["Rack"])
    rule = []

    def hide_all():
        rule.append(sandbox.faults.add("replaced", path="form", body=[]))

    one.poll(hide_all, lambda: None)
    assert len(caplog.records) == 1


def test_file_is_loaded_as_ansible_rulebook_does(source, sandbox, monkeypatch):
    loaded = runpy.run_path(str(SOURCE))
    assert asyncio.iscoroutinefunction(loaded["main"])
    one = source(asset_types=["Rack"], initial="emit")

    async def first_event():
        queue = asyncio.Queue(1)
        task = asyncio.create_task(loaded["main"](queue, one.options))
        getting = asyncio.create_task(queue.get())
        await asyncio.wait({task, getting}, return_when=asyncio.FIRST_COMPLETED)
        event = getting.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return event

    assert asyncio.run(first_event())["aip"]["event"] == "created"


def test_documented_options_are_those_of_the_code():
    page = yaml.safe_load(runpy.run_path(str(SOURCE))["DOCUMENTATION"])
    documented = page["options"]
    assert set(SPEC) <= set(documented)
    assert set(documented) - set(SPEC) <= {*CONNECTION_SPEC, "connection"}
    for name, facts in SPEC.items():
        assert documented[name].get("default") == facts.get("default"), name
        assert documented[name]["type"] == facts["type"], name
        assert sorted(documented[name].get("choices", [])) == sorted(
            [] if name == "filters" else facts.get("choices", [])
        ), name
    text = PAGE.read_text("utf-8")
    assert [name for name in SPEC if f"`{name}`" not in text] == []


# -- the comparison by itself --


def seen(name="a", **values):
    """An asset with these values."""
    return Seen(1, name, "Rack", values)


def test_asset_survives_the_file():
    asset = Seen("7", "é\ud800", None, {"a": [1, None, 2.5], "b": {"c": "d"}}, {"a": ["1"]})
    assert seen_of(asset.as_text()) == asset


def test_empty_and_missing_values_are_the_same():
    assert differences(seen(a=None), seen()) == []
    assert differences(seen(), seen(a=None)) == []
    assert differences(seen(a=0), seen()) == [{"field": "a", "before": 0, "after": None}]


def test_id_depends_on_all_that_tells_events_apart():
    every = [
        event_of(kind, asset, change, occasion, "now")["aip"]["id"]
        for kind in ("created", "changed")
        for asset in (Seen(1, "a", "Rack", {}), Seen(2, "a", "Rack", {}))
        for change in ([], [{"field": "a", "before": 1, "after": 2}])
        for occasion in ("1", "2")
    ]
    assert len(set(every)) == 16
    again = event_of("created", seen(), [], "1", "later")["aip"]["id"]
    assert again == every[0]
