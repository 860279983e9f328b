# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions that are kept: who may share one, what it forgets, and that a fork leaves them alone."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.assetops.aip.plugins.module_utils._apply import files
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    InputError,
    LoginRefused,
    ServerFailed,
    WriteRefused,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.dialect import build_dialect
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import Connection
from ansible_collections.assetops.aip.plugins.module_utils._module import entry, options
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Access, Sessions
from ansible_collections.assetops.aip.plugins.modules import aip_asset

TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
MYSELF = Call("GET", "rest/api/2/myself", "ask who this is")
OPTIONS = options.CONNECTION_SPEC


def options_of(sandbox, **written):
    """All options of a connection, as a module has them."""
    given = {"url": sandbox.url, "token": sandbox.token("ansible"), **written}
    given = {name: value for name, value in given.items() if value is not None}
    validated = ArgumentSpecValidator(OPTIONS).validate(given)
    assert not validated.error_messages, validated.error_messages
    return validated.validated_parameters


def access_of(sandbox, read_only=False, environment=(), **written):
    """The access that options lead to."""
    return options.access_of(options_of(sandbox, **written), dict(environment), read_only)


def used(sessions, access):
    """A session that was taken and given back."""
    session = sessions.take(access)
    sessions.give_back(session)
    return session


# -- who shares --


def test_equal_options_share(sandbox):
    sessions = Sessions(kept=4)
    first = used(sessions, access_of(sandbox))
    assert first.is_used
    assert used(sessions, access_of(sandbox)) is first
    assert used(sessions, access_of(sandbox, page_size=7, wait_for_index=1)) is first


@pytest.mark.parametrize(
    "other",
    [
        {"token": "another"},
        {"token": None, "username": "ansible", "password": "a"},
        {"url": "http://127.0.0.1:1/jira"},
        {"read_only": True},
        {"environment": {"HTTPS_PROXY": "http://127.0.0.1:1"}},
        {"timeout": 31},
        {"retries": 5},
        {"max_wait": 301},
        {"validate_certs": False},
        {"ca_path": __file__},
        {"client_cert": __file__},
        {"client_cert": __file__, "client_key": __file__},
        {"proxy": "http://127.0.0.1:1"},
        {"dialect": {"clear_with": "null"}},
        {"dialect": {"statuses": {"Lent": ["To a guest"]}}},
    ],
    ids="-".join,
)
def test_other_options_do_not(sandbox, other):
    sessions = Sessions(kept=4)
    plain, different = access_of(sandbox), access_of(sandbox, **other)
    first, second = used(sessions, plain), used(sessions, different)
    assert first is not second
    assert used(sessions, plain) is first
    assert used(sessions, different) is second


def test_every_fact_of_a_connection_counts():
    """Also those that somebody adds later: none is left out of the comparison."""
    for kind in (Access, Connection):
        assert all(field.compare for field in dataclasses.fields(kind)), kind
    dialect = build_dialect({})
    assert all(field.compare for field in dataclasses.fields(dialect))


def test_session_in_use_is_nobody_elses(sandbox):
    sessions = Sessions(kept=4)
    access = access_of(sandbox)
    first, second = sessions.take(access), sessions.take(access)
    assert first is not second
    for session in (first, second):
        sessions.give_back(session)


def test_no_more_than_wanted_are_kept(sandbox, monkeypatch):
    sessions = Sessions(kept=2)
    closed = []
    for timeout in (1, 2, 3, 1, 4):
        session = sessions.take(access_of(sandbox, timeout=timeout))
        timeouts = session.access.connection.timeout
        monkeypatch.setattr(session, "close", lambda timeouts=timeouts: closed.append(timeouts))
        sessions.give_back(session)
    assert closed == [1, 2, 3]  # the longest unused one each time
    assert used(Sessions(), access_of(sandbox)) is not used(Sessions(), access_of(sandbox))


