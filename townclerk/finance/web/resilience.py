"""The page of financial resilience: balances against risks, draws, reserves, indicators, code."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from townclerk.figures import url as figure_url
from townclerk.finance.core.reserves import Adequacy
from townclerk.finance.models import CodeStandard, Reserve, ResilienceIndicator, RiskAssessment
from townclerk.finance.permissions import PLANNING
from townclerk.finance.queries import reserves as queries
from townclerk.finance.queries.reserves import ReserveRow
from townclerk.finance.web import reading, schedules
from townclerk.finance.web.acts import offered
from townclerk.finance.web.cells import Cell, TableRow, cell
from townclerk.kernel.display import date_display, number_display, percent_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.matrix import roles

ACTS = ("add-risk", "move-assessment", "challenge-assessment")


@needs(Verb.READ, PLANNING)
def resilience(request: HttpRequest) -> HttpResponse:
    """What the general balance stands for, what each draw leaves, and how resilience is judged."""
    reading.whole_plan(request)
    unit = reading.unit_of(request)
    rows = queries.schedule()
    general, assessment = queries.general(rows), queries.assessment_for()
    content: dict[str, Any] = {
        "unit": unit,
        "assessment": assessment,
        "ratio": schedules.ratio(rows, assessment),
        "held": (),
        "draws": (),
        "warnings": (),
        "reserves": [_policy(row) for row in rows if row.reserve.kind == Reserve.Kind.EARMARKED],
        "duties": queries.open_obligations(),
        "indicators": [_indicator(one) for one in _latest(ResilienceIndicator)],
        "standards": [_standard(one) for one in _latest(CodeStandard)],
        "acts": offered(request, ("assess-balances",)),
    }
    if assessment is not None:
        content["risks"] = risk_table(assessment, unit)
        content["assessment_acts"] = offered(request, ACTS, assessment)
    if general is not None:
        floor = queries.levels(assessment).get("Floor")
        content["draws"] = draw_table(general, floor, unit)
        if assessment is not None:
            found = queries.held_against(general, assessment)
            content["held"] = held_table(general, found, assessment, unit)
            content["warnings"] = found.warnings
    return render(request, "finance/resilience.html", content)


def _latest(model: Any) -> Sequence[Any]:
    """The records of the latest year there are any of."""
    last = model.objects.order_by("-year").values_list("year", flat=True).first()
    return list(model.objects.filter(year=last)) if last is not None else []


def held_table(
    row: ReserveRow, found: Adequacy, assessment: RiskAssessment, unit: str
) -> tuple[TableRow, ...]:
    """The balance beside the risks, the floor and the target, and what is left or missing."""
    last = row.years[-1]
    figure = figure_url("finance.reserves.balance", row.reserve.code, last.label)
    over, short = found.over_risk, found.shortfall_to_target
    made = [
        (f"{row.reserve.name} at the end of {last.label}", cell(found.projected, unit, figure)),
        ("To hold for the risks", cell(found.to_hold, unit)),
        ("Above the risks" if over.pence >= 0 else "Short of the risks", cell(abs(over), unit)),
    ]
    if found.floor is not None:
        made.append(("Lowest level", cell(found.floor, unit)))
    if found.target is not None and short is not None:
        day = f" by {date_display(assessment.target_on)}" if assessment.target_on else ""
        made += [
            (f"Level to reach{day}", cell(found.target, unit)),
            ("Short of that level", cell(short, unit)),
        ]
    return tuple(TableRow(label, (amount,)) for label, amount in made)


def risk_table(assessment: RiskAssessment, unit: str) -> tuple[TableRow, ...]:
    rows = [
        TableRow(
            risk.name,
            (
                Cell(_role(risk.owner_role), ""),
                cell(risk.exposure, unit),
                Cell(percent_display(risk.change, 1), ""),
                Cell(percent_display(risk.likelihood, 0), ""),
                cell(to_hold, unit),
            ),
        )
        for risk, to_hold in queries.risks_of(assessment)
    ]
    if not rows:
        return ()
    total = Money.total(to_hold for _, to_hold in queries.risks_of(assessment))
    empty = Cell("", "")
    return (*rows, TableRow("All risks", (empty, empty, empty, empty, cell(total, unit)), "", True))


def draw_table(row: ReserveRow, floor: Money | None, unit: str) -> tuple[TableRow, ...]:
    """Each use of the balance, with its decision and what it leaves."""
    return tuple(
        TableRow(
            f"{draw.movement.reason or draw.movement.reference}, "
            f"{FinancialYear(draw.movement.year).label}",
            (
                Cell(draw.movement.decision, ""),
                Cell(draw.movement.get_state_display(), ""),
                cell(draw.movement.amount, unit),
                cell(draw.left, unit),
                Cell("Below the lowest level" if draw.below_floor else "", ""),
            ),
            f"/r/reserve-movements/{draw.movement.pk}/",
        )
        for draw in queries.draws(row, floor)
    )


def _policy(row: ReserveRow) -> tuple[str, ...]:
    reserve = row.reserve
    due = date_display(reserve.review_on) if reserve.review_on else "no day set"
    outcome = reserve.get_outcome_display().lower() if reserve.outcome else "not reviewed yet"
    return (
        f"{reserve.name} (ring-fenced)" if reserve.ring_fenced else reserve.name,
        reserve.purpose or "not written yet",
        reserve.trigger or "not written yet",
        _role(reserve.owner_role),
        f"{due}; {outcome}",
    )


def _indicator(one: ResilienceIndicator) -> tuple[str, ...]:
    def number(value: Any) -> str:
        if value is None:
            return "not known"
        text = number_display(value, 3).rstrip("0").rstrip(".")
        return f"{text}%" if one.unit == "%" else f"{text} {one.unit}".strip()

    risk = one.get_risk_display() if one.risk else "not judged"
    return one.name, number(one.value), number(one.median), risk, one.direction


def _standard(one: CodeStandard) -> tuple[str, ...]:
    owner = _role(one.action_owner_role) if one.action_owner_role else ""
    due = f"due {date_display(one.action_due)}" if one.action_due else ""
    done = f"done {date_display(one.action_done)}" if one.action_done else ""
    when = ", ".join(part for part in (owner, done or due) if part)
    return f"{one.standard}: {one.title}", one.get_rating_display(), one.action, when


def _role(code: str) -> str:
    return roles().get(code, code)
