"""Scripts that stand in the page itself: files of `layouts/inline/`, each allowed by the hash of its text. Pure."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import msgspec

from bantin.problems import Problem, problem

FOLDER = "inline/"
"""Where they lie in `layouts/`."""
_OPENING_COMMENTS = re.compile(r"(?:\s*/\*.*?\*/)*\s*", re.DOTALL)
# What would end the element, or have the parser look elsewhere for its end (HTML, 13.1.3.1).
_CONFUSING = re.compile(r"</script|<script|<!--|\x00", re.IGNORECASE)


class InlineScript(msgspec.Struct, frozen=True, gc=False):
    """A script as it stands in pages."""

    name: str
    text: str

    @property
    def source(self) -> str:
        """What allows it in a policy's `script-src` (CSP Level 3, 2.3.1)."""
        return f"'sha256-{b64encode(sha256(self.text.encode()).digest()).decode()}'"

    @property
    def element(self) -> str:
        """The element that a page shows, as HTML."""
        return f"<script>{self.text}</script>"


def inline_script(name: str, path: str, text: str) -> InlineScript | Problem:
    """Return the file `name` of `layouts/inline/` as pages show it, or what is wrong with it; `path` is for messages.

    Comments at its beginning are left out. Newlines become those that a parser of HTML would make of them, as a browser
    takes the hash of what it has parsed.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _CONFUSING.search(text)
    if found:
        return problem("BT510", path, text.count("\n", 0, found.start()) + 1, text=found[0].replace("\0", "NUL"))
    opening = _OPENING_COMMENTS.match(text)
    return InlineScript(name, text[opening.end() if opening else 0 :].rstrip())
