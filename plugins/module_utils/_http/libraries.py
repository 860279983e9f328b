# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The libraries that connections are made with, which a host may lack: whoever connects looks at the error first."""

from __future__ import annotations

import traceback

REQUESTS_IMPORT_ERROR: str | None
try:
    import requests
    import requests.adapters
    import requests.exceptions
    import requests.utils
    import urllib3
    import urllib3.exceptions
    from requests_toolbelt.multipart.encoder import MultipartEncoder
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
else:
    REQUESTS_IMPORT_ERROR = None

__all__ = ["REQUESTS_IMPORT_ERROR", "MultipartEncoder", "requests", "urllib3"]
