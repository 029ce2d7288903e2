"""Writing the catalogue of measures: adding, changing, defining anew."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.figures import register
from townclerk.figures.models import ReturnedValue
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.performance.measure_figures import definition_of
from townclerk.performance.models import Measure, Redefinition
from townclerk.performance.operations.permission import CHIEF, check
from townclerk.performance.operations.steps import day_of
from townclerk.performance.policies import INTELLIGENCE
from townclerk.platform import records
from townclerk.platform.access import matrix
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.reader import Refused, of_unit
from townclerk.platform.audit.log import Actor

FIXED_ONCE_STATED = ("key", "definition", "kind")


class DefinitionIsKept(TownclerkError):
    """What a measure means changes only from a day on, so that earlier values keep their sense."""


@transaction.atomic
def create_measure(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Measure:
    """A measure enters the catalogue, and its figure can be asked."""
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=_code(values.get("unit")))
    measure = Measure(**values)
    _require_sound(measure)
    if measure.quality != Measure.Quality.NOT_ASSESSED:
        measure.quality_on = _graded(measure, actor, moment)
    return records.create(measure, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_measure(
    measure: Measure,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Measure:
    """Anything but the meaning of a measure that has values."""
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=_code(measure.unit))
    moved = [
        name
        for name in FIXED_ONCE_STATED
        if name in values and values[name] != getattr(measure, name)
    ]
    if moved and ReturnedValue.objects.filter(key=measure.key).exists():
        names = " and ".join(moved)
        raise DefinitionIsKept(
            f"{measure} has values, so its {names} stays as it is. Define it anew from a day on."
        )
    if values.get("quality", measure.quality) != measure.quality:
        values = {**values, "quality_on": _graded(measure, actor, moment)}
    changed = records.change(
        measure,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _require_sound(changed)
    return changed


@transaction.atomic
def redefine(
    measure: Measure, *, start: date, what: str, definition: str, actor: Actor, moment: datetime
) -> Redefinition:
    """From a day on the measure means something else. Earlier values keep their old basis."""
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=_code(measure.unit))
    problems = []
    if not what.strip():
        problems.append(Problem("Say what changes.", field="what"))
    if not definition.strip():
        problems.append(Problem("Write the new definition.", field="definition"))
    elif definition.strip() == measure.definition:
        problems.append(Problem("This is the definition it has already.", field="definition"))
    last = measure.redefinitions.order_by("-number").first()
    if last is not None and start <= last.start:
        problems.append(
            Problem(
                f"It was defined anew from {last.start:%-d %B %Y}. Choose a later day.",
                field="start",
            )
        )
    if problems:
        raise Problems(problems)
    made = Redefinition(
        measure=measure,
        number=1 + (last.number if last else 1),
        start=start,
        what=what.strip(),
        before=measure.definition,
    )
    records.create(made, actor=actor, moment=moment, reason=what)
    records.change(
        measure,
        {"definition": definition.strip()},
        actor=actor,
        moment=moment,
        reason=what,
        verb="define anew",
    )
    return made


def _graded(measure: Measure, actor: Actor, moment: datetime) -> date:
    """The day of a grade, which the intelligence team gives and never the keeper of the measure."""
    day = day_of(moment)
    if not reader_of(actor, day).held(INTELLIGENCE, CHIEF, at=of_unit(_code(measure.unit))):
        raise Refused(
            "The intelligence team grades the quality of data, after looking at how they are "
            "made. Leave the grade, and ask for a look."
        )
    return day


def _code(unit: Any) -> str | None:
    return unit.code if unit is not None else None


def _require_sound(measure: Measure) -> None:
    """A measure that cannot become a figure is refused, with everything that is wrong of it."""
    problems = []
    if measure.key in register.declared():
        problems.append(
            Problem(
                f"{measure.key} is worked out from records already.",
                field="key",
                hint="Choose another key, or leave the measure out.",
            )
        )
    if measure.owner_role not in matrix.roles():
        problems.append(
            Problem(
                f"{measure.owner_role} is no role.",
                field="owner_role",
                hint="Use a role's code, as head-of-service.",
            )
        )
    try:
        register.check(definition_of(measure, ()))
    except ValueError as error:
        problems.append(Problem(f"It cannot be shown: {error}.", field="noun"))
    if problems:
        raise Problems(problems)
