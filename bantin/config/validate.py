"""Rules of the settings that their types cannot express."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from bantin.config.abbreviations import validate_abbreviations
from bantin.config.checks import validate_checks
from bantin.config.collections import validate_papers
from bantin.config.counter import DATABASE_SCHEMES, Fields
from bantin.config.line_numbers import line_of
from bantin.config.menu import validate_menu
from bantin.config.notices import validate_notices
from bantin.config.office import validate_links, validate_office
from bantin.config.theme import validate_theme
from bantin.language.urls import split_url
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, problem, records
from bantin.system.filetypes import may_be_allowed
from bantin.system.output_names import bad_part
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bantin.config.tables import Settings


def validate(settings: Settings, lines: dict[records.KeyPath, int]) -> Iterator[Problem]:
    """Yield the problems of `settings`; `lines` are from `key_lines`."""

    def at(*where: str | int) -> int:
        return line_of(where, lines)

    site = settings.site
    if not _is_base_url(site.base_url):
        near = _mended_url(site.base_url)
        yield problem("BT106", SETTINGS_FILE, at("site", "base_url"), value=site.base_url, near=near)
    for host in site.other_hosts:
        if not _HOST.fullmatch(host):
            yield problem("BT114", SETTINGS_FILE, at("site", "other_hosts"), value=host)
    if not _is_zone(site.timezone):
        is_here = _VIET_NAM.search(site.timezone)  # otherwise Asia/Hanoi would be taken for Asia/Yangon
        near = "Asia/Ho_Chi_Minh" if is_here else records.nearest(site.timezone, available_timezones())
        yield problem("BT107", SETTINGS_FILE, at("site", "timezone"), value=site.timezone, near=near)
    slugs: dict[str, int] = {}
    for index, category in enumerate(settings.categories):
        line = at("categories", index, "slug")
        yield from _validate_slug(category.slug, line)
        if category.slug in slugs:
            yield problem("BT109", SETTINGS_FILE, line, slug=category.slug, first=slugs[category.slug])
        slugs.setdefault(category.slug, line)
    taken: dict[str, str] = {}
    yield from _validate_paths(settings, taken, at)
    yield from validate_notices(settings.alert, settings.banners, settings.services, SETTINGS_FILE, at)
    yield from validate_theme(settings.theme, SETTINGS_FILE, at)
    yield from _validate_languages(settings, taken, at)
    yield from validate_menu(settings.menu, SETTINGS_FILE, functools.partial(at, "menu"))
    running = [value for value in settings.media.attachment_types if not may_be_allowed(value)]
    yield from (problem("BT860", SETTINGS_FILE, at("media", "attachment_types"), value=value) for value in running)
    hosts = [host for host in settings.markup.embed_hosts if not _HOST.fullmatch(host)]
    yield from (problem("BT114", SETTINGS_FILE, at("markup", "embed_hosts"), value=host) for host in hosts)
    yield from _validate_security(settings, at)
    yield from validate_office(settings.office, SETTINGS_FILE, at("office", "email"))
    yield from validate_links(settings.links, SETTINGS_FILE, at)
    yield from validate_abbreviations(settings.abbreviations, SETTINGS_FILE, at)
    yield from _validate_counter(settings, at)
    yield from validate_papers(settings.papers, SETTINGS_FILE, at)
    yield from validate_checks(settings.checks, SETTINGS_FILE, at)


def _validate_paths(settings: Settings, taken: dict[str, str], at: Callable[..., int]) -> Iterator[Problem]:
    """Check the first parts of URLs, and add them to `taken`, each with the key that has it."""
    paths: dict[str, str] = {"articles.folder": settings.articles.folder}
    paths.update((f"paths.{name}", value) for name, value in msgspec.structs.asdict(settings.paths).items())
    for key, value in paths.items():
        line = at(*key.split("."))
        yield from _validate_slug(value, line)
        if key == "paths.page":  # the one that is below others
            continue
        if value in _RESERVED:
            yield problem("BT136", SETTINGS_FILE, line, key=key, value=value)
        elif value in taken:
            yield problem("BT112", SETTINGS_FILE, line, key=key, value=value, other=taken[value])
        taken.setdefault(value, key)


def _validate_languages(settings: Settings, taken: dict[str, str], at: Callable[..., int]) -> Iterator[Problem]:
    """Check that no language is given twice or has its folder's name among `taken`, the first parts of URLs."""
    known: set[str] = {settings.site.language}
    for index, one in enumerate(settings.languages):
        line = at("languages", index, "code")
        if one.code in known:
            yield problem("BT123", SETTINGS_FILE, line, value=one.code)
        elif one.code in taken:
            yield problem("BT112", SETTINGS_FILE, line, key="languages.code", value=one.code, other=taken[one.code])
        known.add(one.code)
        yield from validate_office(one.office, SETTINGS_FILE, at("languages", index, "office", "email"))
        yield from validate_menu(one.menu, SETTINGS_FILE, functools.partial(at, "languages", index, "menu"))


def _validate_security(settings: Settings, at: Callable[..., int]) -> Iterator[Problem]:
    """Check `[security]` (RFC 9116, 2.5.3 and 2.5.5)."""
    security = settings.security
    for value in security.contact:
        scheme, mark, rest = value.partition(":")
        if not (mark and rest and scheme in ("mailto", "https", "tel") and re.fullmatch(r"[!-~]+", value)):
            yield problem("BT115", SETTINGS_FILE, at("security", "contact"), value=value)
    if security.contact and security.expires is None:
        yield problem("BT116", SETTINGS_FILE, at("security"))


