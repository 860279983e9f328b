# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How logins fail: sections 0 to 2 of the platform's facts. Bad credentials often do not give 401."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    BadAnswer,
    InputError,
    LoginRefused,
    PermissionMissing,
    RequestError,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    FILE,
    HTML,
    LOGIN_PAGE,
    READ,
    SEARCH,
    TYPES,
    UPDATE,
    RawServer,
    answer,
    basic,
)

BY_PASSWORD = {"username": "ada", "password": "canary-password"}
BY_TOKEN = {"token": "canary-token"}

FAILED_PAGE = (
    '<html><head><title>Unauthorized</title></head><body><div class="aui-message error">'
    "Basic Authentication Failure - Reason : AUTHENTICATED_FAILED</div></body></html>"
)
DENIED_PAGE = FAILED_PAGE.replace("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")
CAPTCHA = "CAPTCHA_CHALLENGE; login-url=http://jira/login.jsp"
BASIC_OFF = '{"message":"Basic Authentication has been disabled on this instance."}'

TRAPS = {
    "2 wrong password": (
        BY_PASSWORD,
        answer(401, FAILED_PAGE, HTML, X_Seraph_LoginReason="AUTHENTICATED_FAILED"),
        "username or password is wrong",
    ),
    "2 CAPTCHA": (
        BY_PASSWORD,
        answer(
            403,
            DENIED_PAGE,
            HTML,
            X_Seraph_LoginReason="AUTHENTICATION_DENIED",
            X_Authentication_Denied_Reason=CAPTCHA,
            WWW_Authenticate='OAuth realm="http%3A%2F%2Fjira"',
        ),
        "CAPTCHA after too many wrong passwords. Log in once with a browser as ada, or set token",
    ),
    "2 CAPTCHA, header lost": (
        BY_PASSWORD,
        answer(403, DENIED_PAGE, HTML, X_Seraph_LoginReason="AUTHENTICATION_DENIED"),
        "CAPTCHA",
    ),
    "2 CAPTCHA, all headers lost": (BY_PASSWORD, answer(403, DENIED_PAGE, HTML), "CAPTCHA"),
    "2 CAPTCHA on 200, old Jira": (
        BY_PASSWORD,
        answer(200, "[]", X_Seraph_LoginReason="AUTHENTICATION_DENIED"),
        "CAPTCHA",
    ),
    "1 Basic off, 403": (
        BY_PASSWORD,
        answer(403, BASIC_OFF),
        "set token (a personal access token)",
    ),
    "1 Basic off, 401": (
        BY_PASSWORD,
        answer(401, BASIC_OFF),
        "set token (a personal access token)",
    ),
    "1 passwords gone": (
        BY_PASSWORD,
        answer(401, "Basic authentication with passwords is deprecated. See ...", "text/plain"),
        "set token (a personal access token)",
    ),
    "2 unknown token": (
        BY_TOKEN,
        answer(401, '{"message":"Client must be authenticated to access this resource."}'),
        "token is unknown, expired or revoked",
    ),
    "2 unknown token, XML": (
        BY_TOKEN,
        answer(
            401,
            "<?xml version='1.0'?><status><status-code>401</status-code><message>Client must be"
            " authenticated to access this resource.</message></status>",
            "application/xml",
        ),
        "says: Client must be authenticated to access this resource.",
    ),
    "2 anonymous on 200": (
        BY_TOKEN,
        answer(200, '{"assets":[]}', X_AUSERNAME="anonymous"),
        "treated the request as anonymous, so the result cannot be trusted; check token",
    ),
    "2 anonymous on 200, password": (
        BY_PASSWORD,
        answer(200, "[]", X_AUSERNAME="anonymous"),
        "check username and password",
    ),
    "2 anonymous on 404": (
        BY_TOKEN,
        answer(404, "{}", X_AUSERNAME="anonymous"),
        "as anonymous",
    ),
    "2 Seraph FAILED on 200": (
        BY_TOKEN,
        answer(200, "[]", X_Seraph_LoginReason="AUTHENTICATED_FAILED"),
        "refused the login",
    ),
    "2 Seraph FAILED on 404": (
        BY_TOKEN,
        answer(404, "{}", X_Seraph_LoginReason="AUTHENTICATED_FAILED"),
        "refused the login",
    ),
    "2 Seraph DENIED on 200": (
        BY_TOKEN,
        answer(200, "[]", X_Seraph_LoginReason="AUTHENTICATION_DENIED"),
        "refused the login",
    ),
    "2 Seraph list": (
        BY_TOKEN,
        answer(200, "[]", X_Seraph_LoginReason="OUT, AUTHENTICATED_FAILED"),
        "refused the login",
    ),
}


