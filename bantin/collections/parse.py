"""Front matter → valid `documents`; what a single source alone can be judged by."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

import msgspec

from bantin.collections.documents import Article, Attachment, Document, Image, Parsed
from bantin.collections.fields import ArticleHeader, Header, PageHeader
from bantin.content import read
from bantin.content.addresses import resolve, source_url
from bantin.content.read import SourceFault
from bantin.language.dates import Moment, NoSuchDate, NotADate, parse_moment
from bantin.language.vietnamese import SLUG_LIMIT, slugify
from bantin.problems import Problem, errors, problem, records
from bantin.system import fingerprints
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bantin.config import Settings
    from bantin.content.front_matter import Source


def parse(path: str, data: bytes, settings: Settings, excerpt: Callable[[str, str], str]) -> Parsed:
    """Read the bytes of the source `path` as an article or a page, as the settings' folder decides.

    `excerpt` gives the beginning of a text, from its path and its Markdown: it is asked where there is no summary.
    """
    from bantin.content import front_matter  # YAML is not needed when nothing changed

    try:
        source = front_matter.split(read.decode(data, path), path)
    except SourceFault as fault:
        return Parsed(None, (fault.problem,))
    return _Reader(path, source, settings, excerpt).parsed(fingerprints.of_content(data))


def is_article(path: str, settings: Settings) -> bool:
    """Whether the source `path` lies in the articles' folder."""
    return path.startswith(f"{CONTENT}/{settings.articles.folder}/")


_TRUE = frozenset({"true", "yes", "on", "có", "đúng", "1"})
_FALSE = frozenset({"false", "no", "off", "không", "sai", "0"})
_ALIAS = re.compile(r"/[^\s?#\\:*\"<>|\x00-\x1f]*")
_LONGEST_ALIAS = 1000
_LONGEST_NAME = 200
"""Bytes in one part of an address; file systems allow 255."""
_FLAGS = ("draft", "featured", "toc")
_EXPECTED = {
    "draft": ("true hoặc false", "true or false"),
    "featured": ("true hoặc false", "true or false"),
    "toc": ("true hoặc false", "true or false"),
    "tags": ("một danh sách: [giám sát, cử tri]", "a list: [one, two]"),
    "related": ("một danh sách đường dẫn: [../2019/bai.md]", "a list of paths: [../2019/x.md]"),
    "aliases": ("một danh sách địa chỉ: [/bai-cu/]", "a list of addresses: [/old/]"),
    "attachments": ('một danh sách {file: tep.pdf, title: "Tên"}', 'a list of {file: x.pdf, title: "Name"}'),
}


