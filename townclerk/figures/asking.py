"""Asking: one figure, many figures in a constant number of queries, and every value there is."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from townclerk.figures import permission, questions, register
from townclerk.figures.core.cutting import HIDDEN, cut
from townclerk.figures.core.terms import Status
from townclerk.figures.declaration import Answer, Batch, Compute, Definition, Figure, Question
from townclerk.figures.display import shown
from townclerk.figures.errors import UnknownFigure
from townclerk.figures.provenance import traced
from townclerk.figures.residuals import with_residuals
from townclerk.figures.returned import answers_returned
from townclerk.figures.standing import standing_of
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Step
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


def ask_many(
    asked: Sequence[Ask],
    *,
    reader: "Reader | Operator",
    listing: questions.Listing | None = None,
) -> list[Figure]:
    """The figures in the order asked. Areas with a batch function are asked once for all theirs.

    `listing` is what was already read of what can be asked for.
    """
    known = register.definitions_of({ask.key for ask in asked})
    listing = listing or questions.Listing()
    listing.read(known.values())
    exact = [_exact(ask, known[ask.key], listing) for ask in asked]
    inside = [_inside(definition, question, reader) for definition, question in exact]
    whole = _Answered(exact, _answers(exact, inside))
    return [whole.figure(place, reader) for place in range(len(exact))]


def ask_each(
    asked: Sequence[Ask],
    *,
    reader: "Reader | Operator",
    listing: questions.Listing | None = None,
) -> list[Figure | TownclerkError]:
    """As `ask_many`, but in place of a figure that has no value or is not open to the reader stands
    why. Those that have one cost no more queries than if they were asked alone."""
    known = register.definitions_of({ask.key for ask in asked})
    listing = listing or questions.Listing()
    listing.read(known.values())
    found: list[Figure | TownclerkError | None] = [None] * len(asked)
    exact: dict[int, tuple[Definition, Question]] = {}
    for place, ask in enumerate(asked):
        try:
            exact[place] = _exact(ask, known[ask.key], listing)
        except TownclerkError as refused:
            found[place] = refused
    inside = {place: _inside(*one, reader) for place, one in exact.items()}
    answers: dict[int, Answer] = {}
    for answering, places in _groups(exact, inside):
        answered, refusals = _halved(answering, places)
        answers |= answered
        for place, why in refusals.items():
            found[place] = why
    ready = sorted(answers)
    whole = _Answered([exact[place] for place in ready], [answers[place] for place in ready])
    for at, place in enumerate(ready):
        try:
            found[place] = whole.figure(at, reader)
        except TownclerkError as refused:
            found[place] = refused
    return [one for one in found if one is not None]


def those_open(
    asked: Sequence[Ask],
    *,
    reader: "Reader | Operator",
    listing: questions.Listing | None = None,
) -> list[Figure]:
    """As `ask_many`, but what has no value or is not open to the reader is left out."""
    if not asked:
        return []
    found = ask_each(asked, reader=reader, listing=listing)
    return [one for one in found if isinstance(one, Figure)]


def every(key: str, scope: str | None = None, *, reader: "Reader | Operator") -> list[Figure]:
    """Every value the reader may open, by scope and period, the whole last where there is one."""
    definition = register.definition(key)
    codes = [scope] if scope else [choice.code for choice in questions.scopes(definition)]
    asked = []
    for code in codes:
        labels: list[str | None] = [*questions.periods(definition, code)]
        days = questions.days(definition, code)
        asked += [Ask(key=key, scope=code, as_at=day) for day in days]
        if not days and (definition.whole or not definition.grain.periods):
            labels.append(None)
        asked += [Ask(key=key, scope=code, period=label) for label in labels]
    return those_open(asked, reader=reader)


def _exact(
    ask: Ask, definition: Definition, listing: questions.Listing
) -> tuple[Definition, Question]:
    return definition, questions.question(
        definition,
        scope=ask.scope,
        period=ask.period,
        as_at=ask.as_at,
        known_at=ask.known_at,
        listing=listing,
    )


def _inside(definition: Definition, question: Question, reader: "Reader | Operator") -> bool:
    """Whether the reader may see values that are not published."""
    return permission.may_read(definition, question, Status.PROVISIONAL, reader)


def answers_of(
    exact: Sequence[tuple[Definition, Question]], inside: Sequence[bool]
) -> list[Answer]:
    """The uncut answers, with where their records came from."""
    return list(_Answered(exact, _answers(exact, inside)).traced)


def _answers(exact: Sequence[tuple[Definition, Question]], inside: Sequence[bool]) -> list[Answer]:
    """Grouped by batch function, so that each area reads its tables once."""
    found: dict[int, Answer] = {}
    for answering, places in _groups(dict(enumerate(exact)), dict(enumerate(inside))):
        found.update(zip(places, answering(places), strict=True))
    return [found[place] for place in range(len(exact))]


Answering = Callable[[Sequence[int]], Sequence[Answer]]


def _groups(
    exact: Mapping[int, tuple[Definition, Question]], inside: Mapping[int, bool]
) -> Iterator[tuple[Answering, list[int]]]:
    """The places that are answered together, with what answers some of them."""
    stated = [place for place, (definition, _) in exact.items() if definition.returned]
    grouped: dict[Batch, list[int]] = defaultdict(list)
    for place, (definition, question) in exact.items():
        if definition.compute is None:
            continue
        batch = register.batch_for(definition.key)
        if batch is None:
            yield partial(_computed, definition.compute, question), [place]
        else:
            grouped[batch].append(place)
    for function, places in grouped.items():
        yield partial(_batched, function, exact), places
    if stated:
        yield partial(_returned, exact, inside), stated


def _computed(compute: Compute, question: Question, places: Sequence[int]) -> list[Answer]:
    return [compute(question) for _ in places]


def _batched(
    function: Batch, exact: Mapping[int, tuple[Definition, Question]], places: Sequence[int]
) -> Sequence[Answer]:
    return function([(exact[place][0].key, exact[place][1]) for place in places])


def _returned(
    exact: Mapping[int, tuple[Definition, Question]],
    inside: Mapping[int, bool],
    places: Sequence[int],
) -> Sequence[Answer]:
    return answers_returned([(*exact[place], inside[place]) for place in places])


def _halved(
    answering: Answering, places: Sequence[int]
) -> tuple[dict[int, Answer], dict[int, TownclerkError]]:
    """The answers there are and why the others have none: halving finds the few that fail."""
    try:
        return dict(zip(places, answering(places), strict=True)), {}
    except UnknownFigure:
        raise
    except TownclerkError as refused:
        if len(places) == 1:
            return {}, {places[0]: refused}
    middle = len(places) // 2
    answers, refusals = _halved(answering, places[:middle])
    more, others = _halved(answering, places[middle:])
    return answers | more, refusals | others


class _Answered:
    """What was asked together, with what disposed records added. Where the records came from is
    looked up for all of it, once somebody opens one of the explanations."""

    def __init__(
        self, exact: Sequence[tuple[Definition, Question]], answers: Sequence[Answer]
    ) -> None:
        self._exact = exact
        self._answers = with_residuals(exact, answers)
        self._standing = standing_of(exact)

    @cached_property
    def traced(self) -> Sequence[Answer]:
        return traced(self._answers, [question.known_at for _, question in self._exact])

    def figure(self, place: int, reader: "Reader | Operator") -> Figure:
        (definition, question), answer = self._exact[place], self._answers[place]
        stood = self._standing.of(definition, question, answer, lambda: self.traced[place].step)
        permission.require(definition, question, stood.status, reader)
        display = shown(answer.value, definition.unit, definition.display)
        display = f"{answer.qualifier} {display}".strip()

        def explain(found: Sequence[Answer]) -> Step:
            return cut_for(definition, question, found[place].step, display, reader)

        hidden = explain(self._answers).display == HIDDEN
        # What was signed before is not for who reads published values only.
        moved = stood.moved if _inside(definition, question, reader) else ()
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
            status=stood.status,
            definition=definition,
            caveats=(*answer.caveats, *moved, *_old_basis(definition, question, answer)),
            explain=lambda: explain(self.traced),
            numerator=None if hidden else answer.numerator,
            denominator=None if hidden else answer.denominator,
            qualifier="" if hidden else answer.qualifier,
            signed_on=stood.signed_on,
        )


def _old_basis(definition: Definition, question: Question, answer: Answer) -> tuple[str, ...]:
    """That a returned value is older than what the figure means now. A worked-out one follows the
    definition of its own period, and the series breaks where that changed."""
    if not definition.returned:
        return ()
    begins = question.period.period.start if question.period else answer.as_at
    later = [one for one in definition.changes if begins is not None and begins < one.start]
    if not later:
        return ()
    said = f"Old basis: from {date_display(later[0].start)} the figure means something else."
    return (f"{said} {later[0].what}",)


def cut_for(
    definition: Definition,
    question: Question,
    root: Step,
    display: str,
    reader: "Reader | Operator",
) -> Step:
    """The explanation cut to what the reader may open, whether worked out now or kept."""
    root = replace(root, display=display)
    if not definition.public and not root.access:
        root = replace(root, access="totals")
    seen = permission.sight(definition, question, reader)
    return cut(root, seen, held_by=definition.owner_role)
