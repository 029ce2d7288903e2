"""The scenario drawer: drivers moved, and what the gap of each year becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from townclerk.finance.core.drivers import Driver as CoreDriver
from townclerk.finance.core.drivers import DriverKind, Move
from townclerk.finance.models import Correlation, Driver, PlanVersion, Scenario
from townclerk.finance.operations.plan import discard_scenario, save_scenario
from townclerk.finance.permissions import PLANNING
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries import scenarios as queries
from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.web import reading
from townclerk.finance.web.acts import offered
from townclerk.finance.web.cells import TableRow, cell
from townclerk.finance.web.pictures import scenario_of
from townclerk.finance.web.steps import may_edit
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.web.acts import Offered


@dataclass(frozen=True)
class Lever:
    """One driver in the drawer, with what was typed for it."""

    code: str
    label: str
    unit: str
    typed: str
    error: str

    @property
    def name(self) -> str:
        return f"d-{self.code}"


@dataclass(frozen=True)
class Tried:
    """What the address asks to try: a move for each driver typed into."""

    levers: tuple[Lever, ...]
    year: int | None
    moves: tuple[Move, ...]

    @property
    def errors(self) -> list[Lever]:
        return [lever for lever in self.levers if lever.error]


@needs(Verb.READ, PLANNING)
def drawer(request: HttpRequest, number: int) -> HttpResponse:
    """Move drivers, see each year's gap move with them, and keep what is worth keeping."""
    version, plan = _plan(request, number)
    tried = tried_of(plan, request.GET)
    told = queries.tell(plan, "Tried", tried.moves) if tried.moves else None
    kept = queries.compare_scenarios(plan)
    content = {
        "version": version,
        "labels": plan.labels,
        "years": list(zip(plan.years, plan.labels, strict=True)),
        "tried": tried,
        "told": told,
        "picture": scenario_of(plan.labels, told) if told else None,
        "rows": tried_table(told) if told else (),
        "side_by_side": compared_table(plan, kept),
        "kept": [(found, _address(number, found)) for found in kept],
        "sensitivity": sensitivity_table(queries.each_driver(plan)),
        "cases": Scenario.Case.choices,
        "may_edit": may_edit(request, number),
        "drivers": _drivers(request, version),
        "links": Correlation.objects.filter(first__plan=version).select_related("first", "second"),
        "acts": offered(request, ("add-driver", "link-drivers"), version),
    }
    return render(request, "finance/scenarios.html", content, status=422 if tried.errors else 200)


def _plan(request: HttpRequest, number: int) -> tuple[PlanVersion, PlanFacts]:
    reading.whole_plan(request)
    version = PlanVersion.objects.filter(number=number).first()
    if version is None:
        raise Http404(f"no version {number}")
    return version, plans.load(version)


def _drivers(
    request: HttpRequest, version: PlanVersion
) -> list[tuple[Driver, list[str], tuple[Offered, ...]]]:
    found = version.drivers.prefetch_related("lines")
    return [
        (driver, [line.heading for line in driver.lines.all()], offer)
        for driver in found
        for offer in [offered(request, ("change-driver",), driver)]
    ]


def tried_of(plan: PlanFacts, given: QueryDict) -> Tried:
    """Read the moves from the address: every cell that is no number is told at once."""
    wanted = given.get("year", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in plan.years else None
    levers, moves = [], []
    for driver in plan.core.drivers:
        typed = given.get(f"d-{driver.code}", "").strip()
        error, points = "", None
        try:
            points = Decimal(typed.replace("−", "-")) if typed else None
        except InvalidOperation:
            error = f"{driver.name or driver.code}: “{typed}” is not a number. Write it like −0.5."
        if points is not None and not points.is_finite():
            error, points = f"{driver.name or driver.code}: give a number.", None
        levers.append(_lever(driver, typed, error))
        if points:
            moves.append(Move(driver=driver.code, points=points, year=year))
    return Tried(tuple(levers), year, tuple(moves))


def _lever(driver: CoreDriver, typed: str, error: str) -> Lever:
    unit = "% of its volume" if driver.kind is DriverKind.VOLUME else "points"
    return Lever(driver.code, driver.name or driver.code, unit, typed, error)


def _address(number: int, told: queries.Told) -> str:
    """The drawer with a kept scenario in it, where all its moves share a year."""
    years = {move.year for move in told.result.moves}
    given = {f"d-{move.driver}": str(move.points) for move in told.result.moves}
    if len(years) == 1 and (year := years.pop()) is not None:
        given["year"] = str(year)
    address = reverse("finance:scenarios", args=[number])
    return f"{address}?{urlencode(given)}" if len(years) < 2 else ""


def tried_table(told: queries.Told) -> tuple[TableRow, ...]:
    result = told.result
    return (
        _row("The plan", result.before),
        _row("With the moves", result.after),
        _row("Change", result.amounts, is_total=True),
    )


def _row(label: str, amounts: Sequence[Money], *, is_total: bool = False) -> TableRow:
    cells = [cell(amount, "£m") for amount in (*amounts, Money.total(amounts))]
    return TableRow(label, tuple(cells), is_total=is_total)


def compared_table(plan: PlanFacts, kept: Sequence[queries.Told]) -> tuple[TableRow, ...]:
    """The plan and every kept scenario, a row each."""
    gap = plan.row("gap_after_tax").amounts
    rows = [("The plan", gap), *((told.name, told.result.after) for told in kept)]
    return tuple(_row(name, amounts) for name, amounts in rows)


def sensitivity_table(told: Sequence[queries.Told]) -> tuple[TableRow, ...]:
    return tuple(_row(found.name, found.result.amounts) for found in told)


@needs(Verb.READ, PLANNING)
@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is tried as a scenario of the version, under a name."""
    version, plan = _plan(request, number)
    tried, name = tried_of(plan, request.POST), request.POST.get("name", "").strip()
    back = reverse("finance:scenarios", args=[number])
    carried = {lever.name: lever.typed for lever in tried.levers if lever.typed}
    carried |= {"year": str(tried.year)} if tried.year else {}
    if not name or not slugify(name) or not tried.moves or tried.errors:
        messages.error(request, "Nothing was kept. Move a driver and give the scenario a name.")
        return redirect(f"{back}?{urlencode(carried)}")
    case = request.POST.get("case", "")
    try:
        save_scenario(
            version,
            code=slugify(name)[:60],
            name=name[:120],
            case=case if case in Scenario.Case.values else Scenario.Case.OTHER,
            overrides={(move.driver, move.year): move.points for move in tried.moves},
            actor=actor(request),
            moment=clock.now(),
        )
    except TownclerkError as error:
        messages.error(request, str(error))
        return redirect(f"{back}?{urlencode(carried)}")
    when = "" if tried.year is None else f" in {FinancialYear(tried.year).label}"
    messages.info(request, f"The scenario “{name}” is kept{when}.")
    return redirect(back)


@needs(Verb.READ, PLANNING)
@require_POST
def discard(request: HttpRequest, number: int, code: str) -> HttpResponse:
    version, _ = _plan(request, number)
    scenario = get_object_or_404(Scenario, plan=version, code=code)
    try:
        discard_scenario(scenario, actor=actor(request), moment=clock.now())
    except TownclerkError as error:
        messages.error(request, str(error))
    else:
        messages.info(request, f"The scenario “{scenario}” is discarded.")
    return redirect("finance:scenarios", number=number)
