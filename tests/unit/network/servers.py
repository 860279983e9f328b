# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real servers in front of the sandbox: nginx, and the forward proxy tinyproxy.

They listen on 127.0.0.1, run without privileges in a folder of their own, and are stopped by their process.
"""

from __future__ import annotations

import os
import pwd
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NOBODY = "nobody"  # whom root starts them as
SECONDS_TO_START = 20
# Debian keeps daemons where only root's PATH leads.
PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])

NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
worker_shutdown_timeout 5s;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {outside}
  server {{
    listen 127.0.0.1:{port}{tls};
    {inside}
    location / {{
      proxy_set_header Host $http_host;
      proxy_pass {backend};
      {location}
    }}
  }}
}}
"""

TINYPROXY = """
Port {port}
Listen 127.0.0.1
Timeout 60
MaxClients 50
Allow 127.0.0.1
LogFile "{folder}/tinyproxy.log"
LogLevel Connect
PidFile "{folder}/tinyproxy.pid"
{more}
"""


def find(program: str) -> str | None:
    """The path of a server's program; None if it is not installed."""
    return shutil.which(program, path=PATH)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that servers without privileges may use: pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="aip-network-"))
    try:
        hand_over(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hand_over(path: Path) -> None:
    """Give a path to whom servers run as."""
    if os.geteuid() == 0:
        shutil.chown(path, NOBODY)


def free_port() -> int:
    """A port that nobody listens at now, and that the system gives to nobody who asks for any."""
    while True:
        port = random.SystemRandom().randrange(10_240, 32_768)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


class Server:
    """A program that serves at `port`, with a configuration that is written anew at each start."""

    def __init__(self, program: str, folder: Path, template: str, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{program}-", dir=folder))
        hand_over(self.folder)
        self.port = free_port()
        self.settings = settings
        self._program, self._template = str(find(program)), template
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def root(self) -> str:
        """Its address as an http URL."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it listens; at another port, if somebody was faster."""
        for _attempt in range(5):
            self.configure()
            self._process = self._run()
            if self._listens():
                return
            self.stop()
            self.port = free_port()
        raise RuntimeError(f"{self._program} does not start: {self.log()}")

    def stop(self) -> None:
        """Stop it at once; nothing if it does not run."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=SECONDS_TO_START)
            self._process = None

    def restart(self) -> None:
        """Stop it and start it, at the same port."""
        self.stop()
        self.start()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self._process is not None:
            self._process.send_signal(number)

    def log(self, name: str = "output.log") -> str:
        """What it wrote into a file of its folder."""
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def configure(self) -> None:
        """Write its configuration."""
        text = self._template.format(folder=self.folder, port=self.port, **self.settings)
        (self.folder / "server.conf").write_text(text, encoding="utf-8")

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _run(self) -> subprocess.Popen[bytes]:
        nobody = pwd.getpwnam(NOBODY) if os.geteuid() == 0 else None
        with (self.folder / "output.log").open("ab") as log:
            return subprocess.Popen(
                self._command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=nobody.pw_uid if nobody else None,
                group=nobody.pw_gid if nobody else None,
                extra_groups=[] if nobody else None,
            )

    def _listens(self) -> bool:
        end = time.monotonic() + SECONDS_TO_START
        while self._process is not None and self._process.poll() is None:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self._process.poll() is None
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return False


class Nginx(Server):
    """Nginx before a back end. `inside` are lines of its server, `location` of its location, `outside` of http."""

    def __init__(
        self,
        folder: Path,
        backend: str,
        inside: str = "",
        location: str = "",
        outside: str = "",
        certificate: str | None = None,
    ) -> None:
        shown = f"ssl_certificate {certificate};\nssl_certificate_key {certificate};\n"
        super().__init__(
            "nginx",
            folder,
            NGINX,
            backend=backend,
            inside=(shown if certificate else "") + inside,
            location=location,
            outside=outside,
            tls=" ssl" if certificate else "",
        )
        self._scheme = "https" if certificate else "http"

    @property
    def root(self) -> str:
        """Its address."""
        return f"{self._scheme}://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Jira's base URL through it."""
        return f"{self.root}/jira"

    def reload(self, **settings: str) -> None:
        """Read a changed configuration: connections stay open until they are idle."""
        self.settings.update(settings)
        self.configure()
        self.signal(signal.SIGHUP)

    def statuses(self) -> list[int]:
        """The statuses that it answered with, as its log has them."""
        return [int(one) for one in re.findall(r'" (\d{3}) \d+ "', self.log("access.log"))]

    def _command(self) -> list[str]:
        given = ["-c", str(self.folder / "server.conf")]
        return [self._program, "-e", "stderr", "-p", str(self.folder), *given]


class Tinyproxy(Server):
    """A forward proxy, which speaks HTTP/1.0 to servers. With `login`, "user password", it requires one."""

    def __init__(self, folder: Path, login: str = "", more: str = "") -> None:
        lines = [f"BasicAuth {login}"] if login else []
        super().__init__("tinyproxy", folder, TINYPROXY, more="\n".join([*lines, more]))

    def asked(self) -> list[str]:
        """Method and target of each request that came, refused ones too."""
        pattern = r"Request \(file descriptor \d+\): (\S+ \S+)"
        return re.findall(pattern, self.log("tinyproxy.log"))

    def _command(self) -> list[str]:
        return [self._program, "-d", "-c", str(self.folder / "server.conf")]