def test_session_of_one_task_is_closed_with_it(sandbox, monkeypatch):
    sessions = Sessions()
    session = sessions.take(access_of(sandbox))
    closed = []
    monkeypatch.setattr(session, "close", lambda: closed.append(1))
    sessions.give_back(session)
    assert closed == [1]


def test_check_mode_cannot_write_whatever_was_open_before(sandbox):
    number = sandbox.asset_id("rack-01")
    sessions = Sessions(kept=4)
    call = Call("DELETE", f"rest/jip-api/1.0/inventory/{number}.json", "delete an asset")
    for read_only in (False, True):
        session = sessions.take(access_of(sandbox, read_only=read_only))
        session.http.send(MYSELF)
        sessions.give_back(session)
    session = sessions.take(access_of(sandbox, read_only=True))
    with pytest.raises(WriteRefused):
        session.http.send(call)
    assert sandbox.asset(number)
    assert not sandbox.journal.writes()


# -- what is forgotten, and what is not --


def test_next_task_counts_from_zero_and_knows_no_secret_but_the_login(sandbox):
    sessions = Sessions(kept=4)
    token = sandbox.token("ansible")
    told = f"{token} proxy-password of-this-task"
    for _task in range(3):
        session = sessions.take(access_of(sandbox))
        http = session.http
        assert http.secrets.hide(told) == "******** proxy-password of-this-task"
        http.secrets.add("of-this-task", "proxy-password")
        assert http.secrets.hide(told) == "******** ******** ********"
        http.send(MYSELF)
        assert http.statistics.as_result()["requests"] == {"GET": 1}
        sessions.give_back(session)


def test_every_secret_of_the_login_stays_one(sandbox):
    login = {"token": None, "username": "me", "password": "word-1"}
    access = access_of(sandbox, **login, proxy="http://you:word-2@127.0.0.1:1")
    sessions = Sessions(kept=4)
    for _task in range(2):
        hide = used(sessions, access).http.secrets.hide
        # The last is the header of the login.
        assert hide("word-1 word-2 bWU6d29yZC0x") == "******** ******** ********"


