"""Tables and pictures of figures that a template places after its chapters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from townclerk.reports.core.prose import FigureRef

KINDS = ("table", "waterfall", "bars", "path", "bridge", "fan", "trend")
PICTURES = KINDS[1:]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A label, and the question asked for each column. One that stands is drawn from the axis.

    `to` is the scope of the upper edge of a band, whose lower edge is `scope`; with `each` the row
    stands for one row of every scope the figure has.
    """

    label: str = ""
    key: str
    scope: str = ""
    stands: bool = False
    to: str = ""
    each: bool = False

    def ref(self, period: str) -> FigureRef:
        return FigureRef(self.key, self.scope, period)

    def upper(self, period: str) -> FigureRef:
        return FigureRef(self.key, self.to, period)

    def refs(self, period: str) -> tuple[FigureRef, ...]:
        return (self.ref(period), self.upper(period)) if self.to else (self.ref(period),)


@dataclass(frozen=True, kw_only=True)
class DueRow(Row):
    """A figure of a period, which asks another question under each column."""

    by_column: tuple[tuple[str, FigureRef], ...] = ()

    def ref(self, period: str) -> FigureRef:
        return dict(self.by_column).get(period) or super().ref(period)


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    chapter: str
    kind: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    where_known: bool = False
    """Left out while a figure of it has no value: before the first simulation, for instance."""
    as_displayed: bool = False
    """A table whose cells are of any unit, each as its figure is displayed."""
    beside: FigureRef | None = None
    """It follows the first paragraph that tells this figure, and is withheld with it."""

    @property
    def lines(self) -> tuple[Row, ...]:
        """The rows, and the total last."""
        return (*self.rows, *([self.total] if self.total else []))

    @property
    def refs(self) -> list[FigureRef]:
        return [ref for row in self.lines for column in self.columns for ref in row.refs(column)]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(row.key for row in self.lines)


Scopes = Mapping[str, Mapping[str, str]]
"""The scopes each figure can be asked for, with their labels."""


def as_known(shown: Sequence[Exhibit], scopes: Scopes) -> tuple[Exhibit, ...]:
    """The exhibits with a row for every scope that is asked of all, and without those of
    figures that cannot be asked yet.

    >>> fan = Exhibit(chapter="Risks", kind="fan", caption="Range", columns=("",),
    ...     rows=(Row(label="Middle", key="gap", scope="p50"),), where_known=True)
    >>> as_known([fan], {"gap": {}})
    ()
    >>> as_known([fan], {"gap": {"p50": "middle"}}) == (fan,)
    True
    """
    found = [
        replace(one, rows=_each(one.rows, scopes)) if one.where_known else one
        for one in shown
        if not one.where_known or all(_asked(row, scopes[row.key]) for row in one.lines)
    ]
    return tuple(found)


def _asked(row: Row, known: Mapping[str, str]) -> bool:
    if row.each:
        return bool(known)
    return all(scope in known for scope in (row.scope, row.to) if scope)


def _each(rows: Sequence[Row], scopes: Scopes) -> tuple[Row, ...]:
    found: list[Row] = []
    for row in rows:
        if row.each:
            asked = scopes[row.key].items()
            found += [Row(label=label or code, key=row.key, scope=code) for code, label in asked]
        else:
            found.append(row)
    return tuple(found)


def exhibit(given: Mapping[str, Any]) -> Exhibit:
    """Read one from a template's data, whose shape has been checked."""
    return Exhibit(
        chapter=given["chapter"],
        kind=given["kind"],
        caption=given["caption"],
        columns=tuple(given["columns"]),
        rows=tuple(Row(**row) for row in given["rows"]),
        total=Row(**given["total"]) if "total" in given else None,
        where_known=bool(given.get("where_known")),
    )
