"""What a page on a server holds that the page as it was built does not: links, scripts, frames. Pure."""

from __future__ import annotations

from html.parser import HTMLParser

_ADDRESSES = {
    "a": "href", "area": "href", "link": "href", "script": "src", "iframe": "src", "frame": "src", "embed": "src",
    "object": "data", "form": "action", "img": "src", "base": "href",
}  # fmt: skip
_SHOWN = 80


def injected(built: bytes, served: bytes) -> list[str]:
    """Return the addresses and scripts that only `served` has, in its order, each short enough for a message."""
    known = frozenset(_found(built))
    return list(dict.fromkeys(one[:_SHOWN] for one in _found(served) if one not in known))


def addresses(page: bytes) -> list[str]:
    """Return what a page, a feed or a site map refers to."""
    return [one for one in _found(page) if not one.startswith("<")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if address := values.get(_ADDRESSES.get(tag, ""), ""):
            self.found.append(address.strip())
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.found.append(values.get("content", "").partition("=")[2].strip())
        self.found += [f"<{tag} {name}>" for name in values if name.startswith("on")]
        self._inside = tag if tag in ("script", "style", "loc") else ""

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if self._inside == "loc" and text:
            self.found.append(text)
        elif self._inside and text:
            self.found.append(f"<{self._inside}> {text}")


def _found(page: bytes) -> list[str]:
    reader = _Reader()
    reader.feed(page.decode("utf-8", "replace"))
    reader.close()
    return reader.found
