"""Bringing a page into the states it has beyond the one it opens in."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.inspecting import opened, problems

FORMS = "main form[method=post]"
TYPED = "input:not([type=hidden], [type=radio], [type=checkbox], [type=submit]), textarea"
EMPTY = f"""(form) => {{
  form.noValidate = true;
  form.querySelectorAll({TYPED!r}).forEach((each) => {{ each.value = ""; }});
  form.querySelectorAll("select").forEach((each) => {{ each.selectedIndex = 0; }});
  form.querySelectorAll("input[type=checkbox]").forEach((each) => {{ each.checked = false; }});
  form.requestSubmit();
}}"""
SAID = ".govuk-error-summary"
SWAPPED = """() => new Promise((done) => {
  const swapped = () => setTimeout(() => done(true), 50);
  document.body.addEventListener("htmx:afterSettle", swapped, {once: true});
  setTimeout(() => done(false), 8000);
})"""
MOVING = "main [hx-get], main [hx-post]"


def refused(page: Page, visit: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each form of the page sent empty; nothing to look at where that is accepted."""
    wrong = opened(page, visit["address"])
    count = 0 if wrong else page.locator(FORMS).count()
    for at in range(count):
        form = page.locator(FORMS).nth(at)
        if not form.locator(TYPED).count():
            continue
        with page.expect_navigation():
            form.evaluate(EMPTY)
        if page.locator(SAID).count():
            yield f"{visit['kind']} refused", _summary(page) + problems(page)
        opened(page, visit["address"])


def _summary(page: Page) -> list[str]:
    """The errors are told first, in the title too, and each leads to its field."""
    wrong = []
    if not page.title().startswith("Error: "):
        wrong.append(f"the title “{page.title()}” does not begin with “Error: ”")
    if not page.locator(f"{SAID}:focus").count():
        wrong.append("the summary of errors is not given the focus")
    for link in page.locator(f"{SAID} a").all():
        target = link.get_attribute("href") or ""
        if not page.locator(f"main {target}").count():
            wrong.append(f"the error “{link.inner_text()}” leads to no field ({target})")
    return wrong


def swapped(page: Page, visit: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each sort of element that fetches a part of the page, used as a person uses it."""
    wrong = _unfolded(page, visit["address"])
    done: set[str] = set()
    for at in range(0 if wrong else page.locator(MOVING).count()):
        element = page.locator(MOVING).nth(at)
        sort = element.evaluate("(each) => each.tagName.toLowerCase()")
        if sort in done or not element.is_visible():
            continue
        done.add(sort)
        page.evaluate(f"() => {{ window.swap = ({SWAPPED})(); }}")
        _use(element, sort)
        kind = f"{visit['kind']} swapped by {sort}"
        if not page.evaluate("() => window.swap"):
            yield kind, ["nothing was swapped"]
            continue
        yield kind, problems(page)
        _unfolded(page, visit["address"])


def _unfolded(page: Page, address: str) -> list[str]:
    wrong = opened(page, address)
    page.evaluate(
        "() => document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
    )
    return wrong


def _use(element: Locator, sort: str) -> None:
    if sort in ("a", "button", "summary"):
        element.click()
    elif sort == "form":
        element.evaluate("(form) => form.requestSubmit()")
    elif sort in ("input", "textarea"):
        element.press_sequentially("plan", delay=20)
    elif sort == "select":
        element.select_option(index=element.locator("option").count() - 1)
    # Anything else asks by itself, as a running job does.
