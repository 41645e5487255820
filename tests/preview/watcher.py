"""The real `watch` command in a process of its own, and what its site must be: a fresh build, plus what the preview
adds."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from tests.builder import NOW, PROJECT, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_S = 60.0
"""How long a condition may take on a busy machine before a test fails; nothing is ever judged by being quicker."""
_ADDED = re.compile(
    rb'<script src="/_preview/live\.js" data-page="[^"]*" data-digest="[^"]*"></script>'
    rb'|<div class="bantin-preview-banner" role="status"><link rel="stylesheet" href="/_preview/preview\.css">[^<]*</div>'
    rb"|(?<=<html) data-luot-sample"
)


class Answer(NamedTuple):
    """What a request got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def as_built(self) -> bytes:
        """The body without anything that the preview adds."""
        return _ADDED.sub(b"", self.body)


class Watch:
    """A running preview."""

    def __init__(
        self, site: Site, *arguments: str, port: int = 0, now: str | None = NOW, command: tuple[str, ...] = ()
    ) -> None:
        """Start it, and wait until it serves. `command` stands before the interpreter."""
        self.site = site
        clock = ("--now", now) if now else ()
        self.process = subprocess.Popen(
            [
                *command,
                sys.executable,
                str(PROJECT / "build.py"),
                "--root",
                str(site.root),
                "watch",
                "--port",
                str(port),
                *clock,
                *arguments,
            ],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # so that a test can see that no process is left
        )
        self._said: list[str] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        try:
            wait_for(lambda: "Ctrl-C" in self.said or self.process.poll() is not None, lambda: self.said)
            found = re.search(r"(http://\S+?:(\d+))(/\S*)\n", self.said)
            assert found, self.said
        except AssertionError:
            self.stop(signal.SIGKILL)
            raise
        self.origin, self.port, self.base = found[1], int(found[2]), found[3]

    @property
    def said(self) -> str:
        """All that stood in the terminal so far."""
        return "".join(self._said)

    def get(self, path: str, method: str = "GET", *, of: str = "127.0.0.1", **headers: str) -> Answer:
        """Ask the address `of` for `path`, exactly as it is written."""
        connection = http.client.HTTPConnection(of, self.port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(
                response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
            )

    def until(self, path: str, *words: str, status: int = 200) -> Answer:
        """Wait until the page at `path` has all of `words`."""
        last: list[Answer] = []

        def shows() -> bool:
            last[:] = [self.get(path)]
            return last[0].status == status and all(word in last[0].text for word in words)

        wait_for(
            shows,
            lambda: (
                f"{path}: {last[0].status} without {words}\n{last[0].body[:3000].decode(errors='replace')}\n{self.said}"
            ),
        )
        return last[0]

    def state(self, path: str) -> dict[str, object]:
        """Return what the script of the page at `path` is told at once."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("GET", f"/_preview/events?page={quote(path)}")
            response = connection.getresponse()
            while True:
                line = response.readline().decode()
                if line.startswith("data: "):
                    found: dict[str, object] = json.loads(line.removeprefix("data: "))
                    return found

    def until_as_built(self, folder: Path) -> None:
        """Wait until everything that is served is what a build from nothing gives."""
        fresh = fresh_build(self.site, folder)
        wait_for(lambda: not self.differences(fresh), lambda: f"{self.differences(fresh)}\n{self.said}")

    def differences(self, fresh: dict[str, bytes]) -> list[str]:
        """Return the addresses at which something else is served than `fresh` has."""
        found = []
        for url, content in fresh.items():
            answer = self.get(quote(url))
            if answer.status != 200 or answer.as_built != content:
                found.append(f"{url} ({answer.status})")
        return found

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return status

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            for line in stream:
                self._said.append(line.decode())


def wait_for(condition: Callable[[], bool], told: Callable[[], str] = str, *, step: float = 0.02) -> None:
    """Wait until `condition` holds; fail with what `told` returns when it never does."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, told()
        time.sleep(step)


def fresh_build(site: Site, folder: Path) -> dict[str, bytes]:
    """Return what a build from nothing publishes, by address; redirect pages left out, as the preview redirects itself."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site.root, folder, ignore=shutil.ignore_patterns("public", ".bantin"), symlinks=True)
    made = Site(folder, {"site_config.toml": (folder / "site_config.toml").read_bytes()}, plain=False)
    result = made.invoke("build", "--json", "--now", NOW, "--jobs", "1")
    assert result.status == 0, result.stdout + result.stderr
    found = re.search(r'base_url = "([^"]*)"', (folder / "site_config.toml").read_text("utf-8"))
    assert found is not None
    base = urlsplit(found[1]).path.rstrip("/")
    return dict(_published(made, base))


def _published(site: Site, base: str) -> Iterator[tuple[str, bytes]]:
    for path in site.pages():
        if path == ".gitignore" or "/chi-muc/" in path:  # the preview searches the last build
            continue
        content = (site.public / path).read_bytes()
        if b'http-equiv="refresh"' in content:
            continue
        yield f"{base}/{path.removesuffix('index.html')}", content


def processes_of(group: int) -> list[int]:
    """Return the living processes of a session."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdecimal():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stream:
                fields = stream.read().rpartition(")")[2].split()
                if int(fields[3]) == group and fields[0] != "Z":
                    found.append(int(name))
    return found
