# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session as a whole: what siblings share, what a look shows, whose words a refusal is told in."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    BadAnswer,
    LoginRefused,
    PermissionMissing,
    ServerRefused,
    Unreachable,
    WriteRefused,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call
from ansible_collections.assetops.aip.plugins.module_utils._http.product import JIRA
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    FILE,
    LOGIN_PAGE,
    READ,
    RawServer,
    answer,
)

# --- siblings -----------------------------------------------------------------------------------------------------


def test_requests_and_secrets_of_a_sibling_count_as_ours(connect):
    with RawServer() as server:
        http = connect(server.url)
        sibling = http.sibling(read_only=False)
        http.send(READ)
        sibling.send(CREATE)
        sibling.secrets.add("canary-2")
    assert http.statistics.as_result()["requests"] == {"GET": 1, "POST": 1}
    assert http.statistics.writes == 1
    assert http.secrets.hide("canary-token canary-2") == "******** ********"


def test_sibling_may_write_where_the_session_may_not(connect):
    with RawServer() as server:
        http = connect(server.url, read_only=True)
        http.sibling(read_only=False).send(CREATE)
        with pytest.raises(WriteRefused):
            http.send(CREATE)
    assert len(server.asked) == 1


def test_sibling_has_a_login_of_its_own(connect):
    with RawServer(answer(401), answer()) as server:
        http = connect(server.url)
        other = connect(server.url, username="ada", password="canary-word").connection
        sibling = http.sibling(read_only=True, connection=other)
        for _try in range(2):
            with pytest.raises(LoginRefused):
                sibling.send(READ)
        http.send(READ)
        assert http.secrets.hide("canary-word") == "********"
        http.begin()
        assert http.secrets.hide("canary-word canary-token") == "canary-word ********"
    assert [one.headers["authorization"][:6] for one in server.asked] == ["Basic ", "Bearer"]


def test_sibling_waits_by_the_same_clock(connect, time):
    with RawServer(answer(429, Retry_After="7"), answer()) as server:
        connect(server.url).sibling(read_only=True).send(READ)
    assert time.slept == [7]


def test_next_task_counts_from_zero(connect):
    with RawServer() as server:
        http = connect(server.url)
        http.secrets.add("of-this-task")
        http.send(CREATE)
        http.begin()
    assert http.statistics.as_result()["requests"] == {}
    assert http.statistics.writes == 0
    assert http.secrets.hide("of-this-task canary-token") == "of-this-task ********"


# --- a look -------------------------------------------------------------------------------------------------------

LOOKS = {
    "good": (answer(200, "[1]"), 200, "[1]", None),
    "refusal": (answer(400, '{"message":"No."}'), 400, '{"message":"No."}', ServerRefused),
    "no rights": (answer(403, "{}"), 403, "{}", PermissionMissing),
    "login": (answer(401, "{}"), 401, "{}", LoginRefused),
    "web page": (answer(200, LOGIN_PAGE), 200, LOGIN_PAGE, BadAnswer),
    "broken": (answer(200, "[1"), 200, "[1", BadAnswer),
}


@pytest.mark.parametrize(("said", "status", "text", "trouble"), LOOKS.values(), ids=LOOKS)
def test_look_shows_the_answer_and_its_trouble(connect, said, status, text, trouble):
    with RawServer(said) as server:
        reply = connect(server.url).look(READ)
    assert (reply.status, reply.text) == (status, text)
    assert reply.trouble.__class__ is (trouble or None.__class__)
    assert reply.headers["content-length"] == str(len(text))


def test_list_of_which_only_the_beginning_was_read_is_not_broken(connect):
    with RawServer(answer(200, "[" + " " * 10**6 + "]")) as server:
        http = connect(server.url)
        reply = http.look(READ, only_beginning=True)
    assert reply.trouble is None
    assert reply.text.startswith("[")
    assert http.statistics.received < 10**6


def test_look_at_nobody(connect):
    with pytest.raises(Unreachable, match="nothing answers"):
        connect("http://127.0.0.1:9", retries=0).look(READ)


# --- products -----------------------------------------------------------------------------------------------------


def test_plain_jira_says_no_by_its_own_envelope_alone(connect):
    refusal = '{"errorMessages":["No."],"errors":{}}'
    with RawServer(
        answer(200, '{"success":false,"errorCode":"E7"}'), answer(200, refusal)
    ) as server:
        http = connect(server.url, product=JIRA)
        assert http.send(READ).data == {"success": False, "errorCode": "E7"}
        with pytest.raises(ServerRefused, match=r"The server says: No\.$"):
            http.send(READ)


def test_plain_jira_names_no_product(connect):
    with RawServer(answer(403)) as server, pytest.raises(PermissionMissing) as caught:
        connect(server.url, product=JIRA).send(READ)
    assert "AIP" not in caught.value.sentence
    assert "it requires a permission in Jira" in caught.value.sentence


def test_plain_jira_serves_files_under_their_names(connect):
    page = answer(200, "<html></html>", "text/html")
    with RawServer(page) as server:
        http = connect(server.url, product=JIRA)
        path = "secure/attachment/10000/page.html"
        assert list(http.download(Call("GET", path, "download", accept="*/*"))) == [
            b"<html></html>"
        ]
        with pytest.raises(BadAnswer, match="sent a web page instead of data"):
            list(http.download(FILE))
