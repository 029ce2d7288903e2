"""Projects under their pillars: what they inherit, save, report, and where they stood."""

from datetime import date

import pytest

from townclerk.change.models import OptionSheet, ProgrammeRisk, ProjectChange, ProjectIssue
from townclerk.change.operations import programme, programme_control
from townclerk.change.queries import programme as queries
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_programme import by
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines.models import Task
from townclerk.platform.registers.steps import NotInThisState


@pytest.fixture
def office(db):
    return an_actor("programme-office")


def test_moving_a_project_keeps_where_it_stood(office):
    project = builders.a_project(office)
    later = builders.a_pillar(office, code="growth", start=date(2017, 9, 1))
    moved = programme.move_project(
        project, pillar=later, on=date(2017, 10, 1), reason="New era", **by(office)
    )
    assert moved.pillar == later
    held = queries.read()
    first = moved.placements.first().pillar
    assert queries.placed_on(held, date(2017, 9, 30)) == {moved.pk: first.pk}
    assert queries.placed_on(held, date(2017, 10, 1)) == {moved.pk: later.pk}
    assert AuditEntry.objects.filter(verb="move").exists()


@pytest.mark.parametrize(
    ("start", "on", "told"),
    [
        (date(2017, 9, 1), date(2017, 8, 31), "does not hold on that day"),
        (date(2017, 1, 12), date(2017, 1, 12), "Give a day after that"),
    ],
)
def test_it_moves_only_where_a_pillar_stands_and_forwards(office, start, on, told):
    project = builders.a_project(office)
    later = builders.a_pillar(office, code="growth", start=start)
    with pytest.raises(programme.CannotMove, match=told):
        programme.move_project(project, pillar=later, on=on, reason="Era", **by(office))


def test_a_new_project_inherits_the_generic_risks(office):
    held = builders.a_programme(office)
    given = {"programme": held, "risk": "Change outgrows its return", "likelihood": 3, "impact": 3}
    programme_control.create_risk({"code": "g2", "generic": True, **given}, **by(office))
    programme_control.create_risk({"code": "own", **given}, **by(office))
    project = builders.a_project(office, "teams")
    heir = ProgrammeRisk.objects.get(project=project)
    assert (heir.code, heir.inherited_from.code, heir.score) == ("teams-g2", "g2", 9)


def test_it_saves_what_its_options_do_and_no_more(office):
    package = builders.a_package("reform-h", {2017: 503, 2018: 1_538, 2019: 1_259})
    project = builders.a_project(office, package=package)
    held = queries.read()
    assert sum(queries.savings_of(held, project).values(), Money.zero) == Money.thousands(3_300)
    with pytest.raises(Exception, match="counted twice"):
        builders.a_project(office, "again", {2017: 1}, package=package)


def test_a_state_that_is_not_on_track_says_why(office):
    project = builders.a_project(office)
    with pytest.raises(Problems, match="Say why"):
        programme.report(project, state="at-risk", **by(office))
    done = programme.report(project, state="at-risk", why="No staff", **by(office))
    held = queries.read()
    assert queries.work_of(held, done, on=date(2017, 6, 1)).reported_why == "No staff"


def test_only_who_contributes_to_it_changes_a_project(office):
    with pytest.raises(Refused):
        builders.a_project(an_actor("scrutiny-member"), "x", pillar=builders.a_pillar(office))
    project = builders.a_project(office)
    with pytest.raises(Refused):
        programme.change_project(project, {"scope": "x"}, **by(an_actor("finance-partner")))
    head = an_actor("head-of-service")
    assert programme.change_project(project, {"scope": "x"}, **by(head)).scope == "x"


def a_change(office, project, **values):
    given = {"code": "c1", "project": project, "title": "Fewer sites", "reason": "scope", **values}
    return programme.create_part(ProjectChange(**given), **by(office))


