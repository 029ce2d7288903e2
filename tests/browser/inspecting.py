"""What is asked of every page: no axe violation, nothing beyond its width, nothing refused it."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Barrier, local
from typing import Any

from playwright.sync_api import Page, sync_playwright

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
Size = dict[str, int]


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


def problems(page: Page, axe_at: Sequence[Size] = (WIDE, NARROW)) -> list[str]:
    """What is wrong with the page as it stands, at both widths; axe is asked at each or at one."""
    found: list[str] = []
    if page.evaluate("() => typeof axe") == "undefined":
        page.evaluate(_axe())
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        at = f"at {size['width']}"
        found += [
            f"{at}, {each['rule']}: {each['help']}: {'; '.join(each['nodes'])}"
            for each in (page.evaluate(RUN) if size in axe_at else ())
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


Visit = dict[str, Any]
Task = Callable[[Page, Visit], Iterable[tuple[str, list[str]]]]


class Pool:
    """Browsers that work side by side through what there is to look at, opened once."""

    def __init__(self) -> None:
        self.own = local()
        self.threads = ThreadPoolExecutor(THREADS, initializer=self._open)

    def _open(self) -> None:
        self.own.playwright = sync_playwright().start()
        self.own.browser = launch(self.own.playwright)

    def inspect(self, served: Served, visits: Iterable[Visit], task: Task) -> Found:
        """Do the task at every visit, each as whoever makes it."""
        waiting: SimpleQueue[Visit] = SimpleQueue()
        for visit in visits:
            waiting.put(visit)
        found = Found()
        for part in self.threads.map(lambda _: self._share(served, waiting, task), range(THREADS)):
            found.wrong += part.wrong
            found.seen |= part.seen
        return found

    def _share(self, served: Served, waiting: "SimpleQueue[Visit]", task: Task) -> Found:
        found, pages = Found(), {}
        while not waiting.empty():
            try:
                visit = waiting.get_nowait()
            except Empty:
                break
            who = visit["who"]
            if who not in pages:
                page = served.context(self.own.browser, who).new_page()
                pages[who] = page, watch(page)
            page, said = pages[who]
            said.clear()
            for kind, wrong in task(page, visit):
                found.add(f"{kind}, {who}", [*wrong, *said])
                said.clear()
        for page, _ in pages.values():
            page.context.close()
        return found

    def close(self) -> None:
        together = Barrier(THREADS)

        def stop(_: int) -> None:
            together.wait(timeout=60)
            self.own.browser.close()
            self.own.playwright.stop()

        list(self.threads.map(stop, range(THREADS)))
        self.threads.shutdown()
