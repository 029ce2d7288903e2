"""Risks as they stand on a day: read whole, scored, moved, within appetite or above it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from townclerk.assurance.core.scoring import Judged, Moved, judged, movement
from townclerk.assurance.models import (
    Risk,
    RiskAction,
    RiskAppetite,
    RiskMatrix,
    RiskPaper,
    RiskScore,
)
from townclerk.platform import records


def matrix_on(day: date) -> RiskMatrix | None:
    """The version in force on a day."""
    published = RiskMatrix.objects.filter(state=RiskMatrix.State.PUBLISHED, start__lte=day)
    return published.prefetch_related("steps", "bands").order_by("-start").first()


def appetite_on(risk: Risk, matrix: RiskMatrix, day: date) -> RiskAppetite | None:
    """The appetite for a risk's category on a matrix and a day."""
    found = RiskAppetite.objects.filter(category=risk.category, matrix=matrix, start__lte=day)
    return found.order_by("-start").first() if risk.category_id else None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A risk on a day."""

    risk: Risk
    score: RiskScore | None
    found: Judged | None
    moved: Moved
    appetite: int | None
    rescore: bool
    waits: bool = False
    """Nobody scored or reviewed it since the last paper."""
    actions: tuple[RiskAction, ...] = ()
    overdue: tuple[RiskAction, ...] = ()

    @property
    def over(self) -> int:
        return (self.found.over_appetite or 0) if self.found else 0


@dataclass(frozen=True, kw_only=True)
class Held:
    """Every record that risks are read from, in a number of queries that does not grow."""

    risks: tuple[Risk, ...]
    scores: tuple[RiskScore, ...]
    actions: tuple[RiskAction, ...]
    appetites: tuple[RiskAppetite, ...]
    matrices: tuple[RiskMatrix, ...]
    papers: tuple[RiskPaper, ...]

    @cached_property
    def scores_of(self) -> Mapping[int, list[RiskScore]]:
        rows = sorted(self.scores, key=lambda one: (one.risk_id, one.on))
        return _grouped(rows, "risk_id")

    @cached_property
    def actions_of(self) -> Mapping[int, list[RiskAction]]:
        return _grouped(self.actions, "risk_id")

    @cached_property
    def core_of(self) -> Mapping[int, Any]:
        return {matrix.pk: matrix.core for matrix in self.matrices}

    def matrix_on(self, day: date) -> RiskMatrix | None:
        standing = [one for one in self.matrices if one.start <= day]
        return max(standing, key=lambda one: one.start) if standing else None

    def last_paper(self, before: date) -> RiskPaper | None:
        """The last paper that went to the audit committee before a day."""
        gone = [one for one in self.papers if one.on < before]
        return max(gone, key=lambda one: one.on, default=None)

    def appetite(self, risk: Risk, matrix: int, day: date) -> int | None:
        found = [
            one
            for one in self.appetites
            if one.category_id == risk.category_id and one.matrix_id == matrix and one.start <= day
        ]
        return max(found, key=lambda one: one.start).most if found else None


def _grouped(rows: Iterable[Any], by: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, by)].append(row)
    return found


def read(known_at: datetime | None = None) -> Held:
    """As the records stand, or as they were known at a moment. A published matrix never changes."""
    known = records.as_known(RiskMatrix, known_at, state=RiskMatrix.State.PUBLISHED)
    published = RiskMatrix.objects.filter(pk__in=[one.pk for one in known])
    return Held(
        risks=tuple(records.as_known(Risk, known_at)),
        scores=tuple(records.as_known(RiskScore, known_at)),
        actions=tuple(records.as_known(RiskAction, known_at)),
        appetites=tuple(records.as_known(RiskAppetite, known_at)),
        matrices=tuple(published.prefetch_related("steps", "bands").order_by("start")),
        papers=tuple(records.as_known(RiskPaper, known_at)),
    )


def open_on(risk: Risk, day: date) -> bool:
    raised = risk.raised_on is None or risk.raised_on <= day
    closed = risk.closed_on is not None and risk.closed_on <= day
    return raised and not closed and (risk.is_open or risk.closed_on is not None)


def on_corporate_register(risk: Risk) -> bool:
    """Corporate risks, and those that were escalated to the corporate register."""
    return risk.level == Risk.Level.CORPORATE or risk.state == Risk.State.ESCALATED


def row_of(held: Held, risk: Risk, day: date, *, since: date | None = None) -> Row:
    """How a risk stands on a day; its movement is told since a day, else since its last scoring."""
    scores = [one for one in held.scores_of.get(risk.pk, []) if one.on <= day]
    last = scores[-1] if scores else None
    found, appetite = None, None
    if last is not None and last.matrix_id is not None and last.matrix_id in held.core_of:
        appetite = held.appetite(risk, last.matrix_id, day)
        found = judged(**_places(last), matrix=held.core_of[last.matrix_id], appetite=appetite)
    now = held.matrix_on(day)
    actions = tuple(held.actions_of.get(risk.pk, []))
    return Row(
        risk=risk,
        score=last,
        found=found,
        moved=movement(_seen(scores, since)),
        appetite=appetite,
        rescore=last is not None and now is not None and last.matrix_id != now.pk,
        waits=since is not None and not _looked_at(risk, last, day, since),
        actions=actions,
        overdue=tuple(action for action in actions if action.late_on(day)),
    )


def _looked_at(risk: Risk, last: RiskScore | None, day: date, since: date) -> bool:
    """Whether a risk was raised, scored or reviewed after the day of the last paper."""
    reviewed = risk.reviewed_on if risk.reviewed_on and risk.reviewed_on <= day else None
    days = (risk.raised_on, reviewed, last.on if last else None)
    return any(one is not None and one > since for one in days)


def _places(score: RiskScore) -> dict[str, Any]:
    return score.places()


def _seen(scores: Sequence[RiskScore], since: date | None) -> list[tuple[str, int]]:
    """The scorings that tell the movement: the last one up to a day, and the last of all."""
    if since is not None:
        before = [one for one in scores if one.on <= since][-1:]
        after = scores[-1:]
        scores = before if before == after and before else [*before, *after]
        if len(scores) == 1 and before:
            scores = [scores[0], scores[0]]
    return [(str(one.matrix_id), one.current) for one in scores]


def rows_on(
    held: Held, risks: Iterable[Risk], day: date, *, since: date | None = None
) -> list[Row]:
    """The risks that are open on a day, the highest first, those not scored last."""
    rows = [row_of(held, risk, day, since=since) for risk in risks if open_on(risk, day)]
    return sorted(rows, key=lambda row: (-(row.score.current if row.score else 0), str(row.risk)))
