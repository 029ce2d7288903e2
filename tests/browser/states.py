"""Bringing a page into the states it has beyond the one it opens in."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page

from tests.browser.conftest import WIDE
from tests.browser.inspecting import Visit, opened, problems

AXE_AT = (WIDE,)
"""As it opens, axe has looked at the page at both widths."""
FORMS = "main form[method=post]"
TYPED = "input:not([type=hidden], [type=radio], [type=checkbox], [type=submit]), textarea"
SENDING = "button:not([type=button])"
ALIKE = """(form, asked) => [form.action, ...[...form.querySelectorAll(asked)]
  .map((each) => each.name)].join(" ")"""
"""What forms have in common that stand once for each row of a list."""
ASKED = "input:not([type=hidden], [type=submit]), textarea, select"
EMPTY = f"""([form, at]) => {{
  const each = (wanted, change) => form.querySelectorAll(wanted).forEach(change);
  form.noValidate = true;
  each({TYPED!r}, (box) => {{ box.value = ""; }});
  each("select", (list) => {{ list.selectedIndex = 0; }});
  each("[type=checkbox], [type=radio]", (box) => {{ box.checked = false; }});
  form.requestSubmit(form.querySelectorAll({SENDING!r})[at]);
}}"""
SAID = ".govuk-error-summary"
SWAPPED = """() => new Promise((done) => {
  const swapped = () => setTimeout(() => done(true), 50);
  document.body.addEventListener("htmx:afterSettle", swapped, {once: true});
  setTimeout(() => done(false), 30000);
})"""
MOVING = "main [hx-get], main [hx-post]"
ASKING = """(form) => {
  const when = form.getAttribute("hx-trigger") || "submit";
  if (/submit/.test(when)) form.requestSubmit();
  else form.dispatchEvent(new Event("change", {bubbles: true}));
}"""
"""A form that asks when it is sent, or else when something in it has changed."""
SORTS = "(found) => found.map((each) => each.tagName.toLowerCase())"


def refused(page: Page, visit: Visit) -> Iterator[tuple[str, list[str]]]:
    """Each form of the page sent empty, by each of its buttons, until one is refused: what is said
    of it then; or that the template takes an empty form."""
    opened(page, visit["address"])
    sent = set()
    for at in range(page.locator(FORMS).count()):
        form = page.locator(FORMS).nth(at)
        if not form.count():
            # What an earlier form did was the last of its kind to do.
            break
        alike = form.evaluate(ALIKE, ASKED)
        if alike in sent or not form.locator(ASKED).count():
            continue
        sent.add(alike)
        for button in range(form.locator(SENDING).count()):
            with page.expect_navigation():
                page.evaluate(EMPTY, [form.element_handle(), button])
            if page.locator(SAID).count():
                yield f"{visit['template']} refused", _summary(page) + problems(page, AXE_AT)
                break
            opened(page, visit["address"])
        else:
            yield f"{visit['template']} taken", []
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
        if not page.locator(f'main [id="{target.removeprefix("#")}"]').count():
            wrong.append(f"the error “{link.inner_text()}” leads to no field ({target})")
    return wrong


def swapped(page: Page, visit: Visit) -> Iterator[tuple[str, list[str]]]:
    """Each sort of element that fetches a part of the page, used as a person uses it."""
    if _unfolded(page, visit["address"]):
        return
    for sort in sorted(set(page.locator(MOVING).evaluate_all(SORTS))):
        element = page.locator(f"{sort}:is({MOVING})").filter(visible=True).first
        if not element.count():
            continue
        page.evaluate(f"() => {{ window.swap = ({SWAPPED})(); }}")
        _use(element, sort)
        kind = f"{visit['kind']} swapped by {sort}"
        if not page.evaluate("() => window.swap"):
            yield kind, ["nothing was swapped"]
            continue
        yield kind, problems(page, AXE_AT)
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
        element.evaluate(ASKING)
    elif sort in ("input", "textarea"):
        element.press_sequentially("plan", delay=20)
    elif sort == "select":
        element.select_option(index=element.locator("option").count() - 1)
    # Anything else asks by itself, as a running job does.
