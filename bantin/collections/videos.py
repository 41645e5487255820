"""Videos of articles: files beside them, or pages of hosts that the settings allow. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from bantin.language.urls import split_url

if TYPE_CHECKING:
    from collections.abc import Collection

FILE_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
"""Media types of videos that browsers play, by suffix."""
_YOUTUBE = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com", "youtu.be"})
_ID_LENGTH = 64


def is_address(video: str) -> bool:
    """Whether a video is a page of another host."""
    return video.startswith(("https://", "http://"))


def frame_of(address: str) -> str:
    """Return the address of the frame that plays the video of a page; empty for none that can be known."""
    try:
        parts = split_url(address)
    except ValueError:
        return ""
    host, last = (parts.hostname or "").lower(), parts.path.rstrip("/").rpartition("/")[2]
    if host in _YOUTUBE:
        key = parse_qs(parts.query).get("v", [last])[0]
        is_key = key.replace("-", "").replace("_", "").isalnum() and len(key) <= _ID_LENGTH and key.isascii()
        return f"https://www.youtube-nocookie.com/embed/{key}" if is_key else ""
    if host in ("vimeo.com", "www.vimeo.com"):
        return f"https://player.vimeo.com/video/{last}" if last.isdigit() else ""
    return address if parts.scheme == "https" else ""


def is_allowed(address: str, hosts: Collection[str]) -> bool:
    """Whether the video of a page may be played in a frame."""
    frame = frame_of(address)
    parts = split_url(frame) if frame else None
    return parts is not None and parts.netloc.lower() in {host.lower() for host in hosts}
