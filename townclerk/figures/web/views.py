"""The pages of figures."""

import csv
import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from townclerk.figures import (
    history,
    kept,
    links,
    permission,
    presenting,
    questions,
    register,
)
from townclerk.figures.declaration import COUNCIL, Figure
from townclerk.figures.errors import (
    AmbiguousQuestion,
    NotAnswerable,
    NotForReader,
    UnknownFigure,
)
from townclerk.figures.models import ReturnedValue
from townclerk.figures.web import pictures
from townclerk.figures.web.forms import Finding, Signing
from townclerk.figures.web.reading import asked, at, branch, reader_of
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import value_shown
from townclerk.platform.access.http import public, refuse
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.web import parts

View = Callable[..., HttpResponseBase]


def answering(view: View) -> View:
    """Unknown keys are not found, refusals stop politely, other faults say what to do."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, **kwargs)
        except UnknownFigure as error:
            raise Http404(str(error)) from error
        except NotForReader as error:
            found = refuse(request, Refused(str(error)))
            return HttpResponse(status=403) if found is None else found
        except Refused:
            # The door's middleware answers it, and says who may.
            raise
        except AmbiguousQuestion as error:
            return _choose(request, kwargs["key"], error)
        except TownclerkError as error:
            status = 404 if isinstance(error, NotAnswerable) else 400
            context = {"message": str(error), "choices": [], "key": kwargs.get("key", "")}
            return render(request, "figures/choose.html", context, status=status)

    return answered


def _choose(request: HttpRequest, key: str, error: AmbiguousQuestion) -> HttpResponse:
    definition = register.definition(key)
    choices = []
    for choice in error.choices:
        query = request.GET.copy()
        query[error.field] = choice
        choices.append({"label": choice, "url": f"{links.url(key)}?{query.urlencode()}"})
    context = {"message": str(error), "choices": choices, "key": definition.key}
    return render(request, "figures/choose.html", context)


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every figure the reader may know of, with a search and facets by area and unit."""
    reader = reader_of(request)
    known = [d for d in register.definitions() if permission.may_list(d, reader)]
    form = Finding(
        request.GET,
        areas=sorted({(d.area.value, d.area.label) for d in known}, key=lambda a: a[1]),
        units=sorted({d.unit.value for d in known}),
    )
    words = request.GET.get("q", "").lower().split()
    area, unit = request.GET.get("area", ""), request.GET.get("unit", "")
    found = [
        d
        for d in known
        if all(word in f"{d.key} {d.label} {d.definition}".lower() for word in words)
        and area in ("", d.area.value)
        and unit in ("", d.unit.value)
    ]
    groups = [
        (title.capitalize(), [(d, links.url(d.key)) for d in found if d.area.label == title])
        for title in sorted({d.area.label for d in found})
    ]
    narrowed = bool(words or area or unit)
    context = {"groups": groups, "count": len(found), "form": form, "narrowed": narrowed}
    return render(request, "figures/index.html", context)


@public
@require_safe
@answering
def show(request: HttpRequest, key: str) -> HttpResponseBase:
    """One figure; with `branch`, one part of its explanation."""
    figure = asked(request, key)
    place = request.GET.get("branch", "")
    step = at(figure.explanation, place)
    if place and parts.wanted(request):
        context = {"branch": branch(step, place), "here": _here(request)}
    else:
        context = _context(request, figure, place)
    return parts.draw(request, "figures/show.html", "figures/_branch.html", context)