@pytest.mark.parametrize("call", [READ, SEARCH, UPDATE], ids=["read", "search", "write"])
@pytest.mark.parametrize(("login", "said", "words"), TRAPS.values(), ids=TRAPS)
def test_failed_login_is_seen_behind_any_status(connect, login, said, words, call):
    with RawServer(said) as server, pytest.raises(LoginRefused) as caught:
        connect(server.url, **login).send(call)
    assert words in caught.value.sentence
    assert len(server.asked) == 1


@pytest.mark.parametrize(("login", "said", "words"), TRAPS.values(), ids=TRAPS)
def test_failed_login_is_seen_by_download(connect, login, said, words):
    with RawServer(said) as server, pytest.raises(LoginRefused) as caught:
        list(connect(server.url, **login).download(FILE))
    assert words in caught.value.sentence


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X_Seraph_LoginReason": "OK"},
        {"X_Seraph_LoginReason": "OUT, OK"},
        {"X_AUSERNAME": "ada"},
    ],
    ids=str,
)
def test_good_login_is_not_doubted(connect, headers):
    with RawServer(answer(200, "[1]", **headers)) as server:
        assert connect(server.url).send(READ).data == [1]


def test_user_who_may_not_use_jira(connect, answering):
    server = answering(answer(200, "[]", X_Seraph_LoginReason="AUTHORISATION_FAILED"))
    with pytest.raises(PermissionMissing, match="this user is not allowed to use Jira"):
        connect(server.url).send(READ)


# --- single sign-on -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [READ, SEARCH, UPDATE], ids=["read", "search", "write"])
def test_login_page_instead_of_data(connect, answering, call):
    server = answering(answer(200, LOGIN_PAGE, HTML))
    with pytest.raises(BadAnswer, match=r"sent a web page .* The server says: Log in - Jira"):
        connect(server.url).send(call)


def test_login_page_instead_of_file(connect):
    with (
        RawServer(answer(200, LOGIN_PAGE, HTML)) as server,
        pytest.raises(BadAnswer, match="sent a web page"),
    ):
        list(connect(server.url).download(FILE))


def test_data_called_html_is_data(connect):
    with RawServer(answer(200, '{"a": 1}', HTML)) as server:
        assert connect(server.url).send(READ).data == {"a": 1}


# --- a failed password is never sent twice ------------------------------------------------------------------------


def test_refused_password_is_never_sent_again(connect, sandbox):
    http = connect(sandbox.url, username="ansible", password="not-it", retries=9)
    for call in (READ, READ, SEARCH, UPDATE):
        with pytest.raises(LoginRefused, match="username or password is wrong"):
            http.send(call)
    with pytest.raises(LoginRefused):
        list(http.download(FILE))
    assert len(sandbox.journal) == 1
    assert sandbox.site.login.failed() == {"ansible": 1}


