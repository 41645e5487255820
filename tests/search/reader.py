"""A reader at the search page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator

# Types a query, sends it, and waits for what the status says of it and the last result: as a reader does, but without a
# round trip for each step.
_SEARCH = """async ([query, count]) => {
  const status = document.querySelector("[data-search-status]");
  status.textContent = "";
  document.querySelector("[data-search-input]").value = query;
  document.querySelector("[data-search-form]").requestSubmit();
  const failed = document.querySelector("[data-search-failed]");
  const isShown = () => status.textContent.includes("“") && document.querySelector(".search-results .browse");
  while (!isShown() && failed.hidden) await new Promise(requestAnimationFrame);
  return [...document.querySelectorAll(".search-result a")].slice(0, count).map((link) => link.href);
}"""


class Reader:
    """A page in a browser of its own."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(address)

    def find(self, query: str, count: int = 3) -> list[str]:
        """Search; return the first results' paths."""
        return [urlsplit(link).path for link in self.page.evaluate(_SEARCH, [query, count])]

    def see(self, name: str) -> Locator:
        """Return the place `[data-search-NAME]`."""
        return self.page.locator(f"[data-search-{name}]")

    def unfold(self) -> None:
        """Show what results can be narrowed by."""
        self.see("filters").locator("summary").click()
        self.see("filters").locator("select").first.wait_for()

    @property
    def status(self) -> str:
        """What is announced."""
        return self.see("status").inner_text()

    def await_results(self) -> None:
        """Wait until all results are there: what else there is to read follows the last."""
        self.page.locator(".search-results .browse").wait_for()

    def await_status(self, says: str, *, other: bool = False) -> str:
        """Wait until the status says `says` (or, with `other`, something else than `says`), and return it."""
        script = (
            "([text, other]) => document.querySelector('[data-search-status]').innerText.startsWith(text) !== other"
        )
        self.page.wait_for_function(script, arg=[says, other])
        return self.status

    @property
    def links(self) -> list[str]:
        """Where the results lead."""
        links: list[str] = self.page.locator(".search-result a").evaluate_all(
            "links => links.map((link) => link.getAttribute('href'))"
        )
        return links
