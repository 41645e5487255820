"""A static server that answers requests for a part of a file, as all but the simplest do (RFC 9110, 14)."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import _Static

if TYPE_CHECKING:
    from typing import BinaryIO

_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


class RangeServer(_Static):
    """Serves a folder, or parts of its files."""

    def send_head(self) -> BinaryIO | io.BytesIO | None:
        """Answer `Range` with 206."""
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if asked is None or not path.is_file():
            return super().send_head()
        data = path.read_bytes()
        first, last = int(asked[1]), min(int(asked[2]), len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        return io.BytesIO(data[first : last + 1])