def _context(request: HttpRequest, figure: Figure, place: str) -> dict[str, Any]:
    reader = reader_of(request)
    owns = permission.owns(figure.definition, figure.scope, reader)
    return {
        "figure": figure,
        "definition": figure.definition,
        "owner": permission.role_title(figure.definition.owner_role),
        "scope": _scope_label(figure),
        "branch": branch(at(figure.explanation, place), place),
        "branch_of_whole": bool(place),
        "here": _here(request),
        **pictures.over_time(figure, reader),
        **_in_print(figure, reader),
        "moved": history.moved(figure, reader),
        "citation": presenting.citation(figure, settings.SITE_URL),
        "downloads": {form: _download(request, figure, form) for form in ("csv", "json")},
        "may_state": _may_state(request, figure),
        "statement": _statement(figure, owns),
        "sign_form": _sign_form(figure) if owns and not figure.definition.returned else None,
        "parts_of_ratio": [
            {"label": part.label, "value": value_shown(part.value), "as_at": part.as_at}
            for part in (figure.numerator, figure.denominator)
            if part is not None
        ],
    }


def _in_print(figure: Figure, reader: Reader) -> dict[str, Any]:
    places = links.printed_in(figure.key, figure.scope, figure.period, reader)
    return {
        "printed": places,
        "kept_at": {
            place.reference: links.kept_url(
                figure.key, place.reference, figure.scope, figure.period
            )
            for place in places
            if place.reference
        },
    }


def _scope_label(figure: Figure) -> str:
    """What the scope is called, where it has a name besides its code."""
    if figure.scope == COUNCIL:
        return ""
    named = {choice.code: choice.label for choice in questions.scopes(figure.definition)}
    return named.get(figure.scope) or figure.scope


def _sign_form(figure: Figure) -> Signing:
    period = figure.period.label if figure.period else ""
    return Signing(initial={"scope": figure.scope, "period": period}, prefix=None)


@public
@require_safe
@answering
def printed(request: HttpRequest, key: str, reference: str) -> HttpResponseBase:
    """The figure as a document printed and explained it, cut to the reader."""
    reader = reader_of(request)
    definition = register.definition(key)
    question = questions.question(
        definition,
        scope=request.GET.get("scope") or None,
        period=request.GET.get("period") or None,
        listed=False,
    )
    places = links.printed_in(key, question.scope, question.period, reader)
    found = next((place for place in places if place.reference == reference), None)
    if found is None or found.document is None:
        raise Http404("No document open to you keeps this figure there.")
    opened = kept.opened(found.document, reader=reader)
    context = {
        "kept": opened,
        "place": found,
        "address": links.url(key, question.scope, question.period),
        "branch": branch(opened.explanation, levels=20),
        "here": "",
    }
    return render(request, "figures/kept.html", context)


def _may_state(request: HttpRequest, figure: Figure) -> bool:
    allowed = permission.stating(figure.definition, figure.scope, reader_of(request))
    return figure.definition.returned and allowed.allowed


def _statement(figure: Figure, owner: bool) -> ReturnedValue | None:
    """The latest statement, for its owner to sign or publish."""
    if not (owner and figure.definition.returned):
        return None
    label = figure.period.label if figure.period else ""
    rows = ReturnedValue.objects.filter(
        key=figure.key,
        scope=figure.scope,
        period=label,
        as_at=figure.as_at,
        basis=ReturnedValue.Basis.ACTUAL,
    )
    return rows.order_by("-revision").first()


def _here(request: HttpRequest) -> str:
    """This address without a branch, ready for one to be added."""
    query = request.GET.copy()
    query.pop("branch", None)
    return f"{request.path}?{query.urlencode()}&" if query else f"{request.path}?"


def _download(request: HttpRequest, figure: Figure, form: str) -> str:
    query = request.GET.copy()
    query.pop("branch", None)
    address = f"{links.url(figure.key)}download.{form}"
    return f"{address}?{query.urlencode()}" if query else address


@public
@require_safe
@answering
def download(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """The figure with its explanation as JSON, or its series as CSV."""
    figure = asked(request, key)
    if form == "json":
        return JsonResponse(presenting.document(figure, explain=True))
    if form != "csv":
        raise Http404("A figure comes as csv or json.")
    points = history.series(figure.definition, figure.scope, reader_of(request))
    rows = [presenting.flat(point.figure) for point in points] or [presenting.flat(figure)]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{figure.key}.csv"'
    return answer
