"""Reading boards and strategies: which boards look alike, how each strategy stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from townclerk.kernel.money import Money
from townclerk.performance.core import partnerships as core
from townclerk.performance.models import (
    BoardMember,
    BoardReview,
    PartnershipBoard,
    Strategy,
    StrategyAction,
)
from townclerk.platform import records

ACTIVE = PartnershipBoard.State.ACTIVE


@dataclass(frozen=True)
class Alike:
    """Two boards with the same purpose, whom they share, and what was decided of them."""

    board: PartnershipBoard
    other: PartnershipBoard
    shared: tuple[str, ...]
    review: BoardReview | None


@dataclass(frozen=True)
class Standing:
    """A strategy and how it stands on a day."""

    strategy: Strategy
    standing: str


def sits(seat: BoardMember, on: date) -> bool:
    return (seat.start is None or seat.start <= on) and (seat.end is None or on < seat.end)


def alike(on: date) -> tuple[Alike, ...]:
    """Active boards that share a purpose and members on a day, with the review of each pair."""
    boards = {one.code: one for one in PartnershipBoard.objects.filter(state=ACTIVE)}
    members: dict[int, list[str]] = defaultdict(list)
    for seat in BoardMember.objects.all():
        if sits(seat, on):
            members[seat.board_id].append(seat.member)
    reviews = {
        frozenset((one.board_id, one.other_id)): one
        for one in BoardReview.objects.order_by("decided_on")
    }
    pairs = core.overlaps(
        [core.Board(code, one.theme, members[one.pk]) for code, one in boards.items()]
    )
    return tuple(
        Alike(
            boards[pair.one],
            boards[pair.other],
            pair.shared,
            reviews.get(frozenset((boards[pair.one].pk, boards[pair.other].pk))),
        )
        for pair in pairs
    )


def strategies(on: date) -> tuple[Standing, ...]:
    """Every strategy but those replaced, expired ones first, then those due for review."""
    order = ("expired", "review-due", "consulting", "drafting", "adopted")
    rows = Strategy.objects.exclude(state=Strategy.State.REPLACED).select_related("unit")
    found = [Standing(one, standing_on(one, on)) for one in rows]
    return tuple(sorted(found, key=lambda one: (order.index(one.standing), one.strategy.title)))


def standing_on(one: Strategy, on: date) -> str:
    """How it stands on a day; one that was adopted later is not in force yet."""
    return core.strategy_standing(one.state, one.end, one.review_on, on)


@dataclass(frozen=True)
class Together:
    """What the active boards ask of those who sit on them, as far as it is recorded."""

    boards: int
    meetings: int
    meetings_known: int
    cost: Money
    cost_known: int


def together(boards: Sequence[PartnershipBoard]) -> Together:
    meetings = [one.meetings_a_year for one in boards if one.meetings_a_year is not None]
    costs = [one.cost for one in boards if one.cost is not None]
    return Together(
        boards=len(boards),
        meetings=sum(meetings),
        meetings_known=len(meetings),
        cost=sum(costs, Money.zero),
        cost_known=len(costs),
    )


def asked_of_strategies(known_at: datetime | None = None) -> list[StrategyAction]:
    """What strategies that are not replaced ask to be done, each with its strategy, by its day."""
    strategies = {
        one.pk: one
        for one in records.as_known(Strategy, known_at)
        if one.state != Strategy.State.REPLACED
    }
    held = [
        one for one in records.as_known(StrategyAction, known_at) if one.strategy_id in strategies
    ]
    for one in held:
        one.strategy = strategies[one.strategy_id]
    return sorted(held, key=lambda one: (one.due or date.max, one.code))


def is_done(one: StrategyAction, on: date) -> bool:
    return one.done_on is not None and one.done_on <= on


def is_late(one: StrategyAction, on: date) -> bool:
    return not is_done(one, on) and one.due is not None and one.due < on


def boards_held(known_at: datetime | None) -> list[PartnershipBoard]:
    """Every board with all boards and seats beside it, as known at a moment."""
    seats: dict[int, list[BoardMember]] = defaultdict(list)
    for seat in records.as_known(BoardMember, known_at):
        seats[seat.board_id].append(seat)
    boards = records.as_known(PartnershipBoard, known_at)
    for one in boards:
        vars(one).update(everyone=boards, seats=seats)
    return boards


def is_alike(one: Any, on: date) -> bool:
    """Whether an active board shares its purpose and members with another."""
    if one.state != ACTIVE or not one.theme.strip():
        return False
    held = [
        core.Board(board.code, board.theme, [s.member for s in one.seats[board.pk] if sits(s, on)])
        for board in one.everyone
        if board.state == ACTIVE
    ]
    return any(one.code in (pair.one, pair.other) for pair in core.overlaps(held))
