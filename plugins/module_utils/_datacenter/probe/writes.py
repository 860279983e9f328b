# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only file of the probe that writes: raw requests about one throw-away asset, each sent once.

`_apply` writes what a plan says, in one known form. Here the forms themselves are tried out, and there is no plan.
The HTTP layer refuses all of these in check mode, and unless writing was allowed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ..._http.call import Call, Upload
from ..api import ROOT
from .scene import Scene
from .wire import Seen


def _send(
    scene: Scene,
    method: str,
    path: str,
    doing: str,
    body: dict[str, Any] | None = None,
    upload: Upload | None = None,
) -> Seen:
    return scene.ask(Call(method, ROOT + path, doing, body=body, upload=upload))


def post_asset(scene: Scene, body: dict[str, Any]) -> Seen:
    """The answer to a create."""
    return _send(scene, "POST", "inventory/asset.json", "create the throw-away asset", body)


def put_asset(scene: Scene, asset_id: int, body: dict[str, Any]) -> Seen:
    """The answer to an update."""
    return _send(scene, "PUT", f"inventory/asset/{asset_id}.json", f"update asset {asset_id}", body)


def remove_asset(scene: Scene, asset_id: int) -> Seen:
    """The answer to a delete."""
    return _send(scene, "DELETE", f"inventory/{asset_id}.json", f"delete asset {asset_id}")


def post_file(scene: Scene, asset_id: int, part: str, file_name: str, path: str) -> Seen:
    """The answer to an upload of a local file."""
    where = f"inventory/attachment/0/{asset_id}.json"
    doing = f"upload a file to asset {asset_id}"
    return _send(scene, "POST", where, doing, upload=Upload(part, file_name, path))


def remove_file(scene: Scene, asset_id: int, server_file_name: str) -> Seen:
    """The answer to the removal of an attached file."""
    name = quote(server_file_name, safe="")
    where = f"inventory/detachFile/0/{asset_id}/{name}.json"
    return _send(scene, "DELETE", where, f"remove a file from asset {asset_id}")
