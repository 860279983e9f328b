# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source jira_events: what it accepts, what it refuses, and what reaches the rulebook."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import stat
from collections import defaultdict

import pytest
import trustme
import yaml
from ansible_collections.assetops.aip.tests.unit.eda.jira_listener import (
    SECRET,
    listening,
    load,
    run_async,
    sign,
)

HELLO = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
UPDATED = {"webhookEvent": "jira:issue_updated", "issue": {"key": "OPS-1"}}
SOURCE = load()


# -- decisions --


def verify(header, body, secret=SECRET):
    return SOURCE["verify_signature"](secret, header, body)


def test_published_signature():
    assert verify(HELLO, b"Hello World!")
    assert not verify(HELLO, b"Hello, World!")


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_signature_methods(method):
    assert verify(sign(b"{}", method=method), b"{}")
    assert verify(sign(b"{}", method=method).upper(), b"{}")


@pytest.mark.parametrize(
    "header",
    [
        sign(b"{}", method="sha1"),
        sign(b"{}", method="md5"),
        sign(b"{}").partition("=")[2],
        "sha256=",
        "=",
        "",
        "sha256",
        "none=" + sign(b"{}").partition("=")[2],
        sign(b"{}", "another"),
        sign(b"{}")[:-1],
        sign(b"{}") + "00",
        "sha256=\udcff\u00e9",
    ],
)
def test_signature_that_is_none(header):
    assert not verify(header, b"{}")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({}, "set secret"),
        ({"secret": ""}, "secret is empty"),
        ({"secret": "  "}, "secret is empty"),
        ({"secret": 4711}, "secret must be a text"),
        ({"secret": None}, "set secret"),
        ({"secret": "x", "sekret": "y"}, "unknown option: sekret"),
        ({"secret": "x", "port": 70000}, "65535"),
        ({"secret": "x", "port": -1}, "whole number, 0 or more"),
        ({"secret": "x", "port": True}, "whole number"),
        ({"secret": "x", "queue_size": 0}, "whole number, 1 or more"),
        ({"secret": "x", "max_body": "25 MB"}, "max_body must be a whole number"),
        ({"secret": "x", "skip_doubled_comments": "maybe"}, "true or false"),
        ({"secret": "x", "keyfile": "k.pem"}, "keyfile requires certfile"),
        ({"secret": "x", "path": "jira"}, "path must start with /"),
        ({"secret": "x", "path": "/health"}, "health_path must not be path"),
        ({"secret": "x", "health_path": "/jira/health"}, "health_path must not be path"),
        ({"path_token": "geheim"}, "16 to 200"),
        ({"path_token": "geheim/geheim/geheim"}, "16 to 200"),
        ({"allow_unauthenticated": True, "host": "0.0.0.0"}, "loopback"),
        ({"allow_unauthenticated": True, "host": ""}, "host is empty"),
        ({"allow_unauthenticated": True, "host": "jira.example.com"}, "loopback"),
        ({"allow_unauthenticated": False}, "set secret"),
    ],
)
def test_bad_option(args, says):
    with pytest.raises(ValueError, match=says) as error:
        asyncio.run(SOURCE["main"](None, args))
    assert "geheim" not in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_options_that_templates_made_texts_of():
    read = SOURCE["read_options"]({"secret": "x", "port": "5001", "skip_doubled_comments": "True"})
    assert (read.port, read.skip_doubled_comments) == (5001, True)
    assert "5001" in read.state_path


def test_options_of_the_rulebook_itself():
    assert SOURCE["read_options"]({"secret": "x", "eda_feedback_queue": object()}).secret == "x"


def test_representation_shows_no_secret():
    assert "geheim" not in repr(SOURCE["read_options"]({"secret": "geheim"}))


def test_documentation_has_each_option():
    options = yaml.safe_load(SOURCE["DOCUMENTATION"])["options"]
    fields = SOURCE["Options"].__dataclass_fields__
    assert set(options) == set(fields)
    for name, option in options.items():
        if name != "state_path":
            assert option.get("default") == fields[name].default, name
    assert yaml.safe_load(SOURCE["EXAMPLES"])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback(host):
    assert SOURCE["read_options"]({"allow_unauthenticated": True, "host": host}).host == host


