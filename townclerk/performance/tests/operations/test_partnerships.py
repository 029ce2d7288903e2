"""Strategies that expire, boards that look alike, adoption by a named decision."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.performance.models import BoardMember, PartnershipBoard
from townclerk.performance.operations import partnerships as operations
from townclerk.performance.queries import partnerships as queries
from townclerk.performance.tests.builders import by
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.deadlines.models import Task

pytestmark = pytest.mark.django_db
SHARED = ("Police", "Fire and rescue", "Probation", "Health")


def a_strategy(code="digital", **values):
    given = {"code": code, "title": f"The {code} strategy", "owner_role": "ict-officer", **values}
    return operations.create_strategy(given, **by("chief-executive"))


def a_board(code, theme, members):
    made = by("chief-executive")
    board = records.create(PartnershipBoard(code=code, title=code.title(), theme=theme), **made)
    for member in members:
        records.create(BoardMember(board=board, member=member), **made)
    return board


def test_a_strategy_past_its_end_is_listed_as_expired_with_its_owner():
    adopted = {"start": date(2019, 4, 1), "decision": "Cabinet", "adopted_on": date(2019, 3, 7)}
    old = a_strategy(end=date(2024, 3, 31), **adopted)
    a_strategy("housing", end=date(2028, 3, 31), review_on=date(2024, 4, 1), **adopted)
    found = queries.strategies(date(2024, 4, 1))
    assert [(one.strategy.code, one.standing) for one in found] == [
        ("digital", "expired"),
        ("housing", "review-due"),
    ]
    assert found[0].strategy.owner_role == "ict-officer"
    for day, expired in ((date(2024, 3, 31), 0), (date(2024, 4, 1), 1)):
        asked = figures.ask("performance.strategies.expired", as_at=day, reader=OPERATOR)
        assert asked.value == expired
    task = Task.objects.get(source_id=str(old.pk))
    assert (task.kind, task.due, task.owner_role) == (
        "strategy-review",
        date(2024, 3, 31),
        "ict-officer",
    )


def test_two_boards_of_one_purpose_and_four_shared_members_are_listed():
    one = a_board("safer", "Safety", (*SHARED, "Housing"))
    other = a_board("abuse", "safety", (*SHARED, "Schools"))
    a_board("health", "Health", SHARED)
    a_board("three", "Safety", SHARED[:3])
    (pair,) = queries.alike(date(2024, 4, 2))
    assert {pair.board, pair.other} == {one, other}
    assert (pair.shared, pair.review) == (tuple(sorted(SHARED)), None)
    assert figures.ask("performance.boards.alike", reader=OPERATOR).value == 2
    values = {
        "code": "safety",
        "board": one,
        "other": other,
        "outcome": "merge",
        "reason": "One agenda",
        "decided_on": date(2024, 4, 1),
    }
    with pytest.raises(Refused):
        operations.create_board_review(values, **by("risk-officer"))
    review = operations.create_board_review(values, **by("chief-executive"))
    assert queries.alike(date(2024, 4, 2))[0].review == review
    seat = BoardMember.objects.get(board=one, member="Police")
    records.change(seat, {"end": date(2024, 4, 2)}, **by("chief-executive"))
    assert queries.alike(date(2024, 4, 2)) == ()
    assert len(queries.alike(date(2024, 4, 1))) == 1


def test_it_is_adopted_by_a_named_decision_after_its_consultation():
    strategy = operations.consult(
        a_strategy(consulted_last=date(2024, 5, 1)), **by("chief-executive")
    )
    with pytest.raises(Problems) as wrong:
        operations.adopt(strategy, **by("chief-executive"))
    assert {problem.field for problem in wrong.value.problems} == {
        "reason",
        "start",
        "end",
        "consulted_last",
    }
    dates = {
        "start": date(2024, 4, 1),
        "end": date(2027, 3, 31),
        "consulted_last": date(2024, 4, 1),
    }
    strategy = operations.change_strategy(strategy, dates, **by("chief-executive"))
    with pytest.raises(Refused):
        operations.adopt(strategy, reason="Cabinet, minute 12", **by("risk-officer"))
    strategy = operations.adopt(strategy, reason="Cabinet, minute 12", **by("leader"))
    assert (strategy.state, strategy.decision) == ("adopted", "Cabinet, minute 12")
    assert strategy.adopted_on == date(2024, 4, 2)
