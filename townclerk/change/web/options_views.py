"""The pages of options: the list with its totals, a sheet, tables, overlaps, checks."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.change import permissions
from townclerk.change.core.options_staffing import public as public_range
from townclerk.change.core.options_staffing import range_of
from townclerk.change.documents.options_sections import (
    STATE_COLOURS,
    all_missing,
    doubted,
    pounds,
    sections,
    standing,
)
from townclerk.change.documents.options_sheet import sheet_document
from townclerk.change.models import OptionSheet
from townclerk.change.permissions import PLANNING
from townclerk.change.queries import options_history
from townclerk.change.queries.options_claims import overlaps as all_overlaps
from townclerk.change.queries.options_claims import shared_scopes
from townclerk.change.queries.options_identities import NOT_COVERED, checks
from townclerk.change.queries.options_public import threshold
from townclerk.change.registers_options import OPTION_YEARS, OPTIONS
from townclerk.change.registers_options_parts import (
    CLAIMS,
    DEPENDENCIES,
    RISKS,
    SCOPES,
    STAFFING,
)
from townclerk.change.web import options_acts, options_advising, options_tables
from townclerk.change.web import options_reading as reading
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs, public
from townclerk.platform.documents.files import as_file
from townclerk.platform.registers.permission import may_contribute, place_of

PARTS = (OPTION_YEARS, STAFFING, CLAIMS, SCOPES, RISKS, DEPENDENCIES)


@public
def options(request: HttpRequest) -> HttpResponse:
    """Every option open to the reader by package, with the amounts of each year and totals."""
    held = reading.held_for(request)
    state = request.GET.get("state", "")
    content = {
        "years": options_tables.by_year(held),
        "groups": options_tables.by_package(held, state),
        "outside": options_tables.left_out(held),
        "classes": options_tables.by_class(held),
        "states": [
            (value, label)
            for value, label in OptionSheet.State.choices
            if any(sheet.state == value for sheet in held.sheets)
        ],
        "state": state,
        "colours": STATE_COLOURS,
        "inside": reading.reads_all(request),
        "may_raise": may_contribute(OPTIONS, reading.reader_of(request)).allowed,
        "count": len(held.sheets),
        "ready": _ready(request, held.sheets),
    }
    return render(request, "change/options.html", content)


def _ready(request: HttpRequest, sheets: tuple[OptionSheet, ...]) -> list[OptionSheet]:
    """Sheets that may be published, for who publishes them."""
    reader, roles = reading.reader_of(request), (permissions.S151, *permissions.APPROVERS)
    return [
        sheet
        for sheet in sheets
        if options_acts.Publish.is_open(sheet) and reader.held(*roles, at=place_of(sheet))
    ]


@public
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """One option sheet; to who only sees what is published, its public rendering."""
    found = reading.sheet_or_404(request, reference)
    if not reading.behind(request, found):
        return _public_page(request, found)
    may_edit = may_contribute(OPTIONS, reading.reader_of(request), found).allowed
    content = {
        "sheet": found,
        "parts_of_sheet": sections(found, staffing=None),
        "standing": standing(found),
        "missing": all_missing(found),
        "doubts": doubted(found),
        "colour": STATE_COLOURS[found.state],
        "overlaps": [one for one in all_overlaps() if found.title in one.claimants],
        "parts": list(found.parts.all()),
        "steps": options_acts.steps(request, found),
        "waiting": options_acts.waiting_for(found),
        "acts": (
            *options_acts.offered(request, found),
            *options_advising.offered(request, found),
        ),
        "may_edit": may_edit,
        "editable": options_acts.EDITED,
        "inside": True,
    }
    return render(request, "change/option.html", content)


@public
def published(request: HttpRequest, reference: str) -> HttpResponse:
    """The sheet as everybody sees it, for who wants to look before or after publication."""
    return _public_page(request, reading.sheet_or_404(request, reference))


def _public_page(request: HttpRequest, found: OptionSheet) -> HttpResponse:
    content = {
        "sheet": found,
        "parts_of_sheet": sections(found, staffing=reading.public_staffing()),
        "standing": standing(found),
        "colour": STATE_COLOURS[found.state],
        "threshold": threshold(),
        "inside": False,
        "behind": reading.behind(request, found),
    }
    return render(request, "change/option.html", content)


@public
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The sheet as a tagged PDF; the public's for who sees only what is published."""
    found = reading.sheet_or_404(request, reference)
    behind = reading.behind(request, found) and "public" not in request.GET
    staffing = None if behind else reading.public_staffing()
    made = sheet_document(found, sections(found, staffing=staffing), public=not behind)
    return as_file(request, made, "pdf", found.reference, inline=True)


