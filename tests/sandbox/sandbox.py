# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox for tests: a server in a thread, and a look at the truth behind it."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any

from .app import create_app
from .faults import Faults
from .fields import SYSTEM_FIELDS
from .jira.delivery import Deliveries
from .journal import Journal
from .listener import Listener, TlsFiles
from .model import Asset, Attachment, User
from .payload import Draft
from .seeding import load_seed
from .site import Site
from .switches import Switches
from .vocabulary import STATUSES, SUBSTATUSES
from .wire import with_tricks

__all__ = ["Sandbox", "TlsFiles"]

_SHORT = {field.short: name for name, field in SYSTEM_FIELDS.items()}


@contextmanager
def _free_port(host: str) -> Iterator[int]:
    """A port that nobody uses, kept until the block ends. A server that listens to it by number can do so again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind((host, 0))
        yield int(holder.getsockname()[1])


class Sandbox:
    """A Jira Data Center with AIP at `url`; use it in a with statement.

    seed: "company", "every_field", "empty" or the path of a YAML file. assets: how many generated
    ones to add. folder: where data is kept; without it, all is gone at the end.
    """

    def __init__(
        self,
        seed: str = "company",
        switches: Mapping[str, Any] | None = None,
        context: str = "/jira",
        tls: TlsFiles | None = None,
        *,
        assets: int = 0,
        host: str = "127.0.0.1",
        port: int = 0,
        folder: str | None = None,
        threads: int = 10,
    ) -> None:
        self._seed = load_seed(seed, assets)
        self._switches = Switches(switches)
        self._context = "" if context in ("", "/") else "/" + context.strip("/")
        self._tls = tls
        self._address = (host, port)
        self._folder = folder
        self._threads = threads
        self._thread: threading.Thread | None = None
        self._deaf, self._listening = threading.Event(), threading.Lock()
        self._hears_again: float | None = None

    # -- life -------------------------------------------------------------------------------------

    def start(self) -> Sandbox:
        """Begin to listen."""
        host, port = self._address
        with _free_port(host) if port == 0 else nullcontext(port) as self._port:
            self._open()
        host = host if host not in ("0.0.0.0", "::") else "127.0.0.1"
        scheme = "https" if self._tls else "http"
        self.root = f"{scheme}://{host}:{self._port}"
        self.url = self.root + self._context
        folder = Path(self._folder or tempfile.mkdtemp(prefix="aip-sandbox-"))
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        database = str(folder / "sandbox.sqlite") if self._folder else None
        try:
            self.site = Site(self._seed, self._switches, folder, self.url, self._context, database)
        except BaseException:
            self._listener.stop()
            raise
        self._serve()
        return self

    def _open(self) -> None:
        """Listen; requests are answered from `_serve` on."""
        self._listener = Listener(self._address[0], self._port, self._tls, self._threads)
        self._listener.stop_listening = self._stop_listening
        self._listener.prepare()

    def _serve(self) -> None:
        self._listener.wsgi_app = with_tricks(create_app(self.site))
        self._thread = threading.Thread(target=self._listener.serve, name="sandbox", daemon=True)
        self._thread.start()

    def surround(self, middleware: Callable[[Any], Any]) -> None:
        """Put a WSGI middleware around the application: it sees whatever is asked and answered."""
        self._listener.wsgi_app = middleware(self._listener.wsgi_app)

    def stop(self) -> None:
        """Stop listening and clean up."""
        if self._thread is None:
            return
        with self._listening:
            self._deaf.clear()
            self._listener.stop()
        self._thread.join()
        self._thread = None
        self.site.jira.deliveries.stop()
        self.site.database.close()
        if self._folder is None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Sandbox:  # noqa: PYI034 - Self is of Python 3.11
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # -- a server that is down --------------------------------------------------------------------

    def _stop_listening(self, seconds: float | None) -> None:
        """Refuse connections for so many seconds of the sandbox's clock; None: until `listen`."""
        self._listener.deafen()
        self._hears_again = None if seconds is None else self.site.clock.monotonic() + seconds
        if seconds is not None:
            timer = threading.Timer(seconds, self.listen)
            timer.daemon = True
            timer.start()
        # From the thread of a request, the server cannot wait for its own end.
        self._closing = threading.Thread(target=self._listener.stop, daemon=True)
        self._closing.start()
        self._deaf.set()

    def listen(self) -> None:
        """Accept connections again, if they are refused."""
        with self._listening:
            if not self._deaf.is_set() or self._thread is None:
                return
            self._deaf.clear()
            self._closing.join()
            self._thread.join()
            self._open()
            self._serve()

    # -- steering ---------------------------------------------------------------------------------

    @property
    def journal(self) -> Journal:
        """What was asked so far."""
        return self.site.journal

    @property
    def faults(self) -> Faults:
        """The rules of what goes wrong."""
        return self.site.faults

    @property
    def webhooks(self) -> Deliveries:
        """What Jira has sent to webhooks, and what was answered."""
        return self.site.jira.deliveries

    def switch(self, **values: Any) -> None:
        """Change switches."""
        self._switches.change(**values)

    def switches(self) -> dict[str, Any]:
        """Return all settings."""
        return self._switches.as_dict()

    def reset(self) -> None:
        """Go back to the seed and to the switches of the start."""
        self.listen()
        self.site.reset()

    def advance(self, seconds: float) -> None:
        """Let time pass for index lag and rate limit."""
        self.site.clock.advance(seconds)
        due = self._hears_again
        if due is not None and self.site.clock.monotonic() >= due:
            self.listen()

    # -- people -----------------------------------------------------------------------------------

    @property
    def users(self) -> dict[str, User]:
        """All users by user name."""
        return {user.username: user for user in self.site.catalog.users}

    def token(self, username: str = "admin") -> str:
        """Return a user's personal access token."""
        return self.users[username].token

    def password(self, username: str = "admin") -> str:
        """Return a user's password."""
        return self.users[username].password

    # -- the truth --------------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many assets there are."""
        return self.site.database.count()

    def asset(self, asset_id: int) -> dict[str, Any] | None:
        """Return the truth about an asset, in one neutral form whatever the switches are.

        Keys: id, name, type, form_id, system (by field name; statuses by display name, users by
        user name, the location by name), attributes (by name; references as ids, several values
        as lists), attachments (original names). Empty fields are left out.
        """
        asset = self.site.database.asset(asset_id)
        return None if asset is None else self._told(asset)

    def assets(
        self, asset_type: str | None = None, name: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the truth about all assets, of a type, of a name."""
        database = self.site.database
        if asset_type is None:
            found = database.all_assets()
        else:
            types = self.site.catalog.types_named(asset_type)
            found = [asset for t in types for asset in database.assets_by_form(t.id)]
        return [self._told(asset) for asset in found if name in (None, asset.name)]

    def asset_id(self, name: str, asset_type: str | None = None) -> int:
        """Return the id of the one asset of that name."""
        found = self.assets(asset_type, name)
        if len(found) != 1:
            raise LookupError(f"{len(found)} assets are called {name!r}")
        return int(found[0]["id"])

    def type_id(self, asset_type: str) -> int:
        """Return the id of an asset type."""
        return self.site.catalog.types_named(asset_type)[0].id

    def attachments(self, asset_id: int) -> list[Attachment]:
        """Return the attachments of an asset."""
        return self.site.database.attachments(asset_id)

    def content(self, attachment: Attachment) -> bytes:
        """Return the bytes of an attachment."""
        return self.site.inventory.path(attachment).read_bytes()

    def _told(self, asset: Asset) -> dict[str, Any]:
        catalog = self.site.catalog
        return {
            "id": asset.id,
            "name": asset.name,
            "type": catalog.types[asset.form_id].name,
            "form_id": asset.form_id,
            "system": {k: self._system(k, v.canonical) for k, v in asset.system.items()},
            "attributes": {
                catalog.attributes[k].name: v.canonical for k, v in asset.values.items()
            },
            "attachments": [a.original_name for a in self.site.database.attachments(asset.id)],
        }

    def _system(self, name: str, canonical: Any) -> Any:
        family = SYSTEM_FIELDS[name].family.name
        if family == "user":
            user = self.site.catalog.user(canonical)
            return user.username if user else canonical
        if family == "location":
            return self.site.catalog.locations[canonical].name
        return {"status": STATUSES, "substatus": SUBSTATUSES}.get(family, {}).get(
            canonical if isinstance(canonical, str) else "", canonical
        )

    # -- changing the truth behind the client's back ----------------------------------------------

    def add_asset(
        self,
        asset_type: str,
        name: str,
        system: Mapping[str, Any] | None = None,
        attributes: Mapping[str, Any] | None = None,
        attachments: Mapping[str, bytes] | None = None,
    ) -> int:
        """Create an asset as an administrator would in the app; search shows it at once.

        system: by field name, with or without `asset.`; attributes: by name; values as REST takes
        them.
        """
        draft = self._draft(self.type_id(asset_type), name, system, attributes)
        admin = next(user for user in self.site.catalog.users if user.admin)
        asset, _warning = self.site.inventory.create(draft, admin, lag=0.0)
        for file_name, content in (attachments or {}).items():
            self.add_attachment(asset.id, file_name, content)
        return asset.id

    def edit_asset(
        self,
        asset_id: int,
        name: str | None = None,
        system: Mapping[str, Any] | None = None,
        attributes: Mapping[str, Any] | None = None,
    ) -> None:
        """Change an asset; the name stays if none is given."""
        asset = self.site.inventory.asset(asset_id)
        draft = self._draft(asset.form_id, asset.name if name is None else name, system, attributes)
        self.site.inventory.update(asset_id, draft, lag=0.0)

    def remove_asset(self, asset_id: int) -> None:
        """Delete an asset."""
        self.site.inventory.delete(asset_id, lag=0.0)

    def add_attachment(self, asset_id: int, name: str, content: bytes) -> Attachment:
        """Attach a file."""
        admin = next(user for user in self.site.catalog.users if user.admin)
        with tempfile.NamedTemporaryFile(dir=self.site.files, delete=False) as file:
            file.write(content)
        return self.site.inventory.attach(asset_id, name, Path(file.name), admin)

    def _draft(
        self,
        form_id: int,
        name: str,
        system: Mapping[str, Any] | None,
        attributes: Mapping[str, Any] | None,
    ) -> Draft:
        asset_type = self.site.catalog.types[form_id]
        ids = {attribute.name: attribute.id for attribute in asset_type.attributes}
        return Draft(
            name,
            form_id,
            {_SHORT.get(k, k): v for k, v in (system or {}).items()},
            {ids[k]: v for k, v in (attributes or {}).items()},
        )
