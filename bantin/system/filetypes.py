"""Types of files that a site hands out, by how their names end."""

from __future__ import annotations

import re

# fmt: off
ATTACHMENT_TYPES = (
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "txt", "csv", "zip", "rar", "7z", "epub",
    "mp3", "m4a", "mp4", "jpg", "jpeg", "png", "gif", "webp", "svg",
)
"""What a registry hands out; an SVG is looked into first."""
_RUNNING_TYPES = frozenset({
    "html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "xml", "xsl", "xslt", "js", "mjs", "cjs", "wasm", "swf", "hta", "php",
})
"""What browsers, or careless servers, run as part of the site."""
# fmt: on
_SUFFIX = re.compile(r"[a-z0-9]{1,16}")


def may_be_allowed(suffix: str) -> bool:
    """Whether a setting may allow files whose names end in `.suffix`."""
    return suffix not in _RUNNING_TYPES and _SUFFIX.fullmatch(suffix) is not None
