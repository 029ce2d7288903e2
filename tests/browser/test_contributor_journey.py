"""A section of a report given by its link, on a phone and without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.waiting_contributions import PERIOD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"viewport": {"width": 375, "height": 667}, "java_script_enabled": False}
SECTION, TITLE = "strategic-support", "Strategic support"
NUMBERS = ("14", "5", "10")
WORDS = "Two projects were closed, and one was begun."
FITS = "() => document.documentElement.scrollWidth <= 375"


def link(office) -> str:
    """The compiler makes it on the page of the period, where it is shown once."""
    office.goto(f"/reports/{PERIOD}/period/")
    row = office.locator("main tr", has=office.get_by_role("link", name=TITLE, exact=True))
    row.locator("summary", has_text="Make a link").click()
    row.get_by_role("button", name="Make", exact=True).click()
    shown = office.locator("main code").inner_text()
    office.reload()
    expect(office.locator("main")).not_to_contain_text(shown)
    return shown


def press(page, label: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).click()


def test_somebody_gives_a_section_by_its_link_on_a_phone_and_opens_nothing_else(council, browser):
    office = council.context(browser, "programme", java_script_enabled=False).new_page()
    address = link(office)
    phone = council.context(browser, **PHONE)
    page = phone.new_page()
    page.goto(address)
    main = page.locator("main")
    expect(main.locator("h1")).to_have_text(TITLE)
    expect(main.get_by_text("Last time:")).to_have_count(len(NUMBERS))
    assert page.evaluate(FITS)

    numbers = main.locator("input[inputmode=decimal]")
    expect(numbers).to_have_count(len(NUMBERS))
    for at, number in enumerate(NUMBERS):
        numbers.nth(at).fill(number)
    numbers.first.fill("about 14")
    main.get_by_label("What happened").fill(WORDS)
    press(page, "Hand in")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Say where the numbers are from.")
    assert page.evaluate(FITS)
    expect(main.get_by_label("What happened")).to_have_value(WORDS)
    numbers.first.fill(NUMBERS[0])
    main.get_by_label("Where the numbers are from").fill("Programme register, 30 November 2024")
    press(page, "Keep for later")
    page.goto(address)
    assert [each.input_value() for each in numbers.all()] == list(NUMBERS)
    press(page, "Hand in")
    expect(main).to_contain_text("Your section is handed in.")
    expect(main).to_contain_text(WORDS)
    expect(main.locator("form")).to_have_count(0)

    # The link leads nowhere, and gives whoever has it nothing beside its section.
    expect(page.locator("a[href]")).to_have_count(0)
    for other in (f"/reports/{PERIOD}/", f"/reports/{PERIOD}/give/internal-audit/", "/tasks/"):
        page.goto(other)
        expect(main).not_to_contain_text(WORDS)
        expect(main).to_contain_text("Sign in")
    assert page.goto(f"{address.rstrip('/')}x/").status == 404

    office.goto(f"/reports/{PERIOD}/period/")
    row = office.locator("main tr", has=office.get_by_role("link", name=TITLE, exact=True))
    expect(row).to_contain_text("Given")
    expect(row).to_contain_text("link")
    for one in (phone, office.context):
        one.close()
