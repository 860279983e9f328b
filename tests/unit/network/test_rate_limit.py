# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nginx's `limit_req` as a real rate limiter: whatever it refuses, the work is done, and nothing twice.

How much of the rate is used is printed, and not asserted: other work on this machine would count. The reliability
run asserts it.
"""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.reliability.behind_a_limit import LIMITS, measure
from ansible_collections.assetops.aip.tests.unit.network.servers import find

pytestmark = pytest.mark.skipif(
    find("nginx") is None, reason="nginx is not installed (Debian: nginx-light)"
)


@pytest.mark.parametrize("limit", LIMITS)
def test_200_assets_at_100_requests_a_second(limit, record_property):
    measured = measure(limit, 200, 100)
    print(measured)
    record_property("measured", str(measured))
    assert (measured.created + measured.lost, measured.doubled) == (200, 0)
    if limit == "503":  # it may have been carried out: a creation is not sent again
        assert "was not sent again" in (measured.trouble or "was not sent again")
        return
    assert (measured.trouble, measured.lost, measured.changed_again) == (None, 0, False)
    assert measured.refused == 0 or limit != "queue"
