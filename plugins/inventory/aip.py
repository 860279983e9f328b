# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin assetops.aip.aip."""

from __future__ import annotations

DOCUMENTATION = r"""
name: aip
short_description: Assets in AIP as hosts and groups
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Turns assets in the Assets & Inventory Plugin for Jira (AIP, Data Center) into hosts, with their fields as
    variables, and groups them by any field.
  - Accepts files called C(aip.yml), or with a name that ends in C(.aip.yml); C(.yaml) works as well.
  - The search of AIP narrows what is read. The assets found are then compared exactly on this side.
  - It fails closed. A refused login, a login page, an anonymous answer, or a list that could not be proven
    complete is an error that ends the run, never a smaller inventory. Ansible by itself would only warn about a
    source that fails.
  - Values from the server are text and never templates.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._connection.workers
  - assetops.aip._environment
  - constructed
  - inventory_cache
options:
  plugin:
    description: Marks the file as an inventory source of this plugin.
    type: str
    required: true
    choices: [assetops.aip.aip]
  asset_types:
    description: Names or ids of the asset types whose assets become hosts. If empty, assets of all types do.
    type: list
    elements: str
    default: []
  filters:
    description:
      - Conditions that all must hold, each a mapping with C(field), C(operator) and C(value), as in
        M(assetops.aip.aip_asset_info).
    type: list
    elements: dict
    default: []
  fields:
    description:
      - The fields that become variables, in addition to id, name and type. If not set, all fields do.
      - If the search does not show a field, each asset is read by its id. Naming only the fields that you need
        saves these reads.
    type: list
    elements: str
  variable_prefix:
    description: Prefix of the names of all variables.
    type: str
    default: aip_
  hostnames:
    description:
      - The name of a host, in order of preference. The first entry that yields a text is used.
      - Each is a field (V(name), V(id), a system field, an attribute by its display name), or a template of
        the host's variables, such as V({{ aip_name | lower }}.example.com).
      - Control characters and invisible characters become escapes such as C(\u001b). Names that have a meaning
        of their own in Ansible, such as V(all) and V(localhost), are an error.
    type: list
    elements: str
    default: [name]
  on_duplicate:
    description:
      - What to do if several assets would have the same name.
      - V(fail) is an error, V(append_id) appends C(_) and the id to the name of each of them, and with V(first)
        the asset with the lowest id becomes the host, and a warning names the others.
    type: str
    choices: [fail, append_id, first]
    default: fail
  group_by:
    description:
      - Groups hosts by a field, or by the assets that refer to them. Unlike O(keyed_groups), it also follows
        references.
      - Characters that are not allowed in group names become C(_). If several values become one group, a warning
        names them.
      - A group may have the name of a host. V(all) and V(ungrouped) are an error, as Ansible fills these groups
        itself.
    type: list
    elements: dict
    default: []
    suboptions:
      field:
        description:
          - The field. Each of its values becomes a group. V(asset_type) is the asset's type. For a reference,
            the group is named after the other asset.
        type: str
        required: true
      asset_type:
        description:
          - If this is set, O(group_by[].field) is a field of assets of this type that refer to hosts. Each of
            these assets becomes a group of the hosts that it refers to.
        type: str
      prefix:
        description:
          - Prefix of the group names, followed by C(_). If not set, it is the field, or
            O(group_by[].asset_type). If empty, there is no prefix.
        type: str
      parents:
        description:
          - Fields of the other asset. The group becomes a child of the groups of their values. For example, the
            group of a rack becomes a child of the group of its location, V(location_...).
        type: list
        elements: str
        default: []
      parent_group:
        description: A parent group of all these groups.
        type: str
  min_hosts:
    description: The smallest number of hosts. Fewer hosts are an error. V(0) allows an inventory without hosts.
    type: int
    default: 1
  max_shrink_percent:
    description:
      - The largest drop in the number of hosts since the last good result, in percent. A larger drop is an
        error. If not set, nothing is compared.
    type: float
  on_error:
    description:
      - What to do if the server returns no good result. With V(fail) the run ends. With V(stale) the last good
        result is used, and a warning shows its age and the error.
      - Invalid options are always an error.
    type: str
    choices: [fail, stale]
    default: fail
  max_stale:
    description: The maximum age of the last good result for O(on_error=stale), in seconds.
    type: int
    default: 86400
  last_good_path:
    description:
      - Folder of the last good result, a file that only its owner can read. It is written if
        O(max_shrink_percent) or O(on_error=stale) is set. Default is C(assetops.aip) in the user's Ansible
        folder.
    type: path
    env: [{name: AIP_LAST_GOOD_PATH}]
notes:
  - All connection options, O(asset_types), O(filters), O(fields) and O(group_by) may be templates, for
    example with a lookup, and any value may be vaulted.
seealso:
  - plugin: assetops.aip.aip_asset
    plugin_type: lookup
  - module: assetops.aip.aip_asset_info
"""

