"""Figures keep their value when a record is disposed of: what it added stays, and nothing else.

Every computed figure is asked before and after the removal, in its transaction. A sum that moved
keeps the difference as a residual; anything else that would move stops the disposal.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from townclerk.figures import questions, register
from townclerk.figures.core.terms import Unit
from townclerk.figures.declaration import Answer, Definition, Figure, Question
from townclerk.figures.display import shown
from townclerk.figures.models import Residual
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.platform.retention import hooks
from townclerk.platform.retention.removing import CannotDispose

Place = tuple[str, str, str]


def with_residuals(
    exact: Sequence[tuple[Definition, Question]], answers: Sequence[Answer]
) -> list[Answer]:
    """The answers with what disposed records added to them, in one query."""
    keys = {definition.key for definition, _ in exact if definition.additive}
    kept: dict[Place, list[Residual]] = defaultdict(list)
    for row in Residual.objects.filter(key__in=keys) if keys else ():
        kept[row.key, row.scope, row.period].append(row)
    if not kept:
        return list(answers)
    return [
        _with(definition, answer, kept.get(_place(definition.key, question), []))
        for (definition, question), answer in zip(exact, answers, strict=True)
    ]


def _place(key: str, question: Question) -> Place:
    return key, question.scope, question.period.label if question.period else ""


def _with(definition: Definition, answer: Answer, kept: Sequence[Residual]) -> Answer:
    if not kept:
        return answer
    amount = sum(row.amount for row in kept)
    numbers = ", ".join(str(row.certificate) for row in kept)
    money = definition.unit is Unit.MONEY
    added = Money(amount) if money else amount
    value = answer.value + added  # type: ignore[operator]
    part = Step(
        label="Records that were disposed of",
        value=added,
        unit=answer.step.unit,
        display=shown(added, definition.unit, definition.display),
        how=f"What they added when they were removed; certificates of disposal {numbers}.",
    )
    step = replace(
        answer.step,
        value=value,
        display=shown(value, definition.unit, definition.display),
        parts=(*answer.step.parts, part),
    )
    return replace(answer, value=value, step=step)


@hooks.guard
@contextmanager
def keep_figures(removal: hooks.Removal) -> Iterator[None]:
    """Called around a disposal. Raises CannotDispose when a figure could not keep its value."""
    before = _every()
    yield
    after = _every()
    lost = [
        before[where]
        for where in before.keys() - after.keys()
        if where[1] in {choice.code for choice in questions.scopes(register.definition(where[0]))}
    ]
    moved = [
        (before[where], after[where])
        for where in sorted(before.keys() & after.keys())
        if before[where].value != after[where].value
    ]
    stuck = [one for one, _ in moved if not _can_keep(one)] + lost
    if stuck:
        named = ", ".join(sorted({f"{one.label} ({one.key})" for one in stuck}))
        raise CannotDispose(
            f"{named} would not keep its value without this record, and is not a sum that can "
            "hold a residual. Nothing was removed."
        )
    for then, now in moved:
        _keep(removal, then, now)


def _every() -> dict[Place, Figure]:
    """Each value of each computed figure; what is returned does not rest on records."""
    from townclerk.figures.asking import every
    from townclerk.figures.permission import OPERATOR

    return {
        (one.key, one.scope, one.period.label if one.period else ""): one
        for definition in register.definitions()
        if not definition.returned
        for one in every(definition.key, reader=OPERATOR)
    }


def _can_keep(one: Figure) -> bool:
    return one.definition.additive and isinstance(one.value, Money | int)


def _keep(removal: hooks.Removal, then: Figure, now: Figure) -> None:
    amount = _units(then) - _units(now)
    period = then.period.label if then.period else ""
    Residual.objects.create(
        key=then.key,
        scope=then.scope,
        period=period,
        amount=amount,
        certificate=removal.number,
    )
    removal.kept.append({"key": then.key, "scope": then.scope, "period": period})


def _units(one: Figure) -> int:
    if isinstance(one.value, Money):
        return one.value.pence
    if isinstance(one.value, int):
        return one.value
    raise TypeError(f"{one.key} is neither money nor a whole number")