@pytest.mark.parametrize(
    ("payload", "doubled"),
    [
        ({"issue_event_type_name": "issue_commented"}, True),
        ({"issue_event_type_name": "issue_commented", "changelog": {"items": []}}, True),
        ({"issue_event_type_name": "issue_comment_edited", "changelog": {"items": [{"field": "Comment"}]}}, True),
        ({"issue_event_type_name": "issue_commented", "changelog": {"items": [{"field": "status"}]}}, False),
        ({"issue_event_type_name": "issue_generic"}, False),
        ({"issue_event_type_name": ["issue_commented"]}, False),
        ({}, False),
        ({"webhookEvent": "comment_created", "issue_event_type_name": "issue_commented"}, False),
    ],
)  # fmt: skip
def test_doubled_comment(payload, doubled):
    found = SOURCE["is_doubled_comment"]({"webhookEvent": "jira:issue_updated", **payload})
    assert found is doubled


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb'{"a": "\ud83d\ude00"}', "\U0001f600"),
        (rb'{"a": "x\ud83d"}', "x\ufffd"),
        (rb'{"a": "\uD83Dx"}', "\ufffdx"),
        (rb'{"a": "\ude00\ud83d\ude00"}', "\ufffd\U0001f600"),
        (rb'{"a": "\\ud83d"}', "\\ud83d"),
    ],
)
def test_half_letters(body, text):
    assert SOURCE["read_kept"](body) == {"a": text}


# -- deliveries --


@run_async
async def test_event(tmp_path):
    async with listening(tmp_path / "state") as jira:
        response = await jira.post(
            UPDATED,
            "/jira?user_id=fred",
            Content_Type="application/json; charset=utf-8",
            X_Atlassian_Webhook_Identifier="id-1",
            x_atlassian_webhook_retry="2",
            X_Atlassian_Webhook_Flow="Primary",
            Authorization="Bearer geheim",
        )
        assert response.status == 200
        assert await jira.next_event() == {
            "payload": UPDATED,
            "meta": {
                "endpoint": "/jira",
                "headers": {
                    "Content-Type": "application/json; charset=utf-8",
                    "X-Atlassian-Webhook-Identifier": "id-1",
                    "X-Atlassian-Webhook-Retry": "2",
                    "X-Atlassian-Webhook-Flow": "Primary",
                },
                "identifier": "id-1",
                "retry": 2,
                "flow": "Primary",
                "redelivered": False,
            },
        }
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o600


@run_async
async def test_refused_requests_and_the_next_event(tmp_path):
    async with listening(tmp_path / "state") as jira:
        for status, given in (
            (401, {"secret": None}),
            (401, {"X_Hub_Signature": " "}),
            (403, {"secret": "forged"}),
            (403, {"X_Hub_Signature": sign(json.dumps(UPDATED).encode(), method="sha1")}),
            (404, {"path": "/"}),
            (404, {"path": "/jira/"}),
            (404, {"path": "/jira/x"}),
            (405, {"path": "/health"}),
            (415, {"Content_Encoding": "br"}),
        ):
            assert (await jira.post(UPDATED, **given)).status == status, given
        async with jira.session.get(jira.url + "/jira") as response:
            assert response.status == 405
        assert await jira.health() == {"waiting": 0}
        assert (await jira.post(UPDATED)).status == 200
        assert (await jira.next_event())["payload"] == UPDATED


@run_async
async def test_two_signatures(tmp_path):
    async with listening(tmp_path / "state") as jira:
        headers = [("X-Hub-Signature", sign(b"{}")), ("X-Hub-Signature", sign(b"{}", "forged"))]
        async with jira.session.post(jira.url + "/jira", data=b"{}", headers=headers) as response:
            assert response.status == 401


@run_async
async def test_body_that_is_not_json_is_refused_otherwise_than_a_wrong_signature(tmp_path):
    async with listening(tmp_path / "state") as jira:
        assert (await jira.post(b"Hello World!", X_Hub_Signature=HELLO)).status == 400
        assert (await jira.post(b"Hello, World!", X_Hub_Signature=HELLO)).status == 403


