"""Who may state a value of a returned figure: the operation itself refuses the others."""

from datetime import UTC, datetime

import pytest

from townclerk import figures
from townclerk.figures import Grain, operations, register
from townclerk.figures.models import ReturnedValue, Scope
from townclerk.figures.operations import Statement
from townclerk.figures.web import writing
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 1, 9, tzinfo=UTC)
RATE = "test.occupancy"
UNIT = "libraries"


@pytest.fixture(autouse=True)
def rate(db):
    figures.returned_figure(
        key=RATE,
        label="Occupancy",
        unit=figures.Unit.PERCENT,
        display="% 1 dp",
        definition="Rooms let.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        grain=Grain(periods=("financial-year",), scopes=("council", "unit")),
    )
    for code in (UNIT, "parks"):
        Scope.objects.create(code=code, label=code.capitalize())
    yield
    register.discard(RATE)


def state(actor, scope=None, **given):
    statement = Statement(key=RATE, value="97", evidence="return", period="2017/18", scope=scope)
    return operations.state_value(statement, actor=actor, moment=MOMENT, **given)


@pytest.mark.parametrize(
    ("role", "unit", "scope", "may"),
    [
        ("finance-partner", None, None, True),
        ("finance-partner", None, UNIT, True),
        ("budget-holder", UNIT, UNIT, True),
        ("budget-holder", UNIT, "parks", False),
        ("budget-holder", UNIT, None, False),
        ("member", None, None, False),
    ],
)
def test_it_takes_a_value_only_from_who_contributes_to_what_it_is_of(role, unit, scope, may):
    actor = an_actor(role, unit=unit)
    if may:
        assert state(actor, scope).stated_by == actor.user
        return
    with pytest.raises(Refused):
        state(actor, scope)
    assert not ReturnedValue.objects.exists()


def test_it_takes_no_value_from_nobody():
    with pytest.raises(Refused):
        state(Actor(user=None))


def test_it_takes_one_from_whom_a_report_asked_and_keeps_which():
    row = state(an_actor("member"), asked_in="Libraries in the Leader's report")
    entry = AuditEntry.objects.get(record_id=str(row.pk), record_type="figures.returnedvalue")
    assert entry.reason == "Libraries in the Leader's report"


def test_a_form_is_of_the_scope_it_says_and_of_no_other_that_its_address_says(rf):
    """Sent to the address of the sender's own unit, without a scope, it speaks of the council."""
    sent = {"value": "97", "period": "2017/18", "evidence": "return", "basis": "actual"}
    user = a_user("budget-holder", unit=UNIT)
    request = rf.post(f"/figures/{RATE}/state/?scope={UNIT}", sent)
    request.user, request.reader = user, Reader.of(user, MOMENT.date())
    with pytest.raises(Refused):
        writing.state(request, key=RATE)
    assert not ReturnedValue.objects.exists()
