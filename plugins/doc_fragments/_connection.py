# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of every plugin that talks to AIP."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Base URL of Jira, with its context path if it has one, such as V(https://jira.example.com) or
        V(https://example.com/jira).
      - If not set, the environment variable E(AIP_URL) is used.
    type: str
    required: true
  token:
    description:
      - Personal access token of the user who reads and writes. This is the recommended way to log in, and takes
        precedence over O(username) and O(password).
      - Jira Data Center supports personal access tokens since 8.14. They are not subject to CAPTCHA.
      - If not set, the environment variable E(AIP_TOKEN) is used.
    type: str
  username:
    description:
      - Username, for Basic authentication. Jira 11 and later refuse it by default; use O(token) instead.
      - If not set, the environment variable E(AIP_USERNAME) is used.
    type: str
  password:
    description:
      - Password for O(username). A refused password is never sent again, because Jira locks users out.
      - If not set, the environment variable E(AIP_PASSWORD) is used.
    type: str
  deployment:
    description:
      - The edition of AIP. V(cloud) is reserved, and refused for now because its API is not published.
      - If not set, the environment variable E(AIP_DEPLOYMENT) is used.
    type: str
    choices: [datacenter, cloud]
    default: datacenter
  validate_certs:
    description:
      - Whether the server's TLS certificate must be valid. Instead of disabling this, set O(ca_path).
      - If not set, the environment variable E(AIP_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File with the certificates of the authorities to trust (PEM), for servers whose certificate is from your own
        authority. A folder of such files works as well, after C(openssl rehash) has prepared it.
      - If not set, the environment variables E(AIP_CA_PATH), E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) are
        used, in this order.
    type: path
  client_cert:
    description:
      - File with a client certificate (PEM), for servers that require one. It may contain the key as well.
      - If not set, the environment variable E(AIP_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - File with the key of O(client_cert) (PEM, without passphrase).
      - If not set, the environment variable E(AIP_CLIENT_KEY) is used.
    type: path
  proxy:
    description:
      - Proxy for all requests, such as V(http://proxy.example.com:3128). A login is written before the host, as in
        V(http://user:password@proxy.example.com:3128), its special characters percent-encoded.
      - If not set, the environment variable E(AIP_PROXY) is used, then the common E(HTTPS_PROXY) or E(HTTP_PROXY),
        E(ALL_PROXY) and E(NO_PROXY).
      - E(NO_PROXY) lists names, domains, IP addresses and networks that no proxy is for, with or without a port;
        V(*) stands for all.
    type: str
  timeout:
    description:
      - Seconds to wait for a connection, and for the server to send data.
      - A whole answer may take ten times as long, even if the server keeps sending. For an attached file, this limit
        applies to every MiB of it, so that large files can be read over slow connections.
      - If not set, the environment variable E(AIP_TIMEOUT) is used.
    type: float
    default: 30
  retries:
    description:
      - How often a request is repeated after a network fault, or if the server failed. A create or an upload is
        never repeated if it may have arrived.
      - Refusals by a rate limit (status 429) do not count, because they depend on what else is sent. They are
        bounded by O(max_wait). With V(0), nothing is repeated at all.
      - If not set, the environment variable E(AIP_RETRIES) is used.
    type: int
    default: 4
  max_wait:
    description:
      - The maximum number of seconds that a task may be held back, in total, because the server refused or failed.
        If that is not enough, the task fails with an error that states when to run it again.
      - The time in which several parallel requests are held counts once. Sending requests at the rate that the
        server accepts does not count.
      - If not set, the environment variable E(AIP_MAX_WAIT) is used.
    type: float
    default: 300
  wait_for_index:
    description:
      - The maximum number of seconds to wait, at the end of a task that wrote something, until AIP's search shows
        it. The search lags behind the database.
      - Also the maximum number of seconds for which an asset is asked for again that the search shows, but that the
        server does not show by its id. If it is neither shown nor gone from the search by then, the task fails.
      - With V(0), the task does not wait. A run right after it may not find assets that were just created.
      - If not set, the environment variable E(AIP_WAIT_FOR_INDEX) is used.
    type: float
    default: 30
  page_size:
    description:
      - How many assets to request in one page of a search. Servers may return fewer.
      - If not set, the environment variable E(AIP_PAGE_SIZE) is used.
    type: int
    default: 100
  log_path:
    description:
      - File to which a line of JSON is appended for each request, also in check mode. Its folder must exist. Only
        its owner can read it.
      - Paths in it are templates, and headers are left out, so that it contains no names and no secrets.
      - After 10 MiB another file is begun. Three old ones are kept, with the endings C(.1) to C(.3).
      - A log that cannot be written is a warning, never an error.
      - If not set, the environment variable E(AIP_LOG_PATH) is used.
    type: path
  log_bodies:
    description:
      - Whether the log contains bodies as well, each cut to 4000 characters. Logins, encrypted values and all
        values of attributes are hidden, and files are left out. Names and other fields of assets are visible.
      - If not set, the environment variable E(AIP_LOG_BODIES) is used.
    type: bool
    default: false
  dialect:
    description:
      - What your server expects where the vendor does not document the API. Most servers require no settings here.
      - If not set, the environment variable E(AIP_DIALECT) is used, as JSON.
    type: dict
    suboptions:
      asset_type_key:
        description: The key of the asset type in requests. The default is V(formId).
        type: str
        choices: [formId, formName, form]
      system_fields:
        description:
          - Whether system fields are sent as keys of the asset (V(top_level), the default) or as entries in its
            attributes (V(attributes)).
        type: str
        choices: [top_level, attributes]
      attributes:
        description:
          - Whether attributes are sent as a list of entries (V(entries), the default) or as a mapping of names to
            values (V(map)).
        type: str
        choices: [entries, map]
      numbers:
        description: Whether numbers are sent as JSON numbers (V(number), the default) or as text (V(text)).
        type: str
        choices: [number, text]
      clear_with:
        description: What clears a field, an empty text (V(empty_text), the default) or V(null).
        type: str
        choices: [empty_text, "null"]
      update_with_asset_type:
        description: Whether updates include the asset type. The default is V(false).
        type: bool
      upload_part:
        description: The name of the part that contains the file in an upload. The default is V(file).
        type: str
      search_types_by:
        description: Whether searches refer to asset types by name (V(name), the default) or by id.
        type: str
        choices: [name, id]
      name_uniqueness:
        description:
          - Whether several assets may have the same name. In V(per_type), only if they are of different types. The
            default is V(unknown).
        type: str
        choices: [unknown, allowed, per_type, never]
      name_changes:
        description:
          - In what names differ from what was written after the server has stored them, if they do. See
            O(assetops.aip.aip_assets#module:similar_names).
        type: list
        elements: str
        choices: [html, unseen, line_ends, composed, form, spaces, single_spaces, start, end, case, cut]
      html_escaped:
        description: Whether the server returns texts escaped as HTML, C(R&amp;D) for C(R&D). The default is V(false).
        type: bool
      time_zone:
        description:
          - The time zone in which the server shows dates with time, such as V(Europe/Berlin) or V(+03:00). The
            default is V(UTC).
        type: str
      statuses:
        description: Statuses that your AIP has in addition to the vendor's, each with the list of its substatuses.
        type: dict
      status_keys:
        description: The names of statuses by key, if the server returns keys.
        type: dict
      substatus_keys:
        description: The names of substatuses by key, if the server returns keys.
        type: dict
      attribute_types:
        description:
          - What the server's identifiers of attribute types mean if they are not recognized, such as
            V(Cascading Dropdown) for the identifier V(CascadeList). If the server does not return the type of an
            attribute, use the attribute's name as the identifier.
        type: dict
      unreadable_fields:
        description:
          - Fields that the server never shows. They are sent when an asset is created, and then left alone.
        type: list
        elements: str
requirements:
  - requests >= 2.25
  - requests-toolbelt >= 0.10
  - PyYAML >= 5.4
"""

    WORKERS = r"""
options:
  workers:
    description: The maximum number of parallel requests.
    type: int
    default: 4
"""
