# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the digests of plans begin, which may be written where a path may be."""

from __future__ import annotations

DIGEST = "sha256:"
