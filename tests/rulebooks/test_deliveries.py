# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of deliveries, good and bad, in the real ansible-rulebook: what its rules get to see."""

from __future__ import annotations

import json
import re
import socket
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from ansible_collections.assetops.aip.tests.rulebooks.conftest import SECRET, signature

RULEBOOK = """
- name: Everything that is accepted
  hosts: localhost
  sources:
    - assetops.aip.jira_events:
        port: "{{ aip_eda_port }}"
        secret: "{{ JIRA_WEBHOOK_SECRET }}"
        state_path: "{{ aip_eda_state_path }}"
  rules:
    - name: An event
      condition: event.payload.number is defined
      action:
        debug:
          msg: "seen {{ event.payload.issue.key }} {{ event.payload.number }}!"
"""
HUNG_UP = "it hung up before the end"
LARGE = 100 * 1024 * 1024
ISSUES, EVENTS_OF_EACH, CONNECTIONS = 200, 50, 20


@pytest.fixture
def listening(rulebook, tmp_path):
    """The real ansible-rulebook with a rule that prints each event."""
    (tmp_path / "all.yml").write_text(RULEBOOK, encoding="utf-8")
    running = rulebook("all.yml")
    running.until(running.listens)
    return running


def event(number, key="OPS-1", **more):
    """The body of an event that the rule prints."""
    return json.dumps({"number": number, "issue": {"key": key}, **more}).encode()


def send(running, body, session=requests, **headers):
    """The status of the answer to a delivery, signed unless the headers say otherwise."""
    written = {name.replace("_", "-"): value for name, value in headers.items()}
    signed = {"X-Hub-Signature": signature(body), "Content-Type": "application/json"}
    given = {name: value for name, value in {**signed, **written}.items() if value is not None}
    url = f"http://127.0.0.1:{running.port}/jira"
    return session.post(url, data=body, headers=given, timeout=60).status_code


def send_too_much(running, *headers):
    """The status line of the answer to a delivery that is larger than allowed, or HUNG_UP."""
    lines = (
        "POST /jira HTTP/1.1",
        "Host: localhost",
        f"X-Hub-Signature: {signature(b'')}",
        *headers,
    )
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as line:
        line.sendall("".join(f"{one}\r\n" for one in lines).encode() + b"\r\n")
        chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        try:
            for _chunk in range(LARGE // 0x100000 if "chunked" in lines[-1] else 0):
                line.sendall(chunk)
            return line.recv(100).split(b"\r\n")[0].decode()
        except ConnectionError:
            return HUNG_UP


def seen(running):
    """The numbers of the events that the rule has printed, in that order, by issue."""
    found = defaultdict(list)
    for key, number in re.findall(r"seen (\S+) (\d+)!", running.output):
        found[key].append(int(number))
    return dict(found)


def test_bad_deliveries_are_refused_and_the_next_good_one_is_seen(listening):
    latin = '{"number": 2, "issue": {"key": "OPS-1"}, "text": "Größe"}'.encode("latin-1")
    assert send(listening, event(1), X_Hub_Signature=None) == 401
    assert send(listening, event(1), X_Hub_Signature=signature(event(1), "guessed")) == 403
    assert send(listening, event(1) + b" ", X_Hub_Signature=signature(event(1))) == 403
    assert send(listening, latin) == 400
    for _time in range(2):
        assert send(listening, event(3), X_Atlassian_Webhook_Identifier="three") == 200
    assert send(listening, event(4, text="x" * 2 * 1024 * 1024)) == 200
    before = listening.most_memory
    assert " 413 " in send_too_much(listening, f"Content-Length: {LARGE}")
    refused = send_too_much(listening, "Transfer-Encoding: chunked")
    assert refused == HUNG_UP or " 413 " in refused
    assert send(listening, event(5)) == 200
    listening.until(lambda: 5 in seen(listening).get("OPS-1", ()))
    assert listening.most_memory - before < LARGE // 2
    assert seen(listening) == {"OPS-1": [3, 4, 5]}
    assert SECRET not in listening.output


def test_ten_thousand_events_at_once_are_neither_lost_nor_reordered_within_an_issue(listening):
    def report(issues):
        with requests.Session() as session:
            for number in range(EVENTS_OF_EACH):
                for issue in issues:
                    name = f"{issue}-{number}"
                    body = event(number, f"OPS-{issue}")
                    assert (
                        send(listening, body, session, X_Atlassian_Webhook_Identifier=name) == 200
                    )

    shares = [range(first, ISSUES, CONNECTIONS) for first in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(report, shares))
    listening.until(lambda: listening.output.count("seen OPS-") >= ISSUES * EVENTS_OF_EACH)
    assert seen(listening) == {f"OPS-{one}": list(range(EVENTS_OF_EACH)) for one in range(ISSUES)}
