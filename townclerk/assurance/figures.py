"""Figures of risks: how many, how they moved, what is above appetite and late."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from townclerk.assurance.counting import counted
from townclerk.assurance.models import Risk
from townclerk.assurance.permissions import ASSURANCE
from townclerk.assurance.queries import risks as queries
from townclerk.figures import (
    COUNCIL,
    Answer,
    Choice,
    Grain,
    Polarity,
    Question,
    Unit,
    batch,
    figure,
)
from townclerk.platform import clock
from townclerk.platform.clock import LOCAL
from townclerk.platform.records import Record

PREFIX = "assurance.risks."
OFFERED = f"{PREFIX}offered"
OWNER = "risk-officer"
Rows = Sequence[queries.Row]


def scopes() -> Sequence[Choice]:
    return [Choice(str(value), str(label)) for value, label in Risk.Level.choices]


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the registers for each moment asked of."""
    held: dict[datetime | None, queries.Held] = {}
    found = []
    for key, question in asked:
        day, known_at = question.as_at or clock.today(), question.known_at
        if key == OFFERED:
            known_at = _by_the_end_of(day, known_at)
        if known_at not in held:
            held[known_at] = queries.read(known_at)
        read = held[known_at]
        paper = read.last_paper(day)
        risks = [one for one in read.risks if _within(one, question.scope)]
        rows = queries.rows_on(read, risks, day, since=paper.on if paper else None)
        label, register, chosen = COUNTS[key.removeprefix(PREFIX)]
        # What is only offered is no row of the register yet.
        those = chosen(rows, day) if chosen is not None else _offered(risks)
        found.append(counted(those, label, register, day, owner=OWNER))
    return found


def _by_the_end_of(day: date, known_at: datetime | None) -> datetime | None:
    """An offer has no day of its own: what was offered on a day gone by is what was known then."""
    if day >= clock.today():
        return known_at
    ended = datetime.combine(day + timedelta(days=1), time.min, LOCAL)
    return ended if known_at is None else min(ended, known_at)


def _within(risk: Risk, scope: str) -> bool:
    """The corporate register holds what was escalated to it as well."""
    if scope == Risk.Level.CORPORATE:
        return queries.on_corporate_register(risk)
    return scope in (COUNCIL, risk.level)


Chosen = Callable[[Rows, date], Sequence[Record]]


def _of_risks(test: Callable[[queries.Row], bool]) -> Chosen:
    return lambda rows, day: [row.risk for row in rows if test(row)]


def _overdue(rows: Rows, day: date) -> Sequence[Record]:
    return [action for row in rows for action in row.overdue]


def _offered(risks: Sequence[Risk]) -> Sequence[Record]:
    return [risk for risk in risks if risk.state == Risk.State.OFFERED]


def _to_review(rows: Rows, day: date) -> Sequence[Record]:
    return [row.risk for row in rows if row.risk.review_on and row.risk.review_on < day]


COUNTS: dict[str, tuple[str, str, Chosen | None]] = {
    "offered": ("Risks the programme offers", "risks", None),
    "open": ("Risks that are open", "risks", _of_risks(lambda row: True)),
    "unscored": ("Risks not scored", "risks", _of_risks(lambda row: row.score is None)),
    "rescore_needed": ("Risks to score again", "risks", _of_risks(lambda row: row.rescore)),
    "over_appetite": ("Risks above appetite", "risks", _of_risks(lambda row: row.over > 0)),
    "escalated": (
        "Risks escalated",
        "risks",
        _of_risks(lambda row: row.risk.state == Risk.State.ESCALATED),
    ),
    "risen": ("Risks that rose", "risks", _of_risks(lambda row: row.moved.said == "up")),
    "fallen": ("Risks that fell", "risks", _of_risks(lambda row: row.moved.said == "down")),
    "not_refreshed": (
        "Risks not looked at since the last paper",
        "risks",
        _of_risks(lambda row: row.waits),
    ),
    "reviews_overdue": ("Risks past their review", "risks", _to_review),
    "overdue_actions": ("Actions on risks past their day", "risk-actions", _overdue),
}

DEFINITIONS: tuple[tuple[str, str, Polarity], ...] = (
    (
        "offered",
        "Risks of the programme's board that wait to be accepted or returned.",
        Polarity.NEUTRAL,
    ),
    ("open", "Risks raised and not closed.", Polarity.NEUTRAL),
    ("unscored", "Open risks that nobody has scored.", Polarity.LOWER_IS_BETTER),
    (
        "rescore_needed",
        "Open risks whose latest score is on an older version of the matrix.",
        Polarity.LOWER_IS_BETTER,
    ),
    (
        "over_appetite",
        "Open risks whose current score is above the appetite of their category.",
        Polarity.LOWER_IS_BETTER,
    ),
    (
        "escalated",
        "Risks of services, projects and themes that were taken to the corporate register.",
        Polarity.NEUTRAL,
    ),
    (
        "risen",
        "Open risks whose current score rose since the last paper to the audit committee.",
        Polarity.LOWER_IS_BETTER,
    ),
    (
        "fallen",
        "Open risks whose current score fell since the last paper to the audit committee.",
        Polarity.HIGHER_IS_BETTER,
    ),
    (
        "not_refreshed",
        "Open risks neither scored nor reviewed since the last paper to the audit committee.",
        Polarity.LOWER_IS_BETTER,
    ),
    (
        "reviews_overdue",
        "Open risks whose day of review has passed.",
        Polarity.LOWER_IS_BETTER,
    ),
    (
        "overdue_actions",
        "Actions on open risks that are past their day and not done.",
        Polarity.LOWER_IS_BETTER,
    ),
)


def _compute(key: str) -> Callable[[Question], Answer]:
    return lambda question: answer([(key, question)])[0]


for _name, _definition, _polarity in DEFINITIONS:
    figure(
        key=PREFIX + _name,
        label=COUNTS[_name][0],
        unit=Unit.COUNT,
        display="count",
        polarity=_polarity,
        grain=Grain(scopes=(COUNCIL, "level of risk")),
        definition=_definition,
        source="The registers of risks, their scores and actions.",
        owner_role=OWNER,
        area=ASSURANCE,
        scopes=scopes,
    )(_compute(PREFIX + _name))
