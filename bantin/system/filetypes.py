"""Types of files that a site may publish, by the suffixes of their names."""

from __future__ import annotations

import re

# fmt: off
ATTACHMENT_TYPES = (
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "txt", "csv", "zip", "rar", "7z",
    "epub", "mp3", "m4a", "mp4", "webm", "vtt", "jpg", "jpeg", "png", "gif", "webp", "svg",
)
"""Default types of attachments: documents, archives, sound, video, pictures. An SVG is cleaned before."""
_EXECUTABLE_TYPES = frozenset({
    # Pages, and XML, which can contain a page.
    "html", "htm", "htmls", "htx", "xhtml", "xht", "xhtm", "mht", "mhtm", "mhtml", "eml", "htc", "hta", "svgz",
    "xml", "xsl", "xslt", "xsd", "xbl", "xul", "rdf", "owl", "rss", "atom", "mathml", "mml",
    # Scripts.
    "js", "mjs", "cjs", "jsm", "es", "wasm", "swf",
    # What servers execute, or read as settings.
    "shtml", "shtm", "stm", "php", "php3", "php4", "php5", "php7", "php8", "phps", "pht", "phtm", "phtml",
    "phar", "asp", "aspx", "asa", "asax", "ascx", "ashx", "asmx", "axd", "cshtml", "vbhtml", "jsp", "jspx",
    "jspf", "cgi", "fcgi", "pl", "pm", "py", "pyc", "rb", "erb", "lua", "sh", "cfm", "cfml", "cfc", "asis",
    "var", "config", "htaccess",
})
"""What browsers, or carelessly configured servers, execute as part of the site."""
# fmt: on
_SUFFIX = re.compile(r"[a-z0-9]{1,16}")


def may_be_allowed(suffix: str) -> bool:
    """Whether the settings may allow attachments with this suffix (lower case, without a dot)."""
    return suffix not in _EXECUTABLE_TYPES and _SUFFIX.fullmatch(suffix) is not None
