"""The command `deploy`: builds the site and brings it to where readers are, the old one whole until the new one is."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from bantin.build import guard
from bantin.build.pipeline import build as build_site
from bantin.build.publish import Output
from bantin.build.request import Request
from bantin.commands import report
from bantin.commands.context import jobs_option, moment, now_option
from bantin.commands.progress import make_progress
from bantin.config import load_settings
from bantin.problems import BuildFailed, Problem, problem
from bantin.search import SearchIndex
from bantin.system import atomic_file, safe_open, workers
from bantin.system.paths import OUTPUT, OWN_FOLDER, STATE_FOLDER
from bantin.system.remote_folder import CURRENT, SITE, RemoteFailed, RemoteFolder, RemoteLocked, call

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime
    from pathlib import Path

    from bantin.build.records import Summary
    from bantin.system.remote_folder import Present

_NAMED = 3
BUCKET = "rclone:"
"""What a target begins with that is a bucket: `rclone:REMOTE:BUCKET`."""
_RCLONE = ("rclone", "--quiet")
"""Its notes, such as of a missing configuration, would be taken for the error."""
_HASHED = r"*{{(\.[0-9a-f]{10}\.[a-z0-9]+|-[0-9a-f]{10}\.bin)}}"
_FOR_EVER = "Cache-Control: public, max-age=31536000, immutable"
_SHORT = "Cache-Control: public, max-age=300"
_KNOWN = {
    "BT662": (
        "Could not resolve",
        "Connection refused",
        "timed out",
        "not responding",
        "No route",
        "unreachable",
        "Connection closed",
    ),
    "BT663": ("Host key verification failed", "IDENTIFICATION HAS CHANGED"),
    "BT664": ("Permission denied (", "Too many authentication failures"),
    "BT665": ("No space left", "quota exceeded"),
    "BT666": ("current is a folder",),
    "BT669": ("not found", "No such file or directory: 'rsync'"),
    "BT670": ("Permission denied", "Operation not permitted", "Read-only file system"),
}
"""Codes by what ssh, rsync and sh say; the first that fits."""
_SENTENCES = {
    "vi": (
        "Đã đưa lên {}.",
        "Đã đưa lên {}: bản {}.",
        "{}: người đọc thấy lại bản {}.",
        "Đang chờ một lần dựng trang…",
    ),
    "en": ("Brought to {}.", "Brought to {}: release {}.", "{}: readers see release {} again.", "Waiting for a build…"),
}


@click.command()
@click.option("--to", "target", metavar="TARGET", default=None, help="Where to (default: [publish] target).")
@click.option("--releases", type=click.IntRange(0, 100), default=None, help="Releases to keep; 0 copies in place.")
@click.option("--allow-removal", is_flag=True, help="Publish even if many pages go, or the clock has jumped.")
@click.option("--rollback", is_flag=True, help="Serve the release before the one of today again; copy nothing.")
@jobs_option
@now_option
@click.pass_context
def deploy(
    ctx: click.Context,
    /,
    target: str | None,
    releases: int | None,
    jobs: int | None,
    now: str | None,
    *,
    allow_removal: bool,
    rollback: bool,
) -> None:
    """Build the site and bring it to [publish] target, at once for readers; or go back by one release."""
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    settings = load_settings(root)
    where = target or settings.publish.target
    if not where:
        raise BuildFailed([problem("BT660")])
    if rollback:
        click.echo(_SENTENCES[language][2].format(where, _roll_back(root, where)))
        return
    at = moment(now, root)
    jobs = jobs or workers.default_jobs()
    summary = build(root, root / OUTPUT, at, jobs, is_now_given=now is not None, allow_removal=allow_removal)
    click.echo(report.format_problems(list(summary.problems), language), err=True, nl=False)
    place, number = send(
        root,
        where,
        settings.publish.releases if releases is None else releases,
        settings.site.base_url,
        lambda: click.echo(_SENTENCES[language][3], err=True),
        allow_removal=allow_removal,
    )
    click.echo(_SENTENCES[language][1].format(place, number) if number else _SENTENCES[language][0].format(place))


def build(
    root: Path, output: Path, now: datetime, jobs: int, *, is_now_given: bool, allow_removal: bool = False
) -> Summary:
    """Build into `output`: only a finished build may leave the house. Raises `BuildFailed`."""
    request = Request(
        root,
        output,
        now,
        None,
        jobs,
        search=SearchIndex(root / STATE_FOLDER),
        is_now_given=is_now_given,
        allow_removal=allow_removal,
    )
    with make_progress(enabled=True) as progress:
        return build_site(request, progress)


def build_in_place(root: Path, folder: Path, address: str, now: datetime, jobs: int, *, is_now_given: bool) -> None:
    """Build the site at `address` into a folder of this machine from which readers are served.

    Raises `BuildFailed`, also when it is another site's.
    """
    place = folder / SITE
    try:
        other = safe_open.read_plain(place, follow=False).decode(errors="replace").strip()
    except OSError:
        other = ""
    if other not in ("", address):
        raise BuildFailed([problem("BT676", target=folder, other=other, own=address)])
    build(root, folder, now, jobs, is_now_given=is_now_given)
    with contextlib.suppress(OSError):  # else the next build notes it
        atomic_file.write_whole(place, f"{address}\n".encode())


def send(
    root: Path,
    target: str,
    releases: int,
    address: str,
    on_wait: Callable[[], None],
    *,
    allow_removal: bool = False,
) -> tuple[str, int]:
    """Bring what was built to `target`; return it, and the number of the release, 0 for none. Raises `BuildFailed`.

    `address` is the site's, by which its folder is known from that of another one. Stops when much of what readers see
    would go, also where no earlier build is known, as in CI.
    """
    public = root / OUTPUT
    with Output(public, on_wait=on_wait) as output:  # no build changes it meanwhile
        try:
            if target.startswith(BUCKET):
                bucket = target.removeprefix(BUCKET)
                if not allow_removal:
                    guard.stop_at_removal(_files_in_bucket(bucket), output.made)
                _fill_bucket(str(public), bucket)
                return target, 0
            folder = folder_of(root, target)
            with folder.locked():
                present = folder.look(CURRENT if releases else "")
                if present.site not in ("", address) and not allow_removal:
                    raise BuildFailed([problem("BT676", target=target, other=present.site, own=address)])
                if not allow_removal:
                    of_readers = present.files if releases else present.listed or present.files
                    guard.stop_at_removal(of_readers, output.made)
                own = None if releases else _own_files(target, present, output.made, force=allow_removal)
                if present.site != address:
                    folder.note_site(address)
                if own is not None:
                    folder.replace(str(public), output.made, own)
                    return target, 0
                before = folder.releases()
                number = folder.add(str(public), before)
                older = [one for one in before.numbers if one != before.current]
                folder.remove(older[: max(0, len(older) + 2 - releases)])
                return target, number
        except (RemoteFailed, RemoteLocked) as failure:
            raise BuildFailed([problem_of(failure, target)]) from None


def _own_files(target: str, present: Present, made: Collection[str], *, force: bool) -> frozenset[str]:
    """Return which of the files that are `present` at `target` are the site's: no other one is touched.

    `made` are those to come. Raises `BuildFailed` when a file of another owner has the name of one of these, or when
    there are pages and no list that says whose they are; with `force` both are taken for the site's.
    """
    listed = present.listed
    visible = frozenset(file for file in present.files if not file.startswith("."))
    named_alike = visible.intersection(made)
    # Without a list this is the first deploy, or the first after those of a Bantin that kept none.
    pages = frozenset(file for file in visible.difference(made) if file.endswith(".html"))
    foreign = named_alike - listed if listed else pages
    if foreign and not force:
        examples = ", ".join(sorted(foreign)[:_NAMED])
        raise BuildFailed([problem("BT677", target=target, count=len(foreign), examples=examples)])
    return listed | named_alike | foreign


def folder_of(root: Path, target: str) -> RemoteFolder:
    """Return the folder of `target`, which is relative to the site's on this machine."""
    found = RemoteFolder(target)
    return found if found.host else RemoteFolder(str(root / target))


