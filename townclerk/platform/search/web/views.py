"""The search page and the titles offered while typing."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from townclerk.platform.access.http import public, reader_of_request
from townclerk.platform.search import queries
from townclerk.platform.web import parts


@public
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The whole page, or to htmx the part of it that changes."""
    asked = request.GET.get("q", "").strip()
    kind = request.GET.get("kind", "")
    reader = reader_of_request(request)
    found = queries.find(asked, reader, kind=kind, number=_number(request))
    context = {
        "asked": asked,
        "kind": kind,
        "found": found,
        "facets": _facets(asked, kind, found),
        "pagination": _pagination(asked, kind, found),
        "respelt": queries.respelt(found.terms, reader) if found.terms and not found.total else "",
    }
    return parts.draw(request, "search/results.html", "search/_results.html", context)


@public
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    titles = queries.suggest(request.GET.get("q", ""), reader_of_request(request))
    return render(request, "search/suggestions.html", {"titles": titles})


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _address(asked: str, kind: str, number: int = 1) -> str:
    query = {"q": asked}
    if kind:
        query["kind"] = kind
    if number > 1:
        query["page"] = str(number)
    return "?" + urlencode(query)


def _facets(asked: str, kind: str, found: queries.Results) -> list[dict[str, object]]:
    every = [("", "Everything", found.everywhere)]
    every += [(each.kind, each.title, each.count) for each in found.kinds]
    return [
        {"title": title, "count": count, "url": _address(asked, code), "current": code == kind}
        for code, title, count in every
    ]


def _pagination(asked: str, kind: str, found: queries.Results) -> dict[str, object]:
    made: dict[str, object] = {}
    if found.number > 1:
        made["previous"] = {"href": _address(asked, kind, found.number - 1)}
    if found.number < found.pages:
        made["next"] = {"href": _address(asked, kind, found.number + 1)}
    return made
