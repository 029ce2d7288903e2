"""Savings in delivery: all of a year by service, and one saving by month."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from townclerk.change.core.delivery import Position, Rag
from townclerk.change.models import OptionSheet, Saving
from townclerk.change.permissions_programme import RUNNING
from townclerk.change.queries import delivery as queries
from townclerk.change.registers_delivery import SAVINGS
from townclerk.change.web import delivery_acts, options_reading, programme_presenters
from townclerk.figures import Ask
from townclerk.figures import url as figure_url
from townclerk.figures.asking import those_open
from townclerk.kernel.display import money_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.reader import Reader
from townclerk.platform.organisation.queries import names_on
from townclerk.platform.registers.permission import visible

COLOURS = {
    Rag.DELIVERED: "blue",
    Rag.ON_TRACK: "green",
    Rag.AT_RISK: "orange",
    Rag.UNACHIEVABLE: "red",
}
SHOWN = ("target", "delivered", "confirmed", "on_track", "at_risk", "unachievable")
COUNCIL_WIDE = "Across the council"
FIGURES = ("target", "delivered", "confirmed", "pressure")


def _reader(request: HttpRequest) -> Reader:
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


def cells(positions: Iterable[Position]) -> tuple[str, ...]:
    held = list(positions)
    return tuple(
        money_display(Money.total(getattr(one, name) for one in held), "£m") for name in SHOWN
    )


@needs(Verb.READ, RUNNING)
def savings(request: HttpRequest) -> HttpResponse:
    """The savings of a year with their states, by service; the year of the most target first."""
    open_to = set(visible(SAVINGS, _reader(request)).values_list("pk", flat=True))
    tracked = [one for one in queries.read().tracked if one.saving.pk in open_to]
    years = sorted({one.target.year for one in tracked})
    typed = request.GET.get("year", "")
    labels = {FinancialYear(year).label: year for year in years}
    year = labels.get(typed, years[0] if years else None)
    rows = [one for one in tracked if one.target.year == year]
    label = FinancialYear(year).label if year is not None else ""
    asked = [Ask(key=f"change.delivery.{name}", period=label) for name in FIGURES if label]
    content = {
        "labels": labels,
        "label": label,
        "groups": _groups(rows),
        "total": cells(one.position for one in rows),
        "apart": [
            (label, cells(one.position for one in rows if one.saving.recurrence == value))
            for value, label in Saving.Recurrence.choices
        ],
        "untracked": [(one, delivery_acts.to_track(request, one)) for one in _untracked(request)],
        "cells": cells,
        "colours": COLOURS,
        "figures": [
            (figure.label, figure.display, figure_url(figure.key, period=label))
            for figure in (those_open(asked, reader=_reader(request)) if asked else ())
        ],
        "may_add": bool(_reader(request).reach(RUNNING, Verb.CONTRIBUTE)),
    }
    return render(request, "change/savings.html", content)


def _untracked(request: HttpRequest) -> list[OptionSheet]:
    """Approved options that nobody tracks, of those the reader sees wholly."""
    if not options_reading.reads_all(request):
        return []
    return queries.untracked()


def _groups(rows: Sequence[queries.Tracked]) -> list[tuple[str, list[queries.Tracked]]]:
    """By the service that delivers them, in the order of its name."""
    units = {name.unit_id: name.name for name in names_on(clock.today())}
    names = {one.saving.pk: units.get(one.saving.unit_id or 0, COUNCIL_WIDE) for one in rows}
    return [
        (name, [one for one in rows if names[one.saving.pk] == name])
        for name in sorted(set(names.values()))
    ]


@needs(Verb.READ, RUNNING)
def saving(request: HttpRequest, code: str) -> HttpResponse:
    """One saving: each year's position with its arithmetic, each month, and what may be done."""
    rows = visible(SAVINGS, _reader(request)).select_related(
        "unit", "project__unit", "option", "replaced_by"
    )
    found: Saving = get_object_or_404(rows, code=code)
    years = []
    for target in found.years.order_by("year"):
        months = tuple(target.months.select_related("in_year__saving__unit").order_by("number"))
        one = queries.tracked(found, target, months)
        shown = [(month, delivery_acts.of_month(request, month)) for month in months]
        years.append((one, shown, delivery_acts.of_year(request, target)))
    content = {
        "saving": found,
        "acts": delivery_acts.of_saving(request, found),
        "milestones": found.project.milestones.all() if found.project is not None else (),
        "benefits": programme_presenters.benefits(found.benefits.all()),
        "years": years,
        "colours": COLOURS,
        "label": lambda year: FinancialYear(year).label,
        "month": lambda year, number: FinancialYear(year).periods[number - 1].title,
        "pounds": lambda amount: "" if amount is None else money_display(amount),
    }
    return render(request, "change/saving.html", content)