def _validate_counter(settings: Settings, at: Callable[..., int]) -> Iterator[Problem]:
    """Check `[counter]`; `at` returns the line of a key."""
    counter, service = settings.counter, settings.counter.service
    needs: dict[str, dict[tuple[str, ...], object]] = {
        "service": {("url",): counter.url, ("site",): counter.site},
        "umami": {("url",): counter.url, ("umami", "share"): counter.umami.share},
        "goatcounter": {("url",): counter.url or counter.goatcounter.code},
        "json": {("url",): counter.url, ("fields",): counter.fields != Fields()},
    }
    for where in (where for where, value in needs.get(counter.provider, {}).items() if not value):
        key = ".".join(("counter", *where))
        yield problem("BT701", SETTINGS_FILE, at("counter", *where), key=key, provider=counter.provider)
    if counter.url and not _is_base_url(counter.url.partition("?")[0]):
        yield problem("BT702", SETTINGS_FILE, at("counter", "url"), value=counter.url, near=_mended_url(counter.url))
    elif (
        counter.url.startswith("http://")
        and settings.origin.startswith("https://")
        and not _is_own_machine(counter.url)
    ):
        yield problem("BT703", SETTINGS_FILE, at("counter", "url"), value=counter.url)
    if counter.provider == "service" and service.sites and counter.site not in service.sites:
        near = records.nearest(counter.site, service.sites)
        yield problem("BT705", SETTINGS_FILE, at("counter", "site"), value=counter.site, near=near)
    wrong: dict[tuple[str, ...], list[str]] = {
        ("BT107", "timezone"): [counter.timezone] if counter.timezone and not _is_zone(counter.timezone) else [],
        ("BT702", "goatcounter", "code"): [code]
        if not re.fullmatch(r"[a-z0-9-]*", code := counter.goatcounter.code)
        else [],
        ("BT704", "site"): [counter.site] if counter.site and not _SITE_NAME.fullmatch(counter.site) else [],
        ("BT704", "service", "sites"): [name for name in service.sites if not _SITE_NAME.fullmatch(name)],
        ("BT706", "service", "origins"): [origin for origin in service.origins if not _is_origin(origin)],
        ("BT707", "service", "trusted_proxies"): [
            network for network in service.trusted_proxies if not _is_network(network)
        ],
        ("BT708", "service", "database"): [f"{service.database.partition(':')[0]}:…"]
        if not _is_database(service.database)
        else [],
    }
    for place, values in wrong.items():
        line = at("counter", *place[1:])
        yield from (problem(place[0], SETTINGS_FILE, line, value=value, near="") for value in values)


def _validate_slug(slug: str, line: int) -> Iterator[Problem]:
    if slugify(slug) != slug:
        yield problem("BT108", SETTINGS_FILE, line, value=slug, near=slugify(slug))
    elif bad_part(f"/{slug}/"):
        yield problem("BT315", SETTINGS_FILE, line, url=f"/{slug}/", name=slug)


# A host name alone: no scheme, port, path or wildcard, nor anything that could break out of a Content-Security-Policy.
_HOST = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+")
_RESERVED = frozenset({"assets"})
"""Folders of the output that are no pages'."""
_LONGEST_ZONE = 100
_VIET_NAM = re.compile(r"ha.?noi|sai.?gon|hcm|ho.?chi|viet|da.?nang", re.IGNORECASE)
_SITE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def _is_origin(text: str) -> bool:
    return _is_base_url(text) and not split_url(text).path and text == text.lower()


def _is_network(text: str) -> bool:
    import ipaddress  # only needed by sites behind proxies

    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _is_database(text: str) -> bool:
    scheme, mark, _rest = text.partition("://")
    return scheme in DATABASE_SCHEMES if mark else text.partition(":")[0].lower() not in DATABASE_SCHEMES


def _is_own_machine(url: str) -> bool:
    """Whether browsers let pages of an https site load `url` although it is plain http: it is on their own machine."""
    return split_url(url).hostname in ("localhost", "127.0.0.1", "::1")


def _is_base_url(url: str) -> bool:
    """Whether links can begin with `url`: http(s), a host, a plain path."""
    try:
        parts = split_url(url)
        _ = parts.port
    except ValueError:
        return False
    # Only characters that links leave as they are.
    clean = (
        re.fullmatch(r"[A-Za-z0-9._~/-]*", parts.path) is not None and ".." not in parts.path and "//" not in parts.path
    )
    # Host names may be international (IDN), but not contain what could break out of an attribute.
    host = re.fullmatch(r"[\w.-]+(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?", parts.netloc) is not None and url.isprintable()
    return parts.scheme in ("http", "https") and host and not (parts.query or parts.fragment) and clean


def _mended_url(url: str) -> str:
    """Return what was meant by an address that is none, as far as can be told, or an empty text."""
    host = re.sub(r"^(?:https?)?:?/*", "", url.strip().replace("\\", "/"), flags=re.IGNORECASE)
    scheme = "http" if re.match(r"http:", url.strip(), re.IGNORECASE) else "https"
    mended = f"{scheme}://{host}"
    return mended if "." in host and _is_base_url(mended) else ""


def _is_zone(name: str) -> bool:
    """Whether there is such a time zone. To list them all would take longer than a build with little to do."""
    if len(name) > _LONGEST_ZONE:
        return False
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return name.partition("/")[0] not in ("posix", "right", "posixrules", "localtime")
