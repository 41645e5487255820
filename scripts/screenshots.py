"""Take pictures of every kind of page of the sample site: wide, tablet, phone, dark, high contrast, print, English.

python -m scripts.screenshots [--output DIR]     all of them (default: build/screenshots)
python -m scripts.screenshots --readme           docs/images/home-and-article.webp alone
"""

from __future__ import annotations

import argparse
import functools
import http.server
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.reader.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from playwright.sync_api import Browser, Page

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
PAGES = {kind.replace(" ", "-"): f"/{path}" for kind, path in KINDS.items()} | {"search": "/tim-kiem/?q=nghi+quyet"}
LOOKS: dict[str, dict[str, Any]] = {
    "2560": {"viewport": {"width": 2560, "height": 1440}},
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "768": {"viewport": {"width": 768, "height": 900}},
    "320": {"viewport": {"width": 320, "height": 640}},
    "360": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "contrast": {"viewport": {"width": 1280, "height": 900}},
}
"""And `print`: as the PDF that a browser makes, and `english`: the interface's words of the other language."""
ENGLISH = ("home", "article", "withdrawn", "news", "archive", "month", "search", "site-map", "feeds", "404", "register")


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
        server, address = serve(ROOT, Path(folder, "site"))
        with sync_playwright() as playwright:
            program = os.environ.get("BANTIN_CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(
                executable_path=program if Path(program).exists() else None, args=FLAGS
            )
            if options.readme:
                readme_picture(browser, address, ROOT / "docs" / "images" / "home-and-article.webp")
            else:
                all_pictures(browser, address, options.output)
                server_en, address_en = serve(english(Path(folder, "english")), Path(folder, "site-en"))
                pictures(browser, address_en, options.output, "english", LOOKS["1280"], ENGLISH)
                server_en.shutdown()
                print(options.output)
            browser.close()
        server.shutdown()


def serve(root: Path, output: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    """Build the site at `root` into `output` and hand it out; return the server and its address."""
    subprocess.run(
        [sys.executable, ROOT / "build.py", "--root", root, "build", "--quiet", "--now", NOW, "--output", output],
        check=True,
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(output)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def english(root: Path) -> Path:
    """Copy the sample site to `root` with the interface in English, so without English as its second language."""
    shutil.copytree(ROOT / "content", root / "content", ignore=shutil.ignore_patterns("en"))
    settings = (ROOT / "site_config.toml").read_text("utf-8").partition("\n[[languages]]")[0]
    (root / "site_config.toml").write_text(settings.replace('language = "vi"', 'language = "en"', 1), "utf-8")
    return root


def all_pictures(browser: Browser, address: str, output: Path) -> None:
    """Take every page in every look."""
    output.mkdir(parents=True, exist_ok=True)
    for look, settings in LOOKS.items():
        pictures(browser, address, output, look, settings, PAGES)
    page = browser.new_page()
    for name, path in PAGES.items():
        load(page, address + path)
        page.pdf(path=output / f"{name}-print.pdf", format="A4", print_background=False, prefer_css_page_size=True)
        if shutil.which("pdftoppm"):
            subprocess.run(
                ["pdftoppm", "-png", "-r", "60", output / f"{name}-print.pdf", output / f"{name}-print"], check=True
            )
    page.close()


def pictures(
    browser: Browser, address: str, output: Path, look: str, settings: Mapping[str, Any], names: Iterable[str]
) -> None:
    """Take the pages of these names in one look."""
    context = browser.new_context(**settings)
    page = context.new_page()
    if look == "contrast":
        page.add_init_script("localStorage.setItem('hien-thi', '{\"contrast\":\"more\"}')")
    for name in names:
        load(page, address + PAGES[name])
        page.screenshot(path=output / f"{name}-{look}.png", full_page=True)
    context.close()


def load(page: Page, address: str) -> None:
    """Open a page with all its pictures."""
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(image => image.loading = 'eager')")
    page.wait_for_load_state("networkidle")


def readme_picture(browser: Browser, address: str, target: Path) -> None:
    """Take the home page and an article side by side."""
    target.parent.mkdir(parents=True, exist_ok=True)
    frame = (
        "<style>body{margin:0;display:flex;gap:24px;padding:24px;background:#e9e4da}"
        "iframe{border:0;background:#fff;width:1180px;height:1500px;box-shadow:0 2px 12px #0003}</style>"
        f'<iframe src="{address}{PAGES["home"]}"></iframe><iframe src="{address}{PAGES["article"]}"></iframe>'
    )
    page = browser.new_page(viewport={"width": 2432, "height": 1548}, device_scale_factor=0.5)
    page.goto(f"{address}/robots.txt")
    page.set_content(frame, wait_until="networkidle")
    Image.open(io.BytesIO(page.screenshot())).save(target, quality=82, method=6)


if __name__ == "__main__":
    main()
