"""Something done to many records of a list, and taken back."""

import pytest
from playwright.sync_api import expect

from tests.browser.inspecting import problems
from tests.browser.keyboard import ACTIVE, follow, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOXES = "tbody input[type=checkbox]"


@pytest.fixture
def page(council, browser):
    context = council.context(browser, "analyst")
    page = context.new_page()
    page.goto("/r/grants/?view=0")
    yield page
    context.close()


def chosen(page) -> int:
    return page.locator(f"{BOXES}:checked").count()


def test_it_changes_many_records_with_the_keyboard_alone_and_takes_it_back(page):
    boxes = page.locator(BOXES)
    assert boxes.count() > 2
    tab_to(page, "^Choose all on this page$", tag="input")
    page.keyboard.press("Space")
    assert chosen(page) == boxes.count()
    page.keyboard.press("Space")
    tab_to(page, "^Choose ", tag="input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert chosen(page) == 2
    expect(page.locator("#chosen")).to_contain_text("2 of the")
    tab_to(page, "^Do$", tag="select")
    page.keyboard.type("Set department")
    follow(page, "^See what would change$", tag="button")
    expect(page.locator("main h1")).to_have_text("Department of 2 records")
    assert problems(page) == []
    tab_to(page, "^Department", tag="input")
    page.keyboard.type("Resources and places")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("2 of 2 chosen records would change.")
    assert problems(page) == []
    follow(page, "^Change 2 records$", tag="button")
    expect(page.locator("main")).to_contain_text("2 changed, 0 refused.")
    follow(page, "^Take it back$", tag="button")
    expect(page.locator("main")).to_contain_text("Taken back on")


def test_it_tells_beside_the_field_that_a_value_cannot_be_read(page):
    page.locator(BOXES).first.check(force=True)
    page.locator("#act").select_option("set:end_date")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_label("Ends (optional)").fill("soon")
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert problems(page) == []
    page.get_by_label("Ends (optional)").fill("31 March 2031")
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator("main")).to_contain_text("31 March 2031")


def test_it_chooses_all_between_two_boxes_and_goes_from_name_to_name(page):
    boxes = page.locator(BOXES)
    boxes.nth(0).check(force=True)
    boxes.nth(2).click(modifiers=["Shift"], force=True)
    assert chosen(page) == 3
    page.locator("tbody th a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("tbody th a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("tbody th a").nth(0)).to_be_focused()
    assert page.evaluate(ACTIVE)["visible"]


def test_it_chooses_all_of_the_list_without_a_script(council, browser):
    context = council.context(browser, "analyst", java_script_enabled=False)
    page = context.new_page()
    page.goto("/r/grants/?view=0")
    tab_to(page, "^All [0-9]+ of the list$", tag="input")
    page.keyboard.press("Space")
    page.locator("#act").select_option("set:department")
    follow(page, "^See what would change$", tag="button")
    expect(page.locator("main h1")).to_contain_text("Department of")
    context.close()
