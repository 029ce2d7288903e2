"""The edit grid: several lines by year at once, on versions that may still be changed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from townclerk.finance.models import PlanLine, PlanVersion
from townclerk.finance.models.plan import PublishedPlanIsFixed
from townclerk.finance.operations.amounts import CellsChanged, Edit, Typed, set_amounts
from townclerk.finance.operations.plan import VersionIsLocked, check_editable
from townclerk.finance.permissions import PLANNING
from townclerk.finance.queries import plan as plans
from townclerk.finance.web import reading
from townclerk.finance.web.grid_cells import Grid, grid_of, mark_changed, typed_into
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs

UNITS = ("£000", "£m")
UNDO = "plan-undo"


@needs(Verb.READ, PLANNING)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """The lines of a step by year, typed into and saved together."""
    version = _version(request, number)
    closed = _why_closed(request, version)
    facts = plans.load(version)
    steps = _steps(facts.lines)
    wanted = request.GET.get("step", "")
    step = wanted if wanted in dict(steps) else (steps[0][0] if steps else "")
    unit = request.GET.get("unit", UNITS[0])
    grid = grid_of(facts, step, unit if unit in UNITS else UNITS[0])
    if request.method == "POST" and not closed:
        edits = typed_into(grid, request.POST.dict())
        if not grid.errors and _save(request, version, grid, edits):
            return redirect(request.get_full_path())
    content = {
        "version": version,
        "closed": closed,
        "grid": grid,
        "steps": steps,
        "units": UNITS,
        "undo": _undoable(request, version),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "finance/edit.html", content, status=422 if grid.errors else 200)


def _version(request: HttpRequest, number: int) -> PlanVersion:
    reading.whole_plan(request)
    version = PlanVersion.objects.filter(number=number).first()
    if version is None:
        raise Http404(f"no version {number}")
    return version


def _why_closed(request: HttpRequest, version: PlanVersion) -> str:
    """Why nothing can be typed here; a reader without the role is refused with the reason."""
    try:
        check_editable(version, actor=actor(request), moment=clock.now())
    except (PublishedPlanIsFixed, VersionIsLocked) as error:
        return str(error)
    return ""


def _steps(lines: Any) -> list[tuple[str, str]]:
    """The steps that have lines, in the order of the waterfall."""
    present = {line.step for line in lines}
    return [(value, label) for value, label in PlanLine.Step.choices if value in present]


def _save(request: HttpRequest, version: PlanVersion, grid: Grid, edits: list[Edit]) -> bool:
    if not edits:
        messages.info(request, "Nothing was changed, so nothing was saved.")
        return True
    try:
        done = set_amounts(
            version,
            edits,
            actor=actor(request),
            moment=clock.now(),
            reason=request.POST.get("reason", "").strip(),
        )
    except CellsChanged as conflict:
        mark_changed(grid, conflict.cells)
        return False
    _remember(request, version, done)
    messages.info(request, f"{_amounts(len(done))} saved.")
    return True


def _amounts(count: int) -> str:
    return "One amount" if count == 1 else f"{count} amounts"


def _remember(request: HttpRequest, version: PlanVersion, done: tuple[Typed, ...]) -> None:
    """What undo would put back, kept with the session of the person who typed."""
    cells = [[cell.line, cell.year, cell.before.pence, cell.version] for cell in done]
    request.session[UNDO] = {"version": version.number, "cells": cells}


def _undoable(request: HttpRequest, version: PlanVersion) -> int:
    kept = request.session.get(UNDO)
    return len(kept["cells"]) if kept and kept["version"] == version.number else 0


@needs(Verb.READ, PLANNING)
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Put back what the last save replaced; undoing that again restores it."""
    version = _version(request, number)
    if not _undoable(request, version):
        messages.info(request, "There is nothing to undo in this version.")
        return redirect("finance:edit", number=number)
    edits = [
        Edit(line=line, year=year, amount=Money(pence), seen=seen)
        for line, year, pence, seen in request.session[UNDO]["cells"]
    ]
    try:
        done = set_amounts(
            version, edits, actor=actor(request), moment=clock.now(), reason="Undone"
        )
    except TownclerkError as error:
        messages.error(request, f"Nothing was undone. {error}")
    else:
        _remember(request, version, done)
        messages.info(request, f"{_amounts(len(done))} put back.")
    step = request.POST.get("step", "")
    address = reverse("finance:edit", args=[number])
    return redirect(f"{address}?step={step}" if step in PlanLine.Step.values else address)
