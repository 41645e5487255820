"""Search the same articles with Pagefind: what docs/search.md says of it.

    pip install 'pagefind[bin]==1.5.2'
    python bench/search.py --size 10000 --work /tmp/bench-search
    python bench/search_pagefind.py --work /tmp/bench-search

Each article becomes a minimal page of the texts that Bantin's own index holds, đ written as d with U+0335, which
Pagefind folds.
"""

from __future__ import annotations

import argparse
import html
import http.server
import io
import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright
from search import FLAGS, Quiet, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Response

QUERIES: Final = ("sạt lở", "giáo dục", "hội đồng nhân dân", "hoi dong nhan dan")
STROKED: Final = str.maketrans({"đ": "d\u0335", "Đ": "D\u0335"})
_SEARCH: Final = """async (query) => {
  const started = performance.now();
  const { search } = await import("/pagefind/pagefind.js");
  const { results } = await search(query);
  await Promise.all(results.slice(0, 10).map((one) => one.data()));
  return [results.length, performance.now() - started];
}"""


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Search with Pagefind.")
    parser.add_argument("--work", type=Path, required=True, help="the folder of bench/search.py")
    parser.add_argument("--chromium", default=os.environ.get("BANTIN_CHROMIUM", "/usr/bin/chromium"))
    options = parser.parse_args()
    pages = options.work / "pagefind-pages"
    shutil.rmtree(pages, ignore_errors=True)
    for result in _results(options.work / "public" / "tim-kiem" / "chi-muc"):
        _write_page(pages, result)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pagefind", "--silent", "--site", str(pages)], check=True)
    index = pages / "pagefind"
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    say(f"index from nothing {time.perf_counter() - started:.1f} s, {size / 1e6:.1f} MB")
    _search(pages, options.chromium)


def _results(index: Path) -> Iterator[dict[str, str]]:
    """Yield what each result is shown from, as the search page's script reads it (docs/search.md, "The files")."""

    def table(name: str) -> dict[str, Any]:
        head, _, data = zlib.decompress((index / name).read_bytes()).partition(b"\n")
        found: dict[str, Any] = json.loads(head)
        for column, count in found["columns"]:
            planes, data = [data[at * count : (at + 1) * count] for at in range(3)], data[3 * count :]
            found[column] = [low + (middle << 8) + (high << 16) for low, middle, high in zip(*planes, strict=True)]
        return found

    manifest = table("index.bin")
    dictionary, size = manifest["dictionary"]
    beginning = (index / dictionary).read_bytes()
    for facts in map(table, manifest["facts"]):
        lengths = iter(facts["textLength"])
        for name, count in facts["texts"]:
            data = io.BytesIO((index / name).read_bytes())
            for length in itertools.islice(lengths, count):
                yield json.loads(zlib.decompress(beginning + data.read(length))[size:])


def _write_page(pages: Path, article: dict[str, str]) -> None:
    title, text, author = (html.escape(article[name]) for name in ("title", "text", "author"))
    page = (
        f'<html lang="vi"><body data-pagefind-body><h1>{title}</h1>'
        f'<p data-pagefind-filter="author">{author}</p><p>{text}</p></body></html>'
    )
    place = pages / article["url"].strip("/") / "index.html"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(page.translate(STROKED), "utf-8")


def _search(pages: Path, chromium: str) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(pages)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for query in QUERIES:
            page = browser.new_page()
            page.set_default_timeout(300_000)
            loaded: list[int] = []
            page.on("response", partial(_note, loaded))
            page.goto(f"http://127.0.0.1:{server.server_port}/tin-tuc/")
            loaded.clear()
            count, milliseconds = page.evaluate(_SEARCH, query.translate(STROKED))
            say(f"{query:24} {count:6} results, {milliseconds / 1e3:6.1f} s, {sum(loaded) / 1e3:8.0f} KB")
            page.close()
        browser.close()
    server.shutdown()


def _note(loaded: list[int], response: Response) -> None:
    loaded.append(int(response.headers.get("content-length", 0)))


if __name__ == "__main__":
    main()
