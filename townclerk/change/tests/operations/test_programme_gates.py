"""Gates of projects: what is refused, with its reasons, and what opens them."""

import pytest

from townclerk.change.models import GatePassage
from townclerk.change.operations import programme, programme_gates
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_programme import by
from townclerk.democracy.tests import builders as democracy
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor


@pytest.fixture
def office(db):
    return an_actor("programme-office")


@pytest.fixture
def signer(db):
    return an_actor("head-of-service")


def a_cabinet_decision(reference="cabinet-1", made=True):
    clerk = an_actor("democratic-services")
    given = {"reference": reference, "key_decision": False}
    cabinet = democracy.a_body(clerk)
    if made:
        return democracy.a_published(clerk, cabinet, **given)
    return democracy.a_decision(clerk, cabinet, **given)


def test_delivery_needs_the_minute_of_cabinet_besides_the_officers_signature(office, signer):
    project = builders.ready_for_delivery(office, signer)
    refused = programme_gates.ask_gate(project, **by(office))
    assert refused.outcome == GatePassage.Outcome.REFUSED
    assert "Members have not signed" in refused.reasons
    project.refresh_from_db()
    assert project.gate == "full"
    decision = a_cabinet_decision()
    opened = programme_gates.ask_gate(project, decision=decision.reference, **by(office))
    assert (opened.outcome, opened.decision) == (GatePassage.Outcome.OPENED, "cabinet-1")
    project.refresh_from_db()
    assert project.gate == "delivery"


def test_a_decision_not_made_yet_opens_nothing(office, signer):
    project = builders.ready_for_delivery(office, signer)
    proposed = a_cabinet_decision(made=False)
    refused = programme_gates.ask_gate(project, decision=proposed.reference, **by(office))
    assert refused.reasons == "cabinet-1 is not made yet."
    missing = programme_gates.ask_gate(project, decision="cabinet-9", **by(office))
    assert "There is no decision cabinet-9" in missing.reasons


def test_an_idea_without_scope_stays_an_idea_with_each_reason(office):
    project = builders.a_project(office)
    refused = programme_gates.ask_gate(project, **by(office))
    assert refused.reasons.splitlines() == [
        "No sponsor is named.",
        "The scope is not written.",
        "The objectives are not written.",
    ]


def test_who_writes_a_case_does_not_sign_it_and_a_new_version_supersedes(office, signer):
    project = builders.a_project(office, scope="Offices")
    first = programme_gates.write_case(project, kind="pid", summary="Why", **by(office))
    assert (first.number, first.scope) == (1, "Offices")
    with pytest.raises(Refused):
        programme_gates.sign_case(first, **by(office))
    second = programme_gates.write_case(project, kind="pid", summary="Better", **by(signer))
    with pytest.raises(programme_gates.AlreadySigned, match="version 2 came after it"):
        programme_gates.sign_case(first, **by(signer))
    with pytest.raises(Refused, match="You wrote it"):
        programme_gates.sign_case(second, **by(signer))


def test_a_stopped_project_is_closed_with_what_was_learned(office):
    project = builders.a_project(office)
    with pytest.raises(Problems, match="what was learned"):
        programme_gates.stop(project, learning="", reason="No funds", **by(office))
    stopped = programme_gates.stop(
        project, learning="Ask partners first", reason="No funds", **by(office)
    )
    assert (stopped.gate, stopped.outcome) == ("closed", "stopped")
    with pytest.raises(programme.ProjectIsClosed):
        programme.change_project(stopped, {"scope": "more"}, **by(office))
