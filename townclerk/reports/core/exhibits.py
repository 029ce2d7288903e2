"""Tables and pictures of figures that a template places after its chapters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from townclerk.reports.core.prose import FigureRef

KINDS = ("table", "waterfall", "bars", "path")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A label, and the question asked for each column. One that stands is drawn from the axis."""

    label: str
    key: str
    scope: str = ""
    stands: bool = False

    def ref(self, period: str) -> FigureRef:
        return FigureRef(self.key, self.scope, period)


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    chapter: str
    kind: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None

    @property
    def lines(self) -> tuple[Row, ...]:
        """The rows, and the total last."""
        return (*self.rows, *([self.total] if self.total else []))

    @property
    def refs(self) -> list[FigureRef]:
        return [row.ref(column) for row in self.lines for column in self.columns]


def exhibit(given: Mapping[str, Any]) -> Exhibit:
    """Read one from a template's data, whose shape has been checked."""
    return Exhibit(
        chapter=given["chapter"],
        kind=given["kind"],
        caption=given["caption"],
        columns=tuple(given["columns"]),
        rows=tuple(Row(**row) for row in given["rows"]),
        total=Row(**given["total"]) if "total" in given else None,
    )
