"""Equality over a whole table of options, and what an assessment asks for after its decision."""

import re
from datetime import date

import pytest
from django.test import Client

from townclerk.change.models import EqualityAssessment, EqualityImpact
from townclerk.change.operations import options_equality
from townclerk.change.queries.options_equality import over
from townclerk.change.tests.builders_options import DAY, a_sheet, by
from townclerk.customers.models import Consultation
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.registers import by_name
from townclerk.platform.registers import operations as registers

pytestmark = pytest.mark.django_db
REVIEW = date(2024, 2, 1)


def an_assessment(sheet, **values):
    given = {
        "option": sheet,
        "started_on": date(2023, 2, 1),
        "screening": "Older drivers may be affected.",
        "conclusion": "residual",
        "residual": "Longer walks at night.",
        "review_on": REVIEW,
        **values,
    }
    return registers.create(by_name("equality-assessments"), given, **by("finance-partner"))


def test_fourteen_options_list_each_group_they_affect_once():
    sheets = [a_sheet(f"option-{n}", equality="to-be-assessed") for n in range(14)]
    for place, sheet in enumerate(sheets[:12]):
        made = EqualityAssessment.objects.create(
            option=sheet, started_on=DAY, screening="Looked into", state="decided"
        )
        for group, effect in (("age", "negative"), ("sex", "negative" if place < 2 else "neutral")):
            EqualityImpact.objects.create(
                assessment=made, group=group, effect=effect, degree="high" if place else "low"
            )
    found = over(sheets, on=DAY, reader=Reader.anonymous(DAY))
    assert [one.group.code for one in found.affected] == ["age", "sex"]
    assert [len(one.negative) for one in found.affected] == [12, 2]
    assert [one.title for one in found.not_assessed] == ["Option 12", "Option 13"]
    client = Client()
    client.force_login(an_actor("finance-partner").user)
    page = client.get("/change/options/equality/?package=table-2").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert len(re.findall(r"<th[^>]*>\s*Age\s*</th>", page)) == 1
    assert "Option 12" in text


def test_it_names_the_consultation_it_rests_on():
    with pytest.raises(Problems, match="There is no consultation lights"):
        an_assessment(a_sheet(), consultation_reference="lights")
    Consultation.objects.create(
        reference="lights", title="Lights", question="?", state="earlier", held_before=True
    )
    made = an_assessment(a_sheet("lamps"), consultation_reference="lights")
    assert made.consultation_reference == "lights"


def test_its_owner_is_asked_to_review_it_on_its_day_and_it_stays_as_it_was():
    made = an_assessment(a_sheet())
    EqualityImpact.objects.create(
        assessment=made, group="age", effect="negative", degree="low", mitigation="Lights"
    )
    made = options_equality.move(made, "assess", **by("finance-partner"))
    made = options_equality.move(made, "agree", **by("information-officer"))
    made = options_equality.move(made, "decide", reason="C-7", **by("leader"))
    task = Task.objects.get(purpose="review")
    assert (task.due, task.owner_role) == (REVIEW, "head-of-service")
    made = options_equality.move(made, "review", **by("finance-partner"))
    task.refresh_from_db()
    assert (made.state, task.state) == ("in-review", Task.State.DONE)
    with pytest.raises(options_equality.AssessmentIsFrozen):
        options_equality.change(made, {"residual": "None"}, **by("finance-partner"))
