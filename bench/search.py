"""Measure search: how long its index takes, how large it is, what a reader's searches load and how soon they answer.

    python bench/search.py --size 10000 --work /tmp/bench-search
    python bench/search.py --size 10000 --work /tmp/bench-rich --kind rich

Makes a corpus, builds it with and without the index, edits it, and searches in Chromium, over a server that compresses
nothing and knows ranges.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import io
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Response

PROJECT: Final = Path(__file__).resolve().parent.parent
NOW: Final = "2026-11-24T00:00:00+07:00"
QUERIES: Final = (
    "nghị quyết",
    "hội đồng nhân dân tỉnh",
    "hoi dong nhan dan",
    "sạt lở bờ sông",
    "nhà ở cho người có thu nhập thấp",
    "mức thu học phí",
    "ban kinh te - ngan sach",
    "tiếp xúc cử tri",
    "Bình Minh",
    "chuyen doi so",
    "đại biểu HĐND hai cấp",
    "rác thải sinh hoạt ở nông thôn",
)
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SEARCH: Final = """async (query) => {
  const started = performance.now();
  const results = document.querySelector("[data-search-results]");
  results.replaceChildren();
  document.querySelector("[data-search-input]").value = query;
  const shown = new Promise((done) => new MutationObserver(done).observe(results, { childList: true }));
  document.querySelector("[data-search-form]").requestSubmit();
  await shown;
  return performance.now() - started;
}"""


class Search(NamedTuple):
    """One search."""

    kilobytes: float
    """Loaded for it: script, index and results; not the page with its style and icon, which the reader has."""
    milliseconds: float
    """From the key to the results."""


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Measure search.")
    parser.add_argument("--size", type=int, default=10_000, help="number of articles")
    parser.add_argument(
        "--work", type=Path, default=PROJECT / "bench" / "work" / "search", help="where the site is made"
    )
    parser.add_argument("--kind", default="plain", help="what the texts are like: see bench/corpus.py")
    parser.add_argument("--runs", type=int, default=3, help="how often each build is measured; the least is shown")
    parser.add_argument("--chromium", default=os.environ.get("BANTIN_CHROMIUM", "/usr/bin/chromium"))
    parser.add_argument("--keep", action="store_true", help="measure the searches of the site that is there")
    options = parser.parse_args()
    if not options.keep:
        _make_corpus(options.work, options.size, options.kind)
        _measure_builds(options.work, options.runs)
    _measure_size(options.work / "public" / "tim-kiem" / "chi-muc")
    _measure_searches(options.work / "public", options.chromium)


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _make_corpus(site: Path, size: int, kind: str) -> None:
    shutil.rmtree(site, ignore_errors=True)
    corpus = [
        sys.executable,
        str(PROJECT / "bench" / "corpus.py"),
        "--size",
        str(size),
        "--generator",
        "bantin",
        "--kind",
        kind,
        "--output",
        str(site),
    ]
    subprocess.run(corpus, check=True)
    shutil.copy(PROJECT / "bench" / "peers" / "bantin" / "site_config.toml", site)


def _build(
    site: Path, what: str, *arguments: str, runs: int = 1, before: Callable[[int], object] = lambda _: None
) -> None:
    """Build `runs` times, each after `before`; say the least seconds, of the clock and of processors."""
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(site), "build", "--now", NOW, "--quiet"]
    walls, processors = [], []
    for run in range(runs):
        before(run)
        time.sleep(0.1)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        subprocess.run([*command, *arguments], check=True)
        walls.append(time.perf_counter() - started)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processors.append(after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime)
    say(f"{what:60} {min(walls):7.2f} s, {min(processors):7.2f} s of processors")


def _measure_builds(site: Path, runs: int) -> None:
    articles = sorted((site / "content").rglob("*.md"))
    recent, old = articles[-1], articles[len(articles) // 2]

    def forget(_run: int) -> None:
        for name in ("public", ".bantin"):
            shutil.rmtree(site / name, ignore_errors=True)

    def add(date: str) -> Callable[[int], object]:
        text = re.sub(r"(?m)^date: .*$", f"date: {date}", old.read_text("utf-8"))
        return lambda run: (site / "content" / "tin-tuc" / f"them-{date[:4]}-{run}.md").write_text(text, "utf-8")

    _build(site, "pages from nothing, no index", "--no-search", runs=runs, before=forget)
    _build(site, "pages and index from nothing", runs=runs, before=forget)
    _build(site, "nothing changed", runs=runs)
    _build(site, "one recent text edited", runs=runs, before=lambda run: _edit(recent, run))
    _build(site, "one old text edited", runs=runs, before=lambda run: _edit(old, run))
    _build(site, "one title edited", runs=runs, before=lambda run: _retitle(old, run))
    _build(site, "one article added, the newest", runs=runs, before=add("2025-12-31 18:00"))
    _build(site, "one article added in an old year", runs=runs, before=add("2015-06-15 08:00"))
    _build(site, "the index left out", "--no-search")
    _build(site, "one old text edited, no index", "--no-search", runs=runs, before=lambda run: _edit(old, run))
    _build(site, "the index anew, of pages that are there")


def _edit(path: Path, run: int) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"\nThêm câu thứ {run} vào cuối bài.\n")


def _retitle(path: Path, run: int) -> None:
    path.write_text(re.sub(r'(?m)^title: "', f'title: "Lần {run}: ', path.read_text("utf-8"), count=1), "utf-8")


def _measure_size(index: Path) -> None:
    sizes = {path.relative_to(index).as_posix(): path.stat().st_size for path in index.rglob("*") if path.is_file()}
    total = sum(sizes.values())
    for what, part in (("texts that results are shown from", "texts/"), ("terms", "terms/"), ("facts", "facts/")):
        some = [size for path, size in sizes.items() if path.startswith(part)]
        say(
            f"{what:60} {sum(some) / 1e6:7.2f} MB, {100 * sum(some) / total:5.1f} %, "
            f"{len(some)} files, largest {max(some) / 1e3:.1f} KB"
        )
    say(f"{'the whole index':60} {total / 1e6:7.2f} MB, {len(sizes)} files")


def _measure_searches(public: Path, chromium: str) -> None:
    handler = functools.partial(QuietRanges, directory=str(public))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/tim-kiem/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        first = [_searches(browser, address, [query])[0] for query in QUERIES]
        later = _searches(browser, address, ["kỳ họp", *QUERIES])[1:]
        browser.close()
    server.shutdown()
    for what, searches in (("first", first), ("later", later)):
        for measure in Search._fields:
            values = [getattr(search, measure) for search in searches]
            say(f"{what} search, {measure:47} {statistics.median(values):7.1f} median, {max(values):7.1f} most")


def _searches(browser: Browser, address: str, queries: list[str]) -> list[Search]:
    """Search one query after another as one reader whose browser has nothing yet."""
    page = browser.new_context().new_page()
    loaded: list[int] = []

    def note(response: Response) -> None:
        if "chi-muc" in response.url or response.url.endswith(".js"):
            loaded.append(int(response.headers.get("content-length", 0)))

    page.on("response", note)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found = []
    for query in queries:
        milliseconds = page.evaluate(_SEARCH, query)
        page.wait_for_timeout(50)
        found.append(Search(sum(loaded) / 1e3, milliseconds))
        loaded.clear()
    page.context.close()
    return found


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_arguments: Any) -> None:  # noqa: ANN401
        """Say nothing."""


class QuietRanges(Quiet):
    """Serves parts of files, too."""

    def send_head(self) -> Any:  # noqa: ANN401 - a file of either kind
        """Answer `Range` with 206."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if asked is None or not path.is_file():
            return super().send_head()
        data, first, last = path.read_bytes(), int(asked[1]), int(asked[2])
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        return io.BytesIO(data[first : last + 1])


if __name__ == "__main__":
    main()
