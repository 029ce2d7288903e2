"""A clerk takes a meeting from agenda to notice, after a motion of the meeting before; an officer
answers what it asked; a resident follows a decision to its end."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from townclerk.platform import clock
from townclerk.platform.parameters import source

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEETING = "/democracy/meetings/journey-meeting/"
BEFORE = "/democracy/meetings/journey-before/"
DECISION = {
    "reference": "journey-decision",
    "title": "Repair of the bandstand",
    "body": "Cabinet",
    "meeting": "journey-meeting",
    "text": "Repair the bandstand.",
    "reasons": "The roof leaks.",
    "alternatives": "Take it down: rejected.",
    "interests": "None.",
    "call_in": "Urgent: call-in waived",
    "urgency_reason": "The roof may fall.",
    "urgency_agreed_by": "Chair of scrutiny",
}


@pytest.fixture
def clerk(council: Served, browser: Browser) -> Iterator[Page]:
    context = council.context(browser, "clerk")
    yield context.new_page()
    context.close()


@pytest.fixture
def officer(council: Served, browser: Browser) -> Iterator[Page]:
    context = council.context(browser, "s151")
    yield context.new_page()
    context.close()


@pytest.fixture
def resident(council: Served, browser: Browser) -> Iterator[Page]:
    context = council.context(browser)
    yield context.new_page()
    context.close()


def day(before: date | None = None) -> date:
    """The last day on which the council could have met, until today or before another."""
    found = before - timedelta(days=1) if before else clock.today()
    while not source().calendar("england").is_working(found):
        found -= timedelta(days=1)
    return found


def send(page: Page) -> None:
    """The form of the page, which leads on without an error."""
    with page.expect_navigation():
        page.locator("main form[method=post] button").last.click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def fill(page: Page, address: str, given: dict[str, str]) -> None:
    page.goto(address)
    for name, value in given.items():
        field = page.locator(f"main [name='{name}']").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    send(page)


def act(page: Page, label: str, given: dict[str, str] | None = None, *, on: str = MEETING) -> None:
    """An act that the page of the meeting, or of an action, offers."""
    page.goto(on)
    address = page.locator("main a").get_by_text(label, exact=True).first.get_attribute("href")
    fill(page, address or "", given or {})


def step(page: Page, address: str, label: str, reason: str = "") -> None:
    """A step of a record, on the page of its register."""
    page.goto(address)
    with page.expect_navigation():
        page.locator("main a").get_by_text(label, exact=True).first.click()
    if reason:
        page.locator("main [name=reason]").fill(reason)
    send(page)


def carried(clerk: Page) -> str:
    """A motion of the meeting before, amended and carried; the address of the action it made."""
    meeting = {"reference": "journey-before", "body": "Cabinet", "on": day(day()).isoformat()}
    fill(clerk, "/r/meetings/new/", meeting)
    record = clerk.url
    act(clerk, "Add an item", {"item_title": "The promenade"}, on=BEFORE)
    motion = {"reference": "journey-motion", "text": "Light the promenade."}
    movers = {"mover": "Councillor 1", "seconder": "Councillor 2"}
    item = {"item": "1. The promenade"}
    act(clerk, "Record notice of a motion", item | motion | movers, on=BEFORE)
    step(clerk, record, "Record that it was held")
    given = "Motion journey-motion: Light the promenade."
    act(clerk, "Record that a motion is moved", {"motion": given}, on=BEFORE)
    amendment = {"reference": "journey-amendment", "text": "Light half the promenade."}
    named = item | amendment | {"amends": given, "mover": "Councillor 2"}
    act(clerk, "Record notice of a motion", named | {"seconder": "Councillor 1"}, on=BEFORE)
    act(clerk, "Record that a motion is moved", choice("journey-amendment"), on=BEFORE)
    votes = {"votes_for": "6", "votes_against": "3"}
    for reference in ("journey-amendment", "journey-motion"):
        act(clerk, "Take the vote on a motion", choice(reference) | votes, on=BEFORE)
    expect(clerk.locator("main")).to_contain_text("Motion journey-motion: Light half")
    asked = {"title_1": "Say what the lights cost", "owner_role_1": "s151-officer"}
    to = {"due_1": day().isoformat(), "report_to_1": "Cabinet"}
    act(clerk, "Make actions of a carried motion", asked | to, on=BEFORE)
    made = clerk.locator("main a", has_text="Say what the lights cost").first
    return made.get_attribute("href") or ""


def choice(reference: str) -> dict[str, str]:
    """The motion of that reference, by the words it has after the amendment."""
    kind = "Amendment" if reference.endswith("amendment") else "Motion"
    return {"motion": f"{kind} {reference}: Light half the promenade."}


def test_a_clerk_runs_a_meeting_from_its_agenda_to_the_notice(clerk, officer, resident):
    action = carried(clerk)
    act(officer, "Report progress", {"progress": "Forty thousand pounds."}, on=action)
    on = day()
    meeting = {"reference": "journey-meeting", "body": "Cabinet", "on": on.isoformat()}
    fill(clerk, "/r/meetings/new/", meeting | {"starts": "23:40", "place": "Bandstand"})
    record = clerk.url
    act(clerk, "Add an item", {"item_title": "The bandstand", "duration": "15"})
    act(clerk, "Compose the agenda")
    sheet = clerk.locator("main tr", has_text="Say what the lights cost")
    expect(sheet).to_contain_text("Forty thousand pounds.")
    expect(sheet).to_contain_text("To this meeting")
    if on == clock.today():
        step(clerk, record, "Publish the agenda", "Called at short notice")
        resident.goto(MEETING)
        expect(resident.locator("main")).to_contain_text("The bandstand")
        expect(resident.locator("main")).to_contain_text("23:40")
    step(clerk, record, "Record that it was held")
    heard = {"at": f"Cabinet, {on.day} {on:%B %Y}"}
    act(clerk, "Record that it was heard", heard, on=action)
    act(clerk, "Close", {"evidence": "Cabinet noted the cost."}, on=action)
    expect(clerk.locator("main .govuk-tag").first).to_have_text("Closed")
    vote = {"item": "1. The bandstand", "motion": "Repair it", "votes_for": "5"}
    act(clerk, "Record a vote", vote | {"votes_against": "2"})
    expect(clerk.locator("main")).to_contain_text("carried by 5 to 2")
    act(clerk, "Begin the minutes")
    act(clerk, "Minute an item", {"item": "1. The bandstand", "text": "It is repaired."})
    back = {"item": "2. Actions to be reported back", "text": "Cabinet heard of the lights."}
    act(clerk, "Minute an item", back)
    fill(clerk, "/r/decisions/new/", DECISION)
    act(clerk, "Issue the decision notice")
    act(clerk, "Record that the chair approves the minutes")
    resident.goto(MEETING)
    expect(resident.locator("main")).to_contain_text("It is repaired.")
    resident.locator("main a", has_text="Decision notice").click()
    expect(resident.locator("main")).to_contain_text("The roof leaks.")


def test_a_resident_follows_a_decision_from_the_forward_plan_to_its_end(clerk, resident):
    entry = {
        "reference": "journey-entry",
        "title": "Paint for the bandstand",
        "text": "Whether to paint it.",
        "body": "Cabinet",
        "lead_role": "Head of service",
        "decision_on": (clock.today() + timedelta(days=50)).isoformat(),
    }
    fill(clerk, "/r/forward-plan/new/", entry)
    fill(clerk, "/democracy/forward-plan/journey-entry/publish/", {})
    resident.goto("/democracy/forward-plan/")
    resident.locator("main a", has_text="Paint for the bandstand").click()
    own = resident.url
    expect(resident.locator("main")).to_contain_text("Whether to paint it.")
    paint = DECISION | {"reference": "paint", "title": "Paint it green", "text": "Green."}
    paint.pop("meeting")
    fill(clerk, "/r/decisions/new/", paint)
    record = clerk.url
    step(clerk, record, "Record that it is made")
    step(clerk, record, "Publish")
    decided = {"decision": "Paint it green"}
    fill(clerk, "/democracy/forward-plan/journey-entry/decided/", decided)
    resident.goto(own)
    resident.locator("main a", has_text="Paint it green").click()
    expect(resident.locator("main .govuk-tag").first).to_have_text("Published")
    step(clerk, record, "Record that it takes effect")
    fill(clerk, f"{record}edit/", {"evidence": "Photographs of the green bandstand."})
    step(clerk, record, "Record implementation")
    resident.reload()
    expect(resident.locator("main .govuk-tag").first).to_have_text("Implemented")
    expect(resident.locator("main")).to_contain_text("Photographs")
