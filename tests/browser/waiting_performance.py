"""A service plan that was returned, a quarter to be signed, boards alike, requests repeated."""

from datetime import date
from typing import Any

from django.urls import reverse

from townclerk.performance.models import (
    Aim,
    BoardMember,
    EvidenceDocument,
    EvidenceLink,
    PackFigure,
    PackItem,
    PartnershipBoard,
    PlanTemplate,
    Quarter,
    ReviewQuestion,
)
from townclerk.performance.operations import packs, requests, service_plans
from townclerk.platform import clock, records
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit

SHARED = ("Council", "Health service", "Police", "Schools")


def leave_performance() -> dict[str, str]:
    """Leave them, and tell the addresses no page leads to first, each by the name of its page."""
    by: dict[str, Any] = {
        "actor": Actor.at_terminal(User.objects.get(username="chief")),
        "moment": clock.now(),
    }
    unit = Unit.objects.get(code="corporate-resources")
    _plan(unit, by)
    quarter = _quarter(unit, by)
    _boards(by)
    _evidence(by)
    values = {"title": "Pupil attendance by ward", "purpose": "A panel", "logged_on": clock.today()}
    for code in ("attendance", "attendance-again"):
        requests.log({"code": code, **values}, **by)
    sign = reverse("performance:quarter_sign", args=[quarter.code, unit.code])
    pack = reverse("performance:quarter", args=[quarter.code])
    return {
        "performance:quarter_sign": sign,
        "performance:quarter of a portfolio": f"{pack}?portfolio={unit.code}",
    }


def _plan(unit: Unit, by: dict[str, Any]) -> None:
    template = PlanTemplate.objects.get(code="plans-2025")
    values = {"template": template, "unit": unit, "code": "resources-25", "title": "Resources"}
    plan = service_plans.create(values, **by)
    for part in template.parts.filter(kind="words"):
        service_plans.create_text({"plan": plan, "part": part, "text": "As before."}, **by)
    service_plans.submit(plan, **by)
    plan.refresh_from_db()
    aim = Aim.objects.get(code="place")
    service_plans.create_link({"plan": plan, "aim": aim, "how": "Keeps it clean"}, **by)


def _quarter(unit: Unit, by: dict[str, Any]) -> Quarter:
    quarter = packs.moderate(Quarter.objects.get(code="2023-24-q2"), **by)
    figure = PackFigure(
        quarter=quarter,
        item=PackItem.objects.get(code="plan-gap"),
        portfolio=unit,
        label="Funding gap",
        value="1",
        display="£1",
        as_at=quarter.last,
        origin="The service",
        signed=True,
        status="red",
    )
    records.create(figure, **by)
    issue = {"quarter": quarter, "figure": figure, "code": "gap", "text": "The gap has grown"}
    packs.raise_issue(issue, **by)
    return quarter


def _boards(by: dict[str, Any]) -> None:
    for code in ("health-board", "place-board"):
        board = PartnershipBoard.objects.get(code=code)
        for member in SHARED:
            records.create(BoardMember(board=board, member=member), **by)


def _evidence(by: dict[str, Any]) -> None:
    question = ReviewQuestion.objects.get(code="peer-2023-q1")
    document = EvidenceDocument.objects.get(code="peer-2023-22")
    records.change(document, {"dated": date(2023, 9, 1)}, **by)
    document.refresh_from_db()
    records.create(EvidenceLink(question=question, document=document), **by)
