# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup plugin assetops.aip.aip_asset."""

from __future__ import annotations

DOCUMENTATION = r"""
name: aip_asset
short_description: Look up assets in AIP, or one field of them
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Looks up assets in the Assets & Inventory Plugin for Jira (AIP, Data Center), by name, id or filters.
  - It is an error if no asset or several assets are found, unless O(default), O(on_missing) or O(on_several)
    allow it. A read that fails, or that could not be proven complete, is always an error.
  - Results are kept for the rest of the run, for all its tasks.
  - Values from the server are text and never templates.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._environment
options:
  _terms:
    description:
      - Names of assets, compared exactly. Without names, O(id) or O(filters) selects the assets.
      - Numbers are not taken for names, as YAML reads V(00123) as 83. Put them in quotes, or add C(| string).
    type: list
    elements: raw
  id:
    description: Id of a single asset, instead of names.
    type: raw
  asset_type:
    description: Name or id of the asset type. Without it, assets of all types count.
    type: str
  filters:
    description:
      - Conditions that all must hold, each a mapping with C(field), C(operator) and C(value), as in
        M(assetops.aip.aip_asset_info). Together with names, they narrow what each name finds.
    type: list
    elements: dict
    default: []
  field:
    description:
      - Return this field instead of the whole asset, V(null) if it is empty. System fields have the names of the
        options of M(assetops.aip.aip_asset), attributes their display names.
    type: str
  default:
    description: The value to return for a name, an id or filters that no asset matches. V(null) is a value too.
    type: raw
  on_missing:
    description:
      - What to do if no asset is found and O(default) is not set. V(skip) leaves it out of the list.
    type: str
    choices: [fail, skip]
    default: fail
  on_several:
    description: What to do if several assets match a name, or the filters. V(all) returns all of them.
    type: str
    choices: [fail, all]
    default: fail
  fresh:
    description:
      - Send the request even if this run already has its result. Use it after a task that changed assets.
    type: bool
    default: false
notes:
  - With C(query), or C(wantlist=true), the result is always a list. C(lookup) returns the asset itself if there
    is only one.
seealso:
  - module: assetops.aip.aip_asset_info
"""

EXAMPLES = r"""
- name: The rack of a server, by its name
  ansible.builtin.debug:
    msg: >-
      {{ lookup('assetops.aip.aip_asset', 'srv-0001', asset_type='Server',
      field='Rack', url=aip_url, token=aip_token) }}

- name: All servers in production, each with all its fields
  ansible.builtin.debug:
    msg: "{{ item.name }} runs {{ item.attributes['Operating system'] }}"
  loop: >-
    {{ query('assetops.aip.aip_asset', asset_type='Server',
    filters=in_production, on_several='all',
    url=aip_url, token=aip_token) }}
  loop_control:
    label: "{{ item.name }}"
  vars:
    in_production:
      - field: Environment
        value: production

- name: A value for an asset that does not exist
  ansible.builtin.debug:
    msg: >-
      {{ lookup('assetops.aip.aip_asset', 'srv-9999', field='status',
      default='unknown', url=aip_url, token=aip_token) }}
"""

RETURN = r"""
_raw:
  description:
    - The assets, in the shape in which M(assetops.aip.aip_asset) takes them, or the field of each, in the order
      of the names.
  type: list
  elements: raw
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ..module_utils._core.declared import parse_text_option
from ..module_utils._core.errors import AipError, InputError
from ..module_utils._core.kinds.written import Invalid
from ..module_utils._core.visible import visible
from ..module_utils._module.filter_options import FILTER_SPEC
from ..module_utils._module.options import CONNECTION_SPEC
from ..module_utils._read.question import Question
from ..plugin_utils._controller import insist_on_url, validate
from ..plugin_utils._inventory.hosts import MOST_NAMED, value_of
from ..plugin_utils._lookup_cache import ask
from ..plugin_utils._plain import no_template

SPEC: dict[str, Any] = {
    "names": {"type": "list", "elements": "raw", "default": []},
    "id": {"type": "raw"},
    "asset_type": {"type": "str"},
    "filters": FILTER_SPEC,
    "field": {"type": "str"},
    "on_missing": {"type": "str", "choices": ["fail", "skip"], "default": "fail"},
    "on_several": {"type": "str", "choices": ["fail", "all"], "default": "fail"},
    "fresh": {"type": "bool", "default": False},
}
"""The plugin's own options, in addition to the connection options; `names` are the terms; `default` is of any type."""

