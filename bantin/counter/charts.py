"""Bar charts of visits by day: as SVG alone, or in an HTML page with a table of the numbers."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from bantin.language.numbers import number_in
from bantin.language.vietnamese import date_numeric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.counter.storage import Day

WIDTH, PANEL = 960, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 16, 84, 40
_LABELS = 8
_TICKS = 4
_STYLE = """
svg { font: 14px/1.4 "Segoe UI", system-ui, "Noto Sans", sans-serif; background: #fdfaf5; }
.title { font-size: 20px; font-weight: 700; fill: #221b18; } .note, .label { fill: #574b44; }
.grid { stroke: #e3d9cb; } .axis { stroke: #8d7d72; }
.bar { fill: #8f1d1d; } .best { fill: #c8952c; } .bar:hover { fill: #5f1212; }
@media (prefers-color-scheme: dark) {
  svg { background: #1d1815; } .title { fill: #f3ece4; } .note, .label { fill: #c3b6ab; }
  .grid { stroke: #3d342e; } .axis { stroke: #8d7d72; }
  .bar { fill: #d98880; } .best { fill: #f0c75e; } .bar:hover { fill: #f2c4bf; }
}
"""
_PAGE_STYLE = """
:root { color-scheme: light dark; }
body {
  margin: 2rem auto; max-width: 60rem; padding: 0 1rem;
  font: 16px/1.6 "Segoe UI", system-ui, sans-serif; background: #fdfaf5;
}
@media (prefers-color-scheme: dark) { body { background: #1d1815; } }
svg { width: 100%; height: auto; } table { border-collapse: collapse; }
th, td { padding: .2rem 1rem .2rem 0; text-align: start; }
td { text-align: end; font-variant-numeric: tabular-nums; } summary { cursor: pointer; }
"""


class Series(NamedTuple):
    """The visits of one site: a number for each day from `first` on, 0 included."""

    site: str
    first: date
    visits: tuple[int, ...]

    def day(self, index: int) -> date:
        """Return the day of the number at `index`."""
        return self.first + timedelta(days=index)


def make_series(days: Sequence[Day], span: int) -> list[Series]:
    """Return the last `span` days of each site, up to the last day that any site has."""
    if not days:
        return []
    last = max(day.day for day in days)
    first = max(min(day.day for day in days), last - timedelta(days=span - 1))
    series = []
    for site in sorted({day.site for day in days}):
        known = {day.day: day.visits for day in days if day.site == site}
        length = (last - first).days + 1
        series.append(
            Series(site, first, tuple(known.get(first + timedelta(days=index), 0) for index in range(length)))
        )
    return series


def picture(series: Sequence[Series], title: str, language: str) -> str:
    """Return an SVG document with one panel for each site."""
    height = max(len(series), 1) * PANEL
    named = escape(f"{_words(language, 'Lượt truy cập theo ngày', 'Visits by day')} – {title}")
    panels = "".join(_panel(one, index * PANEL, title, language) for index, one in enumerate(series))
    if not series:
        panels = (
            f'<text class="note" x="{_LEFT}" y="60">{_words(language, "Chưa có lượt nào.", "No visits yet.")}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-label="{named}"><style>{_STYLE}</style>{panels}</svg>\n'
    )


def page(series: Sequence[Series], title: str, language: str) -> str:
    """Return an HTML page: the picture, and each number in a table for screen readers."""
    named = escape(f"{_words(language, 'Lượt truy cập', 'Visits')} – {title}")
    tables = "".join(_table(one, language) for one in series)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{named}</title><style>{_PAGE_STYLE}</style></head>'
        f"<body>\n{picture(series, title, language)}{tables}</body></html>\n"
    )


def nice_step(top: int) -> int:
    """Return the distance between grid lines for values up to `top`: 1, 2 or 5 times a power of ten."""
    step = 1
    while step * _TICKS < top:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _panel(series: Series, offset: int, title: str, language: str) -> str:
    width, height = WIDTH - _LEFT - _RIGHT, PANEL - _TOP - _BOTTOM
    top = max(series.visits)
    step = nice_step(max(top, 1))
    scale = height / (step * -(-max(top, 1) // step))
    pitch = width / len(series.visits)
    base = offset + _TOP + height
    best = series.visits.index(top)
    parts = [
        f'<text class="title" x="{_LEFT}" y="{offset + 34}">{escape(title)} · {escape(series.site)}</text>',
        f'<text class="note" x="{_LEFT}" y="{offset + 58}">{escape(_summary(series, best, language))}</text>',
    ]
    for value in range(0, step * -(-max(top, 1) // step) + 1, step):
        y = base - value * scale
        parts.append(
            f'<line class="{"grid" if value else "axis"}" x1="{_LEFT}" x2="{WIDTH - _RIGHT}"'
            f' y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(
            f'<text class="label" x="{_LEFT - 8}" y="{y + 5:.1f}" text-anchor="end">{number_in(language, value)}</text>'
        )
    for index, visits in enumerate(series.visits):
        if visits:
            x, bar = _LEFT + index * pitch, max(pitch * 0.8, 0.5)
            label = f"{date_numeric(series.day(index))}: {number_in(language, visits)}"
            kind = "bar best" if index == best else "bar"
            parts.append(
                f'<rect class="{kind}" x="{x:.2f}" y="{base - visits * scale:.1f}" width="{bar:.2f}"'
                f' height="{visits * scale:.1f}"><title>{label}</title></rect>'
            )
    every = -(-len(series.visits) // _LABELS)
    for index in range(0, len(series.visits), every):
        x = _LEFT + (index + 0.4) * pitch
        parts.append(
            f'<text class="label" x="{x:.1f}" y="{base + 24}" text-anchor="middle">'
            f"{date_numeric(series.day(index))}</text>"
        )
    return "".join(parts)


def _summary(series: Series, best: int, language: str) -> str:
    first, last = date_numeric(series.first), date_numeric(series.day(len(series.visits) - 1))
    total, top = number_in(language, sum(series.visits)), number_in(language, series.visits[best])
    day = date_numeric(series.day(best))
    return _words(
        language,
        f"{first} đến {last}: {total} lượt truy cập; nhiều nhất ngày {day}: {top} lượt",
        f"{first} to {last}: {total} visits; most on {day}: {top}",
    )


def _table(series: Series, language: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{date_numeric(series.day(index))}</th><td>{number_in(language, visits)}</td></tr>'
        for index, visits in enumerate(series.visits)
    )
    caption = escape(f"{_words(language, 'Số lượt từng ngày', 'The number of each day')}: {series.site}")
    return f"<details><summary>{caption}</summary><table>{rows}</table></details>\n"


def _words(language: str, vi: str, en: str) -> str:
    return vi if language == "vi" else en
