"""The Jinja environment, its filters, and template errors turned into problems."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from bantin.language.line_breaks import keep_words_whole
from bantin.language.numbers import filesize_en, filesize_vi, number_en, number_vi
from bantin.language.vietnamese import date_numeric, date_words, weekday_name
from bantin.problems import Problem, problem
from bantin.rendering.compiler import QuickEnvironment
from bantin.system.paths import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bantin.rendering.layouts import Layouts

_JINJA_FOLDER = os.path.dirname(jinja2.__file__)


class MissingWord(LookupError):
    """A layout asks for a word that `i18n/` does not have. Raised in layouts, caught by `problem_of`."""


class MissingAsset(LookupError):
    """A layout asks for an asset or an inline script that does not exist. Raised in layouts, caught by `problem_of`."""


class BadCall(TypeError):
    """A layout passes a wrong value to one of our functions or filters. Raised there, caught by `problem_of`."""


def make_environment(
    layouts: Layouts,
    names: Mapping[str, Any],
    *,
    quick_base: str | None = None,
    cache: jinja2.BytecodeCache | None = None,
) -> jinja2.Environment:
    """Return the environment for `layouts`, in which every template may use `names`.

    With `quick_base`, the site's base path, layouts are compiled to quicker code (`quick_templates`), kept in `cache`.
    """

    def load(name: str) -> tuple[str, str, None] | None:
        source = layouts.templates.get(name)
        return None if source is None else (source, f"{LAYOUTS}/{name}", None)

    environment = (jinja2.Environment if quick_base is None else QuickEnvironment)(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=cache,
    )
    environment.globals.update(names, colors=layouts.colors, emblem=layouts.emblem)
    if isinstance(environment, QuickEnvironment) and quick_base is not None:
        environment.prepare(layouts, quick_base)
    vietnamese = layouts.language == "vi"
    environment.filters.update(
        date=_takes(date, date_numeric if vietnamese else _date_words_en),
        date_words=_takes(date, date_words if vietnamese else _date_words_en),
        weekday=_takes(date, weekday_name if vietnamese else _weekday_en),
        clock=_takes(datetime, _clock),
        iso=_takes(datetime, _iso),
        rfc822=_takes(datetime, _rfc822),
        unbroken=_takes(str, keep_words_whole if vietnamese else str),
        number=_takes(int, number_vi if vietnamese else number_en),
        filesize=_takes(int, filesize_vi if vietnamese else filesize_en),
    )
    return environment


def problem_of(error: Exception, page: str) -> Problem | None:
    """Return the problem behind an exception that rendering `page` raised; `None` when it is no fault of a layout."""
    if isinstance(error, TemplateSyntaxError):
        return problem("BT501", f"{LAYOUTS}/{error.name}", error.lineno, reason=error.message or "")
    import traceback  # only faults need it

    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.startswith(f"{LAYOUTS}/")]
    path, line = (inside[-1].filename, inside[-1].lineno or 0) if inside else ("", 0)
    if isinstance(error, TemplateNotFound):
        found = problem("BT503", path, line, name=error.name or "", page=page)
    elif isinstance(error, UndefinedError):
        found = problem("BT502", path, line, reason=error.message or "", page=page)
    elif not inside:
        return None
    elif isinstance(error, RecursionError):
        found = problem("BT505", path, line, page=page)
    elif isinstance(error, MissingWord):
        found = problem("BT506", path, line, key=error.args[0], language=error.args[1], page=page)
    elif isinstance(error, MissingAsset):
        found = problem("BT508", path, line, name=error.args[0], near=error.args[1], folder=error.args[2], page=page)
    elif isinstance(error, TemplateError | BadCall) or frames[-1].filename.startswith((f"{LAYOUTS}/", _JINJA_FOLDER)):
        found = problem("BT504", path, line, reason=f"{type(error).__name__}: {error}", page=page)
    else:
        return None
    return found


def _takes(kind: type, function: Callable[..., str]) -> Callable[..., str]:
    """Return a filter that refuses, by `BadCall`, what is not of `kind`."""

    def checked(value: object) -> str:
        if not isinstance(value, kind):
            raise BadCall(f"{type(value).__name__} where {kind.__name__} is needed")
        return function(value)

    return checked


def _rfc822(moment: datetime) -> str:
    """Return a moment as RFC 5322, 3.3 writes it. To import `email.utils` takes longer than to render a feed."""
    month = _MONTHS_EN[moment.month - 1][:3]
    day = f"{_weekday_en(moment)[:3]}, {moment.day:02} {month} {moment.year:04}"
    return f"{day} {moment:%H:%M:%S} {moment.strftime('%z') or '-0000'}"


def _iso(moment: datetime) -> str:
    """Return a moment in whole seconds, put together from parts that come again and again: a site map has thousands."""
    if type(moment.tzinfo) is not timezone:
        return moment.isoformat(timespec="seconds")
    day, time = moment.month * 100 + moment.day, moment.hour * 100 + moment.minute
    return f"{_YEARS[moment.year]}{_DAYS[day]}{_TIMES[time]}{_SECONDS[moment.second]}{_OFFSETS[moment.tzinfo]}"


class _Texts(dict[Any, str]):
    """Texts by what they are made of, each made once."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> str:  # noqa: ANN401 - each has its kind
        text = self[key] = self._make(key)
        return text


_YEARS = _Texts(lambda year: f"{year:04}")
_DAYS = _Texts(lambda day: f"-{day // 100:02}-{day % 100:02}")
_TIMES = _Texts(lambda time: f"T{time // 100:02}:{time % 100:02}")
_SECONDS = _Texts(lambda second: f":{second:02}")
_OFFSETS = _Texts(lambda zone: datetime(1970, 1, 1, tzinfo=zone).isoformat()[19:])


def _date_words_en(day: datetime) -> str:
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def _weekday_en(day: date) -> str:
    return _DAYS_EN[day.weekday()]


def _clock(moment: datetime) -> str:
    """Return `07:30`; nothing at midnight, which is what a date without an hour stands for."""
    return f"{moment:%H:%M}" if moment.hour or moment.minute else ""


_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
