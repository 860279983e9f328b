# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door to a server: everything that the engine may ask of one, and nothing else.

Every method raises an AipError of the fitting kind where the server does not give what was asked for. A read that
fails, is cut short, or was answered as to an anonymous user is an error, never an empty answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional, Protocol

from .errors import AipError
from .fields import Vocabulary
from .model import AssetType, Attachment, Current, Field, Id, LocalFile, Location, Row, Value

if TYPE_CHECKING:
    from .filters import Filter

Progress = Callable[[str, int, Optional[int], int], None]
"""Receives progress: the stage (read, applied), how many are done, of how many if known, and how many failed."""

Enough = Callable[[Sequence[Row]], bool]
"""Whether the rows so far are enough."""

FieldsOf = Callable[[Optional[AssetType]], Sequence[Field]]
"""The fields to read of the assets of a type; None stands for a type that no answer shows."""

Refused = Callable[[Id, AipError], None]
"""Receives the assets that the server does not show, with its words."""

Values = Sequence[tuple[Field, Value]]
"""The fields to write with their values; None clears one."""


PAGE_SIZE = 100


def silent(stage: str, done: int, total: int | None, failed: int) -> None:
    """A `Progress` that does nothing."""


@dataclass(frozen=True)
class Traits:
    """The traits of a server that matter for values and rules. Its vocabulary may grow while it is read.

    `unreadable` holds the keys of fields that no answer shows. With `search_lags` a write is finished only when the
    search shows it. `name_changes` are the changes (see similar.py) that the server is known to make to names;
    `name_uniqueness` is "allowed", "per_type" or "never", as far as it is known whether several assets may have the
    same name. The others are explained in `Known`.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    time_zone: datetime.tzinfo = datetime.timezone.utc
    separator: str = ""
    unreadable: tuple[str, ...] = ()
    search_lags: bool = True
    way_out: Mapping[str, str] = field(default_factory=dict)
    attachment_key: str = "id"
    name_changes: tuple[str, ...] = ()
    name_uniqueness: str = "unknown"


@dataclass(frozen=True)
class Identity:
    """What an asset is found by, in a type if one is given: its exact name, the values of fields, or both.

    One that is not `likely` is looked for only as far as that costs no request of its own.
    """

    name: str | None = None
    values: tuple[tuple[Field, Value], ...] = ()
    asset_type: AssetType | None = None
    likely: bool = True


@dataclass(frozen=True)
class Query:
    """Which assets to search for: of these types (of all, for none), and of everything else that is given.

    A search returns at least the matching assets, and may return more of the same types: callers compare exactly.
    `identities` are alternatives. `raw` is in the server's own language. `expected` is how many there may be, which
    spares requests if it is right. What the search does not return does not exist; if not `sure`, it probably does not.
    """

    types: tuple[AssetType, ...] = ()
    identities: tuple[Identity, ...] = ()
    filters: tuple[Filter, ...] = ()
    raw: str | None = None
    expected: int | None = None
    sure: bool = True


@dataclass(frozen=True)
class Created:
    """What the answer to a creation shows: the id, if it has one, and the server's remark."""

    id: Id | None = None
    warning: str | None = None


class Backend(Protocol):
    """One server behind one login. Reads may be asked for from several threads.

    Every write raises OutcomeUnknown where it may have been carried out and nothing shows whether it was: if no answer
    came, if the server failed, or if the answer does not fit. Any other error says that it was not.
    """

    @property
    def server(self) -> str:
        """The server's address, the same for every login."""

    @property
    def traits(self) -> Traits:
        """What the server is like, by what has been learned so far."""

    def parse_id(self, text: str) -> Id | None:
        """The id that a text spells, or None."""

    def hide(self, text: str) -> str:
        """The text without secrets; whatever the server may have echoed passes through here before it is shown."""

    def hidden(self, texts: Iterable[str]) -> Mapping[str, str]:
        """What `hide` makes of those of the texts that hold a secret, found sooner than one by one."""

    def keep_secret(self, *texts: str) -> None:
        """Hide these texts from now on."""

    def begin(
        self, workers: int = 1, progress: Progress = silent, page_size: int = PAGE_SIZE
    ) -> None:
        """Begin a task: count from zero, and forget its predecessor's secrets and proven login.

        Reading uses up to `workers` requests at once, and pages of `page_size` rows if the server has pages.
        """

    def forget_catalogs(self) -> None:
        """Read the catalogs anew when they are needed."""

    def close(self) -> None:
        """Close the connection."""

    def prove_login(self) -> None:
        """Make sure that an empty answer was not given to an anonymous caller. Raises LoginRefused."""

    # --- catalogs ---------------------------------------------------------------------------------------------------

    def asset_types(self) -> tuple[AssetType, ...]:
        """All asset types, with their attributes and the options of these."""

    def scheme_names(self) -> Mapping[Id, str]:
        """What distinguishes types of the same name: the scheme that each is in, by the type's id."""

    def locations(self) -> tuple[Location, ...]:
        """All locations."""

    def user_spellings(self, text: str) -> frozenset[str]:
        """Every spelling of the user whom the text names; only the text if the server knows no such user."""

    def user_name(self, text: str) -> str:
        """The way people write the user whom the server shows as this text."""

    # --- reading ----------------------------------------------------------------------------------------------------

    def search(self, query: Query, enough: Enough | None = None) -> list[Row]:
        """The rows of a query, each once. Raises IncompleteRead unless they are proven to be all.

        With `enough`, reading stops once the rows so far are.
        """

    def read(
        self,
        ids: Sequence[Id],
        fields: FieldsOf | None,
        known: Mapping[Id, Current] | None = None,
        refused: Refused | None = None,
    ) -> dict[Id, Current]:
        """The assets of these ids as the server has them now; those that are proven not to be there are left out.

        `fields` names the fields to read; without it, only the name and the attachments. `known` is what is known
        of them already: their type, and what a search showed, for fields that nothing else shows.

        A server that does not show an asset may refuse to, in any language, or be unable to at the moment: what it says
        is raised unless it is proven to mean that there is no such asset. With `refused`, nothing is proven or raised:
        it gets what the server says about each asset that is left out, and the caller finds out what that means.
        """

    def learn_status(self, current: Current, field: Field, name: str) -> bool:
        """Find out whether the unknown key shown as an asset's status stands for this name; if so, `traits`
        know it from now on."""

    # --- writing ----------------------------------------------------------------------------------------------------

    def create(self, name: str, of: AssetType, values: Values) -> Created:
        """Create an asset. Raises OutcomeUnknown."""

    def update(self, asset_id: Id, name: str, of: AssetType | None, values: Values) -> str | None:
        """Give an asset its name and these values; the server's remark, if it has one. Raises OutcomeUnknown."""

    def delete(self, asset_id: Id) -> None:
        """Delete an asset; one that is proven not to be there counts as deleted. Raises OutcomeUnknown."""

    # --- attached files ---------------------------------------------------------------------------------------------

    def attachments(self, asset_id: Id) -> tuple[Attachment, ...] | None:
        """The files at an asset; None if the asset is proven not to be there, as for `read`."""

    def upload(self, asset_id: Id, file: LocalFile) -> None:
        """Attach a file. Raises OutcomeUnknown."""

    def download(self, asset_id: Id, attachment: Attachment) -> Iterator[bytes]:
        """The bytes of an attached file, block by block."""

    def detach(self, asset_id: Id, attachment: Attachment) -> None:
        """Remove an attached file; one that is not there counts as removed. Raises OutcomeUnknown."""
