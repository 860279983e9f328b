# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the connection options of plugins that run on the controller come from, beside the options themselves.

A plugin extends C(assetops.aip._connection) and this. C(dialect) is not here: Ansible's configuration takes no mapping
from the environment, so AIP_DIALECT is read with the table of the options.
"""

from __future__ import annotations


class ModuleDocFragment:
    """The environment variables of the connection options."""

    DOCUMENTATION = r"""
options:
  url:
    env: [{name: AIP_URL}]
  token:
    env: [{name: AIP_TOKEN}]
  username:
    env: [{name: AIP_USERNAME}]
  password:
    env: [{name: AIP_PASSWORD}]
  deployment:
    env: [{name: AIP_DEPLOYMENT}]
  validate_certs:
    env: [{name: AIP_VALIDATE_CERTS}]
  ca_path:
    env: [{name: AIP_CA_PATH}]
  client_cert:
    env: [{name: AIP_CLIENT_CERT}]
  client_key:
    env: [{name: AIP_CLIENT_KEY}]
  proxy:
    env: [{name: AIP_PROXY}]
  timeout:
    env: [{name: AIP_TIMEOUT}]
  retries:
    env: [{name: AIP_RETRIES}]
  max_wait:
    env: [{name: AIP_MAX_WAIT}]
  wait_for_index:
    env: [{name: AIP_WAIT_FOR_INDEX}]
  page_size:
    env: [{name: AIP_PAGE_SIZE}]
  log_path:
    env: [{name: AIP_LOG_PATH}]
  log_bodies:
    env: [{name: AIP_LOG_BODIES}]
"""