class Work:
    """A module's work that has an error or a result ready for each time, and remembers the catalogs it got."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.catalogs = []

    def __call__(self, task):
        """One time."""
        task.catalog.asset_types()
        self.catalogs.append(task.catalog)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def performed(sandbox, sessions, *outcomes):
    """What a task comes to whose work has these outcomes, and the catalogs that it had."""
    work = Work(*outcomes)
    params = options_of(sandbox)
    ended = entry.perform(work, params, frozenset(), False, {}, sessions=sessions)
    assert not work.outcomes, "it was not tried as often as it should be"
    return ended, work.catalogs


def test_wrong_input_is_told_at_once_where_the_catalogs_are_fresh(sandbox):
    for sessions in (None, Sessions(), Sessions(kept=4)):
        ended, [_catalog] = performed(sandbox, sessions, InputError(["no"]))
        assert (ended.failed, ended.result["problems"]) == (True, ["no"])


def test_wrong_input_is_tried_once_more_on_fresh_catalogs(sandbox):
    sessions = Sessions(kept=4)
    _ended, [old] = performed(sandbox, sessions, {"changed": False})
    ended, tried = performed(sandbox, sessions, InputError(["no"]), {"changed": True})
    assert (ended.failed, ended.result["changed"]) == (False, True)
    assert tried[0] is old
    assert tried[1] is not old
    assert ended.result["api"]["requests"] == {"GET": 1}
    ended, tried = performed(sandbox, sessions, InputError(["no"]), InputError(["still no"]))
    assert ended.result["problems"] == ["still no"]
    _ended, [last] = performed(sandbox, sessions, {})
    assert last is tried[1]
    assert len({record.connection for record in sandbox.journal}) == 1


@pytest.mark.parametrize("error", [ServerFailed("broke"), LoginRefused("refused")], ids=repr)
def test_what_the_server_refused_is_not_tried_again_but_the_next_task_reads_anew(sandbox, error):
    sessions = Sessions(kept=4)
    _ended, [old] = performed(sandbox, sessions, {})
    ended, [same] = performed(sandbox, sessions, error)
    assert ended.failed
    assert same is old
    _ended, [new] = performed(sandbox, sessions, {})
    assert new is not old


def test_wrong_input_that_shows_after_the_first_write_is_not_tried_again(
    sandbox, tmp_path, monkeypatch
):
    def is_gone(*_path):
        raise InputError(["the file is gone"])

    (tmp_path / "note.txt").write_text("a note")
    monkeypatch.setattr(files, "local_digest", is_gone)
    sessions = Sessions(kept=4)
    performed(sandbox, sessions, {})
    asset = {
        "asset_type": "Rack",
        "name": "rack-new",
        "attachments": [{"path": str(tmp_path / "note.txt"), "name": "note.txt"}],
        "match_by": ["name"],
        "state": "present",
        "update_encrypted": "on_create",
        "on_duplicate": "fail",
        "similar_names": "auto",
    }
    params = {**options_of(sandbox), **asset}
    ended = entry.perform(aip_asset.run, params, frozenset(asset), False, {}, sessions=sessions)
    assert (ended.failed, ended.result["changed"]) == (True, True)
    assert ended.result["problems"] == ["the file is gone"]
    assert [record.method for record in sandbox.journal.writes()] == ["POST"]
    paths = [record.path for record in sandbox.journal]
    assert paths.count("/rest/jip-api/1.0/form/list.json") == 1


def test_session_survives_a_bug(sandbox):
    """Whatever is raised, the session is given back, and only once; and it is told without its secrets."""
    sessions = Sessions(kept=4)
    ended, [_catalog] = performed(sandbox, sessions, KeyError(sandbox.token("ansible")))
    assert (ended.failed, ended.is_fault) == (True, True)
    assert ended.result["msg"].startswith("internal error; please report it: KeyError: ")
    assert "in perform" in ended.result["exception"]
    assert sandbox.token("ansible") not in json.dumps(ended.result)
    access = access_of(sandbox)
    first, second = sessions.take(access), sessions.take(access)
    assert first.is_used
    assert not second.is_used
    for session in (first, second):
        sessions.give_back(session)


# -- forks --

FORKING = """
import json, os, sys
from {package}._http.call import Call
from {package}._http.connection import Connection
from {package}._datacenter.dialect import build_dialect
from {package}._module.session import Access, Sessions

url, token = sys.argv[1:]
access = Access(Connection(url, token), build_dialect({{}}), True)
sessions = Sessions(kept=4)

def ask(name):
    session = sessions.take(access)
    session.http.send(Call("GET", "rest/api/2/myself", "ask", (("asks", name),)))
    sessions.give_back(session)

ask("parent")
for number in range(2):
    child = os.fork()
    if not child:
        ask(f"child-{{number}}")
        ask(f"child-{{number}}")
        grandchild = os.fork()
        if not grandchild:
            ask(f"grandchild-{{number}}")
            os._exit(0)
        status = os.waitpid(grandchild, 0)[1]
        ask(f"child-{{number}}")
        os._exit(bool(status))
    if number:
        ask("parent")  # while the child is at work
    assert not os.waitpid(child, 0)[1]
    ask("parent")
"""


def test_fork_uses_no_connection_of_its_parent(sandbox):
    package = Sessions.__module__.rsplit(".", 2)[0]
    done = subprocess.run(
        [sys.executable, "-c", FORKING.format(package=package), sandbox.url, sandbox.token()],
        env={"PYTHONPATH": TREE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    connections = {}
    for record in sandbox.journal:
        connections.setdefault(record.query, []).append(record.connection)
    assert {asks.partition("=")[2]: len(ports) for asks, ports in connections.items()} == {
        "parent": 4,
        "child-0": 3,
        "child-1": 3,
        "grandchild-0": 1,
        "grandchild-1": 1,
    }
    # Everybody has one connection of their own, and the parent's outlives its children.
    assert [len(set(ports)) for ports in connections.values()] == [1] * 5
    assert len({ports[0] for ports in connections.values()}) == 5
