"""The organisation as it was on a day, and what became of a unit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs, signed_in
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.web import forms
from townclerk.platform.organisation import affected, operations, queries


def _day(request: HttpRequest) -> date:
    """The day in the address, or today when there is none or it cannot be read."""
    form = forms.AsOn(request.GET)
    found = form.cleaned_data["on"] if form.is_valid() else None
    return found if isinstance(found, date) else clock.today()


@signed_in
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    on = _day(request)
    acts = [(name, change.title) for name, change in CHANGES.items()]
    reader: Reader = request.reader  # type: ignore[attr-defined]
    may_change = bool(reader.may(Verb.CONTRIBUTE, Area.ADMINISTRATION))
    given = forms.AsOn(request.GET) if request.GET.get("on") else forms.AsOn(initial={"on": on})
    context = {
        "top": queries.tree(on),
        "on": on,
        "form": given,
        "acts": acts,
        "may_change": may_change,
    }
    return render(request, "access/organisation.html", context)


@signed_in
@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    names = queries.history(code)
    if not names:
        raise Http404(f"There is no unit {code}.")
    on = _day(request)
    below = queries.descendants(code, on)
    became, came = queries.successions(code)
    context = {
        "code": code,
        "name": queries.unit_label(code, on),
        "on": on,
        "history": [
            [
                date_display(row.start),
                date_display(row.end) if row.end else "now",
                row.name,
                queries.unit_label(row.parent.code, row.start) if row.parent else "the council",
            ]
            for row in names
        ],
        "became": [_shared(step.on, step.new.code, step.share) for step in became],
        "came": [_shared(step.on, step.old.code, step.share) for step in came],
        "hanging": affected.what_hangs_on(below, on),
    }
    return render(request, "access/unit.html", context)


def _shared(on: date, code: str, share: int) -> list[str]:
    return [date_display(on), queries.unit_label(code, on), str(share)]


@dataclass(frozen=True)
class Change:
    """One way to reorganise: its form, and the operation its values go to."""

    title: str
    form: type[Form]
    operation: Callable[..., object]
    day: str = "on"


CHANGES = {
    "create": Change("Open a unit", forms.CreateUnit, operations.create_unit, day="start"),
    "rename": Change("Rename a unit", forms.RenameUnit, operations.rename_unit),
    "move": Change("Move a unit", forms.MoveUnit, operations.move_unit),
    "split": Change("Split a unit", forms.SplitUnit, operations.split_unit),
    "merge": Change("Merge units", forms.MergeUnits, operations.merge_units),
    "close": Change("Close a unit", forms.CloseUnit, operations.close_unit),
}


@dataclass(frozen=True)
class Preview:
    units: list[str]
    hanging: list[affected.Hanging]


def _preview(values: dict[str, Any]) -> Preview:
    """The units a change touches, with all below them, and what hangs on these."""
    named = values.get("codes") or (values["code"],)
    below = queries.all_below(named, values["on"])
    codes = frozenset(code for each in below.values() for code in each)
    return Preview(sorted(codes), affected.what_hangs_on(codes, values["on"]))


@needs(Verb.CONTRIBUTE, Area.ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def reorganise(request: HttpRequest, act: str) -> HttpResponse:
    """First what the change affects, then the change."""
    change = CHANGES.get(act)
    if change is None:
        raise Http404(f"There is no change called {act}.")
    form = change.form(request.POST or None, initial={"on": clock.today()})
    found: tuple[Problem, ...] = ()
    preview: Preview | None = None
    if request.method == "POST" and form.is_valid():
        preview = _preview(form.cleaned_data)
        if request.POST.get("seen"):
            try:
                _carry_out(change, form.cleaned_data, request)
            except Problems as problems:
                found = problems.problems
            else:
                on = form.cleaned_data["on"].isoformat()
                return redirect(f"{reverse('access:organisation')}?on={on}")
    context = {"title": change.title, "form": form, "found": found, "preview": preview, "intro": ()}
    status = 422 if found or form.errors else 200
    return render(request, "access/reorganise.html", context, status=status)


def _carry_out(change: Change, values: dict[str, Any], request: HttpRequest) -> None:
    given = {name: value for name, value in values.items() if name != "on"}
    if "parent" in given:
        given["parent"] = given["parent"] or None
    given[change.day] = values["on"]
    change.operation(**given, actor=actor(request), moment=clock.now())
