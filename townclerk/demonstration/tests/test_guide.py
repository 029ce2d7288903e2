"""What the first page of the demonstration says to try can be tried."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from townclerk import finance
from townclerk.finance.models import PlanLine
from townclerk.kernel.errors import Problems
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange import operations
from townclerk.platform.exchange.templates import template
from townclerk.platform.web import guide
from townclerk.platform.web.headlines import headlines

TODAY = date(2026, 11, 26)
pytestmark = pytest.mark.usefixtures("demonstration")


def test_it_names_only_pages_that_open(client):
    s151 = User.objects.get(username="s151")
    titles = [step.title for step in guide.steps(Reader.anonymous(TODAY))]
    assert len(titles) >= 6
    assert "Sign in as the section 151 officer" in titles
    client.force_login(s151)
    tried = guide.steps(Reader.of(s151, TODAY))
    assert {step.title for step in tried} >= set(titles) - {"Sign in as the section 151 officer"}
    for step in tried:
        for address in (step.address, *(address for _, address in step.besides)):
            answer = client.get(address)
            assert answer.status_code == 200, address
            if answer.streaming:
                list(answer)
    page = client.get("/").content.decode()
    assert all(step.title in page for step in tried)


def test_it_shows_the_published_gap_to_anybody(client):
    shown = [headline.display for headline in headlines(Reader.anonymous(TODAY))]
    assert shown == ["£64.418m", "−£7.761m", "£56.657m", "£14.028m"]


def test_it_names_the_row_of_the_broken_sheet_and_saves_nothing():
    place = Path(finance.__file__).parent / "static" / "finance" / "broken-total.csv"
    before = list(PlanLine.objects.order_by("pk").values())
    with pytest.raises(Problems) as raised:
        operations.load(
            template("plan-lines"),
            operations.File(place.name, place.read_bytes()),
            actor=Actor(user=User.objects.get(username="s151")),
            moment=datetime(2026, 11, 26, 9, 0, tzinfo=UTC),
        )
    assert [(p.row, p.column) for p in raised.value.problems] == [(17, "y2")]
    assert list(PlanLine.objects.order_by("pk").values()) == before
