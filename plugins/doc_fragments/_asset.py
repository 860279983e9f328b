# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of one asset, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """What can be written about one asset."""

    DOCUMENTATION = r"""
options:
  asset_type:
    description:
      - Name or id of the asset type. Required unless O(id) is set.
      - If several types in different schemes have this name, use the id.
    type: str
  name:
    description:
      - Name of the asset, compared exactly as written. With O(id), it renames the asset.
    type: str
  id:
    description:
      - Id of the asset, for assets that are not identified by their name. With O(state=present), the asset must exist.
    type: raw
  match_by:
    description:
      - The fields that identify the asset within its type, if O(id) is not set. System fields have the names of
        the options, attributes their display names.
      - If you match by something other than the name, such as the serial number, O(name) renames the asset.
      - If several assets match, the task fails. It never guesses.
    type: list
    elements: str
    default: [name]
  state:
    description:
      - Whether the asset should exist. If V(absent), only the fields that identify it matter.
    type: str
    choices: [present, absent]
    default: present
  status:
    description:
      - Status, by display name, such as V(In stock), or by key.
      - This and all other fields are left alone if they are not set, and cleared if they are set to V(null), V("")
        or an empty list.
    type: raw
  substatus:
    description: Substatus, by display name or key. It must belong to the status.
    type: raw
  assignee:
    description: Username or user key of the assignee.
    type: raw
  reserved_for:
    description: Username or user key of the user for whom the asset is reserved.
    type: raw
  owner:
    description: Username or user key of the owner.
    type: raw
  managed_by:
    description: Username or user key of the user who manages the asset.
    type: raw
  quantity:
    description: Quantity, a whole number.
    type: raw
  asset_tag:
    description: Asset tag, a text.
    type: raw
  serial_number:
    description: Serial number, a text.
    type: raw
  location:
    description: Name of an AIP location, or its id as a number.
    type: raw
  belongs_to_group:
    description: List of Jira groups.
    type: raw
  install_date:
    description: Install date, as V(YYYY-MM-DD).
    type: raw
  cost:
    description: Cost, a number.
    type: raw
  currency:
    description: Currency code of three letters, such as V(EUR).
    type: raw
  invoice_number:
    description: Invoice number, a text.
    type: raw
  attributes:
    description:
      - Attributes of the asset type, by display name, in YAML's own types. Numbers are numbers, several
        options are a list, dates are V(YYYY-MM-DD), and dates with time are V(YYYY-MM-DDTHH:MM).
      - Asset lists are written as a list of ids, names, or mappings with C(asset_type) and C(name). A
        plain text may name several, separated by commas.
      - 'An asset may also be written as AIP shows it, with name and id: V(rack-07 #41).'
      - Cascading dropdowns are written as a path of option ids (V(1-2)), or as a list of option texts.
      - Encrypted attributes are written, but never read or shown. See O(update_encrypted).
    type: dict
  attachments:
    description:
      - Files that the asset should have. They are uploaded if missing, and replaced if their content differs.
        Other files attached to the asset are left alone.
    type: list
    elements: dict
    suboptions:
      path:
        description:
          - Path of the file, on the host where the task runs. On the controller, relative paths are searched for as in
            O(assetops.aip.aip_assets#module:src).
        type: path
        required: true
      name:
        description: Name of the attached file. The default is the last part of O(attachments[].path).
        type: str
"""

    DUPLICATES = r"""
options:
  on_duplicate:
    description:
      - What to do if another run, on another controller, creates the same asset at the same time, so that it exists
        twice. AIP does not prevent that. Runs of one user on one controller wait for each other, at most O(max_wait)
        seconds, and never create an asset twice.
      - With V(fail), the task fails and names the ids.
      - With V(adopt_oldest), the asset with the lowest id stays. If that is not the one that this run created, this
        run makes it as declared, lets all assets that it wrote refer to it, and deletes its own. Assets that this
        run did not create are never deleted.
      - This is noticed if the search shows the other asset within O(wait_for_index) seconds. An asset that existed
        twice before is an error in either case.
    type: str
    choices: [fail, adopt_oldest]
    default: fail
"""

    ENCRYPTED = r"""
options:
  update_encrypted:
    description:
      - When to send encrypted attributes, which cannot be read and therefore not compared. With V(on_create), they
        are sent when the asset is created, and then left alone. With V(always), they are sent every time, and the
        task always reports a change.
    type: str
    choices: [on_create, always]
    default: on_create
"""
