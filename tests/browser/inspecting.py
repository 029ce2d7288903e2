"""What is asked of every page: no axe violation, nothing beyond its width, nothing refused it."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import NARROW, WIDE, Served, launch

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    rules: {"target-size": {enabled: true}},
  });
  return found.violations.map((each) => ({
    rule: each.id,
    help: each.help,
    nodes: each.nodes.slice(0, 3).map((node) => node.html.replace(/\\s+/g, " ").slice(0, 200)
      + " | " + (node.failureSummary || "").replace(/\\s+/g, " ").slice(0, 160)),
  }));
}"""
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > width + 0.5)
    .filter((each) => !each.closest(".tc-scroll") && !each.closest(".govuk-visually-hidden"))
    .slice(0, 3).map((each) => each.outerHTML.replace(/\\s+/g, " ").slice(0, 160));
}"""
THREADS = 2


@dataclass
class Found:
    """Everything wrong that was seen, and what was looked at."""

    wrong: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, kind: str, problems: Iterable[str]) -> None:
        self.seen.add(kind)
        self.wrong += [f"{kind}: {problem}" for problem in problems]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def problems(page: Page) -> list[str]:
    """What is wrong with the page as it stands, at both widths."""
    found: list[str] = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        if page.evaluate("() => typeof axe") == "undefined":
            page.evaluate(_axe())
        at = f"at {size['width']}"
        found += [
            f"{at}, {each['rule']}: {each['help']}: {'; '.join(each['nodes'])}"
            for each in page.evaluate(RUN)
        ]
        found += [f"{at}, wider than the page: {html}" for html in page.evaluate(WIDER)]
    return found


def watch(page: Page) -> list[str]:
    """Collects what the page complains of: scripts that fail, and what the policy stops."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: (
            said.append(f"console: {message.text}")
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    return said


def opened(page: Page, address: str) -> list[str]:
    """Opens a page; says what is wrong with the answer alone."""
    answer = page.goto(address, wait_until="load")
    if answer is None or answer.status >= 500:
        return [f"{address} answers {answer.status if answer else 'nothing'}"]
    return []


Task = Callable[[Page, dict[str, Any]], Iterable[tuple[str, list[str]]]]


def inspect(served: Served, who: str, visits: list[dict[str, Any]], task: Task) -> Found:
    """Do the task at every visit, shared between browsers that work side by side."""
    found = Found()
    shares = [visits[start::THREADS] for start in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as threads:
        for part in threads.map(lambda share: _share(served, who, share, task), shares):
            found.wrong += part.wrong
            found.seen |= part.seen
    return found


def _share(served: Served, who: str, visits: list[dict[str, Any]], task: Task) -> Found:
    found = Found()
    with sync_playwright() as playwright:
        browser: Browser = launch(playwright)
        context = served.context(browser, who)
        page = context.new_page()
        said = watch(page)
        for visit in visits:
            said.clear()
            for kind, wrong in task(page, visit):
                found.add(kind, [*wrong, *said])
                said.clear()
        browser.close()
    return found
