"""Who may read a figure, and how far down its explanation.

Access classes of the levels of an explanation: 'public' (everybody), 'totals' (who reads totals in
the figure's area), 'records' (who reads single records there), 'personal', 'exempt' or another
clearance (who reads records and holds that clearance). The top of a public figure is 'public'.
"""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from townclerk.figures import register
from townclerk.figures.core.cutting import Sight
from townclerk.figures.core.terms import Status
from townclerk.figures.declaration import COUNCIL, Definition, Question
from townclerk.figures.errors import NotForReader, UnknownFigure
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import of_unit

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Decision, Reader


class Operator:
    """Who runs commands on the machine itself: sees everything, as they could in the database."""


OPERATOR = Operator()


def require(
    definition: Definition, question: Question, status: Status, reader: "Reader | Operator"
) -> None:
    """Refuse a figure the reader's roles do not reach."""
    if not may_read(definition, question, status, reader):
        raise NotForReader(
            f"{definition.label} is not open to you. It is held by the role "
            f"{role_title(definition.owner_role)}."
        )


def may_read(
    definition: Definition, question: Question, status: Status, reader: "Reader | Operator"
) -> bool:
    """Published public figures are for all; the rest for who reads totals in the area."""
    if isinstance(reader, Operator):
        return True
    if definition.public and status.open_to_public:
        return True
    unit = unit_asked(definition, question)
    decision = reader.may(
        Verb.READ,
        definition.area,
        unit=unit,
        clearance=definition.clearance or None,
        published=definition.public and status.open_to_public,
        aggregate=True,
    )
    return bool(decision.allowed)


def stating(definition: Definition, scope: str, reader: "Reader") -> "Decision":
    """Whether the reader may state values of the figure for a scope, and why not."""
    unit = unit_asked(definition, Question(scope))
    return reader.may(Verb.CONTRIBUTE, definition.area, unit=unit)


def unit_asked(definition: Definition, question: Question) -> str | None:
    """The organisation unit a question is about, whatever its scope where the figure is a unit's
    own; None for the whole council."""
    if definition.unit_of:
        return definition.unit_of
    return None if question.scope == COUNCIL else question.scope


def owns(definition: Definition, scope: str, reader: "Reader") -> bool:
    """Whether the reader holds the role that stands behind the figure, for what it is about."""
    of_units = "unit" in definition.grain.scopes and scope != COUNCIL
    return reader.held(
        definition.owner_role, at=of_unit(definition.unit_of or (scope if of_units else None))
    )


def sight(definition: Definition, question: Question, reader: "Reader | Operator") -> Sight:
    """How far down the reader sees."""
    if isinstance(reader, Operator):
        return Sight(lambda access: True, records=True, names=True, role_title=role_title)
    unit = unit_asked(definition, question)
    clearance = definition.clearance or None
    records = reader.may(Verb.READ, definition.area, unit=unit, clearance=clearance).allowed
    totals = _reads_totals(definition, reader)

    def opens(access: str) -> bool:
        if access in ("", "public"):
            return True
        if access == "totals":
            return totals
        if access == "records":
            return records
        return records and access in reader.clearances

    named = records and reader.user_id is not None
    return Sight(
        opens,
        records=records,
        names=named,
        role_title=role_title,
        opens_figure=lambda figure: _opens_figure(figure, definition, question, reader),
    )


def _opens_figure(figure: str, parent: Definition, question: Question, reader: "Reader") -> bool:
    """A part that is a figure opens as that figure would: with its parent when both are public."""
    key, _, query = figure.partition("?")
    try:
        part = register.definition(key)
    except UnknownFigure:
        return False
    if part.public and parent.public:
        return True
    scope = parse_qs(query).get("scope", [question.scope])[0]
    return may_read(part, Question(scope), Status.PROVISIONAL, reader)


def _reads_totals(definition: Definition, reader: "Reader") -> bool:
    return reader.may(
        Verb.READ, definition.area, clearance=definition.clearance or None, aggregate=True
    ).allowed


def may_list(definition: Definition, reader: "Reader | Operator") -> bool:
    """Whether the reader may know that the figure exists."""
    if isinstance(reader, Operator) or definition.public:
        return True
    return _reads_totals(definition, reader)


def role_title(role: str) -> str:
    """A role's code as words: 's151-officer' is 'Section 151 officer'."""
    words = role.replace("-", " ").replace("s151", "section 151")
    return words[:1].upper() + words[1:]
