# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only file of the probe that writes: raw requests about its one asset, each sent once.

`_apply` writes what a plan says, in one known form. Here the forms themselves are tried out, and there is no plan.
The HTTP layer refuses all of these in check mode, and unless writing was allowed.
"""

from __future__ import annotations

from typing import Any

from ...._http.call import Call, Upload
from ...api import ROOT
from ...file_calls import file_path
from ..server import ParsedReply, Server


def post_asset(server: Server, body: dict[str, Any]) -> ParsedReply:
    """The reply to a create."""
    path = ROOT + "inventory/asset.json"
    return server.ask(Call("POST", path, "create the test asset", body=body))


def put_asset(server: Server, asset_id: int, body: dict[str, Any]) -> ParsedReply:
    """The reply to an update."""
    path = f"{ROOT}inventory/asset/{asset_id}.json"
    return server.ask(Call("PUT", path, f"update asset {asset_id}", body=body))


def remove_asset(server: Server, asset_id: int) -> ParsedReply:
    """The reply to a delete."""
    path = f"{ROOT}inventory/{asset_id}.json"
    return server.ask(Call("DELETE", path, f"delete asset {asset_id}"))


def post_file(server: Server, asset_id: int, upload: Upload) -> ParsedReply:
    """The reply to an upload of a local file."""
    path = f"{ROOT}inventory/attachment/0/{asset_id}.json"
    return server.ask(Call("POST", path, f"upload a file to asset {asset_id}", upload=upload))


def remove_file(server: Server, asset_id: int, server_file_name: str) -> ParsedReply:
    """The reply to the removal of an attached file."""
    path, template = file_path("detachFile", asset_id, server_file_name)
    doing = f"remove a file from asset {asset_id}"
    return server.ask(Call("DELETE", path, doing, template=template))
