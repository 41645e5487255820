"""A folder on this machine or another one, by `sh`, `ssh` and `rsync`: releases in it, and which of them is served.

`TARGET/releases/7` is a whole site, `TARGET/current` a symbolic link to the one that readers see, `TARGET/previous` to
the one before. A release is copied under another name first, and the link is renamed into place at the end: whatever
happens before leaves readers the release that they had.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urlsplit

from bantin.system.paths import MANIFEST, OWN_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CURRENT = "current"
SITE = f"{OWN_FOLDER}/site"
"""Holds the address of the site that is deployed to a folder, from there."""
_LIST_OF_FILES = f"{OWN_FOLDER}/{MANIFEST}"
_LOCKED = 75
"""How the script ends that finds another deploy; EX_TEMPFAIL of sysexits.h."""
# What the office has set for the host comes first, and counts.
_PATIENCE = ("-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4")
"""A host that falls silent ends a deploy after a minute: it would wait, and hold the lock, for hours."""
_UNSEEN = (f"--exclude=/{OWN_FOLDER}", "--exclude=/.lock")
"""What stays on this machine, and what stays there."""

# The lock is held as long as this waits for its standard input: until the deploy ends, also when it is killed.
_LOCK = f"""mkdir -p "$1" || exit
exec 9>>"$1/.lock" || exit
if command -v flock >/dev/null && ! flock -n 9; then exit {_LOCKED}; fi
echo locked
cat >/dev/null"""
_LIST = """cd "$1" || exit
mkdir -p releases || exit
rm -rf releases/new-*
echo "$(readlink current)"
ls releases"""
_SERVE = """set -e
cd "$1"
if [ -d current ] && [ ! -L current ]; then echo "current is a folder" >&2; exit 1; fi
if [ -n "$2" ]; then sync -f "releases/$2" 2>/dev/null || sync; mv -T "releases/$2" "releases/$3"; fi
before=$(readlink current || true)
rm -f current.new previous.new
if [ -n "$before" ]; then ln -s "$before" previous.new; mv -T previous.new previous; fi
ln -s "releases/$3" current.new
mv -T current.new current"""
_LOOK = f"""for file in {SITE} {_LIST_OF_FILES}; do
    cat "$1/$file" 2>/dev/null
    printf '\\0'
done
cd "$1/$2" 2>/dev/null || exit 0
find -L . \\( -type f -o -type l \\) -print0"""
_REMOVE = """cd "$1/releases" || exit
shift
rm -rf -- "$@\""""
# `.~tmp~` is what a killed rsync leaves that puts files in place at its end.
_WRITE = """cd "$1" || exit
find . -type d -name '.~tmp~' -exec rm -rf {} +
mkdir -p "${2%/*}" || exit
cat >"$2.new" && mv "$2.new" "$2\""""
_REMOVE_FILES = """cd "$1" || exit
while IFS= read -r file; do
    rm -f -- "$file" || exit
    case $file in */*) rmdir -p -- "${file%/*}" 2>/dev/null;; esac
done
exit 0"""


class RemoteFailed(Exception):
    """A program ended with an error: its words, which are English, as text."""


class RemoteLocked(Exception):
    """Another deploy is under way."""


class Releases(NamedTuple):
    """What is in a folder."""

    numbers: list[int]
    """Ascending."""
    current: int
    """The one that readers see; 0 when there is none."""


class Present(NamedTuple):
    """What deploys find in a folder."""

    site: str
    """The address of the site that is deployed there; an empty text for none."""
    listed: frozenset[str]
    """What earlier deploys have put into the folder itself, also a killed one."""
    files: list[str]
    """All that is there, also of other owners, by the path from the folder that was asked for."""


