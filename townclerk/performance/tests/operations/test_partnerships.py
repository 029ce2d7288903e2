"""Strategies that expire, boards that look alike, adoption by a named decision."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.performance.models import (
    BoardMeeting,
    BoardMember,
    PartnershipBoard,
    StrategyAction,
)
from townclerk.performance.operations import partnerships as operations
from townclerk.performance.queries import partnerships as queries
from townclerk.performance.tests.builders import by
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user
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


def test_a_strategy_taken_up_again_is_owed_anew_and_replaced_by_the_one_named():
    holds = {"start": date(2019, 4, 1), "end": date(2024, 9, 30)}
    adopted = {"decision": "Cabinet", "adopted_on": date(2019, 3, 7), **holds}
    old, chief = a_strategy(**adopted), by("chief-executive")
    old = operations.redraft(old, **chief)
    assert (old.state, old.decision, old.adopted_on) == ("drafting", "", None)
    assert Task.objects.get(source_id=str(old.pk)).state == "done"
    old = operations.change_strategy(old, {"end": date(2029, 3, 31)}, **chief)
    old = operations.adopt(old, reason="Cabinet, minute 14", **chief)
    task = Task.objects.get(source_id=str(old.pk))
    assert (task.state, task.due) == ("open", date(2029, 3, 31))
    with pytest.raises(Problems, match="which strategy replaces it"):
        operations.replace(old, **chief)
    new = a_strategy("online", **(adopted | {"end": date(2031, 3, 31)}))
    old = operations.change_strategy(old, {"replaced_by": new}, **chief)
    assert operations.replace(old, **chief).state == "replaced"
    assert [one.strategy for one in queries.strategies(date(2024, 4, 2))] == [new]


def test_a_board_is_reviewed_and_ended_with_what_it_found():
    board, chief = a_board("health", "Health", ()), by("chief-executive")
    board = records.change(board, {"review_on": date(2024, 4, 1)}, **chief)
    for act, asked in ((operations.board_reviewed, "found"), (operations.end_board, "why it ends")):
        with pytest.raises(Problems, match=asked):
            act(board, **chief)
        with pytest.raises(Refused):
            act(board, reason="Still needed", **by("risk-officer"))
    board = operations.board_reviewed(board, reason="Still needed", **chief)
    assert (board.reviewed_on, board.review_on) == (date(2024, 4, 2), None)
    assert operations.end_board(board, reason="Merged with safety", **chief).state == "ended"
    assert figures.ask("performance.boards.active", reader=OPERATOR).value == 0


def test_the_page_shows_what_boards_cost_and_what_strategies_ask_to_be_done(client):
    chief = by("chief-executive")
    for code, kind, more in (
        ("mayors", "region", {"meetings_a_year": 6, "cost": Money.pounds(12_000)}),
        ("safer", "statutory", {"meetings_a_year": 4}),
        ("ended", "officer", {"state": "ended", "meetings_a_year": 12}),
    ):
        board = a_board(code, code, ())
        board = records.change(board, {"kind": kind, "chair": "The Leader", **more}, **chief)
        met = BoardMeeting(board=board, on=date(2024, 3, 1), decided="One budget")
        records.create(met, **chief)
    strategy = a_strategy(board=board)
    for code, due, done_on in (
        ("late", date(2024, 4, 1), None),
        ("done", date(2024, 4, 1), date(2024, 3, 1)),
        ("later", date(2099, 4, 1), None),
    ):
        action = StrategyAction(
            strategy=strategy,
            code=code,
            title=f"Action {code}",
            owner_role="ict-officer",
            due=due,
            done_on=done_on,
        )
        records.create(action, **chief)
    for day, late in ((date(2024, 4, 1), 0), (date(2024, 4, 2), 1)):
        asked = figures.ask("performance.strategy_actions.late", as_at=day, reader=OPERATOR)
        assert asked.value == late
    client.force_login(a_user("chief-executive"))
    page = client.get("/performance/partnerships/").content.decode()
    assert "2 boards meet 10 times a year (known of 2) and cost £12,000 a year (known of 1)" in page
    for words in ("City region", "The Leader", "Mayors"):
        assert words in page
    late, later = page.index("Action late</a>"), page.index("Action later</a>")
    assert "Late" in page[late:later]
    assert "Late" not in page[later:]
    assert "Action done" not in page
    meetings = client.get("/r/board-meetings/").content.decode()
    assert "One budget" in meetings