class _Reader:
    """Turns one source's front matter into a record, collecting every problem on the way."""

    def __init__(self, path: str, source: Source, settings: Settings, excerpt: Callable[[str, str], str]) -> None:
        self.path = path
        self.source = source
        self.settings = settings
        self.excerpt = excerpt
        self.problems: list[Problem] = []

    def report(self, code: str, at: str, **values: object) -> None:
        """Note a problem at the line of the key `at`."""
        self.problems.append(problem(code, self.path, self.source.lines.get(at, 1), 0, **values))

    def parsed(self, fingerprint: int) -> Parsed:
        article = is_article(self.path, self.settings)
        header = self._header(ArticleHeader if article else PageHeader)
        record = self._record(header, fingerprint) if header is not None else None
        if record is None or errors(self.problems):
            return Parsed(None, tuple(self.problems))
        return Parsed(record, tuple(self.problems))

    def _header(self, kind: type[Header]) -> Header | None:
        # "key:" with nothing after it is a key that the editor has not filled in yet.
        values = {
            key: value for key, value in self.source.values.items() if value != "" or key not in kind.__struct_fields__
        }
        for flag in _FLAGS:
            written = str(values.get(flag, "")).casefold()
            if written in _TRUE:
                values[flag] = True
            elif written in _FALSE:
                values[flag] = False
        checked = records.check(values, kind)
        if not isinstance(checked, list):
            return checked
        for fault in checked:
            self._report_fault(fault)
        # Judge the rest too, so that the editor sees everything at once: leave out what is wrong.
        wrong = {str(fault.where[0]) for fault in checked}
        sound = {key: value for key, value in values.items() if key not in wrong}
        missing = {
            f.encode_name: "?" for f in msgspec.structs.fields(kind) if f.required and f.encode_name not in sound
        }
        partial = records.check({**missing, **sound}, kind)
        if not isinstance(partial, list):
            self._judge(partial, skip=frozenset(missing))
        return None

    def _report_fault(self, fault: records.Fault) -> None:
        key = str(fault.where[0])
        line = self.source.lines.get(key, 1)
        if fault.kind == "missing":
            shown = ".".join(str(part) for part in fault.where if not isinstance(part, int))
            self.problems.append(problem("BT206", self.path, line, key=shown))
        elif fault.kind == "unknown":
            shown = ".".join(str(part) for part in fault.where if not isinstance(part, int))
            self.problems.append(problem("BT205", self.path, line, key=shown, near=fault.near))
        else:
            vi, en = _EXPECTED.get(key, ("một dòng chữ", "a line of text"))
            self.problems.append(
                problem("BT207", self.path, line, key=key, value=fault.detail, expected_vi=vi, expected_en=en)
            )

    def _judge(self, header: Header, skip: frozenset[str] = frozenset()) -> dict[str, Any]:
        """Convert what needs more than a type; report what cannot be converted."""
        found: dict[str, Any] = {"updated": self._moment("updated", header.updated) if header.updated else None}
        if header.slug and (slugify(header.slug) != header.slug or len(header.slug) > SLUG_LIMIT):
            self.report("BT212", "slug", value=header.slug, near=slugify(header.slug))
        for alias in header.aliases:
            if not _is_alias(alias):
                self.report("BT213", "aliases", value=alias)
        if isinstance(header, ArticleHeader):
            if "date" not in skip:
                found["date"] = self._moment("date", header.date)
            known = [category.slug for category in self.settings.categories]
            if "category" not in skip and header.category not in known:
                near = records.nearest(header.category, known) or records.nearest(slugify(header.category), known)
                self.report("BT203", "category", slug=header.category, known=", ".join(known), near=near)
            for key, names in (("tags", header.tags), ("author", (header.author,) if header.author else ())):
                for name in names:
                    if not slugify(name):
                        self.report("BT220", key, value=name, key=key)
        return found

    def _moment(self, key: str, text: str) -> Moment | None:
        try:
            return Moment.of(parse_moment(text, self.settings.zone))
        except NotADate:
            self.report("BT210", key, value=text)
        except NoSuchDate:
            self.report("BT211", key, value=text)
        return None

    def _record(self, header: Header, fingerprint: int) -> Article | Document | None:
        judged = self._judge(header)
        url = source_url(self.path, header.slug)
        if "//" in url:
            self.problems.append(problem("BT305", self.path, name=self.path.rpartition("/")[2]))
        lead = _line(header.summary)
        cut = "" if header.summary.strip() else self.excerpt(self.path, self.source.body)
        common: dict[str, Any] = {
            "path": self.path,
            "url": url,
            "title": _line(header.title),
            "lead": lead,
            "excerpt": cut,
            "image": self._image(header),
            "attachments": tuple(self._attachments(header)),
            "draft": header.draft,
            "updated_at": judged["updated"],
            "update_note": _line(header.update_note),
            "aliases": header.aliases,
            "layout": header.layout,
            "toc": header.toc,
            "lines": self.source.lines,
            "body_line": self.source.body_line,
            "fingerprint": fingerprint,
            "list_fingerprint": fingerprints.of([self.path, url, header, cut]),
        }
        if isinstance(header, PageHeader):
            translates = next(self._files("translates", (header.translates,) if header.translates else ()), "")
            return Document(**common, translates=translates)
        if not isinstance(header, ArticleHeader):
            raise TypeError(header)
        if judged["date"] is None:
            return None
        return Article(
            **common,
            published_at=judged["date"],
            category=header.category,
            author=_line(header.author),
            tags=tuple(dict.fromkeys(_line(tag) for tag in header.tags)),
            related=tuple(self._files("related", header.related)),
            featured=header.featured,
            withdrawn=_line(header.withdrawn),
        )

    def _image(self, header: Header) -> Image | None:
        for file in self._files("image", (header.image,) if header.image else ()):
            if not header.image_alt and not header.draft and "image_alt" not in self.source.blank:
                self.report("BT853", "image", target=header.image)
            return Image(file, _line(header.image_alt), _line(header.image_caption), _line(header.image_credit))
        return None

    def _attachments(self, header: Header) -> Iterator[Attachment]:
        for entry in header.attachments:
            for file in self._files("attachments", (entry.file,)):
                yield Attachment(file, _line(entry.title) or posixpath.basename(file))

    def _files(self, key: str, targets: tuple[str, ...]) -> Iterator[str]:
        for target in targets:
            file = resolve(target, self.path)
            if file is None:
                self.report("BT404", key, target=target)
            else:
                yield file


def _is_alias(alias: str) -> bool:
    """Whether a file can be made for an old address: no hidden folders (ours among them), no part too long for a disk."""
    parts = alias.strip("/").split("/")
    fits = (
        len(alias) <= _LONGEST_ALIAS
        and "//" not in alias
        and all(part and not part.startswith(".") and len(part.encode()) <= _LONGEST_NAME for part in parts)
    )
    return fits and _ALIAS.fullmatch(alias) is not None and parts[0] != "assets"


def _line(text: str) -> str:
    """Return `text` on one line: YAML's block values carry line ends."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())
