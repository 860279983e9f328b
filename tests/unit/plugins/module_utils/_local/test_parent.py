# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A process whose parent is gone writes no more."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import Orphaned
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call
from ansible_collections.assetops.aip.plugins.module_utils._local.parent import watch_parent
from ansible_collections.assetops.aip.plugins.module_utils._module.entry import validate
from ansible_collections.assetops.aip.plugins.module_utils._module.options import access_of
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Sessions

READ = Call("GET", "rest/api/2/serverInfo", "ask what server this is")
WRITE = Call("DELETE", "rest/jip-api/1.0/inventory/1.json", "delete asset 1")


@pytest.mark.parametrize(
    ("before", "now", "is_orphan"),
    [(700, 700, False), (700, 1, True), (700, 12, True), (1, 1, False), (1, 12, False)],
)
def test_an_orphan_has_another_parent_than_before(before, now, is_orphan):
    parent = [before]
    may_write = watch_parent(lambda: parent[0])
    parent[0] = now
    if not is_orphan:
        may_write()
        return
    with pytest.raises(Orphaned, match=r"\(process 700\) has ended.*nothing more was written"):
        may_write()


def test_an_orphan_reads_but_sends_no_write(sandbox):
    """Also in the tasks that begin when it is one already, such as further items of a loop."""
    valid = validate({"url": sandbox.url, "token": sandbox.token()}, {}, {})
    sessions = Sessions(kept=1)
    parent = [700]
    sessions._may_write = watch_parent(lambda: parent[0])
    for _item in range(2):
        session = sessions.take(access_of(valid.validated_parameters, {}, read_only=False))
        parent[0] = 1
        assert session.http.send(READ).status == 200
        with pytest.raises(Orphaned):
            session.http.send(WRITE)
        with pytest.raises(Orphaned):
            session.http.sibling(read_only=False).send(WRITE)
        sessions.give_back(session)
    session.close()
    assert sandbox.journal.writes() == []