EXAMPLES = r"""
# servers.aip.yml; the token comes from the environment variable AIP_TOKEN
plugin: assetops.aip.aip
url: https://jira.example.com
asset_types: [Server]
filters:
  - field: status
    operator: in
    value: [In use, In maintenance]
hostnames:
  - Hostname
  - "{{ aip_name | lower | replace(' ', '-') }}"
compose:
  ansible_host: aip_attributes['Management IP']
group_by:
  - field: status
  - field: Rack
    parents: [location]
keyed_groups:
  - key: aip_attributes['Environment']
    prefix: env
min_hosts: 10
max_shrink_percent: 20
on_error: stale

# Another file, laptops.aip.yml: groups of the laptops by the licenses that are
# installed on them
#
# plugin: assetops.aip.aip
# url: https://jira.example.com
# token: "{{ lookup('ansible.builtin.env', 'JIRA_TOKEN') }}"
# asset_types: [Laptop]
# fields: [status, assignee, Operating system]
# group_by:
#   - field: Installed on
#     asset_type: License
#     prefix: license
# cache: true
# cache_plugin: ansible.builtin.jsonfile
# cache_connection: ~/.cache/aip
"""

import functools
import gc
import os
from collections.abc import Mapping, Sequence
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.group import to_safe_group_name
from ansible.module_utils.common.text.converters import to_native
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._core.errors import AipError, InputError
from ..module_utils._core.fields import did_you_mean
from ..module_utils._core.visible import visible
from ..module_utils._local.gc import relaxed_gc
from ..module_utils._module.filter_options import FILTER_SPEC
from ..module_utils._module.options import CONNECTION_SPEC
from ..plugin_utils._controller import insist_on_url, validate
from ..plugin_utils._inventory.filling import Filling
from ..plugin_utils._inventory.hosts import (
    Hosts,
    Member,
    merged_groups,
    name_hosts,
    texts_of,
    value_of,
    variables_of,
)
from ..plugin_utils._inventory.options import (
    check_options,
    is_template,
    key_of,
    last_good_path,
    source_of,
)
from ..plugin_utils._inventory.results import Kept, hosts_of
from ..plugin_utils._plain import host_name, no_template, plain

SPEC: dict[str, Any] = {
    "asset_types": {"type": "list", "elements": "str", "default": []},
    "filters": FILTER_SPEC,
    "fields": {"type": "list", "elements": "str"},
    "variable_prefix": {"type": "str", "default": "aip_"},
    "hostnames": {"type": "list", "elements": "str", "default": ["name"]},
    "on_duplicate": {
        "type": "str",
        "choices": ["fail", "append_id", "first"],
        "default": "fail",
    },
    "group_by": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "field": {"type": "str", "required": True},
            "asset_type": {"type": "str"},
            "prefix": {"type": "str"},
            "parents": {"type": "list", "elements": "str", "default": []},
            "parent_group": {"type": "str"},
        },
    },
    "min_hosts": {"type": "int", "default": 1},
    "max_shrink_percent": {"type": "float"},
    "on_error": {"type": "str", "choices": ["fail", "stale"], "default": "fail"},
    "max_stale": {"type": "int", "default": 86400},
    "last_good_path": {"type": "path"},
    "workers": {"type": "int", "default": 4},
}
"""The plugin's own options, in addition to the connection options and those of Ansible's fragments."""

