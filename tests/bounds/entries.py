"""Where what people write comes in: each entry takes a text, as the engine does, and tells by which codes it was refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from bantin.checks import links, registry
from bantin.checks.text import make_text
from bantin.collections import parse
from bantin.config import parse_settings
from bantin.content import addresses, read, scan
from bantin.content.read import HEADER_LIMIT, SourceFault
from bantin.content.scan import File
from bantin.language import vietnamese
from bantin.language.likeness import Likeness
from bantin.markup.rendering import Markup
from bantin.media import inspect
from bantin.media.pictures import BYTE_LIMIT, Note
from bantin.problems import BuildFailed
from bantin.search.texts import plain
from bantin.search.words import Vocabulary
from bantin.system.toml import LENGTH
from tests.builder import no_excerpt
from tests.markup import texts
from tests.media import made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_EXCERPT_READ = 6_000
"""Characters of an article that its excerpt may be made of, before the whole is rendered."""
NAME_LIMIT = 255
"""Bytes of a file's name: no file system takes more."""
_PICTURES = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde",
    "gif": b"GIF89a\1\0\1\0\0\0\0",
    "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0",
    "webp": b"RIFF\xff\xff\0\0WEBPVP8X\n\0\0\0\2\0\0\0\0\0\0\0\0\0",
    "tif": b"II*\0\x08\0\0\0\xff\xff",
    "bmp": b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
    "avif": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
}
"""How a picture of each format begins."""


class Entry(NamedTuple):
    """A place where what people write comes in."""

    name: str
    take: Callable[[str], set[str]]
    limit: int
    """Characters that it takes at most, or more than anybody will wait for."""


class Entries:
    """All of them; made once, as Markdown's set-up is dear."""

    def __init__(self, folder: Path) -> None:
        """Write what must be a file into `folder`."""
        self._folder = folder
        self._settings = texts.settings('[markup]\nembed_hosts = ["video.vn"]\n')
        self._markup = Markup(self._settings, texts.WORDS)
        self._likeness = Likeness(
            f"content/tin-tuc/{year}/bai-{number}.md" for year in range(2019, 2024) for number in range(40)
        )

    def all(self) -> tuple[Entry, ...]:
        """Return the entries."""
        return (
            Entry("text", self.text, read.SIZE_LIMIT),
            Entry("source", self.source, _EXCERPT_READ),
            Entry("check", self.check, read.SIZE_LIMIT),
            Entry("front_matter", self.front_matter, HEADER_LIMIT),
            Entry("front_matter_value", self.front_matter_value, HEADER_LIMIT),
            Entry("settings", self.settings, LENGTH),
            Entry("settings_value", self.settings_value, LENGTH),
            Entry("link", self.link, read.SIZE_LIMIT),
            Entry("file_name", self.file_name, NAME_LIMIT),
            Entry("pdf", self.pdf, 20_000_000),
            Entry("picture", self.picture, BYTE_LIMIT),
            Entry("svg", self.svg, BYTE_LIMIT),
        )

    def text(self, text: str) -> set[str]:
        """Render the text of an article, and take its words for the search."""
        try:
            decoded = read.decode(text.encode(), texts.PATH).strip()
        except SourceFault as fault:
            return {fault.problem.code}
        body = self._markup.render(texts.PATH, decoded, 5, texts.Site())
        Vocabulary().words(plain(body.html))
        return {one.code for one in body.problems}

    def source(self, text: str) -> set[str]:
        """Read an article of this text."""
        return self._parsed(f"---\ntitle: a\ndate: 2020-01-01\ncategory: a\n---\n{text}")

    def check(self, text: str) -> set[str]:
        """Make the checks that only `check` makes."""
        looked = make_text(texts.PATH, f"---\ntitle: a\n---\n{text}", 4)
        links.inner_targets(looked)
        return {fault.code for check in registry.TEXT_CHECKS for fault in check(looked)}

    def front_matter(self, text: str) -> set[str]:
        """Read an article with this among its front matter."""
        return self._parsed(f"---\ntitle: a\n{text}\n---\nx")

    def front_matter_value(self, text: str) -> set[str]:
        """Read articles with this for a value."""
        values = {
            "title": text,
            "date": text,
            "slug": text,
            "category": text,
            "tags": [text],
            "aliases": [text],
            "image": text,
            "draft": text,
        }
        written = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
        return self._parsed(f"---\n{written}\n---\nx")

    def settings(self, text: str) -> set[str]:
        """Read settings with this at the end."""
        return self._set([f'[site]\ntitle = "T"\nbase_url = "https://example.vn/"\n{text}'])

    def settings_value(self, text: str) -> set[str]:
        """Read settings with this for a value."""
        value = json.dumps(text, ensure_ascii=False)
        rules = (
            f"[site]\ntitle = {value}\nbase_url = {value}\n[office]\nemail = {value}\n[articles]\nfolder = {value}\n"
            f"[counter]\nurl = {value}\n[markup]\nembed_hosts = [{value}]\n[[categories]]\nslug = {value}\nname = {value}\n"
            f"[[checks.off]]\ncode = {value}\nreason = {value}\n"
        )
        return self._set([rules, f"{rules}\n[xyz]\n[counter]\nprovider = {value}"])

    def link(self, text: str) -> set[str]:
        """Look for where a link leads, and for what it may have meant."""
        self._likeness.nearest(f"content/tin-tuc/{text}")
        self._likeness.nearest(text)
        addresses.resolve(text, texts.PATH)
        links.is_valid_url(f"https://{text}")
        links.is_valid_url(f"mailto:{text}")
        return set()

    def file_name(self, text: str) -> set[str]:
        """Take a file of this name."""
        name = text.replace("/", "").replace("\0", "")
        scan.is_ignored(name)
        addresses.source_url(f"content/{name}.md")
        addresses.file_url(f"content/{name}")
        vietnamese.sort_key(name)
        return set()

    def pdf(self, text: str) -> set[str]:
        """Read PDFs with this in them: in the clear, and where they are damaged."""
        sound = made.pdf(2)
        data = text.encode()
        return {
            note.code
            for number, content in enumerate((sound[:60] + data + sound[60:], b"%PDF-1.4\n" + data))
            for note in inspect.read_attachment(self._file(f"{number}.pdf", content)).notes
        }

    def picture(self, text: str) -> set[str]:
        """Read pictures of each format that go on with this."""
        looks = [inspect.inspect_picture(f"a.{suffix}", start + text.encode()) for suffix, start in _PICTURES.items()]
        return {look.code for look in looks if isinstance(look, Note)}

    def svg(self, text: str) -> set[str]:
        """Read drawings with this in them."""
        inside = ("", "<style>{}</style>", '<path style="{}"/>', '<path d="{}"/>')
        drawings = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">{one.replace("{}", text)}</svg>'
            for one in inside
        )
        looks = [inspect.inspect_picture("a.svg", one.encode()) for one in drawings]
        return {look.code for look in looks if isinstance(look, Note)}

    def _parsed(self, text: str) -> set[str]:
        return {one.code for one in parse.parse(texts.PATH, text.encode(), self._settings, no_excerpt).problems}

    def _set(self, written: Iterable[str]) -> set[str]:
        codes: set[str] = set()
        for one in written:
            try:
                parse_settings(one.encode())
            except BuildFailed as failed:
                codes |= {fault.code for fault in failed.problems}
        return codes

    def _file(self, name: str, content: bytes) -> File:
        place = self._folder / name
        place.write_bytes(content)
        return File(f"content/{name}", str(place), 0, len(content))
