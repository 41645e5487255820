"""What `verify` finds of all that was done to a large site on its server, and how soon.

    python bench/verify.py
    python bench/verify.py --size 1000 --changes 100 --seed 7 --work /tmp/bench

Generates and builds a site, has nginx hand out a copy of it on this machine by the configuration of `server-config`
(without nginx: the tests' own server), alters files of the copy at random as intruders and accidents do, and compares
what `verify` names with what was altered. Prints a line with the result and the machine's load; ends with 1 when
something was missed or named falsely.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from corpus import WRITERS, Corpus

PROJECT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests import web_servers  # noqa: E402 - the checkout's
from tests.builder import Site  # noqa: E402
from tests.live_host import Host  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW: Final = "2026-11-24T08:00:00+07:00"
SEED: Final = 20261124
NO_PAGE: Final = "404.html"
LINK: Final = b'<div style="display:none"><a href="https://ca-cuoc.example/">88</a></div>'
SCRIPT: Final = b"<script>document.location = 'https://ca-cuoc.example/'</script>"
FRAME: Final = b'<iframe src="https://ca-cuoc.example/" hidden></iframe>'


class Folder(NamedTuple):
    """What the server hands out, and chance."""

    root: Path
    files: list[str]
    chance: random.Random

    def edit(self, file: str, change: Callable[[bytes], bytes]) -> set[str]:
        """Alter a file; return what must be named."""
        path = self.root / file
        before = path.read_bytes()
        after = change(before)
        path.write_bytes(after if after != before else before + b"\n")
        return {address(file)}


def address(file: str) -> str:
    """Return a file's address on the server as `verify` writes it."""
    return "/" + quote(
        file.removesuffix("index.html") if file == "index.html" or file.endswith("/index.html") else file
    )


def insert(folder: Folder, file: str, piece: bytes) -> set[str]:
    """Put something into a page where it shows, or at its end."""
    places = (b"</body>", b"<main", b"</head>")
    mark = folder.chance.choice(places)
    return folder.edit(file, lambda data: data.replace(mark, piece + mark, 1) if mark in data else data + piece)


def other_byte(folder: Folder, file: str) -> set[str]:
    """Alter one byte."""

    def change(data: bytes) -> bytes:
        at = folder.chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

    return folder.edit(file, change)


def other_digit(folder: Folder, file: str) -> set[str]:
    """Alter a digit: a date, an amount, the number of a paper."""
    return folder.edit(file, lambda data: data.replace(b"20", b"21", 1))


def other_file(folder: Folder, file: str) -> set[str]:
    """Put another file of the site in its place."""
    return folder.edit(file, lambda _: (folder.root / folder.chance.choice(folder.files)).read_bytes())


def removed(folder: Folder, file: str) -> set[str]:
    """Remove a file."""
    (folder.root / file).unlink()
    return {address(file)}


def foreign(folder: Folder, file: str) -> set[str]:
    """Put a file of somebody else beside one of the site's."""
    name = f"{file.rpartition('/')[0]}/wp-{folder.chance.randrange(10**9)}.php".lstrip("/")
    (folder.root / name).write_text("<?php")
    return {address(name)}


CHANGES: Final[dict[str, Callable[[Folder, str], set[str]]]] = {
    "link": lambda folder, file: insert(folder, file, LINK),
    "script": lambda folder, file: insert(folder, file, SCRIPT),
    "frame": lambda folder, file: insert(folder, file, FRAME),
    "byte": other_byte,
    "digit": other_digit,
    "other file": other_file,
    "cut off": lambda folder, file: folder.edit(file, lambda data: data[: len(data) // 2]),
    "emptied": lambda folder, file: folder.edit(file, lambda _: b""),
    "removed": removed,
    "foreign": foreign,
}


def build(site: Path, size: int) -> None:
    """Write and build a site of `size` articles, unless it is there."""
    if (site / "public" / "index.html").exists():
        return
    site.mkdir(parents=True)
    shutil.copy(PROJECT / "bench/peers/bantin/site_config.toml", site)
    WRITERS["bantin"].write_all(site, Corpus(size))
    run(site, "build", "--quiet", "--now", NOW)


@contextlib.contextmanager
def served(site: Path, place: Path, www: Path) -> Iterator[str]:
    """Hand out the folder `www` in `place` as the site's server does; return the address."""
    if shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin"):
        run(site, "server-config", "nginx", "--folder", str(www), "--output", str(place / web_servers.PLACE))
        with web_servers.run("nginx", place) as server:
            yield f"http://127.0.0.1:{server.port}/"
        return
    settings = (site / "site_config.toml").read_bytes()
    host = Host(Site(site, {"site_config.toml": settings}, plain=False), www)
    yield host.url
    host.close()


def run(site: Path, *arguments: str, is_checked: bool = True) -> str:
    """Run a command of Bantin; return what it prints."""
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(site), *arguments]
    errors = None if is_checked else subprocess.DEVNULL
    return subprocess.run(command, check=is_checked, stdout=subprocess.PIPE, stderr=errors, text=True).stdout


def cpu() -> float:
    """Return the CPU seconds of the programs that have ended; the server runs on."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def errors_in(said: str) -> list[str]:
    """Return the addresses of the errors in what `verify --json` prints."""
    return [one["path"] for one in json.loads(said)["problems"] if one["severity"] == "error"]


def main() -> None:
    """Measure, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--size", type=int, default=10_000, help="articles")
    parser.add_argument("--changes", type=int, default=200, help="files to alter")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--work", type=Path, default=PROJECT / "bench/work/verify", help="where the site is made")
    options = parser.parse_args()
    site = options.work / f"site-{options.size}"
    build(site, options.size)
    with web_servers.public_folder() as place:
        www = place / "www"
        web_servers.copy_tree(site / "public", www)
        shutil.rmtree(www / ".bantin")
        files = sorted(path.relative_to(www).as_posix() for path in www.rglob("*") if path.is_file())
        with served(site, place, www) as url:
            falsely = errors_in(run(site, "verify", url, "--json", "--now", NOW, is_checked=False))
            folder = Folder(www, files, random.Random(options.seed))
            kinds = list(CHANGES.values())
            altered: list[set[str]] = []
            for at, file in enumerate(folder.chance.sample([one for one in files if one != NO_PAGE], options.changes)):
                altered.append(kinds[at % len(kinds)](folder, file))
            started, before = time.perf_counter(), cpu()
            said = run(site, "verify", url, "--folder", str(www), "--json", "--now", NOW, is_checked=False)
            seconds, used = time.perf_counter() - started, cpu() - before
    named = set(errors_in(said))
    found = sum(paths <= named for paths in altered)
    falsely += sorted(named.difference(*altered))
    missed = [path for paths in altered for path in paths if path not in named]
    sys.stdout.write(
        f"verify: {len(files)} files, {options.changes} changes: {found} found, {len(falsely)} falsely named, "
        f"{seconds:.1f} s, {used:.1f} s of CPU (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)\n"
    )
    for text, paths in (("missed", missed), ("falsely named", falsely)):
        if paths:
            sys.stdout.write(f"  {text}: {', '.join(paths[:10])}\n")
    sys.exit(1 if missed or falsely else 0)


if __name__ == "__main__":
    main()