@run_async
async def test_bad_bodies_and_the_next_event(tmp_path):
    async with listening(tmp_path / "state") as jira:
        for body in (
            '{"summary": "Gerät"}'.encode("latin-1"),
            '{"summary": "Gerät"}'.encode("utf-16"),
            b"",
            b"[]",
            b"null",
            b'"text"',
            b'{"a": NaN}',
            b'{"a": 1e999}',
            b'{"a": ' + b"9" * 10_000 + b"}",
            b"[" * 1_000_000,
            b'{"a":' * 1_000_000,
            b'{"a": 1} x',
            b"\xef\xbb\xbf{}",
        ):
            assert (await jira.post(body)).status == 400, body[:40]
        good = {"summary": "Gerät \U0001f600"}
        assert (await jira.post(json.dumps(good, ensure_ascii=False).encode())).status == 200
        assert (await jira.next_event())["payload"] == good


@run_async
async def test_two_megabytes(tmp_path):
    async with listening(tmp_path / "state") as jira:
        large = {"description": "ü" * 2_000_000}
        assert (await jira.post(large)).status == 200
        assert (await jira.next_event())["payload"] == large


@run_async
async def test_body_up_to_the_limit(tmp_path):
    async def chunked(body):
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    async with listening(tmp_path / "state", max_body=100_000) as jira:
        for size, status in ((100_000, 200), (100_001, 413)):
            body = b'"'.join((b'{"a": ', b"x" * (size - 9), b"}"))
            assert len(body) == size
            assert (await jira.post(body)).status == status
            headers = {"X-Hub-Signature": sign(body)}
            async with jira.session.post(
                jira.url + "/jira", data=chunked(body), headers=headers
            ) as response:
                assert response.status == status
            if status == 200:
                await jira.next_event()
                await jira.next_event()


@run_async
async def test_expect_continue(tmp_path):
    async with listening(tmp_path / "state") as jira:
        assert (await jira.post(UPDATED, Expect="100-continue")).status == 200
        refused = await jira.post(UPDATED, secret=None, Expect="100-continue")
        assert refused.status == 401


@run_async
async def test_body_that_does_not_arrive(tmp_path):
    async def silent():
        yield b"{"
        await asyncio.Event().wait()

    async with listening(tmp_path / "state", body_timeout=1) as jira:
        headers = {"X-Hub-Signature": sign(b"{}")}
        async with jira.session.post(
            jira.url + "/jira", data=silent(), headers=headers
        ) as response:
            assert response.status == 408
        assert (await jira.post(UPDATED)).status == 200


@run_async
async def test_many_large_bodies_at_a_time(tmp_path):
    rest = asyncio.Event()

    async def large():
        for _each in range(24):
            yield b"x" * 2**20
        await rest.wait()

    async with listening(tmp_path / "state") as jira:

        async def send():
            headers = {"X-Hub-Signature": sign(b"{}")}
            async with jira.session.post(
                jira.url + "/jira", data=large(), headers=headers
            ) as response:
                return response.status

        # Four of them may be in memory, whoever sends them.
        sending = {asyncio.create_task(send()) for _each in range(5)}
        done, others = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        assert [task.result() for task in done] == [503]
        rest.set()
        assert await asyncio.gather(*others) == [403] * 4
        assert (await jira.post({"text": "x" * 20_000_000})).status == 200


@run_async
async def test_secret_path(tmp_path):
    token = "geheim-geheim-geheim"
    async with listening(tmp_path / "state", secret=None, path_token=token) as jira:
        for path, status in (
            ("/jira", 401),
            ("/jira/geheim-geheim-geheiM", 403),
            (f"/jira/{token}/", 403),
            (f"/{token}", 404),
            (f"/jira/{token}", 200),
        ):
            assert (await jira.post(UPDATED, path, secret=None)).status == status, path
        event = await jira.next_event()
        assert event["meta"]["endpoint"] == "/jira"
        assert token not in json.dumps(event)
    assert token.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("state*"))


@run_async
async def test_signature_and_secret_path(tmp_path):
    token = "geheim-geheim-geheim"
    async with listening(tmp_path / "state", path_token=token) as jira:
        assert (await jira.post(UPDATED)).status == 401
        assert (await jira.post(UPDATED, f"/jira/{token}", secret=None)).status == 401
        assert (await jira.post(UPDATED, f"/jira/{token}")).status == 200


