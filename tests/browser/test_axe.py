"""Every page of the table of addresses, for those who may open it, in each of its states."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.inspecting import Pool, problems
from tests.browser.looking import Looks, drawn

pytestmark = [pytest.mark.browser, pytest.mark.pages, pytest.mark.slow]

PRODUCT = Path(__file__).resolve().parents[2] / "townclerk"
PAGE = '{% extends "web/page.html" %}'
SHOWN_ELSEWHERE = {
    "mfa_authenticate": "asked between the password and the session: the journey of signing in",
    "access:provider-start": "sends away to the provider, or refuses, which is visited",
    "access:provider-return": "lets in, or refuses, which is visited",
}
NOT_YET: dict[str, str] = {}
"""Pages no test has opened in a browser yet, each with the record that is missing for it."""
DRAWN_ELSEWHERE = {
    "customers/answered.html": "after answers are sent: the journey of answering",
    "finance/change_fund_own.html": "what a sponsor's services asked for: its journey",
    "429.html": "after too many tries: below",
    "mfa/authenticate.html": "the journey of signing in",
    "registers/bulk.html": "doing something to many records: its journey",
    "registers/value.html": "the value many records are to take: the same journey",
}
"""Templates that no address shows when it is opened."""
TAKES_EMPTY = {
    "figures/show.html": "the note to a sign-off may be left out",
    "files/take_off.html": "the reason may be left out",
    "finance/edit.html": "an empty cell is no amount; the journey of pasting sees its errors",
    "registers/list.html": "says on the list that nothing was chosen",
    "reports/checking.html": "says on the page that the reason is missing",
    "registers/transition.html": "the reason of a step may be left out",
    "reports/period.html": "a link may be made without sending it to anybody",
    "reports/section.html": "a section may stay empty while it is being written",
    "reports/work.html": "says on the report what is missing",
}
"""Templates with a form that is taken, or answered on another page, when it is sent empty."""


@pytest.fixture(scope="session")
def looks(request, council) -> Iterator[Looks]:
    pool = Pool()
    yield Looks(council, lambda: request.getfixturevalue("empty_council"), pool)
    pool.close()


def told(wrong: list[str]) -> str:
    return "\n".join([f"{len(wrong)} problems", *wrong])


def templates(seen: set[str], ending: str) -> set[str]:
    """Templates that ended so, as `states.refused` tells them."""
    return {each.removesuffix(ending) for each in seen if each.endswith(ending)}


def test_it_has_shown_every_entry_of_the_table(council):
    visits = [visit for each in council.told["visits"].values() for visit in each]
    shown = {visit["name"] for visit in visits if visit["answers"]}
    missing = set(council.told["entries"]) - shown - set(SHOWN_ELSEWHERE) - set(NOT_YET)
    assert not missing, (
        f"Nobody was shown {sorted(missing)}. Link to it from a page, or leave a record for it in "
        "tests/browser/waiting.py."
    )


def test_it_has_drawn_every_template_of_a_page(council, empty_council):
    pages = {
        str(path).rpartition("templates/")[2]
        for path in PRODUCT.rglob("templates/**/*.html")
        if path.read_text(encoding="utf-8").startswith(PAGE)
    }
    shown = {visit["template"] for visit in [*drawn(council), *drawn(empty_council)]}
    assert len(pages) > 80
    missing = pages - shown - set(DRAWN_ELSEWHERE) - set(NOT_YET)
    assert not missing, f"No page was made of {sorted(missing)}. Leave a record in waiting.py."


@pytest.mark.parametrize("state", ["filled", "empty", "error", "swapped"])
def test_axe_finds_nothing_wrong_with_a_page_that_is(looks, state):
    assert not getattr(looks, state).wrong, told(getattr(looks, state).wrong)


@pytest.mark.parametrize("state", ["filled", "empty"])
def test_it_has_looked_at_each_address_and_template(looks, state):
    visits = getattr(looks, f"{state}_visits")
    assert getattr(looks, state).seen == {f"{visit['kind']}, {visit['who']}" for visit in visits}
    served = looks.council if state == "filled" else looks.empty_council()
    shown = drawn(served)
    assert {visit["template"] for visit in visits} == {visit["template"] for visit in shown}
    if state == "filled":
        assert {visit["name"] for visit in visits} == {visit["name"] for visit in shown}


def test_it_has_sent_every_form_empty(looks):
    seen = {each.partition(",")[0] for each in looks.error.seen}
    refused, taken = templates(seen, " refused"), templates(seen, " taken")
    assert not taken - refused - set(TAKES_EMPTY), "these take an empty form, and nobody says why"
    assert {"registers/form.html", "web/form_page.html", "account/login.html"} <= refused


def test_it_has_swapped_a_part_of_every_page_that_fetches_one(looks):
    swapped = {each.partition(" swapped by ")[0] for each in looks.swapped.seen}
    # By template: a job that waited when its page was found may be done when it is looked at.
    template = {visit["kind"]: visit["template"] for visit in looks.swapped_visits}
    assert {template[kind] for kind in swapped} == set(template.values())
    assert {"finance:scenarios drawer", "figures:show deep", "search:results"} <= swapped


def test_axe_finds_nothing_wrong_after_too_many_tries(council, browser):
    context = council.context(browser)
    page = context.new_page()
    for _ in range(8):
        page.goto("/sign-in/password/")
        page.get_by_label("E-mail address").fill("nobody@example.org")
        with page.expect_navigation() as gone:
            page.keyboard.press("Enter")
        if gone.value.status == 429:
            break
    assert gone.value.status == 429
    assert problems(page) == []
    context.close()