_NARROWING = ("id", "asset_type", "filters")
_ALWAYS = ("id", "asset_type", "name")


class LookupModule(LookupBase):
    """Looks up assets."""

    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[Any]:
        """The assets, or a field of each."""
        try:
            insist_on_url(kwargs)
            self.set_options(var_options=variables, direct=kwargs)
            defaults = [self.get_option("default")] if "default" in kwargs else []
            params = self._validated(terms, kwargs)
            found: list[Any] = []
            for what, question in _questions(params):
                assets = ask(question, params, fresh=params["fresh"])
                found += _results(what, assets, params, defaults)
        except AipError as error:
            raise AnsibleError(visible(error.sentence)) from None
        result: list[Any] = no_template(found)
        return result

    def _validated(self, terms: Sequence[Any], written: Mapping[str, Any]) -> dict[str, Any]:
        problems = [f"there is no option '{name}'" for name in written if not self.has_option(name)]
        if problems:
            raise InputError(problems)
        own = [name for name in (*CONNECTION_SPEC, *SPEC) if name != "names"]
        options = {name: self.get_option(name) for name in own}
        params = validate({**options, "names": list(terms)}, SPEC)
        if params["id"] is not None and params["names"]:
            problems.append("id: write either names or an id")
        if params["id"] is None and not params["names"] and not params["filters"]:
            problems.append("write names, id or filters to select assets")
        for name in params["names"]:
            try:
                if parse_text_option(name) is None:
                    problems.append("a name is empty")
            except Invalid as invalid:
                problems.append(f"a name {invalid}" if name != "" else "a name is empty")
        empty = [name for name in _NARROWING if name in written and written[name] in (None, "")]
        problems += [
            f"{name}: is written, but empty: write a value, or leave it out" for name in empty
        ]
        if problems:
            raise InputError(problems)
        return params


def _questions(params: Mapping[str, Any]) -> list[tuple[str, Question]]:
    """The questions, each with its name in messages: one for each name, or a single one."""
    field = params["field"]
    fields = None if field is None else (field,) if field not in _ALWAYS else ()
    question = Question(
        id=params["id"],
        asset_type=params["asset_type"],
        filters=tuple(params["filters"]),
        fields=fields,
    )
    kind = f"asset of type '{params['asset_type']}'" if params["asset_type"] else "asset"
    if params["names"]:
        meets = " that meets the filters" if params["filters"] else ""
        return [
            (f"{kind} named '{name}'{meets}", dataclasses.replace(question, name=name))
            for name in params["names"]
        ]
    if params["id"] is not None:
        return [(f"{kind} with the id {params['id']}", question)]
    return [(f"{kind} that meets the filters", question)]


def _results(
    what: str, assets: Sequence[Mapping[str, Any]], params: Mapping[str, Any], defaults: list[Any]
) -> list[Any]:
    """The result of a question; `defaults` has the one value to return if no asset is found, if there is one."""
    if not assets and not defaults and params["on_missing"] == "fail":
        raise AipError(
            f"there is no {what}, or this user may not see it: write default, or on_missing=skip, if that is expected"
        )
    if len(assets) > 1 and params["on_several"] == "fail":
        ids = ", ".join(str(asset["id"]) for asset in assets[:MOST_NAMED])
        more = f" and {len(assets) - MOST_NAMED} more" if len(assets) > MOST_NAMED else ""
        raise AipError(
            f"there is more than one {what} (ids {ids}{more}): narrow it with asset_type or filters, or write"
            " on_several=all"
        )
    if not assets:
        return defaults
    field = params["field"]
    return [asset if field is None else value_of(asset, field) for asset in assets]
