"""How wide the gap might be: runs of the simulation, each kept with its seed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from townclerk.finance.core.simulation import PERCENTILES, BadSimulation, Fan
from townclerk.finance.models import PlanVersion, SimulationRun
from townclerk.finance.operations import simulation
from townclerk.finance.permissions import PLANNING, can
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries.simulation import fan_of_run
from townclerk.finance.web import reading
from townclerk.finance.web.cells import TableRow, cell
from townclerk.finance.web.pictures import fan_of
from townclerk.kernel.display import money_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.jobs import enqueue

LARGE = 100_000
"""From so many draws on the run is a job behind the page."""


@needs(Verb.READ, PLANNING)
def runs(request: HttpRequest, number: int) -> HttpResponse:
    """The runs kept of a version, and a form for the next one."""
    reading.whole_plan(request)
    version = PlanVersion.objects.filter(number=number).first()
    if version is None:
        raise Http404(f"no version {number}")
    found: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            return _run(request, version)
        except Problems as problems:
            found = problems.problems
        except TownclerkError as error:
            found = (Problem(str(error)),)
    content = {
        "version": version,
        "runs": SimulationRun.objects.filter(plan=version),
        "varied": version.drivers.exclude(distribution="none"),
        "may_run": can(actor(request), Verb.CONTRIBUTE, moment=clock.now()),
        "draws": request.POST.get("draws", "10000"),
        "seed": request.POST.get("seed", "1"),
        "large": LARGE,
        "problems": found,
    }
    return render(request, "finance/simulation.html", content, status=422 if found else 200)


def _run(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    draws, seed = _whole(request.POST.get("draws")), _whole(request.POST.get("seed"))
    simulation.check_asked(draws, seed)
    who = actor(request)
    if draws is None or seed is None or draws < LARGE:
        made = simulation.run(
            version, draws=draws or 0, seed=seed or 0, actor=who, moment=clock.now()
        )
        return redirect("finance:simulation-run", pk=made.pk)
    _, digest = simulation.model_now(version)
    key = f"version {version.number}, {draws} draws, seed {seed}, {digest[:16]}"
    asked = enqueue("simulate-gap", key=key, actor=who, plan=version.pk, draws=draws, seed=seed)
    messages.info(request, f"{draws:,} draws take a while, so they are made behind this page.")
    return redirect("jobs:one", pk=asked.pk)


def _whole(typed: str | None) -> int | None:
    text = (typed or "").strip().replace(",", "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


@needs(Verb.READ, PLANNING)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: the fan, the percentiles, what was drawn from."""
    reading.whole_plan(request)
    kept = get_object_or_404(SimulationRun.objects.select_related("plan"), pk=pk)
    explained = fan_of_run(kept)
    found = explained.value
    years = tuple(kept.given["years"])
    content = {
        "run": kept,
        "columns": [FinancialYear(year).label for year in years],
        "picture": fan_of(years, found, finding(found)),
        "rows": percentile_table(found),
        "step": explained.step,
        "moved_on": _moved_on(kept),
    }
    return render(request, "finance/simulation_run.html", content)


def _moved_on(kept: SimulationRun) -> bool:
    """Whether the version has changed since, so that the same seed would find otherwise now."""
    try:
        return simulation.model_now(kept.plan)[1] != kept.digest
    except (TownclerkError, BadSimulation, plans.NoPlan):
        return True


def finding(found: Fan) -> str:
    low, high = (money_display(_money(found["total"][edge]), "£m") for edge in (5, 95))
    return f"Nine draws in ten leave a gap between £{low}m and £{high}m over all years"


def percentile_table(found: Fan) -> tuple[TableRow, ...]:
    """A row a percentile, a column a year, the total last."""
    return tuple(
        TableRow(
            f"{percentile}%",
            tuple(cell(_money(row[percentile]), "£m") for row in found.values()),
            is_total=percentile == 50,
        )
        for percentile in PERCENTILES
    )


def _money(pounds: float) -> Money:
    return Money.pounds(round(pounds))
