"""Every page of the table of addresses, for those who may open it, in each of its states."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Served
from tests.browser.inspecting import inspect, opened, problems
from tests.browser.states import refused, swapped

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN_ELSEWHERE = {
    "mfa_authenticate": "asked between the password and the session: the journey of signing in",
    "access:provider-start": "sends away to the provider, or refuses, which is visited",
    "access:provider-return": "lets in, or refuses, which is visited",
}

NOT_YET = {
    "exchange:upload": "no sheet is uploaded and waiting",
    "registers:acted": "nothing was done to many records at once",
    "finance:simulation-run": "no simulation was run",
    "democracy:act": "no decision stands at an act",
    "tasks:feed": "a calendar's secret address, shown once",
}
"""Pages no test has opened in a browser yet, each with what is missing for it."""
PLAIN = {
    "registers:new",
    "registers:import",
    "exchange:sheet",
    "access:reorganise",
    "access:user-new",
    "access:user-grant",
    "access:setting-council",
    "access:setting-provider",
}
"""Forms that look the same in a council without records."""
MUST_REFUSE = {
    "registers:new",
    "registers:import",
    "access:user-new",
    "account_login",
    "account_change_password",
}
"""Pages whose form is never taken when it is empty."""


def drawn(served: Served, who: str) -> list[dict[str, Any]]:
    """Pages shown to somebody; what only sends them elsewhere is not one."""
    return [visit for visit in served.told["visits"][who] if visit["drawn"]]


def few(visits: list[dict[str, Any]], most: int = 2) -> list[dict[str, Any]]:
    """Not more than so many of one name: what differs between them was seen when filled."""
    kept: list[dict[str, Any]] = []
    for visit in visits:
        if sum(other["name"] == visit["name"] for other in kept) < most:
            kept.append(visit)
    return kept


def look(page: Page, visit: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield visit["kind"], opened(page, visit["address"]) or problems(page)


def told(wrong: list[str]) -> str:
    return "\n".join([f"{len(wrong)} problems", *wrong])


def test_it_has_shown_every_entry_of_the_table(council):
    visits = [visit for each in council.told["visits"].values() for visit in each]
    shown = {visit["name"] for visit in visits if visit["answers"]}
    missing = set(council.told["entries"]) - shown - set(SHOWN_ELSEWHERE) - set(NOT_YET)
    assert not missing, (
        f"Nobody was shown {sorted(missing)}. Link to it from a page, or give it a record in "
        "tests/browser/council.py."
    )


@pytest.mark.parametrize("who", ["everything", "enrolled", "anonymous"])
def test_it_shows_pages_that_axe_finds_nothing_wrong_with(council, who):
    visits = few(drawn(council, who), 3)
    found = inspect(council, who, visits, look)
    assert found.seen == {visit["kind"] for visit in visits}
    assert not found.wrong, told(found.wrong)


@pytest.mark.parametrize("who", ["everything", "anonymous"])
def test_it_shows_empty_pages_that_axe_finds_nothing_wrong_with(empty_council, who):
    visits = few([visit for visit in drawn(empty_council, who) if visit["name"] not in PLAIN])
    found = inspect(empty_council, who, visits, look)
    assert found.seen == {visit["kind"] for visit in visits}
    assert not found.wrong, told(found.wrong)


@pytest.mark.parametrize("who", ["everything", "enrolled", "anonymous"])
def test_it_tells_errors_on_pages_that_axe_finds_nothing_wrong_with(council, who):
    visits = few([visit for visit in drawn(council, who) if visit["sends"]])
    found = inspect(council, who, visits, refused)
    needed = {f"{visit['kind']} refused" for visit in visits if visit["name"] in MUST_REFUSE}
    assert needed, "nobody was shown a form that must refuse to be sent empty"
    assert needed <= found.seen, f"these took an empty form: {sorted(needed - found.seen)}"
    assert not found.wrong, told(found.wrong)


@pytest.mark.parametrize("who", ["everything", "anonymous"])
def test_it_swaps_parts_that_axe_finds_nothing_wrong_with(council, who):
    visits = few([visit for visit in drawn(council, who) if visit["moving"]], 4)
    found = inspect(council, who, visits, swapped)
    assert any(kind.startswith("search:results swapped") for kind in found.seen)
    assert not found.wrong, told(found.wrong)
