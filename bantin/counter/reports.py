"""Visits by day as text: a table, JSON and CSV."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from bantin.language.numbers import number_in
from bantin.language.vietnamese import date_numeric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.counter.storage import Day


def as_table(days: Sequence[Day], language: str) -> str:
    """Return a table of days and a total for each site, its numbers formatted for `language`."""
    head = ("Ngày", "Lượt") if language == "vi" else ("Day", "Visits")
    sums = "Cộng" if language == "vi" else "Total"
    tables = []
    for site, own in sorted(_by_site(days).items()):
        lines = [(date_numeric(day.day), number_in(language, day.visits)) for day in own]
        lines = [head, *lines, (sums, number_in(language, sum(day.visits for day in own)))]
        width = max(len(number) for _day, number in lines)
        tables.append("\n".join([site, *(f"  {day:<10}  {number:>{width}}" for day, number in lines)]) + "\n")
    return "\n".join(tables)


def as_json(days: Sequence[Day]) -> str:
    """Return `{"sites": {name: {"total": n, "days": {date: n}}}}`."""
    sites = {
        site: {"total": sum(day.visits for day in own), "days": {day.day.isoformat(): day.visits for day in own}}
        for site, own in sorted(_by_site(days).items())
    }
    return json.dumps({"sites": sites}, ensure_ascii=False) + "\n"


def as_csv(days: Sequence[Day]) -> str:
    """Return lines of `site,date,visits` under a header line."""
    return "".join(["site,date,visits\n", *(f"{day.site},{day.day.isoformat()},{day.visits}\n" for day in days)])


def _by_site(days: Sequence[Day]) -> dict[str, list[Day]]:
    sites: dict[str, list[Day]] = defaultdict(list)
    for day in days:
        sites[day.site].append(day)
    return sites
