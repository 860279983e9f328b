# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Jira itself is asked for, with answers that are made up: nothing is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    LoginRefused,
    NotFound,
    ServerFailed,
    ServerRefused,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Answer
from ansible_collections.assetops.aip.plugins.module_utils._jira.platform import MYSELF, Platform


class Jira:
    """Gives these answers in their order, the last one for ever; an error is raised."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, call):
        """One request."""
        self.asked.append(call)
        said = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(said, Exception):
            raise said
        return Answer(200, {}, said, "")


def test_login_is_proven_once_for_each_task():
    jira = Jira({"name": "ada"})
    platform = Platform(jira)
    for _task in range(2):
        platform.begin()
        platform.prove_login()
        platform.prove_login()
    assert jira.asked == [MYSELF, MYSELF]


def test_login_is_proven_once_for_all_threads():
    together = Barrier(8)
    jira = Jira({"name": "ada"})
    platform = Platform(jira)

    def work(_number):
        together.wait()
        platform.prove_login()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert jira.asked == [MYSELF]


@pytest.mark.parametrize("nobody", [None, [], "ada"], ids=repr)
def test_login_of_nobody_is_not_proven(nobody):
    jira = Jira(nobody)
    platform = Platform(jira)
    for _try in range(2):
        with pytest.raises(LoginRefused, match="Jira did not report who is logged in"):
            platform.prove_login()
    assert len(jira.asked) == 2


def test_server_without_jiras_own_resources_proves_nothing_more():
    jira = Jira(NotFound("no"))
    platform = Platform(jira)
    platform.prove_login()
    platform.prove_login()
    assert len(jira.asked) == 1


@pytest.mark.parametrize("words", ["no", "Keine Berechtigung"])
def test_a_refusal_does_not_prove_the_login(words):
    platform = Platform(Jira(ServerRefused(words, status=200), {"name": "ada"}))
    with pytest.raises(ServerRefused, match=words):
        platform.prove_login()
    platform.prove_login()


def test_login_is_asked_for_again_after_a_failure():
    platform = Platform(Jira(ServerFailed("broke"), {"name": "ada"}))
    with pytest.raises(ServerFailed):
        platform.prove_login()
    platform.prove_login()


ADA = {"name": "ada", "key": "JIRAUSER10100", "displayName": "Ada"}


@pytest.mark.parametrize(("text", "first"), [("ada", "username"), ("JIRAUSER10100", "key")])
def test_user_is_found_by_the_likelier_spelling_first(text, first):
    jira = Jira(ADA)
    assert Platform(jira).user_spellings(text) == ("ada", "JIRAUSER10100")
    assert [call.params for call in jira.asked] == [((first, text),)]


def test_user_is_found_by_the_other_spelling():
    jira = Jira(NotFound("no"), ADA)
    assert Platform(jira).user_spellings("JIRAUSER1") == ("ada", "JIRAUSER10100")
    assert [call.params[0][0] for call in jira.asked] == ["key", "username"]


@pytest.mark.parametrize(
    "said", [NotFound("no"), ServerRefused("no", status=400), None, [ADA], {}], ids=repr
)
def test_user_that_jira_does_not_know(said):
    assert Platform(Jira(said)).user_spellings("nobody") == ()


@pytest.mark.parametrize("words", ["Keine Berechtigung", "権限がありません", "no permission"])
def test_user_that_jira_refuses_to_show_is_not_unknown(words):
    with pytest.raises(ServerRefused, match=words):
        Platform(Jira(ServerRefused(words, status=200))).user_spellings("ada")
