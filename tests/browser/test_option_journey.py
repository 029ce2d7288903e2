"""From a proposal to a published report: each step by who may take it, in a browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.browser.waiting_options import PRINT_ROOM
from townclerk.platform import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Opening = Callable[[str], Page]
TITLE = "Share one print room"
SHEET = f"/change/options/sheets/{PRINT_ROOM}/"
REPORT = "/reports/print-room-budget/"
WHY = "Half of what was printed is no longer asked for."


@pytest.fixture
def opening(council: Served, browser: Browser) -> Iterator[Opening]:
    """The page of somebody, in a context of their own that stays open."""
    pages: dict[str, Page] = {}

    def page(who: str) -> Page:
        if who not in pages:
            pages[who] = council.context(browser, who).new_page()
        return pages[who]

    yield page
    for one in pages.values():
        one.context.close()


def press(page: Page, label: str) -> None:
    """A button of the page, which leads on."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=label, exact=True).first.click()


def fill(page: Page, address: str, label: str, given: dict[str, str]) -> None:
    """A form by the names of its fields."""
    page.goto(address)
    for name, value in given.items():
        field = page.locator(f"main [name='{name}']").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif value:
            field.fill(value)
    press(page, label)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def step(page: Page, label: str, then: str, reason: str = "") -> None:
    """A step of the sheet, and the state it brings."""
    page.goto(SHEET)
    with page.expect_navigation():
        page.locator("main a").get_by_text(label, exact=True).first.click()
    if reason:
        page.locator("main [name=reason]").fill(reason)
    press(page, label)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    expect(page.locator("main .govuk-tag").first).to_have_text(then)


def complete_sheet(head: Page) -> None:
    """The sheet says what it lacks; its author says it."""
    head.goto(SHEET)
    expect(head.locator("main")).to_contain_text("Say why it is proposed.")
    fill(head, f"{SHEET}edit/proposal/", "Save", {"rationale": WHY})
    expect(head.locator("main")).to_contain_text(WHY)


def submit_report(author: Page) -> None:
    author.goto(f"{REPORT}cover/")
    press(author, "Save and submit for clearance")
    expect(author.locator("main")).to_contain_text("Not cleared")


def clear(page: Page, kind: str) -> None:
    page.goto(REPORT)
    press(page, f"Clear for {kind}")
    expect(page.locator(f"#mark-{kind}")).to_contain_text("Cleared")


def move(page: Page, label: str) -> None:
    page.goto(REPORT)
    press(page, label)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def test_a_saving_goes_from_an_idea_to_a_published_report_and_a_resident_opens_its_number(opening):
    head, finance, chief_finance = opening("head"), opening("analyst"), opening("s151")
    complete_sheet(head)
    step(head, "Mark as worked up", "Worked up")
    step(finance, "Validate the money", "Finance validated")
    tabled = "Member approved for consultation"
    step(opening("leader"), "Approve for consultation", tabled, "Cabinet minute 12")

    submit_report(finance)
    clear(chief_finance, "finance")
    clear(opening("monitoring"), "legal")
    move(finance, "Note it as cleared")
    move(chief_finance, "Approve the report")
    clerk = opening("clerk")
    clerk.goto(REPORT)
    press(clerk, "Publish")
    expect(clerk.locator("main")).to_contain_text(f"The option sheet “{TITLE}” is not published")
    days = {"on": clock.today().isoformat(), "document": "The budget with one print room"}
    fill(chief_finance, f"{SHEET}publish/", "Publish", days)
    move(clerk, "Publish")

    resident = opening("anonymous")
    resident.goto(REPORT)
    resident.locator("summary", has_text=TITLE).click()
    sheet = resident.locator(f"#sheet-{PRINT_ROOM}")
    expect(sheet).to_contain_text("The second print room closes.")
    expect(sheet).to_contain_text("fewer than 10")
    with resident.expect_navigation():
        sheet.get_by_role("link", name="£30,000").first.click()
    expect(resident.locator("main")).to_contain_text("30,000")
    expect(resident.locator("main")).to_contain_text(TITLE)
    # What the saving is a slice of, and the shifts it ends, stay inside the council.
    resident.goto("/r/option-claims/")
    expect(resident.locator("main h1")).to_have_text("Sign in")
    expect(resident.locator("main")).to_contain_text("Ask the person who manages access")
    expect(resident.locator("main")).not_to_contain_text("Print room lease")
