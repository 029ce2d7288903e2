"""The interface of figures: the same documents as the command line."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from townclerk.figures import asking, permission, presenting, questions, register
from townclerk.figures.errors import (
    AmbiguousQuestion,
    NotAnswerable,
    NotForReader,
    UnknownFigure,
)
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import api_public
from townclerk.platform.access.reader import Reader

router = Router(tags=["figures"])
Document = dict[str, Any]


def reader_of(request: HttpRequest) -> Reader:
    found = getattr(request, "reader", None)
    return found if isinstance(found, Reader) else Reader.anonymous(clock.today())


def _status(error: TownclerkError) -> int:
    if isinstance(error, NotForReader):
        return 403
    return 404 if isinstance(error, UnknownFigure | NotAnswerable) else 400


def _failed(error: TownclerkError) -> "Status[Document]":
    found: Document = {"error": str(error)}
    if isinstance(error, AmbiguousQuestion):
        found["choices"] = list(error.choices)
    return Status(_status(error), found)


_ANSWERS = {200: Document, 400: Document, 403: Document, 404: Document}


@router.get("", auth=api_public, response=list[Document])
def list_figures(request: HttpRequest, q: str = "") -> list[Document]:
    """Every definition, or those whose key or label contains `q`."""
    reader = reader_of(request)
    return [
        presenting.about(definition)
        for definition in register.definitions()
        if q.lower() in f"{definition.key} {definition.label}".lower()
        and permission.may_list(definition, reader)
    ]


@router.get("/{key}", auth=api_public, response=_ANSWERS)
def show_figure(
    request: HttpRequest,
    key: str,
    scope: str | None = None,
    period: str | None = None,
    as_at: date | None = None,
    known_at: datetime | None = None,
    explain: bool = False,
) -> "Status[Document]":
    """One figure; with `explain=true` how it is worked out, as far as the caller may open."""
    moment = known_at.replace(tzinfo=clock.LOCAL) if known_at and not known_at.tzinfo else known_at
    try:
        figure = asking.ask(key, scope, period, as_at, moment, reader=reader_of(request))
    except TownclerkError as error:
        return _failed(error)
    return Status(200, presenting.document(figure, explain=explain))


@router.get("/{key}/all", auth=api_public, response={200: list[Document], 404: Document})
def show_all(request: HttpRequest, key: str, scope: str | None = None) -> "Status[Any]":
    """Every value the caller may read."""
    try:
        found = list(asking.every(key, scope, reader=reader_of(request)))
    except UnknownFigure as error:
        return _failed(error)
    return Status(200, [presenting.document(figure) for figure in found])


@router.get("/{key}/scopes", auth=api_public, response={200: list[Document], 404: Document})
def show_scopes(request: HttpRequest, key: str) -> "Status[Any]":
    """What the figure can be asked for."""
    try:
        definition = register.definition(key)
        if not permission.may_list(definition, reader_of(request)):
            raise UnknownFigure(key, ())
    except UnknownFigure as error:
        return _failed(error)
    found = [
        {
            "scope": choice.code,
            "label": choice.label,
            "periods": list(questions.periods(definition, choice.code)),
        }
        for choice in questions.scopes(definition)
    ]
    return Status(200, found)
