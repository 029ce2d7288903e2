"""The page of checks: two amounts that ought to agree, and whether they do."""

from collections.abc import Iterable
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from townclerk.finance.core.identities import Identity, Quantity, Verdict
from townclerk.finance.permissions import PLANNING
from townclerk.finance.queries.identities import NOT_COVERED, checks_of
from townclerk.finance.queries.plan import version_numbered
from townclerk.finance.web import presenters, reading
from townclerk.finance.web.cells import Cell, TableRow, cell
from townclerk.kernel.display import percent_display
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs

OPERATORS = {"=": "equals", "<=": "at most", ">=": "at least"}


@needs(Verb.READ, PLANNING)
def checks(request: HttpRequest) -> HttpResponse:
    """Every check of the current plan; those that do not hold first, furthest apart first."""
    reading.whole_plan(request)
    read = reading.read(request)
    if read is None:
        return render(request, "finance/no_plan.html")
    found = checks_of(version_numbered(read.plan.number))
    failing = sorted((pair for pair in found.judged if not pair[1].holds), key=_apart)
    holding = [pair for pair in found.judged if pair[1].holds]
    content = {
        "unit": read.unit,
        "units": presenters.UNITS,
        "failing": check_table(failing, read.unit),
        "holding": check_table(holding, read.unit),
        "stopped": found.stopped,
        "not_covered": NOT_COVERED,
    }
    return render(request, "finance/checks.html", content)


def _apart(pair: tuple[Identity, Verdict]) -> tuple[bool, Decimal]:
    """Amounts furthest apart first, then what is no money."""
    size = pair[1].difference
    if isinstance(size, Money):
        return False, -abs(size).as_pounds()
    return True, -abs(size)


def check_table(pairs: Iterable[tuple[Identity, Verdict]], unit: str) -> tuple[TableRow, ...]:
    return tuple(
        TableRow(
            f"{identity.id}. {identity.statement}",
            (
                _cell(verdict.left, unit),
                Cell(OPERATORS[identity.operator], ""),
                _cell(verdict.right, unit),
                _cell(verdict.difference, unit),
                Cell(identity.where, ""),
            ),
        )
        for identity, verdict in pairs
    )


def _cell(quantity: Quantity, unit: str) -> Cell:
    if isinstance(quantity, Money):
        return cell(quantity, unit)
    return Cell(percent_display(quantity, 2), "")