def _roll_back(root: Path, target: str) -> int:
    """Serve the release before the one of today; return its number. Raises `BuildFailed`."""
    folder = folder_of(root, target)
    try:
        with folder.locked():
            found = folder.releases()
            older = [number for number in found.numbers if number < found.current]
            if not older:
                raise BuildFailed([problem("BT667", target=target)])
            folder.serve(older[-1])
    except (RemoteFailed, RemoteLocked) as failure:
        raise BuildFailed([problem_of(failure, target)]) from None
    return older[-1]


def _files_in_bucket(bucket: str) -> list[str]:
    """Return the files in a bucket; none where it does not exist yet. Raises `RemoteFailed`."""
    try:
        return call([*_RCLONE, "lsf", "--recursive", "--files-only", bucket]).splitlines()
    except RemoteFailed as failure:
        if "directory not found" in str(failure):
            return []
        raise


def _fill_bucket(public: str, bucket: str) -> None:
    """Copy into a bucket: what nothing asks for yet, then pages; then remove what is gone. Raises `RemoteFailed`."""
    own = ["--filter", f"- /{OWN_FOLDER}/**"]
    hashed = ["--filter", f"+ {_HASHED}", "--filter", "- **", "--header-upload", _FOR_EVER]
    call([*_RCLONE, "copy", public, bucket, *own, *hashed])
    call([*_RCLONE, "copy", public, bucket, *own, "--filter", "- *.html", "--header-upload", _SHORT])
    call([*_RCLONE, "copy", public, bucket, *own, "--header-upload", _SHORT])
    call([*_RCLONE, "sync", public, bucket, *own, "--header-upload", _SHORT])


def problem_of(failure: RemoteFailed | RemoteLocked, target: str) -> Problem:
    """Return the problem for what a program said: its own words only where they are none of the known."""
    if isinstance(failure, RemoteLocked):
        return problem("BT661", target=target)
    words = str(failure)
    code = next((code for code, signs in _KNOWN.items() if any(sign in words for sign in signs)), "BT668")
    return problem(code, target=target, reason=words)
