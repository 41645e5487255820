"""Take pictures of every kind of page of the sample site, to look at: wide, tablet, phone, dark, high contrast, print.

python scripts/screenshots.py [--output DIR]     all of them (default: build/screenshots)
python scripts/screenshots.py --readme           docs/images/home-and-article.png alone
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-24T08:00:00+07:00"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "home": "/",
    "article": "/tin-tuc/2020/tong-ket-thi-dua-2020/",
    "long-article": "/tin-tuc/2019/cach-doc-mot-nghi-quyet/",
    "withdrawn": "/tin-tuc/2022/lich-tiep-cong-dan-mau-cu/",
    "news": "/tin-tuc/",
    "category": "/chuyen-muc/giam-sat/",
    "tags": "/the/",
    "tag": "/the/giam-sat/",
    "author": "/tac-gia/hai-duong/",
    "archive": "/luu-tru/",
    "year": "/luu-tru/2020/",
    "month": "/luu-tru/2020/12/",
    "page": "/quy-che-bien-tap/",
    "search": "/tim-kiem/?q=nghi+quyet",
    "site-map": "/so-do-trang/",
    "feeds": "/nguon-tin/",
    "404": "/404.html",
}
LOOKS = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "768": {"viewport": {"width": 768, "height": 900}},
    "360": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "contrast": {"viewport": {"width": 1280, "height": 900}},
    "print": {"viewport": {"width": 794, "height": 1123}},
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A static server that does not log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


def main() -> None:
    """Build the sample site, serve it, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        subprocess.run([sys.executable, ROOT / "build.py", "build", "--quiet", "--now", NOW, "--output", site], check=True)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        with sync_playwright() as playwright:
            program = os.environ.get("BANTIN_CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=program if Path(program).exists() else None, args=FLAGS)
            if options.readme:
                readme_picture(browser, address, ROOT / "docs" / "images" / "home-and-article.png")
            else:
                all_pictures(browser, address, options.output)
            browser.close()
        server.shutdown()


def all_pictures(browser: Browser, address: str, output: Path) -> None:
    """Take every page in every look."""
    output.mkdir(parents=True, exist_ok=True)
    for look, settings in LOOKS.items():
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        page = context.new_page()
        if look == "contrast":
            page.add_init_script("localStorage.setItem('hien-thi', '{\"contrast\":\"more\"}')")
        if look == "print":
            page.emulate_media(media="print")
        for name, path in PAGES.items():
            page.goto(address + path, wait_until="networkidle")
            page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(image => image.loading = 'eager')")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=output / f"{name}-{look}.png", full_page=True)
        context.close()
    print(output)


def readme_picture(browser: Browser, address: str, target: Path) -> None:
    """Take the home page and an article side by side."""
    target.parent.mkdir(parents=True, exist_ok=True)
    frame = (
        "<style>body{margin:0;display:flex;gap:24px;padding:24px;background:#e9e4da}iframe{border:0;background:#fff;width:1180px;height:1500px;"
        "box-shadow:0 2px 12px #0003}</style>"
        f'<iframe src="{address}{PAGES["home"]}"></iframe><iframe src="{address}{PAGES["article"]}"></iframe>'
    )
    page = browser.new_page(viewport={"width": 2432, "height": 1548}, device_scale_factor=0.5)
    page.goto(f"{address}/robots.txt")
    page.set_content(frame, wait_until="networkidle")
    page.screenshot(path=target)


if __name__ == "__main__":
    main()
