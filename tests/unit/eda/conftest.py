# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of event sources need: a source that polls as often as a test wants, without waiting."""

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.assetops.aip.plugins.plugin_utils._changes.polling import watch


class LastPoll(Exception):
    """The source has polled as often as it was to."""


class Watch:
    """A source and what it has emitted: `events`, and the `pauses` that it made after each poll."""

    def __init__(self, sandbox, options):
        login = {"url": sandbox.url, "token": sandbox.token("ansible"), "retries": 0, "max_wait": 0}
        self.options = {**login, **options}
        self.events, self.pauses = [], []

    async def put(self, event):
        """Take an event, as the queue of a rulebook does."""
        self.events.append(event["aip"])

    def poll(self, *moves):
        """Start the source, poll once, and once more after each move; the events that came."""
        before, left = len(self.events), list(moves)

        async def sleep(seconds):
            self.pauses.append(seconds)
            if not left:
                raise LastPoll
            left.pop(0)()

        with pytest.raises(LastPoll):
            asyncio.run(watch(self, self.options, sleep))
        return self.events[before:]


@pytest.fixture
def source(sandbox):
    """A source that has yet to start: `source(sandbox=..., **options)`."""
    return lambda sandbox=sandbox, **options: Watch(sandbox, options)
