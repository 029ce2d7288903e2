"""The example pack of a quarter: what it holds from the start, and what the documents print."""

from datetime import UTC, date, datetime

import pytest

from townclerk.change.operations import delivery
from townclerk.kernel.money import Money
from townclerk.performance.models import Quarter
from townclerk.performance.operations import packs
from townclerk.performance.queries import packs as queries
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.usefixtures("demonstration")
MOMENT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def by(username):
    return {"actor": Actor(user=User.objects.get(username=username)), "moment": MOMENT}


def test_the_pack_prints_savings_as_soon_as_one_has_a_target():
    given = {"code": "desks", "title": "Desks", "decision": "Council"}
    unit = Unit.objects.get(code="strategic-support")
    saving = delivery.create_saving({**given, "unit": unit}, **by("programme"))
    target = {"saving": saving, "year": 2024, "target": Money.thousands(90)}
    year = delivery.set_target(target, **by("programme"))
    at_risk = {"at_risk": Money.thousands(30), "why": "Late start"}
    delivery.set_at_risk(year, **at_risk, **by("programme"))
    days = {
        "collect_by": date(2024, 7, 10),
        "moderate_by": date(2024, 7, 20),
        "leadership_on": date(2024, 7, 31),
        "cabinet_on": date(2024, 8, 30),
    }
    values = {"code": "2024-25-q1", "period": "2024/25-Q1", **days}
    quarter = packs.collect(packs.open_quarter(values, **by("chief")), **by("chief"))
    lines = {one.figure.item.code: one.figure for one in queries.pack(quarter).lines}
    assert lines["savings-undelivered"].display == "£0.030m"
    assert lines["savings-mitigated"].display == "£0.000m"
    own = queries.pack(quarter, "council-services").lines
    assert {one.figure.display for one in own} == {"£0.030m", "£0.000m"}


def test_the_quarter_the_documents_print_asks_for_no_savings_they_do_not_tell():
    quarter = Quarter.objects.get(code="2023-24-q2")
    missing = {one.code for one in queries.missing(quarter, queries.figures_of(quarter))}
    assert not missing & {"savings-undelivered", "savings-mitigated"}
