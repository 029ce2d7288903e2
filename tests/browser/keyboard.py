"""Going about a page with the keyboard alone."""

import re

from playwright.sync_api import Page, expect

MOST = 120
ACTIVE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : "";
  const style = getComputedStyle(at);
  const host = at.type === "checkbox" || at.type === "radio"
    ? getComputedStyle(at.nextElementSibling || at, "::before") : style;
  const ring = (each) => (each.outlineStyle !== "none" && parseFloat(each.outlineWidth) > 0)
    || each.boxShadow !== "none";
  const box = at.getBoundingClientRect();
  return {
    name: (label || at.getAttribute("aria-label") || at.innerText || at.value || "").trim(),
    tag: at.tagName.toLowerCase(),
    visible: ring(style) || ring(host),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


class NotReached(AssertionError):
    """The key never came to what was wanted."""


def tab_to(page: Page, wanted: str, *, tag: str = "", back: bool = False) -> None:
    """Press Tab until what has the focus is called so; each stop on the way can be seen."""
    passed: list[str] = []
    for _ in range(MOST):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        at = page.evaluate(ACTIVE)
        if at is None:
            continue
        assert at["visible"], f"the focus cannot be seen on {at}"
        assert at["inside"], f"the focus is out of sight on {at}"
        if re.search(wanted, at["name"]) and tag in ("", at["tag"]):
            return
        passed.append(at["name"][:40])
    raise NotReached(f"“{wanted}” is not reached by Tab on {page.url}; passed {passed}")


def follow(page: Page, wanted: str, *, tag: str = "") -> None:
    """Go to a link or button and press Enter; the page that answers is loaded."""
    tab_to(page, wanted, tag=tag)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def heading(page: Page, words: str) -> None:
    expect(page.locator("main h1")).to_contain_text(words)