class RemoteFolder:
    """A folder, `/srv/hdnd`, `user@host:/srv/hdnd` or `ssh://user@host:2222/srv/hdnd`."""

    def __init__(self, target: str) -> None:
        self._shell: list[str] = []
        """What comes before a command to run it there."""
        self.folder = target
        self.host = ""
        if target.startswith("ssh://"):
            address = urlsplit(target)
            self.host, self.folder = address.netloc.rpartition(":")[0] or address.netloc, address.path
            port = ["-p", str(address.port)] if address.port else []
            if not port:
                self.host = address.netloc
            self._shell = [*_ssh(), *port]
        elif _is_remote(target):
            self.host, _, self.folder = target.partition(":")
            self._shell = _ssh()

    @contextlib.contextmanager
    def locked(self) -> Iterator[Self]:
        """Keep other deploys away. Raises `RemoteLocked` and `RemoteFailed`."""
        with _run(self._command(_LOCK)) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            try:
                if process.stdout.readline().strip() != "locked":
                    process.stdin.close()
                    words = process.stderr.read()
                    if process.wait() == _LOCKED:
                        raise RemoteLocked
                    raise RemoteFailed(_last(words))
                yield self
            finally:
                with contextlib.suppress(OSError):
                    process.stdin.close()
                process.wait()

    def releases(self) -> Releases:
        """Return what is there, and remove what killed deploys have left. Raises `RemoteFailed`."""
        link, *names = self._call(_LIST).split("\n")
        _, _, served = link.rpartition("releases/")
        numbers = sorted(int(name) for name in names if name.isdecimal())
        return Releases(numbers, int(served) if served.isdecimal() else 0)

    def add(self, source: str, before: Releases) -> int:
        """Copy the folder `source` to a new release and serve it; return its number. Raises `RemoteFailed`.

        Files that are the same as in the release of today are linked to its files, which takes neither time nor room.
        """
        new = f"new-{secrets.token_hex(8)}"
        linked = [f"--link-dest=../{before.current}"] if before.current else []
        # Bytes are compared, not times: a fresh checkout gives all files new ones.
        self.copy(source, f"releases/{new}", "-rlp", "--checksum", "--chmod=D755,F644", *linked)
        number = max([*before.numbers, 0]) + 1
        self._call(_SERVE, new, str(number))
        return number

    def serve(self, number: int) -> None:
        """Serve a release that is there. Raises `RemoteFailed`."""
        self._call(_SERVE, "", str(number))

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove releases. Raises `RemoteFailed`."""
        if numbers:
            self._call(_REMOVE, *map(str, numbers))

    def look(self, inside: str = "") -> Present:
        """Return what is there; the files are those below the folder `inside` this one. Raises `RemoteFailed`."""
        site, listed, *files = self._call(_LOOK, inside).split("\0")
        own = frozenset(filter(None, listed.split("\n")))
        return Present(site.strip(), own, [name.removeprefix("./") for name in files if name])

    def note_site(self, address: str) -> None:
        """Note which site is deployed here. Raises `RemoteFailed`."""
        self._call(_WRITE, SITE, text=f"{address}\n")

    def replace(self, source: str, made: Iterable[str], before: Iterable[str]) -> None:
        """Make this folder hold the files `made`, from the folder `source`; of others only `before` are removed.

        What is new comes first, what is gone goes last: a reader finds no page without its pictures. Raises
        `RemoteFailed`.
        """
        made, before = frozenset(made), frozenset(before)
        # Killed from here on, the next deploy knows what is ours.
        self._call(_WRITE, _LIST_OF_FILES, text=_lines(made | before))
        # By bytes: a changed file may have the size and the second of the one before.
        self.copy(source, "", "-a", "--checksum", "--delay-updates")
        if gone := before - made:
            self._call(_REMOVE_FILES, text=_lines(gone))
            self._call(_WRITE, _LIST_OF_FILES, text=_lines(made))

    def copy(self, source: str, inside: str, *options: str) -> None:
        """Copy the files below `source` to a folder of this one by rsync. Raises `RemoteFailed`."""
        place = f"{self.folder}/{inside}" if inside else self.folder
        target = f"{self.host}:{place}" if self.host else place
        shell = ["-e", shlex.join(self._shell)] if self.host else []
        call(["rsync", *options, *shell, *_UNSEEN, "--", f"{source}/", f"{target}/"])

    def _call(self, script: str, *arguments: str, text: str = "") -> str:
        return call(self._command(script, *arguments), text)

    def _command(self, script: str, *arguments: str) -> list[str]:
        command = ["sh", "-c", script, "sh", self.folder, *arguments]
        return [*self._shell, "--", self.host, shlex.join(command)] if self.host else command


def _lines(files: Iterable[str]) -> str:
    return "".join(f"{file}\n" for file in sorted(files))


def _is_remote(target: str) -> bool:
    """Whether `target` names another machine, as rsync does: `user@host:/folder`; `C:/folder` does not."""
    return ":" in target.partition("/")[0] and not (len(target) > 1 and target[1] == ":")


def call(command: list[str], text: str = "") -> str:
    """Run a program, with `text` as its input; return what it prints. Raises `RemoteFailed`."""
    with _run(command) as process:
        out, words = process.communicate(text)
        if process.returncode:
            raise RemoteFailed(_last(words) or command[0])
        return out


def _run(command: list[str]) -> subprocess.Popen[str]:
    """Start a program. Raises `RemoteFailed` when it is not there."""
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(  # noqa: S603 - no shell, and the arguments are the settings'
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
            errors="replace",
            env={**os.environ, "LC_ALL": "C"},
        )
    except OSError:
        raise RemoteFailed(f"{command[0]}: command not found") from None


def _ssh() -> list[str]:
    """Return ssh, or what rsync's variable names in its place; without a terminal it asks for no password."""
    command = [*shlex.split(os.environ.get("RSYNC_RSH", "ssh")), *_PATIENCE]
    return command if sys.stdin.isatty() else [*command, "-o", "BatchMode=yes"]


def _last(words: str) -> str:
    """Return the line that says why: rsync and ssh end with others."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    signs = (
        "denied",
        "failed",
        "refused",
        "resolve",
        "timed out",
        "No space",
        "not found",
        "quota",
        "folder",
        "error:",
    )
    told = [line for line in lines if any(sign in line for sign in signs) and not line.startswith("rsync error:")]
    return (told or lines or [""])[0]
