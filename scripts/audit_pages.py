"""Judge a page of every kind by Lighthouse (mobile), as nginx serves them; `audit.sh` runs it.

That makes the sites and installs Lighthouse. Each page has a row in a table; the exit code is 1 where one of the four
scores is under 100, anything moves while the page loads, or the largest paint comes too late. On a busy machine every
page is slow: the best of three runs counts, and the table says how busy it was (100 %: idle). Arguments are names of
kinds, to judge those alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.reader.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
TOOLS: Final = ROOT / "build" / "audit"
LIGHTHOUSE: Final = TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
RUNS: Final = 3
LARGEST_PAINT: Final = 1250  # ms, by Lighthouse's model of a slow phone
SLOWER: Final = 4
"""How many times slower than an idle machine Lighthouse takes a phone to be."""
IDLE: Final = 1200
"""Lighthouse's own measure of such a machine: one with other work to do is a slow phone by itself."""
MORE: Final = {"photos": "tin-tuc/anh/", "video": "tin-tuc/phim/", "video of another host": "tin-tuc/phim-noi-khac/"}
"""Kinds of pages that the sample site has none of: those of `tests/reader/crowded.py`."""
UNSEARCHABLE: Final = {"withdrawn", "404"}
"""Kinds that search engines are asked not to show, which costs them Lighthouse's score for being found."""


def main() -> int:
    """Judge pages; return the exit code."""
    failed = 0
    print("| page | performance, accessibility, practices, SEO | LCP | CLS | blocking | machine | sent | faults |")
    print("| --- " * 8 + "|")
    for site, port, kinds in (("site", 8139, KINDS | {"results": "tim-kiem/?q=nghi+quyet"}), ("crowded", 8140, MORE)):
        with _served(site, port) as address:
            for kind, path in kinds.items():
                if kind in sys.argv[1:] or not sys.argv[1:]:
                    failed += not _judge(kind, address + path)
    return 1 if failed else 0


@contextlib.contextmanager
def _served(site: str, port: int) -> Iterator[str]:
    """Serve `build/audit/SITE/public` by nginx over HTTP/2, by the configuration that `server-config` writes."""
    root = TOOLS / site
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        source = root if (root / "content").is_dir() else ROOT
        command = [sys.executable, f"{ROOT}/build.py", "--root", str(source), "server-config", "nginx"]
        command += ["--folder", f"{root}/public", "--output", f"{folder}/bantin"]
        subprocess.run(command, check=True, capture_output=True)
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
        command += ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/site.pem"]
        subprocess.run(command, check=True, capture_output=True)
        served = (folder / "bantin" / "site.conf").read_text("utf-8").replace("    listen [::]:80;\n", "")
        certificate = f"ssl_certificate {folder}/site.pem; ssl_certificate_key {folder}/key.pem;"
        served = served.replace("listen 80;", f"listen 127.0.0.1:{port} ssl http2; {certificate}")
        (folder / "bantin" / "site.conf").write_text(served, "utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"daemon off; {user} pid {folder}/pid; error_log {folder}/log; events {{}}\n"
            f"http {{ include /etc/nginx/mime.types; access_log off; include bantin/site.conf; }}",
            "utf-8",
        )
        server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-p", folder])
        try:
            yield f"https://localhost:{port}/"
        finally:
            server.terminate()
            server.wait()


def _judge(kind: str, address: str) -> bool:
    """Print what Lighthouse says of a page; return whether that is good."""
    best = last = _run(address, SLOWER)
    for _ in range(RUNS - 1):
        if _is_good(kind, best):
            break
        slower = min(SLOWER, max(1, SLOWER * last["environment"]["benchmarkIndex"] / IDLE))
        last = _run(address, slower)
        best = max(best, last, key=_rank)
    scores = " ".join(str(_score(best, name)) for name in CATEGORIES)
    paint, moved, blocking, sent = (
        _value(best, name)
        for name in ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time", "total-byte-weight")
    )
    faults = ", ".join(
        one["id"]
        for name in CATEGORIES
        for one in best["categories"][name]["auditRefs"]
        if one["weight"] and (best["audits"][one["id"]]["score"] or 0) < 0.9
    )
    good = _is_good(kind, best)
    mark = "" if good else "**"
    index = best["environment"]["benchmarkIndex"] / IDLE
    figures = f"{paint / 1000:.2f} s | {moved:.4f} | {blocking:.0f} ms | {index:.0%} | {sent / 1024:.1f} KB"
    print(f"| {mark}{kind}{mark} | {scores} | {figures} | {faults} |", flush=True)
    return good


def _run(address: str, slower: float) -> dict[str, Any]:
    """Return Lighthouse's report on a page, for a phone that is `slower` than this machine."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = ["node", str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={report.name}"]
        command += ["--throttling-method=simulate", f"--throttling.cpuSlowdownMultiplier={slower:.2f}"]
        command += ["--chrome-flags=--headless --no-sandbox --disable-gpu --ignore-certificate-errors"]
        chromium = os.environ.get("BANTIN_CHROMIUM", "/usr/bin/chromium")
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium})
        found: dict[str, Any] = json.load(report)
    return found


def _score(report: dict[str, Any], name: str) -> int:
    return round(100 * (report["categories"][name]["score"] or 0))


def _value(report: dict[str, Any], name: str) -> float:
    value: float = report["audits"][name]["numericValue"]
    return value


def _rank(report: dict[str, Any]) -> tuple[bool, int, float]:
    """Return what makes a report better than another of the same page."""
    still = _value(report, "cumulative-layout-shift") == 0
    return still, sum(_score(report, name) for name in CATEGORIES), -_value(report, "largest-contentful-paint")


def _is_good(kind: str, report: dict[str, Any]) -> bool:
    wanted = CATEGORIES[:-1] if kind in UNSEARCHABLE else CATEGORIES
    if any(_score(report, name) < 100 for name in wanted):
        return False
    still, _, paint = _rank(report)
    return still and -paint <= LARGEST_PAINT


if __name__ == "__main__":
    sys.exit(main())
