"""Plans for tests."""

from datetime import UTC, date, datetime

from townclerk.performance.models import Action, Aim, CorporatePlan
from townclerk.platform import records
from townclerk.platform.access.testing import an_actor

MOMENT = datetime(2024, 4, 2, 10, tzinfo=UTC)


def by(*roles: str) -> dict[str, object]:
    return {"actor": an_actor(*roles), "moment": MOMENT}


def a_plan(code="old", start=date(2016, 11, 17), aims=(("protect", "Protect the vulnerable"),)):
    made = by("chief-executive")
    plan = records.create(CorporatePlan(code=code, title=f"Plan {code}", start=start), **made)
    for place, (name, title) in enumerate(aims):
        aim = Aim(plan=plan, code=name, title=title, level="core-purpose", position=place)
        records.create(aim, **made)
    return plan


def an_action(aim, code="one", **values):
    return records.create(Action(aim=aim, code=code, title="Do it", **values), **by("leader"))
