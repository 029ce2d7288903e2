"""What a person holds on a day, read in one query, with the units below each scope in a second."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from townclerk.platform.access.areas import Area, Reach, Verb
from townclerk.platform.access.matrix import Granted
from townclerk.platform.access.models import Clearance, Conflict, Holding, User
from townclerk.platform.access.reader import UNIT_KINDS, HeldRole, Reader, scope
from townclerk.platform.organisation import queries as organisation

SOMEBODY, SOME_DAY = -1, date.min
"""Stand in the text of the question for whom and when it is asked about."""


def in_force(on: date) -> Q:
    return Q(start__lte=on) & (Q(end__isnull=True) | Q(end__gt=on))


def reader_of(user: User, on: date) -> Reader:
    """The reader for a user on a day; someone who may not sign in reads as anybody does."""
    if not user.is_active or user.pk is None:
        return Reader.anonymous(on)
    held: dict[int, list[tuple[Any, ...]]] = {}
    clearances: set[str] = set()
    conflicts: set[str] = set()
    for row in _everything_held(user.pk, on):
        if row[0] == "clearance":
            clearances.add(row[2])
        elif row[0] == "conflict":
            conflicts.add(row[2])
        else:
            held.setdefault(row[1], []).append(row)
    below = _units_below(held, on)
    return Reader(
        user_id=user.pk,
        roles=tuple(_role(rows, below) for rows in held.values()),
        on=on,
        clearances=frozenset(clearances),
        conflicts=frozenset(conflicts),
    )


def _text(value: str) -> Any:
    return Cast(Value(value), CharField(max_length=200))


def _everything_held(user: int, on: date) -> Sequence[tuple[Any, ...]]:
    """Holdings with their grants, clearances and conflicts, as rows of one shape."""
    text, parameters = _question(connection.vendor)
    day = connection.ops.adapt_datefield_value
    given = {SOMEBODY: user, SOME_DAY: day(on), day(SOME_DAY): day(on)}
    with connection.cursor() as cursor:
        cursor.execute(text, [given.get(parameter, parameter) for parameter in parameters])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@cache
def _question(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The text of the question, put together once: asking it takes less time than writing it."""
    text, parameters = _rows_held(SOMEBODY, SOME_DAY).query.sql_with_params()
    return text, tuple(parameters)


def _rows_held(user: int, on: date) -> QuerySet[Any, tuple[Any, ...]]:
    number = Value(0, output_field=IntegerField())
    holdings = (
        Holding.objects.filter(in_force(on), user=user)
        .order_by()
        .values_list(
            _text("holding"),
            Cast("id", IntegerField()),
            Cast("role__code", CharField(max_length=200)),
            Cast("role__title", CharField(max_length=200)),
            Cast("scope_kind", CharField(max_length=200)),
            Cast("scope_code", CharField(max_length=200)),
            Coalesce(Cast("role__grants__area", CharField(max_length=200)), _text("")),
            Coalesce(Cast("role__grants__verb", CharField(max_length=200)), _text("")),
            Coalesce(Cast("role__grants__reach", IntegerField()), number),
            Coalesce(Cast("role__grants__subject", CharField(max_length=200)), _text("")),
            Coalesce(Cast("role__grants__clearance", CharField(max_length=200)), _text("")),
            Coalesce(Cast("source__user", IntegerField()), number),
        )
    )

    def besides(kind: str, chosen: QuerySet[Any], name: str) -> Any:
        blank = _text("")
        return chosen.filter(in_force(on), user=user).order_by().values_list(
            _text(kind), number, Cast(F(name), CharField(max_length=200)),
            blank, blank, blank, blank, blank, number, blank, blank, number,
        )  # fmt: skip

    return holdings.union(
        besides("clearance", Clearance.objects.all(), "name"),
        besides("conflict", Conflict.objects.all(), "about"),
        all=True,
    )


def _units_below(held: dict[int, list[tuple[Any, ...]]], on: date) -> dict[str, frozenset[str]]:
    scopes = {rows[0][5] for rows in held.values() if rows[0][4] in UNIT_KINDS}
    return organisation.all_below(scopes, on) if scopes else {}


def _role(rows: list[tuple[Any, ...]], below: dict[str, frozenset[str]]) -> HeldRole:
    _, _, code, title, scope_kind, scope_code, *_, source = rows[0]
    units: frozenset[str] | None = None
    if scope_kind in UNIT_KINDS:
        units = below[scope_code]
    elif scope_kind:
        units = frozenset((scope(scope_kind, scope_code),))
    return HeldRole(
        code=code,
        title=title,
        scope_kind=scope_kind,
        scope_code=scope_code,
        units=units,
        grants=tuple(_granted(*row[6:11]) for row in rows if row[6]),
        on_behalf_of=source or None,
    )


@cache
def _granted(area: str, verb: str, reach: int, subject: str, clearance: str) -> Granted:
    """What a cell of the matrix gives. There are a few hundred, and every request reads some."""
    return Granted(Area(area), Verb(verb), Reach(reach), subject, clearance)
