"""A risk from proposal to closure, and what a new version of the matrix asks."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.assurance.documents.risk_paper import risk_paper
from townclerk.assurance.models import MatrixBand, Risk, RiskAppetite, RiskPaper, RiskScore
from townclerk.assurance.operations import risks
from townclerk.assurance.operations.errors import CannotAct, MixedMatrices, NoMatrix
from townclerk.assurance.queries import risks as queries
from townclerk.assurance.queries.risk_register import register_on
from townclerk.assurance.tests.builders import (
    TODAY,
    a_matrix,
    a_risk,
    a_unit,
    by,
    scored,
)
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.registers import by_name
from townclerk.platform.registers.values import shown

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 20)


@pytest.fixture
def owner():
    a_unit()
    return an_actor("head-of-service", unit="finance")


@pytest.fixture
def team():
    a_unit()
    return an_actor("risk-officer", unit="finance")


@pytest.fixture
def chief():
    return an_actor("chief-executive")


def told(name, scope=None, day=TODAY):
    return figures.ask(f"assurance.risks.{name}", scope, as_at=day, reader=OPERATOR).value


def appetite(risk, most):
    return RiskAppetite.objects.create(
        category=risk.category, matrix=risk.matrix, start=date(2023, 4, 1), most=most
    )


def test_a_new_matrix_asks_for_every_risk_to_be_scored_again(owner, team, chief):
    a_matrix("v1")
    first, second = a_risk(owner, "r1"), a_risk(owner, "r2")
    unscored = a_risk(owner, "r3")
    for risk in (first, second):
        scored(owner, risk)
    risks.create_paper({"on": TODAY, "unit": a_unit()}, **by(team))
    a_matrix("v2", start=date(2026, 3, 1), size=4)
    assert set(Risk.objects.filter(rescore=True)) == {first, second}
    assert told("rescore_needed") == 2
    with pytest.raises(MixedMatrices) as refused:
        risks.create_paper({"on": LATER, "unit": a_unit()}, **by(team, LATER))
    assert "Risk r1" in str(refused.value)
    assert "Risk r2" in str(refused.value)
    assert str(unscored) not in str(refused.value)
    assert [scored_again(owner, one).matrix.code for one in (first, second)] == ["v2", "v2"]
    assert not Risk.objects.filter(rescore=True).exists()
    paper = risks.create_paper({"on": LATER, "unit": a_unit()}, **by(team, LATER))
    assert (paper.matrix.code, paper.risks) == ("v2", 3)


def scored_again(actor, risk, on=LATER):
    return risks.score(
        {
            "risk": Risk.objects.get(pk=risk.pk),
            "on": on,
            "inherent_likelihood": 4,
            "inherent_impact": 4,
            "current_likelihood": 2,
            "current_impact": 2,
        },
        **by(actor, on),
    )


def test_a_published_matrix_and_its_bands_stay_as_they_are():
    matrix = a_matrix()
    band = MatrixBand.objects.filter(matrix=matrix).first()
    with pytest.raises(Exception, match="stays as it is"):
        records.change(band, {"lowest": 2}, **by(an_actor("s151-officer")))


def test_nobody_scores_without_a_matrix_or_on_one_of_another_day(owner):
    risk = a_risk(owner)
    with pytest.raises(NoMatrix):
        scored(owner, risk)
    a_matrix("v1")
    late = a_matrix("v2", start=date(2026, 3, 1))
    with pytest.raises(CannotAct, match="was in force"):
        risks.score(
            {
                "risk": risk,
                "on": date(2024, 1, 1),
                "matrix": late,
                "inherent_likelihood": 1,
                "inherent_impact": 1,
                "current_likelihood": 1,
                "current_impact": 1,
            },
            **by(owner),
        )
    assert not RiskScore.objects.exists()


def test_leadership_approves_what_the_risk_team_moderated_and_the_owner_planned(owner, team, chief):
    a_matrix()
    risk = a_risk(owner, level="service")
    scored(owner, risk, (4, 5))
    assert (risk.state, risk.current) == ("scored", 20)
    appetite(risk, 12)
    with pytest.raises(CannotAct, match="somebody else moderates"):
        risks.moderate(risk, **by(an_both(owner)))
    with pytest.raises(Problems) as refused:
        risks.approve(risk, **by(chief))
    said = " ".join(one.message for one in refused.value.problems)
    assert "not moderated" in said
    assert "8 above the appetite" in said
    risk = risks.moderate(risk, **by(team))
    values = {"code": "a1", "risk": risk, "title": "Balance the plan", "due": LATER}
    action = risks.create_action(values, **by(owner))
    risk = risks.approve(risk, **by(chief))
    assert (risk.state, risk.review_on) == ("approved", date(2026, 6, 2))
    assert {task.kind for task in Task.objects.all()} == {"risk-action", "risk-review"}
    with pytest.raises(Problems, match="Say why"):
        risks.escalate(risk, **by(owner))
    risk = risks.escalate(risk, reason="It grew", **by(owner))
    assert told("open", "corporate") == 1
    risk = risks.review(risk, **by(owner))
    assert risk.state == "escalated"
    risk = risks.de_escalate(risk, reason="It fell", **by(chief))
    assert told("open", "corporate") == 0
    assert told("overdue_actions", day=LATER) == 0
    assert told("overdue_actions", day=date(2026, 3, 21)) == 1
    with pytest.raises(Problems, match="is not done"):
        risks.close(risk, reason="Gone", **by(chief))
    risks.change_action(action, {"done_on": LATER}, **by(owner, LATER))
    risk = risks.close(risk, reason="Gone", **by(chief, LATER))
    assert not Task.objects.filter(state="open").exists()
    assert (told("open", day=TODAY), told("open", day=LATER)) == (1, 0)


def an_both(actor):
    """The one who scored, holding the role of the risk team as well."""
    from townclerk.platform.access.models import Holding, Role

    role, _ = Role.objects.get_or_create(code="risk-officer", defaults={"title": "Risk"})
    Holding.objects.create(
        user=actor.user, role=role, start=date(2000, 1, 1), scope_kind="unit", scope_code="finance"
    )
    return actor


def test_movement_is_told_since_the_last_paper(owner, team):
    a_matrix()
    up, down, new = (a_risk(owner, code) for code in ("up", "down", "new"))
    for risk in (up, down):
        scored(owner, risk, (3, 4), on=date(2025, 6, 1))
    risks.create_paper({"on": date(2025, 7, 1), "unit": a_unit()}, **by(team))
    scored(owner, up, (4, 4), on=date(2025, 9, 1))
    scored(owner, up, (4, 5), on=date(2026, 1, 1))
    scored(owner, down, (2, 4), on=date(2026, 1, 1), target=(1, 4))
    scored(owner, new, (3, 4), on=date(2026, 1, 1))
    paper = queries.read().last_paper(TODAY)
    assert paper == RiskPaper.objects.get()
    rows = {row.risk.code: row for row in risks.corporate_rows(TODAY, since=paper.on)}
    assert {code: row.moved.said for code, row in rows.items()} == {
        "up": "up",
        "down": "down",
        "new": "new",
    }
    assert (rows["up"].moved.before, rows["up"].moved.now) == (12, 20)
    assert (told("risen"), told("fallen")) == (1, 1)


def test_movement_is_never_told_between_scores_of_two_matrices(owner):
    a_matrix("v1")
    risk = a_risk(owner)
    scored(owner, risk, (4, 5), on=date(2025, 6, 1))
    scored(owner, risk, (3, 5), on=date(2025, 9, 1))
    a_matrix("v2", start=date(2026, 1, 1))
    risk.refresh_from_db()
    scored(owner, risk, (2, 5), on=date(2026, 1, 5), target=(1, 4))
    scored(owner, risk, (2, 5), on=date(2026, 2, 1), target=(1, 4))
    register = by_name("risk-scores")
    told = {
        one.on: tuple(
            shown(register, register.column(name), one) for name in ("before", "movement")
        )
        for one in RiskScore.objects.all()
    }
    assert list(told.values()) == [
        ("", "First scored"),
        ("20", "Down"),
        ("", "First scored"),
        ("10", "Unchanged"),
    ]


def test_owners_look_again_before_the_next_paper(owner, team, chief):
    a_matrix()
    for code in ("left", "scored", "reviewed"):
        risk = a_risk(owner, code)
        scored(owner, risk, (3, 4), on=date(2025, 6, 1))
    risks.moderate(risk, **by(team))
    risks.approve(Risk.objects.get(pk=risk.pk), **by(chief))
    assert told("not_refreshed") == 0
    risks.create_paper({"on": date(2025, 7, 1), "unit": a_unit()}, **by(team))
    a_risk(owner, "new", raised_on=date(2025, 8, 1))
    assert told("not_refreshed") == 3
    scored(owner, Risk.objects.get(code="scored"), (4, 4), on=date(2026, 1, 1))
    risks.review(Risk.objects.get(code="reviewed"), **by(owner))
    assert told("not_refreshed") == told("not_refreshed", "corporate") == 1
    found = register_on(TODAY, open_to=Risk.objects.values_list("pk", flat=True))
    assert [row.risk.code for row in found.waiting] == ["left"]
    assert "Not looked at since the last paper" in repr(risk_paper(found))


def test_others_neither_score_nor_publish(owner):
    a_matrix()
    risk = a_risk(owner)
    for role in ("leader", "scrutiny-member", "audit-member"):
        with pytest.raises(Refused):
            scored(an_actor(role), risk)
    with pytest.raises(Refused):
        scored(an_actor("head-of-service", unit="elsewhere"), risk)
    with pytest.raises(CannotAct, match="by the step"):
        risks.change(risk, {"closed_on": TODAY}, **by(owner))
    with pytest.raises(Problems, match="no figure"):
        risks.change(risk, {"figure": "finance.nothing"}, **by(owner))
    with pytest.raises(Problems, match="above the inherent"):
        scored(owner, risk, (5, 5), inherent=(4, 4))
    assert Risk.objects.get().state == "proposed"
