# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's side of the module assetops.aip.jira_webhook: runs it in Ansible's worker where possible."""

from __future__ import annotations

from ..modules import jira_webhook
from ..plugin_utils._in_worker import InWorker


class ActionModule(InWorker):
    """Runs jira_webhook."""

    code = jira_webhook