@run_async
async def test_unauthenticated_on_loopback(tmp_path):
    async with listening(tmp_path / "state", secret=None, allow_unauthenticated=True) as jira:
        assert (await jira.post(UPDATED, secret=None)).status == 200


def test_log_has_no_content(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    token = "geheim-geheim-geheim"

    async def send():
        async with listening(tmp_path / "state", path_token=token) as jira:
            await jira.post({"text": "geheim"}, f"/jira/{token}")
            await jira.post({"text": "geheim"}, f"/jira/{token}", secret="forged")
            await jira.post(b"geheim", f"/jira/{token}")
            await jira.post({}, "/jira/geheim")
            reader, writer = await asyncio.open_connection("127.0.0.1", int(jira.url[17:]))
            writer.write(f"POST /jira/{token} HTTP/9.x geheim\r\n\r\n".encode())
            await reader.read()
            writer.close()
            await writer.wait_closed()

    asyncio.run(send())
    ours = [record for record in caplog.records if record.name.startswith(("assetops", "aiohttp"))]
    assert [record.levelname for record in ours] == ["INFO", "WARNING", "WARNING", "WARNING"]
    assert "geheim" not in caplog.text
    assert SECRET not in caplog.text


@run_async
async def test_repeats(tmp_path):
    state = tmp_path / "state"
    async with listening(state) as jira:
        named = {"X_Atlassian_Webhook_Identifier": "id-1"}
        # Many at a time, of which one is the event.
        await asyncio.gather(*(jira.post({"number": 1}, **named) for _each in range(20)))
        assert (await jira.next_event())["payload"] == {"number": 1}
        assert (
            await jira.post({"number": 1}, X_Atlassian_Webhook_Retry="1", **named)
        ).status == 200
        # Without an identifier, equal deliveries are different events.
        await jira.post({"number": 2})
        await jira.post({"number": 2})
        assert (await jira.next_event())["payload"] == {"number": 2}
        assert (await jira.next_event())["payload"] == {"number": 2}
    async with listening(state) as jira:
        assert (await jira.post({"number": 1}, **named)).status == 200
        await jira.post({"number": 3})
        event = await jira.next_event()
        assert (event["payload"], event["meta"]["redelivered"]) == ({"number": 3}, False)


@run_async
async def test_unsigned_delivery_does_not_use_up_an_identifier(tmp_path):
    async with listening(tmp_path / "state") as jira:
        named = {"X_Atlassian_Webhook_Identifier": "id-1"}
        assert (await jira.post(UPDATED, secret="forged", **named)).status == 403
        assert (await jira.post(b"no json", **named)).status == 400
        assert (await jira.post(UPDATED, **named)).status == 200
        assert (await jira.next_event())["meta"]["identifier"] == "id-1"


@run_async
async def test_full_queue(tmp_path):
    async with listening(tmp_path / "state", queue_size=3) as jira:
        # One in the rulebook's queue, one whose put waits, and it waits as long as the put does.
        statuses = []
        for number in range(8):
            named = {"X_Atlassian_Webhook_Identifier": f"id-{number}"}
            response = await jira.post({"number": number}, **named)
            statuses.append(response.status)
            if response.status == 503:
                assert int(response.headers["Retry-After"]) > 0
        assert statuses[:3] == [200, 200, 200]
        assert statuses[-1] == 503
        accepted = [number for number, status in enumerate(statuses) if status == 200]
        assert (await jira.health())["waiting"] == 3
        assert [(await jira.next_event())["payload"]["number"] for _each in accepted] == accepted
        # What was refused is not taken for a repeat.
        named = {"X_Atlassian_Webhook_Identifier": "id-7"}
        while (await jira.post({"number": 7}, **named)).status == 503:
            await asyncio.sleep(0.01)
        assert (await jira.next_event())["payload"] == {"number": 7}


@run_async
async def test_full_by_bytes(tmp_path):
    async with listening(tmp_path / "state", queue_bytes=50_000) as jira:
        statuses = [(await jira.post({"text": "x" * 20_000})).status for _each in range(5)]
        assert statuses[:2] == [200, 200]
        assert statuses[-1] == 503
        # One that alone is larger is accepted when nothing waits.
        for _each in range(statuses.count(200)):
            await jira.next_event()
        while (await jira.post({"text": "x" * 100_000})).status == 503:
            await asyncio.sleep(0.01)
        assert len((await jira.next_event())["payload"]["text"]) == 100_000


@run_async
async def test_ten_thousand_events_at_once(tmp_path):
    async with listening(tmp_path / "state") as jira:

        async def send(issue):
            # Jira's own order within an issue: one after another.
            for number in range(50):
                named = {"X_Atlassian_Webhook_Identifier": f"{issue}-{number}"}
                response = await jira.post({"issue": issue, "number": number}, **named)
                assert response.status == 200

        sending = asyncio.gather(*map(send, range(200)))
        received = defaultdict(list)
        for _each in range(10_000):
            payload = (await jira.next_event())["payload"]
            received[payload["issue"]].append(payload["number"])
        await sending
        assert len(received) == 200
        assert all(numbers == list(range(50)) for numbers in received.values())


@run_async
async def test_filter_that_fails_for_one_event(tmp_path):
    class Filtered(asyncio.Queue):
        async def put(self, item):
            if item["payload"].get("number") == 1:
                raise KeyError("geheim")
            await super().put(item)

    async with listening(tmp_path / "state", Filtered(1)) as jira:
        for number in range(3):
            assert (await jira.post({"number": number})).status == 200
        assert [(await jira.next_event())["payload"]["number"] for _each in range(2)] == [0, 2]


@run_async
async def test_feedback(tmp_path):
    async def wait_for_depth(jira, depth):
        while (await jira.health())["waiting"] != depth:
            await asyncio.sleep(0.01)

    state, confirmations = tmp_path / "state", asyncio.Queue(1)
    given = {"feedback": True, "eda_feedback_queue": confirmations}
    async with listening(state, **given) as jira:
        for number in range(4):
            await jira.post({"number": number})
        events = [await jira.next_event() for _each in range(4)]
        assert [event["payload"]["number"] for event in events] == [0, 1, 2, 3]
        assert await jira.health() == {"waiting": 4}
        # What is no event of ours does no harm.
        for odd in ("odd", {}, {"meta": None}, {"meta": {"number": "1"}}):
            await confirmations.put(odd)
        await confirmations.put(events[0])
        await wait_for_depth(jira, 3)
        # The second one failed in ansible-rulebook, which then never confirms it.
        await confirmations.put(events[2])
        await wait_for_depth(jira, 1)
    async with listening(state, **given) as jira:
        event = await jira.next_event()
        assert (event["payload"]["number"], event["meta"]["redelivered"]) == (3, True)


@run_async
async def test_doubled_comments(tmp_path):
    doubled = {"webhookEvent": "jira:issue_updated", "issue_event_type_name": "issue_commented"}
    comment = {"webhookEvent": "comment_created"}
    for skip, expected in ((False, [doubled, comment]), (True, [comment])):
        async with listening(tmp_path / f"{skip}", skip_doubled_comments=skip) as jira:
            assert (await jira.post(doubled)).status == 200
            assert (await jira.post(comment)).status == 200
            assert [(await jira.next_event())["payload"] for _each in expected] == expected


@run_async
async def test_tls(tmp_path):
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_and_cert_chain_pem.write_to_path(tmp_path / "cert.pem")
    context = ssl.create_default_context()
    authority.configure_trust(context)
    async with listening(tmp_path / "state", certfile=str(tmp_path / "cert.pem")) as jira:
        headers = {"X-Hub-Signature": sign(b"{}")}
        async with jira.session.post(
            jira.url + "/jira", data=b"{}", headers=headers, ssl=context
        ) as response:
            assert response.status == 200
            assert jira.url.startswith("https")


def test_tls_is_1_2_or_later(tmp_path):
    trustme.CA().issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(
        tmp_path / "cert.pem"
    )
    options = SOURCE["read_options"]({"secret": "x", "certfile": str(tmp_path / "cert.pem")})
    assert SOURCE["make_tls"](options).minimum_version == ssl.TLSVersion.TLSv1_2


# -- what the machine refuses --


@run_async
async def test_what_the_machine_refuses(tmp_path):
    (tmp_path / "text").write_text("this is not a database, and not a certificate", "utf-8")
    async with listening(tmp_path / "state") as jira:
        port = int(jira.url.rpartition(":")[2])
        for args, says in (
            ({"port": port}, f"port {port}"),
            ({"state_path": str(tmp_path / "state")}, "another source uses it"),
            ({"state_path": str(tmp_path / "text")}, "set state_path"),
            ({"state_path": str(tmp_path / "text" / "state")}, "set state_path"),
            ({"certfile": str(tmp_path / "text")}, "certfile"),
            ({"certfile": str(tmp_path / "absent")}, "certfile"),
            ({"host": "203.0.113.7"}, "203.0.113.7"),
        ):
            given = {"secret": "x", "port": 0, "state_path": str(tmp_path / "other"), **args}
            with pytest.raises(RuntimeError, match="jira_events cannot") as error:
                await SOURCE["main"](asyncio.Queue(1), given)
            assert says in str(error.value)
            assert len(str(error.value).splitlines()) == 1
        assert (await jira.post(UPDATED)).status == 200


# -- the state file --


def open_state(path, clock=lambda: 0.0, **options):
    given = {"secret": "x", "state_path": str(path), **options}
    return SOURCE["StateFile"](SOURCE["read_options"](given), clock)


def delivery(identifier):
    return SOURCE["Delivery"](identifier, "{}", b"{}")


def accept_and_forget(state, identifiers):
    for identifier in identifiers:
        before = state.next_after(0)
        assert before is None
        assert state.record([], [delivery(identifier)]) == ["accepted"]
        state.record([state.next_after(0)[0]], [])


def seen(state, identifier):
    return state.record([], [delivery(identifier)]) == ["repeated"]


def test_identifiers_are_forgotten_by_age(tmp_path):
    accept_and_forget(first := open_state(tmp_path / "state", remember_days=2), ["a"])
    first.close()
    later = open_state(tmp_path / "state", lambda: 86400.0, remember_days=2)
    assert seen(later, "a")
    later.close()
    much_later = open_state(tmp_path / "state", lambda: 3 * 86400.0, remember_days=2)
    assert not seen(much_later, "a")
    much_later.close()


def test_identifiers_are_forgotten_by_count(tmp_path):
    times = iter(range(5000))
    state = open_state(tmp_path / "state", lambda: next(times), remember_count=100)
    waits = delivery("waits")
    assert state.record([], [waits]) == ["accepted"]
    number = state.next_after(0)[0]
    for each in range(999):
        assert state.record([], [delivery(f"id-{each}")]) == ["accepted"]
        state.record([state.next_after(number)[0]], [])
    assert seen(state, "id-998")
    assert not seen(state, "id-0")
    # The oldest of all, but its event still waits.
    assert seen(state, "waits")
    state.close()


def test_failed_write_accepts_nothing(tmp_path):
    state = open_state(tmp_path / "state")
    broken = SOURCE["Delivery"]("b", None, b"{}")
    with pytest.raises(SOURCE["sqlite3"].Error):
        state.record([], [delivery("a"), broken])
    assert (state.count, state.bytes) == (0, 0)
    assert state.record([], [delivery("a")]) == ["accepted"]
    state.close()


@run_async
async def test_full_disk_is_answered_with_503(tmp_path):
    class FullDisk(SOURCE["StateFile"]):
        full = True

        def record(self, handed_over, deliveries):
            if self.full:
                raise SOURCE["sqlite3"].OperationalError("database or disk is full")
            return super().record(handed_over, deliveries)

    options = SOURCE["read_options"]({"secret": "x", "state_path": str(tmp_path / "state")})
    state = FullDisk(options)
    inbox = SOURCE["Inbox"](state)
    writing = asyncio.create_task(inbox.run())
    assert await inbox.accept(delivery("a")) == "full"
    state.full = False
    assert await inbox.accept(delivery("a")) == "accepted"
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    inbox.close()
