"""The open interface of the council's democracy in the form of OParl 1.1, for anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from townclerk.democracy.queries.open_data_gone import Gone
from townclerk.democracy.web import oparl_objects as objects
from townclerk.platform.access.http import public

PAGE = 100
DIGITS = 18
"""No key and no number of a page is longer."""
FILTERS = {
    "created_since": "created__gte",
    "created_until": "created__lte",
    "modified_since": "modified__gte",
    "modified_until": "modified__lte",
}
OMIT, LIMIT = "omit_internal", "limit"
KEPT = (*sorted(FILTERS), LIMIT, OMIT)
"""What an address asks beside its page; the links of a page repeat it in this order."""


class BadQuestion(Exception):
    """Something in the address that cannot be read. The message says how to write it."""


class NothingThere(Exception):
    """No such list, page or object."""


@public
@require_safe
def system(request: HttpRequest) -> JsonResponse:
    return _answer(objects.system())


@public
@require_safe
def listed(request: HttpRequest, kind: str) -> JsonResponse:
    """A page of the objects of one kind, with where the others are."""
    try:
        return _answer(_page(kind, request.GET))
    except BadQuestion as error:
        return _error(400, str(error))
    except (NothingThere, EmptyPage):
        return _error(404, "There is no such list, or it has no such page.")


@public
@require_safe
def one(request: HttpRequest, kind: str, key: str) -> JsonResponse:
    """One object; of one that is no longer open, that it is deleted and since when."""
    try:
        return _answer(_found(kind, key))
    except NothingThere:
        return _error(404, "There is no such object.")


@dataclass(frozen=True)
class _Rows:
    """A list of what is open and, where a program asks what changed, of what no longer is."""

    open: "Sequence[Any] | QuerySet[Any]"
    gone: Sequence[Gone] = ()

    def __len__(self) -> int:
        found = self.open
        return (found.count() if isinstance(found, QuerySet) else len(found)) + len(self.gone)

    def __getitem__(self, asked: slice) -> list[Any]:
        start, stop = asked.start or 0, asked.stop
        found = list(self.open[start:stop])
        before = len(self) - len(self.gone)
        ended = self.gone[max(0, start - before) : max(0, stop - before)]
        return [*found, *ended]


def _page(kind: str, asked: QueryDict) -> dict[str, Any]:
    source = objects.SOURCES.get(kind)
    if source is None:
        raise NothingThere
    size = min(_number(LIMIT, asked.get(LIMIT, str(PAGE))), PAGE)
    rows = _asked(source, asked)
    page: Any = Paginator(rows, size).page(_number("page", asked.get("page", "1")))  # type: ignore[arg-type]
    shown = source.showing([row for row in page.object_list if not isinstance(row, Gone)])
    leave_out = asked.get(OMIT) == "true"
    return {
        "data": [_shown(kind, source, row, shown, leave_out=leave_out) for row in page.object_list],
        "pagination": {
            "totalElements": page.paginator.count,
            "elementsPerPage": size,
            "currentPage": page.number,
            "totalPages": page.paginator.num_pages,
        },
        "links": _links(kind, page, asked),
    }


def _shown(
    kind: str, source: objects.Source, row: Any, shown: Any, *, leave_out: bool
) -> dict[str, Any]:
    if isinstance(row, Gone):
        return objects.deleted(kind, source.name, row)
    found: dict[str, Any] = shown(row)
    left_out = objects.INTERNAL.get(source.name, ()) if leave_out else ()
    return {name: value for name, value in found.items() if name not in left_out}


def _links(kind: str, page: Any, asked: QueryDict) -> dict[str, str]:
    numbers = {"first": 1, "last": page.paginator.num_pages, "self": page.number}
    if page.has_next():
        numbers["next"] = page.next_page_number()
    if page.has_previous():
        numbers["prev"] = page.previous_page_number()
    kept = [(name, asked[name]) for name in KEPT if name in asked]
    address = objects.list_address(kind)
    return {
        name: f"{address}?{urlencode([*kept, ('page', number)])}"
        for name, number in numbers.items()
    }


def _found(kind: str, key: str) -> dict[str, Any]:
    source = objects.SOURCES.get(kind)
    if source is None:
        raise NothingThere
    if source.key_of is None:
        fits = source.key != "pk" or (key.isdecimal() and len(key) <= DIGITS)
        row = source.rows().filter(**{source.key: key}).first() if fits else None
    else:
        row = next((each for each in source.rows() if source.key_of(each) == key), None)
    if row is not None:
        return source.showing([row])(row)
    ended = next((each for each in source.gone() if each.key == key), None)
    if ended is None:
        raise NothingThere
    return objects.deleted(kind, source.name, ended)


def _asked(source: objects.Source, asked: QueryDict) -> _Rows:
    wanted = {
        lookup: _moment(name, str(asked[name])) for name, lookup in FILTERS.items() if name in asked
    }
    rows: Any = source.rows()
    if source.key_of is None:
        rows = rows.filter(**wanted) if wanted else rows
    elif wanted:
        shown = source.showing(rows)
        rows = [row for row in rows if _fits(_stamps(shown(row)), wanted)]
    if "modified_since" not in asked:
        return _Rows(rows)
    ended = [
        each
        for each in source.gone()
        if _fits({"created": each.created, "modified": each.modified}, wanted)
    ]
    return _Rows(rows, sorted(ended, key=lambda each: each.key))


def _stamps(shown: Mapping[str, Any]) -> dict[str, datetime]:
    return {
        name: datetime.fromisoformat(shown[name])
        for name in ("created", "modified")
        if name in shown
    }


def _fits(stamps: Mapping[str, datetime], wanted: Mapping[str, datetime]) -> bool:
    """As the lookups on a table's rows do."""
    for lookup, moment in wanted.items():
        stamp = stamps.get(lookup.partition("__")[0])
        if stamp is None or (stamp < moment if lookup.endswith("gte") else stamp > moment):
            return False
    return True


def _number(name: str, text: str) -> int:
    if not text.isdecimal() or len(text) > DIGITS or int(text) < 1:
        raise BadQuestion(f"{name} is a whole number from 1, like {name}=2.")
    return int(text)


def _moment(name: str, text: str) -> datetime:
    try:
        given = parse_datetime(text)
        # As the database counts: near the first or the last year the zone can lead out of it.
        moment = given.astimezone(UTC) if given is not None and given.tzinfo is not None else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise BadQuestion(f"{name} is not a moment with its zone. Write 2026-03-05T10:00:00Z.")
    return moment


def _error(status: int, message: str) -> JsonResponse:
    content = {"type": f"{objects.SCHEMA}Error", "message": message, "debug": f"HTTP {status}"}
    return _answer(content, status=status)


def _answer(content: Mapping[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(dict(content), status=status)
    # Open data: pages of others may read it.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