def test_workers_do_not_use_up_all_tries_of_a_password(connect, sandbox):
    http = connect(sandbox.url, username="ansible", password="not-it")
    refused = []

    def work():
        try:
            http.send(TYPES)
        except LoginRefused as error:
            refused.append(error)

    workers = [threading.Thread(target=work) for _number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(refused) == 8
    assert sandbox.site.login.failed() == {"ansible": 1}


REFUSALS = {
    "401": answer(401, FAILED_PAGE, HTML),
    "401 with a body that takes its time": answer(401, "x" * 99, HTML)[:-90],
    "CAPTCHA": answer(403, DENIED_PAGE, HTML, X_Authentication_Denied_Reason=CAPTCHA),
    "Seraph": answer(200, "[]", X_Seraph_LoginReason="AUTHENTICATED_FAILED"),
    "single sign-on": answer(302, "", Location="https://sso.example.com/login"),
}


@pytest.mark.parametrize("login", [BY_PASSWORD, BY_TOKEN], ids=["password", "token"])
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_nothing_is_sent_after_a_login_was_refused_on_the_way(connect, login, refusal):
    with RawServer(answer(200, "[1]"), refusal, answer(200, "[1]")) as server:
        http = connect(server.url, retries=0, **login)
        http.send(READ)
        with pytest.raises(RequestError):
            http.send(SEARCH)
        for call in (READ, SEARCH, UPDATE):
            with pytest.raises(LoginRefused) as caught:
                http.send(call)
            assert caught.value.sentence.startswith(f"could not {call.doing}: ")
        with pytest.raises(LoginRefused):
            http.look(READ)
        with pytest.raises(LoginRefused):
            list(http.download(FILE))
        with pytest.raises(LoginRefused):
            http.sibling(read_only=True).send(READ)
    assert len(server.asked) == 2
    assert http.statistics.requests == {"GET": 1, "POST": 1}


def test_password_that_was_refused_is_not_sent_by_a_request_that_waits(connect, time):
    """One worker waits for a busy server; meanwhile another one is refused."""
    with RawServer(
        answer(200, "[1]"), answer(429, "{}"), answer(401, FAILED_PAGE, HTML), answer()
    ) as server:
        http = connect(server.url, **BY_PASSWORD)
        http.send(READ)
        others = []

        def meanwhile(_seconds):
            time.also.clear()
            with pytest.raises(LoginRefused) as caught:
                http._checks.answer(TYPES, *asked_beside(http))
            others.append(caught.value)

        time.also.append(meanwhile)
        with pytest.raises(LoginRefused, match="username or password is wrong"):
            http.send(READ)
    assert len(others) == 1
    assert len(server.asked) == 3


def asked_beside(http):
    """The answer to a request of another worker, which was in flight already."""
    response = http._transport.attempt(TYPES, f"{http.base}/x", False)
    return response, http._reader.text(TYPES, response)


@pytest.mark.parametrize(
    ("login", "sent"), [(BY_PASSWORD, 2), (BY_TOKEN, 3)], ids=["password", "token"]
)
def test_next_task_gives_a_token_another_chance_and_a_password_none(connect, login, sent):
    said = [answer(200, "[1]"), answer(401, FAILED_PAGE, HTML), answer(200, "[1]")]
    with RawServer(*said) as server:
        http = connect(server.url, **login)
        http.send(READ)
        with pytest.raises(LoginRefused):
            http.send(READ)
        http.begin()
        with suppress(LoginRefused):
            http.send(READ)
    assert len(server.asked) == sent


def test_password_proves_right_anew_in_the_next_task(connect, sandbox):
    """It may have been changed since: the workers of the task do not send it all at once."""
    http = connect(sandbox.url, username="ansible", password=sandbox.password("ansible"))
    http.send(TYPES)
    http.begin()
    sandbox.faults.add("error", status=401, body="{}")
    workers = [threading.Thread(target=ask_and_forget, args=(http,)) for _number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sandbox.journal) == 2


def ask_and_forget(http):
    with suppress(LoginRefused):
        http.send(TYPES)


def test_workers_send_a_password_no_more_once_it_was_refused(connect, sandbox):
    """Workers with many requests each: those in flight at the time arrive, and no other."""
    http = connect(sandbox.url, username="ansible", password=sandbox.password("ansible"))
    http.send(TYPES)
    workers, refused = 8, threading.Event()

    def work():
        for _number in range(100):
            try:
                http.send(TYPES)
            except LoginRefused:
                refused.set()

    threads = [threading.Thread(target=work) for _number in range(workers)]
    for thread in threads:
        thread.start()
    sandbox.faults.add("error", status=401, body="{}")
    for thread in threads:
        thread.join()
    statuses = [record.status for record in sandbox.journal]
    assert refused.is_set()
    assert 1 <= statuses.count(401) <= workers


def test_token_that_one_answer_passed_over_was_not_refused(connect):
    """Such as a node of a cluster that does not know it yet."""
    said = [answer(200, "[]", X_AUSERNAME="anonymous"), answer(200, "[1]")]
    with RawServer(*said) as server:
        http = connect(server.url)
        with pytest.raises(LoginRefused):
            http.send(READ)
        assert http.send(READ).data == [1]


def test_right_password_is_shut_out_by_captcha(connect, sandbox):
    for _try in range(3):
        with pytest.raises(LoginRefused, match="is wrong"):
            connect(sandbox.url, username="ansible", password="not-it").send(READ)
    right = {"username": "ansible", "password": sandbox.password("ansible")}
    with pytest.raises(LoginRefused, match="CAPTCHA"):
        connect(sandbox.url, **right).send(READ)
    assert connect(sandbox.url, token=sandbox.token("ansible")).send(READ).status == 200
    sandbox.site.login.reset("ansible")
    assert connect(sandbox.url, **right).send(READ).status == 200


def test_basic_disabled(connect, sandbox):
    sandbox.switch(basic="disabled")
    http = connect(sandbox.url, username="ansible", password=sandbox.password("ansible"))
    with pytest.raises(LoginRefused, match="Basic authentication switched off: set token"):
        http.send(READ)


@pytest.mark.parametrize("answered", ["401", "anonymous"])
def test_unknown_token(connect, sandbox, answered):
    sandbox.switch(unknown_token=answered)
    with pytest.raises(LoginRefused, match="token"):
        connect(sandbox.url, token="nobodys").send(TYPES)


def test_token_that_expires_on_the_way(connect, sandbox):
    http = connect(sandbox.url, token=sandbox.token("ansible"))
    http.send(TYPES)
    sandbox.faults.add("token_expired", times=1)
    with pytest.raises(LoginRefused, match="token is unknown, expired or revoked"):
        http.send(TYPES)


@pytest.mark.parametrize(
    "options",
    [
        {"asset_type": "Laptop"},
        {"asset_type": "Laptop", "name": "nobody"},
        {"id": 1},
        {"id": 10**6},
        {"query": "name:x"},
    ],
    ids=str,
)
@pytest.mark.parametrize("header", ["present", "absent"])
def test_nothing_that_was_given_to_nobody_is_believed(run, sandbox, header, options):
    sandbox.switch(unknown_token="anonymous", anonymous_header=header)
    result = run(sandbox, "aip_asset_info", token="nobodys", **options)
    assert result["failed"]
    assert "token" in result["msg"]


@pytest.mark.parametrize("header", ["present", "absent"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_nobody_writes_nothing(run, sandbox, header, state):
    """A login that fails half-way must not read as "there is no such asset"."""
    sandbox.switch(anonymous_header=header)
    sandbox.faults.add("anonymous", after=1)
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="lt-0001", state=state)
    assert result["failed"], result
    assert not sandbox.journal.writes()


# --- what is sent -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("login", "sent"),
    [
        ({"token": "t0k/en+=="}, "Bearer t0k/en+=="),
        ({"username": "ada", "password": "pa:ss wörd"}, "Basic " + basic("ada:pa:ss wörd")),
        ({"username": "ada", "password": ""}, "Basic " + basic("ada:")),
        ({"username": "ada", "password": "x", "token": "t"}, "Bearer t"),
    ],
    ids=["token", "password", "empty password", "token before password"],
)
def test_login_is_sent(connect, login, sent):
    with RawServer() as server:
        connect(server.url, **login).send(READ)
    assert server.asked[0].headers["authorization"] == sent


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ({"token": "from-a-file\n"}, "token: contains spaces, line breaks"),
        ({"token": "two words"}, "token: contains spaces"),
        ({"token": "tökén"}, "other characters that no token has"),
        ({"token": "", "username": None}, "set token, or username and password"),
        ({"username": "ada"}, "set token, or username and password"),
        ({"username": "", "password": "x"}, "set token, or username and password"),
        ({"username": "a:b", "password": "x"}, "username: must not contain a colon"),
    ],
    ids=str,
)
def test_login_that_cannot_be_sent(connect, login, words):
    with pytest.raises(InputError, match=words):
        connect("http://127.0.0.1:1", **login)


def test_cookies_are_not_kept(connect):
    with RawServer(answer(200, "{}", Set_Cookie="JSESSIONID=1; Path=/")) as server:
        http = connect(server.url)
        http.send(READ)
        http.send(READ)
    assert ["cookie" in one.headers for one in server.asked] == [False, False]


def test_netrc_never_replaces_the_login(connect, monkeypatch, tmp_path):
    netrc = tmp_path / ".netrc"
    netrc.write_text(
        "machine 127.0.0.1 login evil password evil\ndefault login evil password evil\n"
    )
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    with RawServer() as server:
        connect(server.url).send(READ)
        connect(server.url, username="ada", password="x").send(READ)
    sent = [one.headers["authorization"] for one in server.asked]
    assert sent == ["Bearer canary-token", "Basic " + basic("ada:x")]