@needs(Verb.READ, PLANNING, subject=permissions.OPTION)
def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """What two moments of a sheet say differently; without a choice, the last change."""
    found = reading.sheet_or_404(request, reference)
    if not reading.behind(request, found):
        reading.whole_area(request)
    known = options_history.moments(found, PARTS)
    then = _moment(request, "then", known, min(1, len(known) - 1))
    now = _moment(request, "now", known, 0)
    before = options_history.said(found, OPTIONS, PARTS, then)
    after = options_history.said(found, OPTIONS, PARTS, now)
    content = {
        "sheet": found,
        "moments": [(moment.isoformat(), moment) for moment in known],
        "then": then,
        "now": now,
        "differences": options_history.differences(before, after),
    }
    return render(request, "change/option_compare.html", content)


def _moment(request: HttpRequest, name: str, known: list[datetime], place: int) -> datetime:
    """The moment chosen in the address, if the sheet changed then."""
    typed = request.GET.get(name, "").replace(" ", "+")
    return next((moment for moment in known if moment.isoformat() == typed), known[place])


@public
def tables(request: HttpRequest) -> HttpResponse:
    """The tables a document printed over options, each beside what the sheets say."""
    held = reading.held_for(request)
    return render(request, "change/option_tables.html", {"tables": options_tables.printed(held)})


@needs(Verb.READ, PLANNING, subject=permissions.OPTION)
def overlaps(request: HttpRequest) -> HttpResponse:
    """What is counted on twice, and services two options name."""
    reading.whole_area(request)
    found = all_overlaps()
    titles = dict(OptionSheet.objects.values_list("title", "reference"))
    content = {
        "stopping": [one for one in found if one.finding.stops],
        "asking": [one for one in found if not one.finding.stops],
        "scopes": shared_scopes(),
        "references": titles,
        "may_share": reading.reader_of(request).held(*permissions.FINANCE),
    }
    return render(request, "change/option_overlaps.html", content)


@public
def staffing(request: HttpRequest) -> HttpResponse:
    """Redundancies as ranges, with the options that do not know them."""
    held = reading.held_for(request)
    inside = reading.reads_all(request)
    found = range_of(held.measure("redundancies"))
    shown = public_range(found, threshold())
    rows = list(found.known) if inside else [row for row in shown.rows if not row.hidden]
    content = {
        "found": found,
        "total": _total(found.low, found.high) if inside else _total(shown.low, shown.high),
        "hidden": 0 if inside else sum(row.hidden for row in shown.rows),
        "picture": options_tables.redundancy_picture(rows, found),
        "threshold": threshold(),
        "inside": inside,
        "references": {sheet.reference for sheet in held.sheets},
    }
    return render(request, "change/option_staffing.html", content)


def _total(low: Decimal | None, high: Decimal | None) -> str:
    if low is None or high is None:
        return ""
    return f"{low.normalize():f} to {high.normalize():f}"


@needs(Verb.READ, PLANNING, subject=permissions.OPTION)
def option_checks(request: HttpRequest) -> HttpResponse:
    """Two amounts that ought to agree, worked again from the records."""
    reading.whole_area(request)
    found = checks()
    content: dict[str, Any] = {
        "failing": [options_tables.check_row(pair) for pair in found.failing],
        "holding": [options_tables.check_row(pair) for pair in found.holding],
        "stopped": found.stopped,
        "not_covered": NOT_COVERED,
        "countable": options_acts.countable(request),
        "back": reverse("change:options"),
        "pounds": pounds,
    }
    return render(request, "change/option_checks.html", content)
