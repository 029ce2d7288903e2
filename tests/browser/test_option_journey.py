"""From a proposal to a published report: each step by who may take it, in a browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from townclerk.platform import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Opening = Callable[[str], Page]
TITLE, PACKAGE = "Share one print room", "Business efficiencies and other financing changes"
NAME = "share-one-print-room"
SHEET = f"/change/options/sheets/{NAME}/"
REPORT = "/reports/print-room-budget/"
PROPOSAL = {
    "reference": NAME,
    "title": TITLE,
    "package": PACKAGE,
    "unit": "corporate-resources",
    "gross": "30000",
    "service": "Corporate resources",
    "approval_sought": "Consult",
    "description": "Two print rooms become one.",
    "rationale": "Half of what was printed is no longer asked for.",
    "stops": "The second print room closes.",
    "outcomes": "Printing costs less.",
    "impact_users": "None outside the council.",
    "impact_partners": "None.",
    "impact_council": "Services plan printing a day ahead.",
    "evidence": "Print runs of recent years.",
    "legislation": "None.",
    "classification": "Specific saving",
    "kind": "Business efficiency",
    "recurrence": "Recurring",
    "cash": "Cashable",
    "equality": "No impact expected",
    "consult_internal": "Yes",
}
STAFFING = {
    "Staff in scope": ("Known", "4", "4"),
    "Vacant posts deleted": ("Known", "1", "1"),
    "Redundancies": ("Unknown or to be confirmed", "", ""),
}


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


def step(page: Page, label: str, reason: str = "") -> None:
    """A step of the sheet."""
    page.goto(SHEET)
    with page.expect_navigation():
        page.locator("main a").get_by_text(label, exact=True).first.click()
    if reason:
        page.locator("main [name=reason]").fill(reason)
    press(page, label)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def state(page: Page, words: str) -> None:
    page.goto(SHEET)
    expect(page.locator("main .govuk-tag").first).to_have_text(words)


def raise_sheet(head: Page) -> None:
    fill(head, "/r/options/new/", "Add", PROPOSAL)
    for measure, (standing, low, high) in STAFFING.items():
        row = {"option": TITLE, "measure": measure, "standing": standing, "low": low, "high": high}
        note = {} if low else {"note": "Known once the shifts are settled."}
        fill(head, "/r/option-staffing/new/", "Add", row | note)
    risk = {"option": TITLE, "number": "1", "risk": "A queue at noon", "mitigation": "Booking"}
    fill(head, "/r/option-risks/new/", "Add", risk)
    claim = {"title": "Print room lease", "kind": "Budget line", "reference": "print-room"}
    fill(head, "/r/option-claims/new/", "Add", claim | {"option": TITLE, "amount": "30000"})


def write_report(author: Page) -> None:
    author.goto("/reports/new/")
    author.get_by_label("Budget report", exact=True).check()
    given = {
        "subject": "The budget with one print room",
        "reference": "print-room-budget",
        "body": "cabinet",
        "meeting_date": (clock.today() + timedelta(days=40)).isoformat(),
        "period": "2017/18",
    }
    for name, value in given.items():
        author.locator(f"main [name={name}]").fill(value)
    press(author, "Start")
    author.goto(f"{REPORT}cover/")
    for mark in author.locator("main input[type=radio][name^=core_purposes][value=neutral]").all():
        mark.check()
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
    raise_sheet(head)
    step(head, "Mark as worked up")
    step(finance, "Validate the money")
    state(head, "Finance validated")
    step(opening("leader"), "Approve for consultation", "Cabinet minute 12")
    state(head, "Member approved for consultation")

    write_report(finance)
    clear(chief_finance, "finance")
    clear(opening("monitoring"), "legal")
    move(finance, "Move to cleared")
    move(chief_finance, "Move to approved")
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
    sheet = resident.locator(f"#sheet-{NAME}")
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
