"""Many amounts of a plan typed and pasted at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.browser.inspecting import problems
from tests.browser.keyboard import ACTIVE, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BLOCK = "1,250\t(300)\t-45.5\n\t7\t8\n1,000,000\tabout 3\t0\n2\t(4\t5\n"
"""Four lines of three years as a spreadsheet copies them, two of them no numbers."""
CELLS = "table[data-grid] td input"


@pytest.fixture
def page(council: Served, browser: Browser) -> Iterator[Page]:
    """The lines of the draft, as the finance partner finds them."""
    context = council.context(browser, "analyst")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{council.told['draft_grid']}?step=original")
    yield page
    context.close()


def values(page: Page) -> list[str]:
    return [cell.input_value() for cell in page.locator(CELLS).all()]


def amounts(page: Page) -> list[str]:
    """What is shown, a cell left empty as the nought it stands for."""
    return [value or "0" for value in values(page)]


def put(page: Page, text: str) -> None:
    """Copies the text and pastes it, as two keys do."""
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def save(page: Page) -> None:
    tab_to(page, "^Save amounts$", tag="button")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_it_takes_a_block_from_a_spreadsheet_and_tells_errors_at_their_cells(page):
    before = amounts(page)
    page.locator(CELLS).first.focus()
    put(page, BLOCK)
    expect(page.get_by_role("status").filter(has_text="12 amounts pasted")).to_be_visible()
    assert values(page)[:3] == ["1,250", "(300)", "-45.5"]
    assert values(page)[3:12] == ["", "7", "8", "1,000,000", "about 3", "0", "2", "(4", "5"]
    save(page)

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    wrong = page.locator(f"{CELLS}[aria-describedby]").all()
    assert [cell.input_value() for cell in wrong] == ["about 3", "(4"]
    cells = page.locator(CELLS)
    assert [each.get_attribute("id") for each in wrong] == [
        cells.nth(at).get_attribute("id") for at in (7, 10)
    ]
    assert values(page)[:3] == ["1,250", "(300)", "-45.5"]
    assert problems(page) == []

    page.locator(".govuk-error-summary a").nth(1).click()
    expect(cells.nth(10)).to_be_focused()
    cells.nth(10).fill("(4)")
    cells.nth(7).fill("3")
    save(page)
    expect(page.locator("main")).to_contain_text("amounts saved.")
    assert values(page)[:3] == ["1,250", "−300", "−45.5"]
    assert values(page)[4:12] == ["7", "8", "1,000,000", "3", values(page)[8], "2", "−4", "5"]
    page.get_by_role("button", name=re.compile("^Undo the last save")).click()
    expect(page.locator("main")).to_contain_text("put back.")
    assert amounts(page) == before


def test_it_puts_a_pasted_block_back_and_says_what_had_no_place(page):
    before = amounts(page)
    page.locator(CELLS).nth(2).focus()
    put(page, "9\t10\t11\n12\t13\t14")
    said = page.get_by_role("status").filter(has_text="pasted")
    expect(said).to_contain_text("2 amounts pasted. 4 amounts had no place in the table")
    assert values(page)[2] == "9"
    page.keyboard.press("Control+Z")
    assert amounts(page) == before


def test_it_asks_before_a_pasted_block_is_left_behind(page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator(CELLS).first.focus()
    put(page, "1\t2")
    page.goto("/plan/")
    assert asked == ["beforeunload"]


def test_it_is_gone_through_with_the_keyboard_alone(page):
    before = amounts(page)
    first = page.locator(CELLS).first.get_attribute("aria-label")
    tab_to(page, re.escape(first), tag="input")
    page.keyboard.press("Control+A")
    page.keyboard.type("77")
    for key, at in (("ArrowRight", 1), ("ArrowRight", 2), ("Enter", 5), ("ArrowLeft", 4)):
        page.keyboard.press(key)
        expect(page.locator(CELLS).nth(at)).to_be_focused()
    page.keyboard.type("88")
    page.keyboard.press("ArrowUp")
    expect(page.locator(CELLS).nth(1)).to_be_focused()
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    assert amounts(page)[1] == before[1]
    assert page.evaluate(ACTIVE)["visible"]
    save(page)
    expect(page.locator("main")).to_contain_text("2 amounts saved.")
    assert [amounts(page)[at] for at in (0, 1, 4)] == ["77", before[1], "88"]
    tab_to(page, "^Undo the last save of 2 amounts", tag="button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert amounts(page) == before