TEMPLATED = frozenset({*CONNECTION_SPEC, "asset_types", "filters", "fields", "group_by"})
FILES = ("aip.yml", "aip.yaml")
ENDINGS = tuple(f".{name}" for name in FILES)


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Hosts from assets."""

    NAME = "assetops.aip.aip"

    inventory: Any
    _is_ours = False

    # Always: a group name may come from the server, and must not be a template.
    _sanitize_group_name = staticmethod(
        functools.partial(to_safe_group_name, force=True, silent=True)
    )

    def verify_file(self, path: str) -> bool:
        """Whether the file is an inventory source of this plugin."""
        name = os.path.basename(path)
        return bool(super().verify_file(path)) and (name in FILES or name.endswith(ENDINGS))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Fill the inventory. Any failure ends the run: hosts must not disappear because a server has problems."""
        try:
            super().parse(inventory, loader, path, cache)
            self._parse(path, cache)
        except AipError as error:
            self._end_the_run()
            raise AnsibleParserError(visible(error.sentence)) from None
        except Exception:
            self._end_the_run()
            raise

    def _end_the_run(self) -> None:
        """Ansible only warns about a failed source, and continues without its hosts, unless this setting is on.

        A file that turned out not to be a source of this plugin is left to other plugins.
        """
        if self._is_ours:
            constants.set_constant("INVENTORY_ANY_UNPARSED_IS_FAILED", True)

    def set_options(
        self, task_keys: Any = None, var_options: Any = None, direct: Any = None
    ) -> None:
        """Like Ansible's, but resolves templates among the options, and refuses unknown options."""
        self._is_ours = True
        written = dict(direct or {})
        if self.loader is not None:
            self.templar.available_variables = dict(self._vars or {})
            for name in sorted(TEMPLATED & set(written)):
                written[name] = self._templated(name, written[name])
        insist_on_url(written)
        super().set_options(task_keys=task_keys, var_options=var_options, direct=written)
        unknown = [name for name in written if name not in self._options]
        if unknown:
            raise InputError(
                [
                    f"there is no option '{name}'{did_you_mean(str(name), self._options)}"
                    for name in unknown
                ]
            )

    def _templated(self, name: str, value: Any) -> Any:
        try:
            return plain(self.templar.template(value))
        except Exception as error:  # noqa: BLE001 - a template may raise anything
            # The message of a template may contain a secret, so only the kind of the error is shown.
            raise InputError(
                [f"{name}: its template cannot be resolved ({type(error).__name__})"]
            ) from None

    def _parse(self, path: str, cache: bool) -> None:
        self._read_config_data(path)
        params = self._validated()
        source = source_of(params)
        key = key_of(path, params, source)
        gc.unfreeze()  # the results of earlier sources may be garbage now
        with relaxed_gc():
            kept = self._kept(key, params, cache)
            hosts = hosts_of(
                source, params, kept, lambda found: self._named(found, params), self._warn
            )
            for warning in hosts.warnings:
                self._warn(f"{path}: {warning}")
            self._fill(hosts.named, params)
        # It stays, so it need not be traversed again and again; and forked processes can share its memory.
        gc.freeze()

    def _warn(self, sentence: str) -> None:
        self.display.warning(visible(sentence))

    def _validated(self) -> dict[str, Any]:
        names = [*CONNECTION_SPEC, *SPEC]
        return check_options(validate({name: self.get_option(name) for name in names}, SPEC))

    def _kept(self, key: str, params: Mapping[str, Any], cache: bool) -> Kept:
        """Where results of this source are kept; without `cache`, an earlier one does not count."""
        home = constants.config.get_config_value("ANSIBLE_HOME")
        path = last_good_path(params, home, key)
        return Kept(key, self._cache if self.get_option("cache") else None, cache, path)

    def _named(self, members: Sequence[Member], params: Mapping[str, Any]) -> Hosts:
        names = [self._name_of(one, params) for one in members]
        return name_hosts(members, names, params["on_duplicate"])

    def _name_of(self, member: Member, params: Mapping[str, Any]) -> str:
        """The text of the first of `hostnames` that yields one; empty if none does."""
        for written in self.get_option("hostnames"):
            if is_template(written):
                texts = texts_of(self._evaluated(written, member, params))
            else:
                texts = texts_of(value_of(member.asset, written))
            if texts and texts[0].strip():
                return texts[0].strip()
        return ""

    def _evaluated(self, template: str, member: Member, params: Mapping[str, Any]) -> Any:
        self.templar.available_variables = _variables(member, params)
        try:
            return self.templar.template(template)
        except AnsibleError as error:
            if self.get_option("strict"):
                raise InputError(
                    [f"hostnames: asset {member.asset['id']}: {template}: {to_native(error)}"]
                ) from None
            return None

    def _fill(self, hosts: Sequence[tuple[str, Member]], params: Mapping[str, Any]) -> None:
        constructed = ("compose", "groups", "keyed_groups", "strict")
        params = {**params, **{name: self.get_option(name) for name in constructed}}
        ansibles, filling = self.inventory, Filling(self.inventory, self._sanitize_group_name)
        self.inventory = filling  # Ansible's code for constructed groups uses it too
        try:
            for written, member in hosts:
                self._add(host_name(written), member, params, filling)
        finally:
            self.inventory = ansibles
        for warning in merged_groups(filling.safe_names):
            self._warn(warning)

    def _add(self, host: str, member: Member, params: Mapping[str, Any], filling: Filling) -> None:
        """Add a host with its variables and groups."""
        strict = params["strict"]
        variables = _variables(member, params)
        filling.add_host(host)
        filling.set_variables(host, variables)
        self._set_composite_vars(params["compose"], variables, host, strict=strict)
        filling.for_host = True
        self._add_host_to_composed_groups(params["groups"], variables, host, strict=strict)
        filling.for_host = False
        self._add_host_to_keyed_groups(params["keyed_groups"], variables, host, strict=strict)
        filling.put_into(member.groups, host)


def _variables(member: Member, params: Mapping[str, Any]) -> dict[str, Any]:
    """The host variables of an asset; no text of theirs is ever a template."""
    found = variables_of(member.asset, params["variable_prefix"], params["fields"])
    return {name: value if value is None else no_template(value) for name, value in found.items()}
