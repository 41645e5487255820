"""Read and validate `site_config.toml`."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, TypeVar, get_args

import msgspec

from bantin.config.counter import Provider
from bantin.config.line_numbers import dotted, key_lines, line_of, position
from bantin.config.secrets import hide_secrets
from bantin.config.tables import ENGLISH_PATHS, DateOrder, Language, Settings
from bantin.config.validate import validate
from bantin.language import characters
from bantin.problems import BuildFailed, Problem, problem, records
from bantin.system import safe_open, toml
from bantin.system.conflicts import conflict_line
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.config.menu import MenuItem

Entry = TypeVar("Entry", bound=msgspec.Struct)


def load_settings(root: Path, *, base_url: str | None = None) -> Settings:
    """Read the settings of the site at `root`; `base_url` replaces the file's.

    Raises `BuildFailed` with every problem of the file.
    """
    try:
        data = safe_open.read_plain(root / SETTINGS_FILE)
    except OSError as error:
        raise BuildFailed([unread(error)]) from None
    return parse_settings(data, base_url=base_url)


def unread(error: OSError) -> Problem:
    """Return the problem for a settings file that cannot be read."""
    if isinstance(error, safe_open.NotAFile):
        return problem("BT313", SETTINGS_FILE)
    return problem("BT101", SETTINGS_FILE, reason=error.strerror or error)


def parse_settings(data: bytes, *, base_url: str | None = None) -> Settings:
    """Parse the bytes of a settings file; see `load_settings`."""
    try:
        return _parse(data, base_url)
    except BuildFailed as failure:
        raise BuildFailed(map(_without_secrets, failure.problems)) from None


def _without_secrets(one: Problem) -> Problem:
    return msgspec.structs.replace(one, values={name: hide_secrets(value) for name, value in one.values.items()})


def _parse(data: bytes, base_url: str | None) -> Settings:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BuildFailed([problem("BT111", SETTINGS_FILE, line)]) from None
    if conflict := conflict_line(data):
        raise BuildFailed([problem("BT245", SETTINGS_FILE, conflict)])
    try:
        raw = toml.loads(text)
    except toml.TooMuch as error:
        raise BuildFailed([problem("BT125", SETTINGS_FILE, error.line)]) from None
    except tomllib.TOMLDecodeError as error:
        raise BuildFailed([problem("BT102", SETTINGS_FILE, *position(str(error), text))]) from None
    lines = key_lines(text)
    if hidden := list(characters.forbidden_within(raw)):
        raise BuildFailed(
            problem("BT321", SETTINGS_FILE, line_of(where, lines), name=characters.name(letter))
            for where, letter in hidden
        )
    if isinstance(site := raw.get("site"), dict) and site.get("language") == "en":
        paths = raw.setdefault("paths", {})
        raw["paths"] = {**ENGLISH_PATHS, **paths} if isinstance(paths, dict) else paths
    if base_url is not None and isinstance(raw.get("site"), dict):
        raw["site"]["base_url"] = base_url
    checked = records.check(raw, Settings)
    if isinstance(checked, list):
        raise BuildFailed([_from_fault(fault, lines) for fault in checked])
    faults = list(validate(checked, lines))
    if faults:
        raise BuildFailed(faults)
    site = msgspec.structs.replace(checked.site, base_url=checked.site.base_url.rstrip("/") + "/")
    counter = msgspec.structs.replace(checked.counter, timezone=checked.counter.timezone or site.timezone)
    languages = tuple(
        msgspec.structs.replace(
            one,
            line=line_of(("languages", index, "code"), lines),
            menu=_menu(one.menu, lines, ("languages", index, "menu")),
        )
        for index, one in enumerate(checked.languages)
    )
    security = msgspec.structs.replace(checked.security, line=line_of(("security", "expires"), lines))
    theme = msgspec.structs.replace(checked.theme, line=line_of(("theme",), lines))
    off = _with_lines(checked.checks.off, lines, ("checks", "off"))
    return msgspec.structs.replace(
        checked,
        site=site,
        counter=counter,
        menu=_menu(checked.menu, lines, ("menu",)),
        languages=languages,
        links=_with_lines(checked.links, lines, ("links",), "url"),
        alert=msgspec.structs.replace(checked.alert, line=line_of(("alert", "url"), lines)),
        banners=_with_lines(checked.banners, lines, ("banners",), "image"),
        services=_with_lines(checked.services, lines, ("services",), "url"),
        security=security,
        theme=theme,
        checks=msgspec.structs.replace(checked.checks, off=off),
    )


def _with_lines(
    entries: tuple[Entry, ...], lines: dict[records.KeyPath, int], where: records.KeyPath, *key: str
) -> tuple[Entry, ...]:
    """Return the entries of the array `where`, each with the line of its `key`, or of itself."""
    return tuple(
        msgspec.structs.replace(entry, line=line_of((*where, index, *key), lines))
        for index, entry in enumerate(entries)
    )


def _menu(
    menu: tuple[MenuItem, ...], lines: dict[records.KeyPath, int], where: records.KeyPath
) -> tuple[MenuItem, ...]:
    """Return a menu with the lines of its entries."""
    return tuple(
        msgspec.structs.replace(item, items=_with_lines(item.items, lines, (*where, index, "items"), "url"))
        for index, item in enumerate(_with_lines(menu, lines, where, "url"))
    )


def _from_fault(fault: records.Fault, lines: dict[records.KeyPath, int]) -> Problem:
    line = line_of(fault.where, lines)
    key = dotted(fault.where)
    if fault.kind == "unknown":
        return problem("BT103", SETTINGS_FILE, line, key=key, near=fault.near)
    if fault.kind == "missing":
        return problem("BT104", SETTINGS_FILE, line, key=key)
    last = fault.where[-1]
    choices = {
        "language": get_args(Language),
        "code": get_args(Language),
        "provider": get_args(Provider),
        "dates": get_args(DateOrder),
    }.get(str(last))
    near = records.nearest(fault.detail, choices) if choices else ""
    vi, en = (", ".join(choices),) * 2 if choices else fault.expected
    return problem("BT105", SETTINGS_FILE, line, key=key, value=fault.detail, expected_vi=vi, expected_en=en, near=near)
