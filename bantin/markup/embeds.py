"""Frames from hosts that the settings allow: a video, a map.

HTML parsers read a frame's content as raw text, in which hostile markup can hide. So frames never pass the sanitizer: a
well-formed one from an allowed host is taken out before, and written again afterwards with known attributes only.
"""

from __future__ import annotations

import html
import re

from bantin.language.urls import split_url

FRAME_ATTRIBUTES = frozenset({"src", "title", "width", "height", "allowfullscreen", "loading"})
_VALUE = r"(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=`]+)"
_FRAME = re.compile(rf"<iframe((?:\s+[a-z-]+(?:\s*=\s*{_VALUE})?)*)\s*>\s*</iframe\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rf"([a-z-]+)(?:\s*=\s*({_VALUE}))?", re.IGNORECASE)
_SIZE = re.compile(r"\d{1,4}")
_PLACEHOLDER = re.compile(r'<span class="bantin-embed" title="(\d+)"></span>')


class Embeds:
    """The frames of one text."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self._hosts = hosts
        self._frames: list[str] = []

    def take_out(self, text: str) -> str:
        """Return `text` with each allowed frame replaced by a placeholder that the sanitizer keeps."""
        self._frames = []
        return _FRAME.sub(self._replace, text) if self._hosts else text

    def put_back(self, text: str) -> str:
        """Return `text` with the frames in place of their placeholders; one that an editor wrote is removed."""
        if not self._hosts:
            return text

        def frame(match: re.Match[str]) -> str:
            index = int(match[1])
            return self._frames[index] if index < len(self._frames) else ""

        return _PLACEHOLDER.sub(frame, text)

    def allows(self, url: str) -> bool:
        """Whether a frame may show `url`."""
        try:
            parts = split_url(url)
            port = parts.port
        except ValueError:
            return False
        # In the Content-Security-Policy a host without a port means the scheme's default port.
        return (
            parts.scheme == "https"
            and "@" not in parts.netloc
            and port in (None, 443)
            and (parts.hostname or "") in self._hosts
        )

    def _replace(self, match: re.Match[str]) -> str:
        written = {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(match[1])}
        if not self.allows(written.get("src", "")):
            return match[0]
        kept = {name: value for name, value in written.items() if name in ("src", "title")}
        kept |= {
            name: value for name, value in written.items() if name in ("width", "height") and _SIZE.fullmatch(value)
        }
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())
        full = " allowfullscreen" if "allowfullscreen" in written else ""
        self._frames.append(f'<iframe{attributes}{full} loading="lazy"></iframe>')
        return f'<span class="bantin-embed" title="{len(self._frames) - 1}"></span>'
