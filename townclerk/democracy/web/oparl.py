"""The open interface of the council's democracy in the form of OParl 1.1, for anybody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from townclerk.democracy.web import oparl_objects as objects
from townclerk.platform.access.http import public

PAGE = 100
FILTERS = {
    "created_since": "created__gte",
    "created_until": "created__lte",
    "modified_since": "modified__gte",
    "modified_until": "modified__lte",
}


class BadFilter(Exception):
    """A moment in the address that is none. The message says how to write it."""


@public
@require_safe
def system(request: HttpRequest) -> JsonResponse:
    return _answer(objects.system())


@public
@require_safe
def listed(request: HttpRequest, kind: str) -> JsonResponse:
    """A page of the objects of one kind, with where the others are."""
    source = objects.SOURCES.get(kind)
    if source is None:
        raise Http404(kind)
    try:
        rows = _asked(source, request)
        page = Paginator(rows, PAGE).page(int(request.GET.get("page", "1")))
    except (BadFilter, ValueError) as error:
        return _answer({"error": str(error)}, status=400)
    except EmptyPage:
        raise Http404("There is no such page.") from None
    address = objects.list_address(kind)
    asked = "".join(f"&{name}={request.GET[name]}" for name in FILTERS if name in request.GET)
    numbers = {"first": 1, "last": page.paginator.num_pages, "self": page.number}
    if page.has_next():
        numbers["next"] = page.next_page_number()
    if page.has_previous():
        numbers["prev"] = page.previous_page_number()
    return _answer(
        {
            "data": [source.shown(row) for row in page.object_list],
            "pagination": {
                "totalElements": page.paginator.count,
                "elementsPerPage": PAGE,
                "currentPage": page.number,
                "totalPages": page.paginator.num_pages,
            },
            "links": {
                name: f"{address}?page={number}{asked}".replace("+", "%2B")
                for name, number in numbers.items()
            },
        }
    )


@public
@require_safe
def one(request: HttpRequest, kind: str, key: str) -> JsonResponse:
    source = objects.SOURCES.get(kind)
    if source is None:
        raise Http404(kind)
    if isinstance(source, objects.Table):
        fits = source.key != "pk" or key.isdecimal()
        found = _stamped(source.rows()).filter(**{source.key: key}).first() if fits else None
    else:
        found = next((row for row in source.rows() if source.key_of(row) == key), None)
    if found is None:
        raise Http404(key)
    return _answer(source.shown(found))


def _asked(source: "objects.Table | objects.Listing", request: HttpRequest) -> Any:
    if isinstance(source, objects.Listing):
        return list(source.rows())
    rows = _stamped(source.rows())
    for name, lookup in FILTERS.items():
        if name in request.GET:
            rows = rows.filter(**{lookup: _moment(name, request.GET[name])})
    return rows


def _moment(name: str, text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadFilter(f"{name} is not a moment with its zone. Write 2026-03-05T10:00:00Z.")
    return found


def _stamped(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """When each record was made and last changed, as its history has it."""
    model: type[Model] = rows.model
    past = model.history.filter(id=OuterRef("pk"))  # type: ignore[attr-defined]
    stamped: QuerySet[Any] = rows.annotate(
        created=Subquery(past.order_by("history_date").values("history_date")[:1]),
        modified=Subquery(past.order_by("-history_date").values("history_date")[:1]),
    )
    return stamped


def _answer(content: Mapping[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(dict(content), status=status)
    # Open data: pages of others may read it.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
