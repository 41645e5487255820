"""Real web servers for tests: nginx, Apache and Caddy, each on a free port of this machine, by Bantin's configuration."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

PATIENCE_S = 30.0
PLACE = "bantin"
"""The folder of the configuration, in that of the server."""


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes

    def one(self, name: str) -> str:
        """Return the value of a header that must be there once."""
        values = self.headers.get_all(name) or []
        assert len(values) == 1, f"{name}: {values}"
        return values[0]


class Running:
    """A server that runs."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, **headers: str) -> Answer:
        """Ask for a path as it is written; headers by names with `_` for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.putrequest("GET", path, skip_host="Host" in given, skip_accept_encoding=True)
            for name, value in given.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())


@contextlib.contextmanager
def public_folder() -> Iterator[Path]:
    """Return a folder that servers may read although they give up root's rights."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


@contextlib.contextmanager
def run(server: str, folder: Path) -> Iterator[Running]:
    """Run a server by the configuration in `folder/bantin`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = {"nginx": _nginx, "apache": _apache, "caddy": _caddy}[server](folder, port)
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
    try:
        running = Running(port)
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                running.ask("/")
                break
            except OSError:
                assert process.poll() is None, (folder / "said").read_text()
                assert time.monotonic() < until, (folder / "said").read_text()
                time.sleep(0.05)
        yield running
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _nginx(folder: Path, port: int) -> list[str]:
    program = need_program("nginx")
    site = folder / PLACE / "site.conf"
    text = site.read_text().replace("    listen [::]:80;\n", "").replace("listen 80;", f"listen 127.0.0.1:{port};")
    site.write_text(text)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    types = "types { text/html html; text/css css; text/plain txt; text/xml xml; application/octet-stream bin; }"
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/log; events {{}}\n"
        f"http {{ {types} access_log off; {paths}\ninclude {PLACE}/site.conf; }}"
    )
    return [program, "-c", str(folder / "nginx.conf")]


_MODULES = (
    "mpm_event", "authz_core", "alias", "dir", "mime", "headers", "rewrite", "filter", "deflate", "proxy", "proxy_http",
)  # fmt: skip


def _apache(folder: Path, port: int) -> list[str]:
    program = need_program("apache2", "httpd")
    site = folder / PLACE / "site.conf"
    site.write_text(site.read_text().replace("*:80", f"127.0.0.1:{port}"))
    modules = next(place for place in ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules") if os.path.isdir(place))
    user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    lines = [f"LoadModule {name}_module {modules}/mod_{name}.so" for name in _MODULES]
    (folder / "apache.conf").write_text(
        "\n".join(lines)
        + f"""
ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
ErrorLog {folder}/log
Listen 127.0.0.1:{port}
{user}TypesConfig /etc/mime.types
<Directory />
    AllowOverride None
    Require all denied
</Directory>
Include {PLACE}/site.conf
"""
    )
    return [program, "-f", str(folder / "apache.conf"), "-DFOREGROUND"]


def _caddy(folder: Path, port: int) -> list[str]:
    program = need_program("caddy")
    site = folder / PLACE / "site.caddy"
    text = site.read_text()
    for line in [one for one in text.split("\n") if one.endswith("{") and not one.startswith(" ")]:
        names = [name.strip().partition("://")[2] for name in line.rstrip("{").split(",")]
        text = text.replace(line, ", ".join(f"http://{name}:{port}" for name in names) + " {\n    bind 127.0.0.1", 1)
    (folder / "Caddyfile").write_text("{\n    admin off\n    auto_https off\n}\n" + f"import {PLACE}/site.caddy\n")
    site.write_text(text)
    return [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def copy_tree(source: Path, target: Path) -> None:
    """Copy a published site, for servers with other rights."""
    shutil.copytree(source, target)
    for parent, _folders, names in os.walk(target):
        os.chmod(parent, 0o755)
        for name in names:
            os.chmod(os.path.join(parent, name), 0o644)
