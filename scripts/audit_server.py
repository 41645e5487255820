"""Serve a folder as a web server should, compressed, for `audit.sh`: `audit_server.py FOLDER PORT`."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import sys
from typing import Final

COMPRESSED: Final = (".html", ".css", ".js", ".svg", ".webmanifest")


class Handler(http.server.SimpleHTTPRequestHandler):
    """`http.server`'s own, with gzip for texts and a year for files that carry their hash."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> io.BytesIO | None:
        """Begin the answer and return its body."""
        path = self.translate_path(self.path)
        if self.path.partition("?")[0].endswith("/"):
            path += "/index.html"
        try:
            with open(path, "rb") as stream:
                body = stream.read()
        except OSError:
            self.send_error(404)
            return None
        self.send_response(200)
        if path.endswith(COMPRESSED):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000, immutable" if "/assets/" in self.path else "max-age=300")
        self.end_headers()
        return io.BytesIO(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


if __name__ == "__main__":
    handler = functools.partial(Handler, directory=sys.argv[1])
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), handler).serve_forever()
