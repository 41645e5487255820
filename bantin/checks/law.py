"""`check --law`: what an agency's site must show, by rules with sources and dates. No legal advice."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from bantin.config.law import Rule
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, problem
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bantin.site.index import Index


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: tuple[Rule, ...]


@functools.cache
def built_in_rules() -> dict[str, Rule]:
    """Return the rules that come with Bantin, by name."""
    text = resources.files("bantin.checks").joinpath("law.toml").read_text("utf-8")
    return {one.id: one for one in msgspec.convert(tomllib.loads(text), _File).rules}


def check_law(index: Index) -> Iterator[Problem]:
    """Yield what the site does not show, and what is older than a rule says.

    BT940: it is missing. BT941: it is late. BT942: `[law] off` names no rule.
    """
    law = index.settings.law
    known = {**built_in_rules(), **{one.id: one for one in law.rules}}
    for name in law.off:
        if name not in known:
            yield problem("BT942", SETTINGS_FILE, 0, name=name, known=", ".join(known))
    today = index.now.astimezone(index.settings.zone).date()
    names = _names(index)
    for rule in law.applied_to(built_in_rules()).values():
        if (rule.since and today < rule.since) or (rule.until and today > rule.until):
            continue
        said: dict[str, object] = {"id": rule.id, "vi": rule.vi, "en": rule.en or rule.vi, "source": rule.source}
        said |= _reservations(rule)
        if not _is_shown(rule, index, names):
            yield problem("BT940", SETTINGS_FILE, 0, 0, **said)
        elif rule.days and (last := _newest(rule, index)) and (age := (today - last).days) > rule.days:
            yield problem("BT941", SETTINGS_FILE, 0, 0, **said, age=age, days=rule.days)


def _reservations(rule: Rule) -> dict[str, object]:
    """Return what is to be said of how sure a rule is."""
    if rule.unsure or rule.read is None:
        return {"sure_vi": "chưa đối chiếu toàn văn", "sure_en": "its text was not read in full"}
    return {"sure_vi": f"đọc ngày {rule.read:%d-%m-%Y}", "sure_en": f"read on {rule.read}"}


def _is_shown(rule: Rule, index: Index, names: list[str]) -> bool:
    words = [f"-{slugify(one)}-" for one in rule.words]
    return (
        any(word in name for name in names for word in words)
        or any(name in index.collections for name in rule.collections)
        or any(getattr(index.settings.office, key, "") for key in rule.office)
        or (rule.news and bool(index.articles))
    )


def _newest(rule: Rule, index: Index) -> date | None:
    """Return the day of the newest of what a rule looks for; `None` where nothing has one."""
    days = [
        one.day for name in rule.collections if name in index.collections for one in index.collections[name].entries
    ]
    if rule.news and index.articles:
        days.append(index.articles[0].date.date())
    return max((day for day in days if day), default=None)


def _names(index: Index) -> list[str]:
    """Return the names of pages, menu entries, links and categories, as slugs between hyphens."""
    settings = index.settings
    names = [one.title for one in index.pages]
    names += [name for one in settings.menu for name in (one.name, *(entry.name for entry in one.items))]
    names += [one.name for one in settings.links]
    names += [one.name for one in settings.categories]
    return [f"-{slugify(one)}-" for one in names]
