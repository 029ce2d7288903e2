"""Typing several amounts of a version at once: all of them, or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from townclerk.finance.models import LineAmount, PlanLine, PlanVersion
from townclerk.finance.operations.plan import check_editable, set_amount
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor
from townclerk.platform.records import EditConflict


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A new amount for a cell; `seen` is the version it was read at, 0 for an empty one."""

    line: int
    year: int
    amount: Money
    seen: int


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What an edit did: the amount before it and the version after it, which undo needs."""

    line: int
    year: int
    before: Money
    version: int


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A cell somebody else changed after it was read."""

    line: int
    year: int
    was: Money
    now: Money
    version: int
    by: str


class CellsChanged(TownclerkError):
    """Others changed some of these cells in between; nothing was saved."""

    def __init__(self, cells: tuple[Changed, ...]) -> None:
        self.cells = cells
        count = "One amount was" if len(cells) == 1 else f"{len(cells)} amounts were"
        super().__init__(f"{count} changed by others after you opened the page. Compare and save.")


class LineOfAnotherVersion(TownclerkError):
    """An amount was sent for a line this version does not have."""


@transaction.atomic
def set_amounts(
    plan: PlanVersion, edits: Iterable[Edit], *, actor: Actor, moment: datetime, reason: str = ""
) -> tuple[Typed, ...]:
    """Save every edit, or none when any cell was changed by others since it was read."""
    wanted = tuple(edits)
    check_editable(plan, actor=actor, moment=moment)
    lines = plan.lines.in_bulk({edit.line for edit in wanted})
    done, conflicts = [], []
    for edit in wanted:
        if edit.line not in lines:
            raise LineOfAnotherVersion(f"{plan} has no such line any more. Open the page again.")
        try:
            done.append(_typed(lines[edit.line], edit, actor, moment, reason))
        except EditConflict as conflict:
            conflicts.append(_changed(edit, conflict))
    if conflicts:
        raise CellsChanged(tuple(conflicts))
    return tuple(done)


def _typed(line: PlanLine, edit: Edit, actor: Actor, moment: datetime, reason: str) -> Typed:
    stored = LineAmount.objects.filter(line=line, year=edit.year).first()
    cell = set_amount(
        line,
        edit.year,
        edit.amount,
        actor=actor,
        moment=moment,
        expected_version=edit.seen,
        reason=reason,
    )
    before = stored.amount if stored else Money.zero
    return Typed(line=line.pk, year=edit.year, before=before, version=cell.version)


def _changed(edit: Edit, conflict: EditConflict) -> Changed:
    now: Money = conflict.record.amount  # type: ignore[attr-defined]
    was, _ = conflict.changed.get("amount", (Money.zero, now))
    return Changed(
        line=edit.line,
        year=edit.year,
        was=was,
        now=now,
        version=conflict.record.version,
        by=conflict.by or "Someone",
    )
