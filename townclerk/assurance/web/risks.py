"""The register of risks as a page and a paper, and the page of one risk."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from townclerk.assurance.aims import aim_of
from townclerk.assurance.documents.heat_map import heat_map
from townclerk.assurance.documents.risk_paper import SAID, risk_paper
from townclerk.assurance.models import Risk
from townclerk.assurance.operations.errors import MixedMatrices
from townclerk.assurance.permissions import ASSURANCE, RISKS
from townclerk.assurance.queries import risks as queries
from townclerk.assurance.queries.risk_register import Register, register_on
from townclerk.assurance.registers_risks import RISKS_REGISTER
from townclerk.assurance.web import risk_acts
from townclerk.assurance.web.reading import seen_by
from townclerk.change.public import board_risk
from townclerk.figures import asking, links
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader
from townclerk.platform.documents import render_html
from townclerk.platform.documents.files import as_file
from townclerk.platform.exchange.cells import parse_day
from townclerk.platform.registers.permission import may_contribute, sees_behind, visible

COUNTS = (
    ("open", "Open"),
    ("unscored", "Not scored"),
    ("over_appetite", "Above appetite"),
    ("rescore_needed", "To score again"),
    ("overdue_actions", "Actions past their day"),
    ("not_refreshed", "Not looked at since the last paper"),
)


def _reader(request: HttpRequest) -> Reader:
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


def _day(request: HttpRequest) -> tuple[date, str]:
    typed = request.GET.get("on", "").strip()
    if not typed:
        return clock.today(), ""
    try:
        return parse_day(typed), ""
    except TownclerkError as error:
        return clock.today(), str(error)


def _level(request: HttpRequest) -> str:
    asked = request.GET.get("level", "")
    return asked if asked in Risk.Level.values else ""


def _register(request: HttpRequest, day: date, level: str, theme: str = "") -> Register:
    seen = visible(RISKS_REGISTER, _reader(request)).values_list("pk", flat=True)
    return register_on(day, level=level, theme=theme, open_to=seen)


def _whole(request: HttpRequest) -> bool:
    return _reader(request).may(Verb.READ, ASSURANCE, subject=RISKS).allowed


@needs(Verb.READ, ASSURANCE, subject=RISKS)
def index(request: HttpRequest) -> HttpResponse:
    """Heat map, scores, what moved, what is above appetite or late; of a level, on a day."""
    day, wrong = _day(request)
    level, theme = _level(request), request.GET.get("theme", "")
    found = _register(request, day, level, theme)
    picture = None
    if found.matrix is not None and found.places:
        picture = heat_map(found.matrix, found.places, title=found.finding)
    themes = visible(RISKS_REGISTER, _reader(request)).exclude(theme="")
    content = {
        "register": found,
        "wrong": wrong,
        "picture": picture,
        "columns": _columns(picture),
        "counts": _counts(request, found, level) if not theme else (),
        "said": SAID,
        "roles": roles(),
        "level": level,
        "levels": Risk.Level.choices,
        "theme": theme,
        "themes": sorted(set(themes.values_list("theme", flat=True))),
        "may_add": bool(may_contribute(RISKS_REGISTER, _reader(request))),
        "inside": _whole(request),
        "offered": _offered(_reader(request)) if day == clock.today() else (),
    }
    return render(request, "assurance/risks.html", content)


def _offered(reader: Reader) -> "QuerySet[Risk]":
    """What waits today to be accepted or returned, of what is open to the reader."""
    rows: QuerySet[Risk] = visible(RISKS_REGISTER, reader).filter(state=Risk.State.OFFERED)
    return rows.select_related("unit").order_by("code")


def _columns(picture: Any) -> list[tuple[str, bool]]:
    if picture is None:
        return []
    return [(name, place > 0) for place, name in enumerate(picture.table.header)]


def _counts(request: HttpRequest, found: Register, level: str) -> tuple[tuple[str, str, str], ...]:
    """What the page counts, as figures to be opened; none where the reader sees a part only."""
    if not _whole(request):
        return ()
    numbers = {
        "open": len(found.rows),
        "unscored": len(found.unscored),
        "over_appetite": len(found.over),
        "rescore_needed": len(found.rescore),
        "overdue_actions": len(found.overdue),
        "not_refreshed": len(found.waiting),
    }
    return tuple(
        (
            label,
            str(numbers[name]),
            links.url(f"assurance.risks.{name}", level or None, as_at=found.on),
        )
        for name, label in COUNTS
    )


@needs(Verb.READ, ASSURANCE, subject=RISKS)
def paper(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The corporate register for the audit committee, as a page or a file."""
    day, _ = _day(request)
    found = _register(request, day, Risk.Level.CORPORATE)
    try:
        document = risk_paper(found)
    except MixedMatrices as error:
        content = {"register": found, "refused": str(error)}
        return render(request, "assurance/risk_paper.html", content, status=409)
    if kind:
        return as_file(request, document, kind, f"corporate-risks-{day.isoformat()}")
    content = {"register": found, "refused": "", "body": render_html(document)}
    return render(request, "assurance/risk_paper.html", content)


@needs(Verb.READ, ASSURANCE, subject=RISKS)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """A risk: what it is, how it stands, what holds it down, what is to be done."""
    seen = seen_by(_reader(request)).select_related("unit", "category", "offered_by")
    risk: Risk = get_object_or_404(seen, code=code)
    today = clock.today()
    found = register_on(today, open_to=[risk.pk])
    held = queries.read()
    inside = bool(sees_behind(RISKS_REGISTER, _reader(request), risk))
    content = {
        "risk": risk,
        "register": found,
        "row": queries.row_of(held, risk, today),
        "said": SAID,
        "roles": roles(),
        "figure": _figure(request, risk),
        "programme": board_risk(risk.raised_from, _reader(request)) if risk.raised_from else None,
        "aim": aim_of(risk.objective, _reader(request)),
        "today": today,
        "inside": inside,
        "acts": risk_acts.offered(request, risk),
        "scores": risk.scores.select_related("matrix").order_by("-on") if inside else (),
        "controls": risk.controls.all() if inside else (),
        "actions": risk.actions.all() if inside else (),
        "may_add": inside and bool(may_contribute(RISKS_REGISTER, _reader(request), risk)),
    }
    return render(request, "assurance/risk.html", content)


def _figure(request: HttpRequest, risk: Risk) -> dict[str, str] | None:
    """The linked figure as it stands now, when it is open to the reader."""
    if not risk.figure:
        return None
    asked = asking.Ask(
        key=risk.figure,
        scope=risk.figure_scope or None,
        period=risk.figure_period or None,
        as_at=risk.figure_as_at,
    )
    try:
        found = asking.those_open([asked], reader=_reader(request))
    except TownclerkError:
        found = []
    if not found:
        return {"label": risk.figure, "display": "", "address": ""}
    one = found[0]
    address = links.url(one.key, risk.figure_scope or None, one.period, as_at=risk.figure_as_at)
    return {"label": one.label, "display": one.display, "span": one.span, "address": address}
