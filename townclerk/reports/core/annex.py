"""The annex of a budget report as its template declares it: groups of options, by kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from townclerk.reports.core.prose import FigureRef


@dataclass(frozen=True, kw_only=True)
class Group:
    """Packages of some kinds, and the figure that has to be what they come to, year by year."""

    title: str
    kinds: tuple[str, ...]
    counted: str = ""
    scope: str = ""

    def ref(self, period: str) -> FigureRef:
        return FigureRef(self.counted, self.scope, period)


@dataclass(frozen=True, kw_only=True)
class Annex:
    title: str
    columns: tuple[str, ...]
    """Periods; the empty one is all of them together."""
    groups: tuple[Group, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for group in self.groups for kind in group.kinds)

    @property
    def question(self) -> str:
        """How the words of its sheets are named among what a report asks."""
        return f"option sheets {', '.join(self.kinds)}"


def annex(given: Mapping[str, Any] | None) -> Annex | None:
    """Read one from a template's data, whose shape has been checked."""
    if not given:
        return None
    return Annex(
        title=given["title"],
        columns=tuple(given["columns"]),
        groups=tuple(
            Group(
                title=one["title"],
                kinds=tuple(one["kinds"]),
                counted=one.get("counted", ""),
                scope=one.get("scope", ""),
            )
            for one in given["groups"]
        ),
    )
