"""Benefits that are not money: promised, asked for on their day, and measured."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from townclerk.change.models import Benefit, Milestone
from townclerk.change.operations import benefits, delivery, programme, programme_gates
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_programme import at, by
from townclerk.change.web.programme_presenters import benefits as shown
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.models import Task

DUE = date(2018, 3, 31)


@pytest.fixture
def office(db):
    return an_actor("programme-office")


def a_benefit(office, **values):
    given = {
        "code": "waiting",
        "title": "Shorter waits",
        "measure": "Days from asking to help",
        "baseline": Decimal(40),
        "target": Decimal(20),
        "due": DUE,
        **values,
    }
    return benefits.create(given, **by(office))


def measured(benefit, office, result, on=(2018, 4, 2), **more):
    day = date(*on)
    values = {"result": Decimal(result), "measured_on": day, "evidence": "Case list", **more}
    return benefits.change(benefit, values, **by(office, at(2018, 4, 3)))


def test_it_is_asked_for_on_its_day_until_it_is_measured(office):
    benefit = a_benefit(office, project=builders.a_project(office, "teams"))
    task = Task.objects.get(purpose="measure")
    assert (task.due, task.owner_role, task.state) == (DUE, "programme-office", "open")
    with pytest.raises(Problems, match="a day to come"):
        measured(benefit, office, 25, on=(2018, 4, 4))
    with pytest.raises(ValidationError, match="where the result is taken from"):
        measured(benefit, office, 25, evidence=" ")
    benefit = measured(benefit, office, 25)
    assert shown([benefit])[0][2:] == ("40", "20", "31 March 2018", "25", "75% of the way")
    task.refresh_from_db()
    assert task.state == Task.State.DONE
    with pytest.raises(Refused):
        measured(benefit, an_actor("scrutiny-member"), 19)


def test_a_result_is_of_no_day_to_come_from_the_start(office):
    said = {"result": Decimal(25), "evidence": "Case list", "measured_on": date(2100, 1, 1)}
    with pytest.raises(Problems, match="a day to come"):
        a_benefit(office, project=builders.a_project(office), **said)
    assert not Benefit.objects.exists()


def test_it_is_of_a_project_or_of_a_saving_and_goes_somewhere(office):
    given = {"code": "s", "title": "S", "decision": "Council"}
    saving = delivery.create_saving(given, **by(office))
    project = builders.a_project(office)
    for wrong in ({}, {"project": project, "saving": saving}, {"saving": saving, "target": 40}):
        with pytest.raises(ValidationError):
            a_benefit(office, **wrong)
    assert not Benefit.objects.exists()
    assert a_benefit(office, saving=saving).pk


def test_a_project_closes_once_its_benefits_are_measured_and_what_was_learned_is_written(office):
    signer = an_actor("head-of-service")
    project = builders.a_project(office)
    type(project).objects.filter(pk=project.pk).update(gate="delivery")
    project.refresh_from_db()
    mark = Milestone(code="m", project=project, title="Open", planned=date(2018, 1, 1))
    mark = programme.create_part(mark, **by(office))
    benefit = a_benefit(office, project=project)
    assert programme_gates.ask_gate(project, **by(office)).reasons == "1 milestone is still open."
    programme.change_part(mark, {"done_on": date(2018, 1, 1)}, **by(office))
    assert programme_gates.ask_gate(project, **by(office)).gate == "review"
    project.refresh_from_db()
    shut = programme_gates.ask_gate(project, **by(signer))
    assert shut.reasons.splitlines() == [
        "The benefits review is not written.",
        "What was learned is not written.",
        "1 benefit is not measured yet.",
    ]
    measured(benefit, office, 19)
    said = {"benefits_review": "Waits fell.", "learning": "Ask partners first."}
    project = programme.change_project(project, said, **by(office))
    assert programme_gates.ask_gate(project, **by(office)).outcome == "opened"
    project.refresh_from_db()
    assert (project.gate, project.outcome) == ("closed", "delivered")


def test_a_project_that_is_stopped_owes_no_measurement(office):
    project = builders.a_project(office)
    a_benefit(office, project=project)
    programme_gates.stop(project, learning="Ask first", reason="No funds", **by(office))
    assert not Task.objects.filter(state=Task.State.OPEN).exists()
