"""A matrix, a risk and an audit plan, and who may act on them."""

from datetime import UTC, date, datetime

from townclerk.assurance.models import (
    AuditPlan,
    MatrixBand,
    MatrixStep,
    Opinion,
    OpinionScale,
    RiskCategory,
    RiskMatrix,
)
from townclerk.assurance.operations import audit, recommendations, risks
from townclerk.platform.access.testing import an_actor
from townclerk.platform.organisation import operations as organisation
from townclerk.platform.organisation.models import Unit

TODAY = date(2026, 3, 2)
BANDS = (
    ("Low", 1, "green"),
    ("Medium", 5, "yellow"),
    ("High", 10, "orange"),
    ("Very high", 16, "red"),
)
WORDS = ("one", "two", "three", "four", "five")


def at(day=TODAY):
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)


def by(actor, day=TODAY):
    return {"actor": actor, "moment": at(day)}


def a_unit(code="finance"):
    found = Unit.objects.filter(code=code).first()
    return found or organisation.create_unit(
        code=code,
        name=code.capitalize(),
        kind="service",
        parent=None,
        start=date(2016, 4, 1),
        **by(an_actor()),
    )


def a_matrix(code="usual", *, start=date(2023, 4, 1), size=5, published=True):
    matrix = RiskMatrix.objects.create(code=code, title=f"Matrix {code}", start=start)
    MatrixStep.objects.bulk_create(
        MatrixStep(matrix=matrix, axis=axis, number=n, points=n, label=WORDS[n - 1])
        for axis in MatrixStep.Axis.values
        for n in range(1, size + 1)
    )
    MatrixBand.objects.bulk_create(
        MatrixBand(matrix=matrix, label=label, lowest=lowest, colour=colour)
        for label, lowest, colour in BANDS
    )
    if published:
        matrix = risks.publish_matrix(matrix, **by(an_actor("s151-officer")))
    return matrix


def a_risk(actor, code="r1", **values):
    category, _ = RiskCategory.objects.get_or_create(code="money", title="Money")
    given = {
        "code": code,
        "title": f"Risk {code}",
        "level": "corporate",
        "unit": a_unit(),
        "category": category,
        "raised_on": date(2023, 4, 1),
        **values,
    }
    return risks.create(given, **by(actor))


def scored(actor, risk, current=(4, 5), *, on=TODAY, inherent=(5, 5), target=(3, 4)):
    given = {
        "risk": risk,
        "on": on,
        "inherent_likelihood": inherent[0],
        "inherent_impact": inherent[1],
        "current_likelihood": current[0],
        "current_impact": current[1],
        "target_likelihood": target[0],
        "target_impact": target[1],
    }
    made = risks.score(given, **by(actor))
    risk.refresh_from_db()
    return made


def a_plan(code="plan-2025", year=2025):
    return AuditPlan.objects.create(code=code, title=f"Plan {year}", year=year, days=100)


def an_opinion(label="Major", start=date(2020, 4, 1)):
    scale, _ = OpinionScale.objects.get_or_create(code="usual", title="The usual", start=start)
    return Opinion.objects.create(
        code=label.lower(), scale=scale, label=label, position=1, definition=f"What {label} means"
    )


def an_audit(auditor, title="Debtors", **values):
    given = {
        "code": title.lower().replace(" ", "-"),
        "title": title,
        "plan": values.pop("plan", None) or AuditPlan.objects.first() or a_plan(),
        "days_planned": 10,
        **values,
    }
    return audit.create_engagement(given, **by(auditor))


def a_recommendation(actor, code="rec", **values):
    given = {
        "code": code,
        "title": f"Put right {code}",
        "origin": "internal-audit",
        "priority": "high",
        "unit": a_unit(),
        "raised_on": date(2025, 6, 1),
        "due": date(2026, 1, 31),
        "response": "Agreed",
        **values,
    }
    return recommendations.create(given, **by(actor))
