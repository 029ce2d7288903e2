"""The pages of the plan: a version, its lines, two versions side by side, and its schedules."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from townclerk.finance import policies
from townclerk.finance.core.versions import bridge
from townclerk.finance.models import (
    ChangeRequest,
    PlanVersion,
    RiskAssessment,
    SettlementEvent,
)
from townclerk.finance.operations.plan import move_version
from townclerk.finance.permissions import CHANGE, PLANNING
from townclerk.finance.queries import change_fund as fund_queries
from townclerk.finance.queries import grants as grant_queries
from townclerk.finance.queries import plan as plan_queries
from townclerk.finance.queries import reserves as reserve_queries
from townclerk.finance.queries.tax import NoTaxAssumptions, Worked, options_of
from townclerk.finance.web import presenters, reading, schedules
from townclerk.finance.web.acts import offered, offered_each
from townclerk.finance.web.pictures import (
    balances_path_of,
    bridge_of,
    tax_options_of,
    waterfall_of,
)
from townclerk.finance.web.steps import may_edit, steps_open
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs, public
from townclerk.platform.charts.picture import Picture

PLAN_ACTS = ("start-version", "post-phasing", "note-version")


@public
def plan(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The waterfall of a version: from the original gap to the remaining one."""
    read = reading.read(request, number)
    if read is None:
        return render(request, "finance/no_plan.html")
    options = _options(read)
    version = PlanVersion.objects.get(pk=read.plan.pk)
    content = {
        "read": read,
        "version": version,
        "rows": presenters.waterfall_table(read.plan, read.unit),
        "finding": (finding := presenters.finding(read.plan, options)),
        "picture": waterfall_of(read.plan, finding),
        "steps": steps_open(request, read.plan.number),
        "may_edit": may_edit(request, read.plan.number),
        "reads_whole": reading.reads_drafts(request.reader),  # type: ignore[attr-defined]
        "acts": offered(request, PLAN_ACTS, version),
        "units": presenters.UNITS,
    }
    return render(request, "finance/plan.html", content)


@public
def lines(request: HttpRequest, number: int) -> HttpResponse:
    """Every line of a version, by step."""
    read = reading.read(request, number)
    if read is None:
        raise Http404("no plan")
    parts = []
    for key in ("original_gap", "revisions", "proposals", "phasing"):
        row = read.plan.row(key)
        if row.lines:
            parts.append((row, presenters.line_table(read.plan, row, read.unit)))
    return render(request, "finance/lines.html", {"read": read, "parts": parts})


@needs(Verb.READ, PLANNING)
def compare(request: HttpRequest) -> HttpResponse:
    """Two versions side by side, with the line-by-line bridge between them."""
    reading.whole_plan(request)
    versions = list(reading.versions_open_to(request.reader))  # type: ignore[attr-defined]
    content: dict[str, object] = {
        "versions": versions,
        "rows": (),
        "pair": None,
        "picture": None,
    }
    if len(versions) > 1:
        before = _version(request.GET.get("before"), versions, versions[1])
        after = _version(request.GET.get("after"), versions, versions[0])
        unit = reading.unit_of(request)
        facts = plan_queries.load(before), plan_queries.load(after)
        moved = bridge(facts[0].core, facts[1].core)
        content |= {
            "pair": (before, after),
            "labels": tuple(FinancialYear(year).label for year in moved.years),
            "rows": presenters.bridge_table(
                moved, unit, plan_queries.reasons_between(before, after)
            ),
            "picture": bridge_of(moved, str(before), str(after)) if moved.lines else None,
            "unit": unit,
        }
    return render(request, "finance/compare.html", content)


def _version(
    wanted: str | None, versions: list[PlanVersion], otherwise: PlanVersion
) -> PlanVersion:
    return next((v for v in versions if str(v.number) == wanted), otherwise)


@needs(Verb.READ, PLANNING)
@require_POST
def move(request: HttpRequest, number: int, move: str) -> HttpResponse:
    """Take a version along one step."""
    if move not in policies.PLAN:
        raise Http404(move)
    version = get_object_or_404(PlanVersion, number=number)
    try:
        move_version(
            version,
            move,
            actor=actor(request),
            moment=clock.now(),
            reason=request.POST.get("reason", ""),
            expected_version=int(request.POST.get("version") or version.version),
        )
    except TownclerkError as error:
        messages.error(request, str(error))
    else:
        messages.info(request, f"Version {number}: {policies.PLAN[move].label.lower()}, done.")
    return redirect("finance:version", number=number)


def _options(read: reading.Reading) -> tuple[Worked, ...]:
    try:
        return options_of(read.plan)
    except NoTaxAssumptions:
        return ()


