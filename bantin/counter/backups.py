"""Reads the days of a database, SQLite or Redis; backs them up and imports them."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bantin.config import DATABASE_SCHEMES
from bantin.counter import sqlite_file
from bantin.counter.database import Batch, Database, NotWritten
from bantin.counter.file_lock import lock_name
from bantin.counter.storage import Day, words_of
from bantin.problems import BuildFailed, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from redis.asyncio import Redis

Result = TypeVar("Result")

DAY_LIMIT = 1_000_000_000
"""Most visits of one day. With it no total comes near `SAFE_INTEGER`, at which counting ends."""
_FIELDS = 3
_ADDRESS = re.compile(rf"[a-z][a-z0-9+.-]+:/|(?:{'|'.join(DATABASE_SCHEMES)}):|://", re.IGNORECASE)
"""How an address begins, also one that is written wrong; a drive of Windows has one letter."""


def is_shared(database: str | Path) -> bool:
    """Whether a database is the URL of a server, not a file."""
    return isinstance(database, str) and _ADDRESS.match(database) is not None


def read_days(database: str | Path, sites: Collection[str] = ()) -> list[Day]:
    """Return the days of `sites` (default: all), oldest first, also while a service runs. Raises `BuildFailed`."""
    if is_shared(database):
        days = asyncio.run(_with_client(str(database), _shared_days))
    elif Path(database).exists():
        days = sqlite_file.read_days(Path(database))
    else:
        raise BuildFailed([problem("BT735", str(database))])
    return [day for day in days if not sites or day.site in sites]


def back_up(database: str | Path, target: Path) -> int:
    """Write the days atomically to a new SQLite file; return their number.

    The file is a valid database, without salts and sessions. Raises `BuildFailed`, also when `target` exists.
    """
    days = read_days(database)
    # A name of its own: two backups at once do not write into one file.
    new = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        sqlite_file.create_file(new)
        with contextlib.closing(sqlite3.connect(new)) as connection, connection:
            connection.executemany(
                "INSERT INTO days VALUES (?, ?, ?)", [(site, day.isoformat(), visits) for site, day, visits in days]
            )
        sqlite_file.move_into_place(new, target)
    except (OSError, sqlite3.Error) as error:
        raise BuildFailed([problem("BT730", str(target), reason=sqlite_file.reason_of(error))]) from None
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
    return len(days)


def read_file(path: Path) -> list[Day]:
    """Return the days in a backup, or in lines `site,date,visits`. Raises `BuildFailed` with every wrong line."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BuildFailed([problem("BT734", str(path), reason=sqlite_file.reason_of(error))]) from None
    if data.startswith(sqlite_file.MAGIC):
        found = sqlite_file.read_days(path)
        if wrong := [_too_many(path, 0, day) for day in found if not 0 <= day.visits <= DAY_LIMIT]:
            raise BuildFailed(wrong)
        return found
    days: dict[tuple[str, date], Day] = {}
    faults: list[Problem] = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if not line.strip() or (number == 1 and line.startswith("site,")):
            continue
        day = _parsed(line)
        if day is None or (day.site, day.day) in days:
            faults.append(problem("BT731", str(path), number))
        elif day.visits > DAY_LIMIT:
            faults.append(_too_many(path, number, day))
        else:
            days[day.site, day.day] = day
    if faults:
        raise BuildFailed(faults)
    return list(days.values())


def import_days(database: str | Path, days: Sequence[Day], source: str) -> int:
    """Add days that the database does not have; return how many were new.

    Raises `BuildFailed`, and imports nothing, when a day is there with another number, or while a service uses the
    file.
    """
    if is_shared(database):
        return asyncio.run(_with_client(str(database), lambda client: _import_shared(client, days, source)))
    path = Path(database)
    lock = lock_name(path)
    target = Database(path)
    try:
        with contextlib.closing(target):
            target.open()
            new = _new_days(target.days(), days, source)
            batch = Batch()
            batch.days = {(day.site, day.day.isoformat()): day.visits for day in new}
            target.write(target.next_number(), batch, target.salts())
    except NotWritten as fault:
        raise BuildFailed([problem("BT721", str(path), reason=words_of(str(fault)))]) from None
    finally:
        if lock is not None:
            lock.close()
    return len(new)


def _too_many(path: Path, line: int, day: Day) -> Problem:
    return problem("BT740", str(path), line, site=day.site, day=day.day, visits=day.visits, limit=DAY_LIMIT)


def _parsed(line: str) -> Day | None:
    fields = [field.strip() for field in line.split(",")]
    try:
        site, day, visits = fields[0], date.fromisoformat(fields[1]), int(fields[2])
    except (IndexError, ValueError):
        return None
    return Day(site, day, visits) if len(fields) == _FIELDS and site and visits >= 0 else None


def _new_days(there: Sequence[Day], days: Sequence[Day], source: str) -> list[Day]:
    known = {(day.site, day.day): day.visits for day in there}
    faults = [
        problem("BT732", source, site=day.site, day=day.day, old=old, new=day.visits)
        for day in days
        if (old := known.get((day.site, day.day), day.visits)) != day.visits
    ]
    if faults:
        raise BuildFailed(faults)
    return [day for day in days if (day.site, day.day) not in known]


async def _with_client(url: str, work: Callable[[Redis], Awaitable[Result]]) -> Result:
    from redis.exceptions import RedisError

    from bantin.counter.queues import redis_reason
    from bantin.counter.redis_storage import connect

    client = connect(url)
    try:
        return await work(client)
    except (RedisError, OSError, ValueError) as error:  # the last for keys that hold what is not ours
        raise BuildFailed([problem("BT726", reason=redis_reason(error))]) from None
    finally:
        await client.aclose()


async def _shared_days(client: Redis) -> list[Day]:
    from bantin.counter.queues import site_key

    prefix, suffix = site_key("*", "days").split("*")
    keys = [_text(key) async for key in client.scan_iter(match=f"{prefix}*{suffix}")]
    days: list[Day] = []
    for key in keys:
        site = key.removeprefix(prefix).removesuffix(suffix)
        days += [
            Day(site, date.fromisoformat(_text(day)), int(visits))
            for day, visits in (await client.hgetall(key)).items()
        ]
    return sorted(days, key=lambda one: (one.day, one.site))


async def _import_shared(client: Redis, days: Sequence[Day], source: str) -> int:
    from bantin.counter.queues import load_script, site_key

    new = _new_days(await _shared_days(client), days, source)
    # Compared and written in one step: a service counts, and another import may run.
    script = load_script(client, "import_days.lua")
    added = 0
    for site in sorted({day.site for day in new}):
        own = {day.day.isoformat(): day.visits for day in new if day.site == site}
        arguments = [str(one) for pair in own.items() for one in pair]
        answer = await script([site_key(site, "days"), site_key(site, "total")], arguments)
        if isinstance(answer, list):
            day, old = map(_text, answer)
            raise BuildFailed([problem("BT732", source, site=site, day=day, old=old, new=own[day])])
        added += answer
    return added


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode()
