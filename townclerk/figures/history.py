"""What a figure was and how it moved: its series and its earlier values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from townclerk.figures import permission, questions, register
from townclerk.figures.asking import Ask, those_open
from townclerk.figures.core.terms import Status
from townclerk.figures.declaration import Definition, Figure, Question
from townclerk.figures.display import parse_value, shown
from townclerk.figures.models import ReturnedValue, SignOff
from townclerk.figures.permission import Operator
from townclerk.figures.returned import rows_of

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader


@dataclass(frozen=True)
class Point:
    """One value of a series; `breaks` says what changed in the definition just before it."""

    figure: Figure
    breaks: str = ""


@dataclass(frozen=True)
class Moved:
    """An earlier value of the same question, and why it changed."""

    when: datetime
    display: str
    reason: str
    what: str


def series(definition: Definition, scope: str, reader: "Reader | Operator") -> list[Point]:
    """The figure over its periods and days, oldest first, in one pass; none where it lists none."""
    listing = questions.Listing()
    asked = [
        Ask(key=definition.key, scope=scope, period=label)
        for label in listing.periods(definition, scope)
    ]
    asked += [
        Ask(key=definition.key, scope=scope, as_at=day) for day in listing.days(definition, scope)
    ]
    found = those_open(asked, reader=reader)
    return _broken(definition, sorted(found, key=lambda figure: figure.begins))


def _broken(definition: Definition, found: Sequence[Figure]) -> list[Point]:
    points: list[Point] = []
    told: set[int] = set()
    for figure in found:
        start = figure.begins
        due = [c for c in definition.changes if c.start <= start and c.version not in told]
        told |= {change.version for change in due}
        points.append(Point(figure, "; ".join(change.what for change in due) if points else ""))
    return points


def moved(figure: Figure, reader: "Reader | Operator") -> list[Moved]:
    """Revisions of a returned figure, or sign-offs of a computed one, newest first.

    Only who may read unpublished values sees values that were never published.
    """
    label = figure.period.label if figure.period else ""
    question = Question(figure.scope, figure.period, figure.as_at)
    inside = permission.may_read(figure.definition, question, Status.PROVISIONAL, reader)
    shows = figure.definition
    if shows.returned:
        rows = rows_of({figure.key: {label}}).get((figure.key, figure.scope, label), [])
        rows = [row for row in rows if row.as_at == figure.as_at]
        return [
            Moved(
                row.stated_at,
                shown(parse_value(row.value, shows.unit), shows.unit, shows.display),
                row.reason,
                f"Revision {row.revision}",
            )
            for row in reversed(rows)
            if inside or row.published_at
        ]
    if not inside:
        return []
    signed = SignOff.objects.filter(key=figure.key, scope=figure.scope, period=label)
    return [
        Moved(row.signed_at, row.display, row.note, "Signed off")
        for row in signed.order_by("-signed_at")
    ]


def of_mine_that_moved(reader: "Reader") -> list[Figure]:
    """Signed figures the reader's roles own whose value or explanation has moved since."""
    owned = _of_roles_held(reader)
    latest: dict[tuple[str, str, str], SignOff] = {}
    for row in SignOff.objects.filter(key__in=owned).order_by("signed_at"):
        if permission.owns(owned[row.key], row.scope, reader):
            latest[row.key, row.scope, row.period] = row
    asked = [
        Ask(key=row.key, scope=row.scope, period=row.period or None, as_at=row.as_at)
        for row in latest.values()
    ]
    return [
        figure
        for figure in those_open(asked, reader=reader)
        if figure.status not in (Status.SIGNED_OFF, Status.PUBLISHED) or figure.caveats
    ]


def unsigned(reader: "Reader") -> list[ReturnedValue]:
    """Statements that wait for the reader's sign-off."""
    owned = _of_roles_held(reader)
    waiting = ReturnedValue.objects.filter(key__in=owned, signed_at=None)
    return [
        row
        for row in waiting
        if row.stated_by_id != reader.user_id and permission.owns(owned[row.key], row.scope, reader)
    ]


def unpublished(reader: "Reader") -> list[ReturnedValue]:
    """Signed statements of public figures that the reader may publish."""
    owned = {key: each for key, each in _of_roles_held(reader).items() if each.public}
    waiting = ReturnedValue.objects.filter(key__in=owned, published_at=None)
    signed = waiting.exclude(signed_at=None)
    return [row for row in signed if permission.owns(owned[row.key], row.scope, reader)]


def _of_roles_held(reader: "Reader") -> dict[str, Definition]:
    """Figures behind which a role stands that the reader holds for anything."""
    known = register.definitions()
    return {each.key: each for each in known if reader.held_somewhere(each.owner_role)}