def test_a_change_is_assessed_decided_at_its_level_and_applied(office):
    project = builders.a_project(office, saving={2018: 1_000}, end=date(2018, 3, 31))
    change = a_change(
        office, project, benefit=Money.thousands(-60), benefit_year=2018, days=20,
        money=Money.thousands(5),
    )  # fmt: skip
    change = programme_control.assess_change(change, reason="Two sites stay", **by(office))
    assert change.level == "board"
    with pytest.raises(Refused):
        programme_control.decide_change(change, approve=True, **by(office))
    chief = an_actor("chief-executive")
    change = programme_control.decide_change(change, approve=True, **by(chief))
    programme_control.apply_change(change, **by(office))
    project.refresh_from_db()
    assert (project.end, project.cost) == (date(2018, 4, 20), Money.thousands(5))
    held = queries.read()
    assert queries.savings_of(held, project) == {2018: Money.thousands(940)}


def test_a_rejected_change_moves_nothing_and_keeps_who_said_why(office):
    project = builders.a_project(office, end=date(2018, 3, 31))
    change = a_change(office, project, days=20)
    change = programme_control.assess_change(change, reason="Two months", **by(office))
    sponsor = an_actor("head-of-service")
    with pytest.raises(programme_control.SayWhy):
        programme_control.decide_change(change, approve=False, **by(sponsor))
    change = programme_control.decide_change(change, approve=False, reason="No", **by(sponsor))
    with pytest.raises(NotInThisState):
        programme_control.apply_change(change, **by(office))
    project.refresh_from_db()
    assert (change.state, project.end) == ("rejected", date(2018, 3, 31))
    trail = AuditEntry.objects.filter(record_id=str(change.pk)).order_by("pk")
    kept = [(one.verb, one.reason) for one in trail if one.verb in ("assess", "reject")]
    assert kept == [("assess", "Two months"), ("reject", "No")]
    assert trail.last().user == sponsor.user


def test_what_the_option_sheet_says_is_not_typed_again(office):
    sheet = OptionSheet.objects.create(
        reference="lamps", title="Lamps", package=builders.a_package("p", {}), rationale="Power",
        description="Fewer lamps", outcomes="Dark skies", impact_users="Walk with light",
    )  # fmt: skip
    project = builders.a_project(office, option=sheet, rationale="Our own words")
    assert (project.scope, project.objectives) == ("Fewer lamps", "Dark skies")
    assert (project.rationale, project.impacts) == ("Our own words", "Walk with light")


def test_a_change_for_cabinet_names_what_cabinet_decided(office):
    change = a_change(office, builders.a_project(office), money=Money.thousands(300))
    change = programme_control.assess_change(change, reason="Costs more", **by(office))
    assert change.level == "cabinet"
    with pytest.raises(programme_control.DecisionNeeded, match="Cabinet decides"):
        programme_control.decide_change(change, approve=True, decision="none", **by(office))


def test_an_issue_of_high_severity_puts_a_project_at_risk_until_resolved(office):
    project = builders.a_project(office)
    issue = ProjectIssue(
        code="i1", project=project, title="No premises", severity="high",
        raised_on=date(2017, 5, 1),
    )  # fmt: skip
    issue = programme.create_part(issue, **by(office))
    assert queries.work_of(queries.read(), project, on=date(2017, 6, 1)).issues == ("No premises",)
    with pytest.raises(programme_control.SayWhy):
        programme_control.move_issue(issue, "resolve", **by(office))
    programme_control.move_issue(issue, "resolve", reason="A lease was signed", **by(office))
    assert queries.work_of(queries.read(), project, on=date(2017, 6, 1)).issues == ()


def test_a_risk_that_scores_high_goes_to_the_board_by_itself(office):
    project = builders.a_project(office)
    given = {"code": "r1", "risk": "Roof", "programme": project.pillar.programme}
    risk = programme_control.create_risk({**given, "project": project}, **by(office))
    risk = programme_control.change_risk(risk, {"likelihood": 4, "impact": 3}, **by(office))
    assert (risk.state, risk.scored_on) == ("open", date(2017, 6, 1))
    risk = programme_control.change_risk(risk, {"impact": 4}, **by(office))
    assert risk.state == "escalated"
    task = Task.objects.get(purpose="board")
    assert task.note == "It scores 16, and the board is told from 15."
    programme_control.move_risk(risk, "take-back", reason="Propped", **by(office))
    task.refresh_from_db()
    assert task.state == Task.State.DONE
