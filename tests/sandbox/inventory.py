# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory: creates, updates and deletes with all of AIP's rules, and the files at assets."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .clock import Clock
from .database import Database
from .fields import ALWAYS_ENABLED, SYSTEM_FIELDS, BadValue, Family, Scope, family_of
from .index import Document, Index
from .model import Asset, AssetType, Attachment, Attribute, Catalog, Refusal, User, Value
from .payload import Draft
from .stored import stored_number, stored_text
from .switches import Switches
from .vocabulary import STATUSES, SUBSTATUSES, SUBSTATUSES_OF

_LEAVE = object()
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}$")


class Inventory:
    """Assets, as AIP lets them be changed."""

    def __init__(
        self,
        catalog: Catalog,
        switches: Switches,
        database: Database,
        index: Index,
        clock: Clock,
        files: Path,
    ) -> None:
        self.database = database
        self.files = files
        self._catalog = catalog
        self._switches = switches
        self._index = index
        self._clock = clock

    # -- reading ----------------------------------------------------------------------------------

    def asset(self, asset_id: int) -> Asset:
        """Return an asset, or refuse with the vendor's words."""
        asset = self.database.asset(asset_id)
        if asset is None:
            raise Refusal("missing", f"Could not find inventory with id:{asset_id}")
        return asset

    def type_of(self, asset: Asset) -> AssetType:
        """Return the type of an asset."""
        return self._catalog.types[asset.form_id]

    # -- writing ----------------------------------------------------------------------------------

    def create(self, draft: Draft, author: User, lag: float | None = None) -> tuple[Asset, str]:
        """Create an asset; return it with a warning, which is empty if there is none."""
        asset_type = self._catalog.types[draft.form_id or 0]
        if not draft.name.strip():
            raise Refusal("invalid", "name is required.")
        name = stored_text(draft.name, self._switches["stored_names"])
        now = self._clock.milliseconds()
        # One lock around both, so that the index takes writes in the order of the database.
        with self.database.lock:
            with self.database.transaction():
                asset_id = self.database.insert(asset_type.id, name, author.key, now)
                draft = self._with_default_status(draft)
                self._write_fields(self.asset(asset_id), asset_type, draft)
                warning = self._broken_rules(self.asset(asset_id), asset_type, renamed=True)
            asset = self.asset(asset_id)
            self._reindex([asset], lag)
            return asset, warning

    def update(self, asset_id: int, draft: Draft, lag: float | None = None) -> tuple[Asset, str]:
        """Merge a draft into an asset; the name is always set, to nothing if the draft has none."""
        with self.database.lock:
            with self.database.transaction():
                before = self.asset(asset_id)
                asset_type = self.type_of(before)
                name = stored_text(draft.name, self._switches["stored_names"])
                self.database.rename(asset_id, name, self._clock.milliseconds())
                self._write_fields(before, asset_type, draft)
                renamed = before.name != name
                warning = self._broken_rules(self.asset(asset_id), asset_type, renamed)
            asset = self.asset(asset_id)
            # The index holds "<name> #<id>" of referenced assets: a new name concerns others too.
            others = self.database.referring_to(asset_id) if renamed else []
            self._reindex([asset, *self.database.assets_by_id(others)], lag)
            return asset, warning

    def delete(self, asset_id: int, lag: float | None = None) -> None:
        """Delete an asset and its files."""
        with self.database.lock:
            with self.database.transaction():
                self.asset(asset_id)
                others = self.database.referring_to(asset_id)
                files = self.database.attachments(asset_id)
                self.database.delete(asset_id)
            self._index.drop(asset_id, self._lag(lag))
            self._reindex(self.database.assets_by_id(others), lag)
        for attachment in files:
            self._remove_file(attachment.server_file_name)

    def _lag(self, lag: float | None) -> float:
        return self._switches["index_lag"] if lag is None else lag

    def _reindex(self, assets: Iterable[Asset], lag: float | None) -> None:
        for asset in assets:
            self._index.put(self.document(asset), self._lag(lag))

    def document(self, asset: Asset) -> Document:
        """Return an asset as it goes into the index."""
        return Document(asset, self.database.names(references_of(asset, self._catalog)))

    # -- fields -----------------------------------------------------------------------------------

    def _with_default_status(self, draft: Draft) -> Draft:
        default = self._switches["status_default"]
        if default == "none" or "asset.status" in draft.system:
            return draft
        return Draft(
            draft.name, draft.form_id, {**draft.system, "asset.status": default}, draft.attributes
        )

    def _write_fields(self, asset: Asset, asset_type: AssetType, draft: Draft) -> None:
        scope = Scope(self._catalog, self._switches, self._find)
        system = {
            name: self._value(name, raw, SYSTEM_FIELDS[name].family, None, scope)
            for name, raw in draft.system.items()
            if self._may_write(name, asset_type)
        }
        for name, value in self._with_fitting_substatus(asset, system).items():
            if value is not _LEAVE:
                self.database.set_system(asset.id, name, value)
        for attribute_id, raw in draft.attributes.items():
            attribute = self._catalog.attributes[attribute_id]
            family = family_of(attribute)
            value = self._value(attribute.name, raw, family, attribute, scope)
            if value is not _LEAVE:
                targets = value.canonical if value and family.name.startswith("assets") else ()
                self.database.set_attribute(asset.id, attribute_id, value, targets)

    def _may_write(self, name: str, asset_type: AssetType) -> bool:
        if name in asset_type.system_fields or name in ALWAYS_ENABLED:
            return True
        rule = self._switches["disabled_system_field"]
        if rule == "refuse":
            raise Refusal("invalid", f"{name} is not enabled for {asset_type.name}.")
        return bool(rule == "accept")

    def _value(
        self, name: str, raw: Any, family: Family, attribute: Attribute | None, scope: Scope
    ) -> Any:
        """Return the value to store, None to clear the field, or _LEAVE."""
        for blank, word in (("", "empty"), (None, "null")):
            if raw is blank or raw == blank:
                return None if self._switches["clear_by"] in (word, "both") else _LEAVE
        try:
            canonical = family.parse(raw, attribute, scope)
        except BadValue as error:
            if self._switches["bad_value"] == "ignore":
                return _LEAVE
            raise Refusal("invalid", f"{name} {error}") from error
        return None if canonical == [] else self._stored(Value(raw, canonical), family)

    def _stored(self, value: Value, family: Family) -> Value:
        if family.name == "text" and isinstance(value.canonical, str):
            changes = self._switches["stored_texts"]
            written = stored_text(str(value.written), changes)
            return Value(written, stored_text(value.canonical, changes))
        if family.name == "double":
            number = stored_number(value.canonical, self._switches["stored_numbers"])
            is_text = isinstance(value.written, str)
            return Value(str(number) if is_text else number, number)
        return value

    def _with_fitting_substatus(self, asset: Asset, system: dict[str, Any]) -> dict[str, Any]:
        """A substatus must be one of its status."""
        status = self._after(asset, system, "asset.status")
        substatus = self._after(asset, system, "asset.substatus")
        allowed = SUBSTATUSES_OF[status.canonical] if status else frozenset()
        if substatus is None or substatus.canonical in allowed:
            return system
        written = system.get("asset.substatus", _LEAVE) is not _LEAVE
        rule = "refuse" if written else self._switches["orphan_substatus"]
        if written and self._switches["bad_value"] == "ignore":
            return {k: v for k, v in system.items() if k != "asset.substatus"}
        if rule == "refuse":
            shown = STATUSES[status.canonical] if status else "no status"
            name = SUBSTATUSES[substatus.canonical]
            raise Refusal("invalid", f"asset.substatus {name} does not belong to {shown}.")
        return {**system, "asset.substatus": None} if rule == "clear" else system

    @staticmethod
    def _after(asset: Asset, system: Mapping[str, Any], name: str) -> Value | None:
        value = system.get(name, _LEAVE)
        return asset.system.get(name) if value is _LEAVE else value

    def _find(self, text: str, forms: Iterable[int]) -> int | None:
        """Find a referenced asset: by id, else the first of that name, as documented."""
        forms = tuple(forms)
        if text.isascii() and text.isdigit() and len(text) < 19:
            form = self.database.form_of(int(text))
            if form is not None and (not forms or form in forms):
                return int(text)
        return self.database.find(text, forms)

    # -- rules ------------------------------------------------------------------------------------

    def _broken_rules(self, asset: Asset, asset_type: AssetType, renamed: bool) -> str:
        """Return the message of a broken rule, or refuse the write, as the switch says."""
        message = self._name_taken(asset, renamed) or self._not_unique(asset, asset_type)
        if message and self._switches["uniqueness"] == "failure":
            raise Refusal("invalid", message)
        return message

    def _name_taken(self, asset: Asset, renamed: bool) -> str:
        mode = self._switches["name_uniqueness"]
        if mode == "allowed" or not renamed or not asset.name:
            return ""
        within = asset.form_id if mode == "per_type" else None
        taken = self.database.count_named(asset.name, within) > 1
        return f"There is another asset with the name {asset.name}." if taken else ""

    def _not_unique(self, asset: Asset, asset_type: AssetType) -> str:
        """Asset uniqueness: an AND search over the attributes finds more than the Asset Limit."""
        for rule in asset_type.uniqueness:
            values = {}
            for name in rule.attributes:
                attribute = asset_type.attribute(name)
                value = asset.values.get(attribute.id) if attribute else None
                if attribute and (value or not rule.allow_empty):
                    values[attribute.id] = value.canonical if value else None
            if values and self.database.count_agreeing(asset.form_id, values) > rule.limit:
                return f"Asset is not unique by: {', '.join(rule.attributes)}"
        return ""

    # -- attachments ------------------------------------------------------------------------------

    def attach(self, asset_id: int, original_name: str, file: Path, author: User) -> Attachment:
        """Take over a file that lies in the data folder already."""
        size = file.stat().st_size
        limit = self._switches["attachment_limit"]
        if limit and size > limit:
            file.unlink()
            raise Refusal(
                "invalid", f"The field file exceeds its maximum permitted size of {limit} bytes."
            )
        now = self._clock.milliseconds()
        extension = _EXTENSION.search(original_name)
        with self.database.transaction():
            self.asset(asset_id)
            while True:
                # documented sample form: <digits>_<digits>_<epoch milliseconds>.<extension>
                stored = "_".join(
                    (str(random.randint(10000, 99999)), str(random.randint(10000, 99999)), str(now))
                )
                stored += extension.group() if extension else ""
                if not (self.files / stored).exists():
                    break
            file.replace(self.files / stored)
            self.database.add_attachment(asset_id, stored, original_name, size, now, author.key)
        return self.attachment(asset_id, stored)

    def attachment(self, asset_id: int, server_file_name: str) -> Attachment:
        """Return an attachment."""
        self.asset(asset_id)
        attachment = self.database.attachment(asset_id, server_file_name)
        if attachment is None:
            raise Refusal("missing", f"Could not find attachment {server_file_name}")
        return attachment

    def detach(self, asset_id: int, server_file_name: str) -> None:
        """Delete an attachment."""
        attachment = self.attachment(asset_id, server_file_name)
        self.database.remove_attachment(attachment.id)
        self._remove_file(server_file_name)

    def path(self, attachment: Attachment) -> Path:
        """Return where the bytes are."""
        return self.files / attachment.server_file_name

    def _remove_file(self, server_file_name: str) -> None:
        path = self.files / server_file_name
        if path.exists():
            path.unlink()


def references_of(asset: Asset, catalog: Catalog) -> list[int]:
    """Return the ids in all asset lists of an asset."""
    return [
        target
        for attribute_id, value in asset.values.items()
        if family_of(catalog.attributes[attribute_id]).name in ("assets", "assets_by_form")
        for target in value.canonical
    ]
