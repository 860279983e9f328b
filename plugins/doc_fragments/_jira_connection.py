# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options of modules for Jira itself, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of every module that talks to Jira itself."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Base URL of Jira, with its context path if it has one, such as V(https://jira.example.com),
        V(https://example.com/jira) or V(https://example.atlassian.net).
      - If not set, the environment variables E(JIRA_URL) and E(AIP_URL) are used, in this order.
    type: str
    required: true
  token:
    description:
      - On Data Center, a personal access token, which is the recommended way to log in.
      - On Cloud, an API token of the account whose e-mail address is O(username). Without O(username), an OAuth 2.0
        token, together with O(cloud_id).
      - If not set, the environment variables E(JIRA_TOKEN) and E(AIP_TOKEN) are used, in this order. E(AIP_TOKEN)
        is not used if E(JIRA_URL) is another server than E(AIP_URL), or if a login is set with E(JIRA_USERNAME) or
        E(JIRA_PASSWORD). If O(url) is written and is another server than that of E(JIRA_URL), E(JIRA_TOKEN) is not used
        for it, and the same holds for E(AIP_TOKEN) and E(AIP_URL).
    type: str
  username:
    description:
      - On Cloud, the e-mail address of the account that O(token) belongs to. On Data Center, a username for Basic
        authentication with O(password), which Jira 11 and later refuse by default.
      - If not set, the environment variables E(JIRA_USERNAME) and E(AIP_USERNAME) are used like those of O(token).
    type: str
  password:
    description:
      - Password for O(username), on Data Center only. A refused password is never sent again, because Jira locks users
        out.
      - If not set, the environment variables E(JIRA_PASSWORD) and E(AIP_PASSWORD) are used like those of O(token).
    type: str
  deployment:
    description:
      - The edition of Jira. By default, it is V(cloud) if O(url) ends with C(.atlassian.net) or O(cloud_id) is set,
        and V(datacenter) otherwise.
      - If not set, the environment variables E(JIRA_DEPLOYMENT) and E(AIP_DEPLOYMENT) are used, in this order.
    type: str
    choices: [datacenter, cloud]
  cloud_id:
    description:
      - The id of a Jira Cloud site. With it, requests are sent to Atlassian's gateway, which is the only place where
        API tokens with scopes and OAuth 2.0 tokens are accepted. The site shows its id at C(/_edge/tenant_info).
      - If not set, the environment variables E(JIRA_CLOUD_ID) and E(AIP_CLOUD_ID) are used, in this order.
    type: str
  gateway:
    description:
      - Address of the gateway for O(cloud_id).
      - If not set, the environment variables E(JIRA_GATEWAY) and E(AIP_GATEWAY) are used, in this order.
    type: str
    default: https://api.atlassian.com
  validate_certs:
    description:
      - Whether the TLS certificate of the server must be valid. Rather than disabling this, set O(ca_path).
      - If not set, the environment variables E(JIRA_VALIDATE_CERTS) and E(AIP_VALIDATE_CERTS) are used.
    type: bool
    default: true
  ca_path:
    description:
      - File (PEM) with the authorities to trust, or a folder prepared by C(openssl rehash), if the certificate of the
        server is from your own authority.
      - If not set, the environment variables E(JIRA_CA_PATH), E(AIP_CA_PATH), E(REQUESTS_CA_BUNDLE) and
        E(CURL_CA_BUNDLE) are used, in this order.
    type: path
  client_cert:
    description:
      - File (PEM) with a client certificate, for servers that require one. It may contain the key as well.
      - If not set, the environment variables E(JIRA_CLIENT_CERT) and E(AIP_CLIENT_CERT) are used.
    type: path
  client_key:
    description:
      - File (PEM) with the key of O(client_cert), without passphrase.
      - If not set, the environment variables E(JIRA_CLIENT_KEY) and E(AIP_CLIENT_KEY) are used.
    type: path
  proxy:
    description:
      - Proxy for all requests, such as V(http://proxy.example.com:3128), with a login before the host if it requires
        one.
      - If not set, the environment variables E(JIRA_PROXY) and E(AIP_PROXY) are used, then E(HTTPS_PROXY) or
        E(HTTP_PROXY), E(ALL_PROXY) and E(NO_PROXY).
    type: str
  timeout:
    description:
      - Seconds to wait for a connection, and for the server to send data. A whole answer may take ten times as long.
      - If not set, the environment variables E(JIRA_TIMEOUT) and E(AIP_TIMEOUT) are used.
    type: float
    default: 30
  retries:
    description:
      - How often a request is repeated after a network fault, or if the server failed. A new issue, a comment or an
        upload is never repeated if it may have arrived.
      - If not set, the environment variables E(JIRA_RETRIES) and E(AIP_RETRIES) are used.
    type: int
    default: 4
  max_wait:
    description:
      - The maximum number of seconds that a task may be held back, in total, because Jira refused requests by its rate
        limits or failed. If that is not enough, the task fails with an error that states when to run it again.
      - If not set, the environment variables E(JIRA_MAX_WAIT) and E(AIP_MAX_WAIT) are used.
    type: float
    default: 300
  wait_for_index:
    description:
      - The maximum number of seconds to wait until Jira's search shows an issue that was created or deleted by
        its identity. The search lags behind the database.
      - If not set, the environment variables E(JIRA_WAIT_FOR_INDEX) and E(AIP_WAIT_FOR_INDEX) are used.
    type: float
    default: 30
  page_size:
    description:
      - How many issues to request in one page of a search. Servers may return fewer.
      - If not set, the environment variables E(JIRA_PAGE_SIZE) and E(AIP_PAGE_SIZE) are used.
    type: int
    default: 100
  log_path:
    description:
      - File to which a line of JSON is appended for each request, without names and secrets. Its folder must exist.
        After 10 MiB another file is begun.
      - If not set, the environment variables E(JIRA_LOG_PATH) and E(AIP_LOG_PATH) are used.
    type: path
  log_bodies:
    description:
      - Whether the log contains bodies as well, each cut to 4000 characters and without logins. What people have
        written in issues is visible in it.
      - If not set, the environment variables E(JIRA_LOG_BODIES) and E(AIP_LOG_BODIES) are used.
    type: bool
    default: false
requirements:
  - requests >= 2.25
  - requests-toolbelt >= 0.10
  - PyYAML >= 5.4
attributes:
  check_mode:
    description: Can run in C(check_mode), where it reports what would change and writes nothing.
  diff_mode:
    description: Returns what has changed, or would change in C(check_mode), if in C(diff) mode.
  idempotent:
    description: A second run with the same options changes nothing, unless something else was changed in between.
  action_group:
    description:
      - Is in the action group C(group/assetops.aip.jira), so that C(module_defaults) can set its connection.
    support: full
    membership: [assetops.aip.jira]
notes:
  - The connection options can be set once for all modules for Jira, with C(module_defaults) and the group
    C(group/assetops.aip.jira).
  - The module runs on the host of the task, which in most playbooks is the controller, with C(hosts=localhost).
"""
