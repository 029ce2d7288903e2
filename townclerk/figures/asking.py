"""Asking: one figure, many figures in a constant number of queries, and every value there is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from townclerk.figures import permission, questions, register
from townclerk.figures.core.cutting import HIDDEN, cut
from townclerk.figures.declaration import Answer, Definition, Figure, Question
from townclerk.figures.display import shown
from townclerk.figures.errors import AmbiguousQuestion, NotAnswerable, NotForReader
from townclerk.figures.standing import Standing, standing_of
from townclerk.kernel.reporting_period import ReportingPeriod

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator
    from townclerk.platform.access.reader import Reader


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question of `ask_many`."""

    key: str
    scope: str | None = None
    period: ReportingPeriod | str | None = None
    as_at: date | None = None
    known_at: datetime | None = None


def ask(
    key: str,
    scope: str | None = None,
    period: ReportingPeriod | str | None = None,
    as_at: date | None = None,
    known_at: datetime | None = None,
    *,
    reader: "Reader | Operator",
) -> Figure:
    """The figure, its explanation cut to what the reader may open."""
    wanted = Ask(key=key, scope=scope, period=period, as_at=as_at, known_at=known_at)
    return ask_many([wanted], reader=reader)[0]


def ask_many(asked: Sequence[Ask], *, reader: "Reader | Operator") -> list[Figure]:
    """The figures in the order asked. Areas with a batch function are asked once for all theirs."""
    exact = [_exact(ask) for ask in asked]
    answers = answers_of(exact)
    standing = standing_of(exact)
    return [
        _figure(definition, question, answer, standing, reader)
        for (definition, question), answer in zip(exact, answers, strict=True)
    ]


def every(key: str, scope: str | None = None, *, reader: "Reader | Operator") -> Iterator[Figure]:
    """Every value the reader may open, by scope and period, the whole last where there is one."""
    definition = register.definition(key)
    codes = [scope] if scope else [choice.code for choice in questions.scopes(definition)]
    for code in codes:
        labels: list[str | None] = [*questions.periods(definition, code)]
        if definition.whole or not definition.grain.periods:
            labels.append(None)
        for label in labels:
            try:
                yield ask(key, code, label, reader=reader)
            except (NotAnswerable, AmbiguousQuestion, NotForReader):
                continue


def _exact(ask: Ask) -> tuple[Definition, Question]:
    definition = register.definition(ask.key)
    return definition, questions.question(
        definition,
        scope=ask.scope,
        period=ask.period,
        as_at=ask.as_at,
        known_at=ask.known_at,
    )


def answers_of(exact: Sequence[tuple[Definition, Question]]) -> list[Answer]:
    """The uncut answers, grouped by batch function so that each area reads its tables once."""
    from townclerk.figures.returned import answers_returned

    found: dict[int, Answer] = {}
    grouped: dict[object, list[int]] = defaultdict(list)
    for place, (definition, question) in enumerate(exact):
        batch = None if definition.returned else register.batch_for(definition.key)
        if definition.returned:
            grouped[None].append(place)
        elif batch is not None:
            grouped[batch].append(place)
        elif definition.compute is not None:
            found[place] = definition.compute(question)
    for function, places in grouped.items():
        if function is None:
            answered = answers_returned([exact[place] for place in places])
        else:
            answered = list(function([(exact[p][0].key, exact[p][1]) for p in places]))  # type: ignore[operator]
        found.update(zip(places, answered, strict=True))
    return [found[place] for place in range(len(exact))]


def _figure(
    definition: Definition,
    question: Question,
    answer: Answer,
    standing: Standing,
    reader: "Reader | Operator",
) -> Figure:
    status, moved = standing.status(definition, question, answer)
    permission.require(definition, question, status, reader)
    display = shown(answer.value, definition.unit, definition.display)
    root = replace(answer.step, display=answer.step.display or display)
    if not definition.public and not root.access:
        root = replace(root, access="totals")
    explanation = cut(
        root, permission.sight(definition, question, reader), held_by=definition.owner_role
    )
    hidden = explanation.display == HIDDEN
    return Figure(
        key=definition.key,
        label=definition.label,
        value=None if hidden else answer.value,
        unit=definition.unit,
        display=HIDDEN if hidden else display,
        scope=question.scope,
        period=question.period,
        as_at=answer.as_at or question.as_at,
        known_at=question.known_at,
        status=status,
        definition=definition,
        caveats=(*answer.caveats, *moved),
        explanation=explanation,
        numerator=answer.numerator,
        denominator=answer.denominator,
    )
