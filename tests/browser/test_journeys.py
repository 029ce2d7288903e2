"""What people come for, done with the keyboard alone, with JavaScript and without."""

import re
import time
from collections.abc import Callable, Iterator
from hashlib import sha1
from hmac import new as hmac
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.browser.inspecting import problems
from tests.browser.keyboard import ACTIVE, fill, follow, heading, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Opening = Callable[..., Page]


@pytest.fixture(params=[True, False], ids=["with-javascript", "without"])
def opening(request: Any, council: Served, browser: Browser) -> Iterator[Opening]:
    """Opens a page for somebody, in a context of their own."""
    contexts = []

    def page(who: str = "anonymous") -> Page:
        context = council.context(browser, who, java_script_enabled=request.param)
        contexts.append(context)
        return context.new_page()

    page.scripts = request.param  # type: ignore[attr-defined]
    yield page
    for context in contexts:
        context.close()


def code(secret: str) -> str:
    """The code an authenticator app shows now."""
    from base64 import b32decode

    counted = hmac(b32decode(secret), int(time.time() // 30).to_bytes(8, "big"), sha1).digest()
    start = counted[-1] & 15
    return f"{(int.from_bytes(counted[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def test_it_signs_in_with_a_second_factor(council, opening):
    page = opening()
    # A code serves once, so each run signs in somebody else.
    who = "enrolled" if opening.scripts else "enrolled-too"
    page.goto("/")
    follow(page, "^Sign in$", tag="a")
    fill(page, "Account name", who)
    fill(page, "Password", council.told["password"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if opening.scripts:
        assert problems(page) == []
    fill(page, "[Cc]ode", code(council.told["totp"]))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".tc-header__end")).to_contain_text(who)


def test_it_opens_the_original_gap_down_to_a_line_and_its_source(opening):
    page = opening("s151")
    page.goto("/plan/")
    follow(page, r"33\.432", tag="a")
    heading(page, "Original funding gap, 2017/18")
    expect(page.locator(".tc-headline")).to_contain_text("33.432")
    for _ in range(6):
        tab_to(page, ".", tag="summary")
        page.keyboard.press("Enter")
        if page.locator("main li li .tc-tree__from[open]").count():
            break
    source = page.locator("main li li .tc-tree__from[open]").first
    expect(source).to_contain_text("plan-lines")


def test_it_tells_the_second_of_two_people_what_the_first_changed(council, opening):
    line = council.told["draft_lines"][0 if opening.scripts else 1]
    address = f"/r/plan-lines/{line}/edit/"
    mine, theirs = opening("s151"), opening("analyst")
    mine.goto(address)
    theirs.goto(address)
    for page, words in ((theirs, "Minute 12"), (mine, "Minute 14")):
        fill(page, "^Evidence", words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(theirs.locator("main")).to_contain_text("Minute 12")
    told = mine.locator("main")
    expect(told).to_contain_text("changed this plan line after you opened it")
    expect(told).to_contain_text("Minute 12")
    expect(told).to_contain_text("Minute 14")
    follow(mine, "^Save$", tag="button")
    expect(mine.locator("main")).to_contain_text("Minute 14")


def test_it_narrows_and_sorts_a_register(opening):
    page = opening("s151")
    page.goto("/r/plan-lines/")
    fill(page, "^Words$", "inflation")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "q=inflation" in page.url
    follow(page, "^Code$", tag="a")
    assert re.search(r"q=inflation.*sort=code|sort=code.*q=inflation", page.url)
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Code")
    page.go_back()
    assert "sort=code" not in page.url


def test_it_opens_a_report(opening):
    page = opening("s151")
    page.goto("/reports/")
    follow(page, "[Bb]udget", tag="a")
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main table").first).to_be_visible()


def test_it_skips_to_the_content(opening):
    page = opening()
    page.goto("/plan/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    expect(page.locator(":focus")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


AHEAD = (
    '() => document.querySelectorAll(\'[tabindex]:not([tabindex="0"], [tabindex="-1"])\').length'
)


@pytest.mark.parametrize("address", ["/", "/plan/", "/r/plan-lines/", "/figures/", "/reports/"])
def test_it_shows_the_focus_wherever_it_goes(council, browser, address):
    context = council.context(browser, "s151")
    page = context.new_page()
    page.goto(address)
    assert page.evaluate(AHEAD) == 0
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(ACTIVE)
        if at is not None:
            assert at["visible"], at
            assert at["inside"], at
    context.close()


def test_it_keeps_the_focus_where_a_part_was_swapped(council, browser):
    context = council.context(browser, "s151")
    page = context.new_page()
    page.goto("/search/")
    fill(page, "^Search for", "plan")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results li").first).to_be_visible()
    assert page.evaluate(ACTIVE)["name"].startswith("Search for")
    page.keyboard.press("Tab")
    assert page.evaluate(ACTIVE)["name"] == "Search"
    page.go_back()
    expect(page.locator("#search-results")).not_to_contain_text("results")
    context.close()


KEY_PAGES = [
    "/",
    "/plan/",
    "/figures/finance.plan.original_gap/?period=2017%2F18",
    "/r/plan-lines/",
]

STAYS = """() => [...document.querySelectorAll('*')].filter((each) => {
  if (!['fixed', 'sticky'].includes(getComputedStyle(each).position)) return false;
  // The first column of a wide table stays beside the others, and leaves them most of the room.
  const beside = each.matches('.tc-scroll th, .tc-scroll caption');
  return !beside || (each.tagName === 'TH' && each.offsetWidth > 0.45 * window.innerWidth);
}).length"""


@pytest.mark.parametrize("address", KEY_PAGES)
def test_it_reflows_at_400_percent(council, browser, address):
    zoomed = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
    context = council.context(browser, "s151", **zoomed)
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    assert page.evaluate(STAYS) == 0, "something stays in place and covers what is read"
    tab_to(page, ".", tag="a")
    context.close()


def test_it_answers_a_consultation_without_an_account(opening):
    page = opening()
    page.goto("/consultations/")
    follow(page, "^Reading club$", tag="a")
    follow(page, "^Answer this consultation$", tag="a")
    tab_to(page, "^Yes$")
    page.keyboard.press("Space")
    tab_to(page, "^What else")
    # At the pace of somebody who types: what is sent at once is taken for a machine's.
    page.keyboard.type("Please open the quiet room again on Sunday afternoons.", delay=90)
    follow(page, "^Send your answers$", tag="button")
    heading(page, "Your answers are here")
    if opening.scripts:
        assert problems(page) == []


def test_it_shows_a_sponsor_what_the_own_services_asked_for_and_nothing_else(council, browser):
    context = council.context(browser, "sponsor")
    page = context.new_page()
    page.goto("/plan/change-fund/")
    heading(page, "Change fund")
    expect(page.locator("main")).to_contain_text("What your services asked for")
    assert problems(page) == []
    context.close()
