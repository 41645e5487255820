"""The web person's guide, from an empty machine to a site behind nginx with its counter: each command as it stands."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.builder import PROJECT
from tests.test_readme import fences
from tests.web_servers import public_folder, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GUIDE = "docs/huong-dan-quan-tri.md"
SYSTEM = {
    "sudo": 'exec "$@"',
    "apt": "",
    "systemctl": "",
    "certbot": "",
    "nginx": "",  # the one that is tested is started by `web_servers`
    "crontab": 'cat > "$HOME/crontab"',
    "python3": f'exec {shlex.quote(sys.executable)} "$@"',
}
"""What the machine's own programs do here."""


class Machine:
    """A folder that is a machine: `/srv` and `/etc` are in it, and so is the unpacked Bantin."""

    def __init__(self, root: Path) -> None:
        self.root = self.folder = root
        programs, home = root / "bin", root / "home"
        for folder in (programs, home, root / "srv", root / "etc/nginx/conf.d", root / "etc/systemd/system"):
            folder.mkdir(parents=True)
        for name, does in SYSTEM.items():
            (programs / name).write_text(f"#!/bin/sh\n{does}\n")
            (programs / name).chmod(0o755)
        for name in ("bantin", "srv/bantin-new"):
            (root / name).symlink_to(PROJECT)
        names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
        self.environment = {"HOME": str(home), "USER": "root", "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin"}
        self.environment |= dict.fromkeys(names, "lan@example.vn")

    def here(self, text: str) -> str:
        """Return `text` with the machine's folders where they are."""
        return re.sub(r"(?<![\w.:/-])/(?=(?:srv|etc|var)/)", f"{self.root}/", text)

    def type(self, line: str) -> str:
        """Run a line of the guide in the folder of today; return what it says."""
        script = f"{self.here(line)}\npwd > {self.root}/pwd\n"
        done = subprocess.run(
            ["/bin/sh", "-e"], cwd=self.folder, env=self.environment, input=script, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        self.folder = type(self.root)((self.root / "pwd").read_text().strip())
        return done.stdout + done.stderr

    def write_settings(self, block: str) -> None:
        """Put what a block of the guide says into the settings of the site: tables in place of those there."""
        path = self.root / "srv/bantin/site_config.toml"
        text = path.read_text("utf-8")
        for table, lines in re.findall(r"(\[[\w.]+\]\n)((?:.+\n)+)", self.here(block)):
            assert table in text, f"a new site has no {table}"
            head, rest = text.split(table, 1)
            text = head + table + lines + re.sub(r"\A(?:#.*\n|provider = .*\n)+", "", rest)
        path.write_text(text, "utf-8")


@contextmanager
def counting(machine: Machine, port: int) -> Iterator[None]:
    """Run the counter by the unit that the guide installs."""
    unit = (machine.root / "etc/systemd/system/bantin-counter.service").read_text("utf-8")
    [command] = re.findall(r"^ExecStart=/usr/bin/python3 (.*)$", unit, re.MULTILINE)
    words = shlex.split(machine.here(command).replace("8765", str(port)))
    (machine.root / "var/lib/bantin").mkdir(parents=True, exist_ok=True)
    with subprocess.Popen([sys.executable, *words], cwd=machine.folder, stderr=subprocess.DEVNULL) as service:
        try:
            until = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    assert service.poll() is None
                    assert time.monotonic() < until
                    time.sleep(0.05)
            yield
        finally:
            service.terminate()


def blocks(number: int) -> list[tuple[str, str]]:
    """Return language and text of the blocks of a section."""
    text = (PROJECT / GUIDE).read_text("utf-8")
    section = text.split(f"\n## {number}. ", 1)[1].split("\n## ", 1)[0]
    return [one for one in fences(GUIDE) if one[1] in section]


@pytest.mark.servers
def test_from_an_empty_machine_to_a_site_with_its_counter() -> None:
    with public_folder() as root, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        machine = Machine(root)
        for number in (1, 2, 3, 4, 5, 6, 7, 8, 9):
            for language, block in blocks(number):
                if language == "toml":
                    machine.write_settings(block)
                for line in block.splitlines() if language == "sh" else ():
                    if " counter " in line:
                        with counting(machine, port):
                            machine.type(line)
                    else:
                        machine.type(line)
        site = machine.root / "srv/bantin"
        assert (machine.root / "srv/hdnd/current/index.html").is_file()
        assert os.readlink(machine.root / "etc/nginx/conf.d/hdnd.conf") == str(
            machine.root / "etc/nginx/bantin/site.conf"
        )
        assert "#1d4f91" in (machine.root / "srv/hdnd/current/site.webmanifest").read_text()
        assert (site / "layouts/partials/footer.html").is_file()
        assert (machine.root / "home/crontab").read_text().startswith("*/10 * * * *  cd ")
        assert (
            "Trang tin"
            in subprocess.run(
                ["git", "log", "--format=%s"], cwd=site, capture_output=True, text=True, check=True
            ).stdout
        )
        assert (machine.root / "srv/luot-2026-12-01.sqlite").is_file()

        server = machine.root / "etc/nginx"
        text = (server / "bantin/server.conf").read_text()
        assert "127.0.0.1:8765" in text
        (server / "bantin/server.conf").write_text(text.replace("127.0.0.1:8765", f"127.0.0.1:{port}"))
        with counting(machine, port), run("nginx", server) as nginx:
            home = nginx.ask("/", Host="hdnd.example.vn")
            assert (home.status, "Hội đồng nhân dân tỉnh" in home.body.decode()) == (200, True)
            assert nginx.ask("/khong-co/", Host="hdnd.example.vn").status == 404
            figures = json.loads(nginx.ask("/luot/v1/luot?site=hdnd", Host="hdnd.example.vn").body)
            assert (figures["today"], figures["total"]) == (0, 0)