@needs(Verb.READ, PLANNING)
def tax(request: HttpRequest) -> HttpResponse:
    """Council tax options: what each yields, what it leaves of each year's gap."""
    reading.whole_plan(request)
    read = reading.read(request)
    if read is None:
        return render(request, "finance/no_plan.html")
    options = _options(read)
    version = PlanVersion.objects.get(pk=read.plan.pk)
    each = ("move-tax-option", "carry-surplus")
    offers = offered_each(request, each, [worked.record for worked in options])
    content = {
        "read": read,
        "acts": offered(request, ("tax-assumptions", "draw-tax-option"), version),
        "options": [
            (schedules.option(worked, read.unit), given)
            for worked, given in zip(options, offers, strict=True)
        ],
        "picture": tax_options_of(options, read.plan.labels) if options else None,
        "assumed": schedules.assumption_table(options[0].assumption, read.unit)
        if options and options[0].assumption
        else (),
        "residuals": schedules.residual_table(options, read.unit),
    }
    return render(request, "finance/tax.html", content)


RESERVE_ACTS = ("review-reserve", "use-general-balance", "transfer-reserve", "assess-balances")
MEET = ("meet-replenishment",)


@needs(Verb.READ, PLANNING)
def reserves(request: HttpRequest) -> HttpResponse:
    """The reserves schedule: opening, in, out and closing by year."""
    reading.whole_plan(request)
    if reading.read(request) is None:
        return render(request, "finance/no_plan.html")
    rows = reserve_queries.schedule()
    unit = reading.unit_of(request)
    assessment = reserve_queries.assessment_for()
    duties = reserve_queries.open_obligations()
    content = {
        "acts": offered(request, RESERVE_ACTS),
        "assessment": assessment,
        "duties": list(zip(duties, offered_each(request, MEET, duties), strict=True)),
        "picture": _balances(rows, assessment),
        "rows": schedules.reserve_table(rows, unit),
        "ratio": schedules.ratio(rows, assessment),
        "still": reserve_queries.not_moved(rows, on=clock.today()),
        "unit": unit,
    }
    return render(request, "finance/reserves.html", content)


def _balances(
    rows: tuple[reserve_queries.ReserveRow, ...], assessment: RiskAssessment | None
) -> Picture | None:
    row = reserve_queries.general(rows)
    if row is None:
        return None
    return balances_path_of(row.reserve.name, row.years, reserve_queries.levels(assessment))


GRANT_ACTS = (
    "record-grant",
    "assume-grant",
    "record-settlement",
    "take-grant-into-plan",
    "post-variance",
)


@needs(Verb.READ, PLANNING)
def grants(request: HttpRequest) -> HttpResponse:
    """Funding streams and the settlement variance note."""
    reading.whole_plan(request)
    unit = reading.unit_of(request)
    content = {
        "rows": schedules.grant_table(grant_queries.settlement(), unit),
        "events": SettlementEvent.objects.select_related("stream").order_by("-happened_on"),
        "acts": offered(request, GRANT_ACTS),
        "unit": unit,
        "plan": (plan := read.plan if (read := reading.read(request)) else None),
        "left_behind": schedules.left_behind(plan) if plan else (),
        "schedule": schedules.grant_schedule(plan, unit) if plan else (),
        "without": schedules.without_grant_table(plan, unit) if plan else (),
    }
    return render(request, "finance/grants.html", content)


@needs(Verb.READ, PLANNING)
def change_fund(request: HttpRequest) -> HttpResponse:
    """Each change fund: where its money comes from, what is promised, what is left."""
    reader = request.reader  # type: ignore[attr-defined]
    units = reader.units(CHANGE)
    if units and not reader.may(Verb.READ, PLANNING):
        return _own_requests(request, units)
    reading.whole_plan(request)
    unit, statements = reading.unit_of(request), fund_queries.statements()
    content = {
        "funds": [schedules.fund(found, unit) for found in statements],
        "unit": unit,
        "acts": offered(request, ("set-up-fund", "add-fund-source", "award")),
        "draws": [
            (asked, offered(request, ("draw",), asked))
            for found in statements
            for asked in found.unspent
        ],
    }
    return render(request, "finance/change_fund.html", content)


def _own_requests(request: HttpRequest, units: frozenset[str]) -> HttpResponse:
    """What a sponsor asked for, where it stands, and what is left to draw; nobody else's."""
    mine = ChangeRequest.objects.filter(unit__code__in=units).select_related("unit")
    content = {
        "mine": schedules.request_table(mine, unit := reading.unit_of(request)),
        "unit": unit,
        "draws": [(asked, offered(request, ("draw",), asked)) for asked in mine],
    }
    return render(request, "finance/change_fund_own.html", content)
