"""The corporate register of risks for the audit committee: one source for page, PDF and Word."""

from collections.abc import Sequence
from hashlib import sha256

from townclerk.assurance.documents.heat_map import heat_map
from townclerk.assurance.operations.risks import refuse_mixed
from townclerk.assurance.queries.risk_register import Register
from townclerk.assurance.queries.risks import Row
from townclerk.figures import links
from townclerk.kernel.display import date_display
from townclerk.platform.access.matrix import roles
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    Document,
    Heading,
    Paragraph,
    Table,
    Text,
)

SAID = {"up": "Up", "down": "Down", "new": "New", "same": "No change", "closed": "Closed"}


def risk_paper(register: Register) -> Document:
    """What the committee reads. Refuses to show scores of two versions of the matrix."""
    refuse_mixed(list(register.rows))
    blocks: list[Block] = [Heading("Where the risks stand"), Paragraph(_summary(register))]
    if register.matrix is not None and register.places:
        blocks.append(heat_map(register.matrix, register.places, title=register.finding))
    blocks += [
        *_scored(register),
        *_moved(register),
        *_overdue(register),
        *_waiting(register),
        *_unscored(register),
    ]
    return Document(
        title="Corporate register of risks",
        subtitle=f"As at {date_display(register.on)}",
        status="Made from the register of risks",
        checksum=sha256(repr(blocks).encode()).hexdigest()[:12],
        blocks=tuple(blocks),
    )


def _summary(register: Register) -> tuple[Text | BoundNumber, ...]:
    def bound(count: int, name: str) -> BoundNumber:
        key = f"assurance.risks.{name}"
        return BoundNumber(str(count), links.url(key, "corporate", as_at=register.on))

    since = f" since {date_display(register.paper.on)}" if register.paper else ""
    matrix = f" They are scored on “{register.matrix}”." if register.matrix else ""
    return (
        Text("Risks on the register: "),
        bound(len(register.rows), "open"),
        Text("; not scored: "),
        bound(len(register.unscored), "unscored"),
        Text("; above appetite: "),
        bound(len(register.over), "over_appetite"),
        Text("; actions past their day: "),
        bound(len(register.overdue), "overdue_actions"),
        Text(f".{matrix} Movement is told{since or ' since each was scored before'}."),
    )


def _part(
    heading: str, caption: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> list[Block]:
    if not rows:
        return []
    return [Heading(heading), Table(caption=caption, header=header, rows=tuple(rows))]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _scores(row: Row) -> tuple[str, ...]:
    found = row.found
    if found is None:
        return ("", "", "", "")
    over = "not set" if found.over_appetite is None else str(found.over_appetite)
    return (
        f"{found.inherent} {found.inherent_band.lower()}",
        f"{found.current} {found.current_band.lower()}",
        f"{found.target} {found.target_band.lower()}" if found.target is not None else "not set",
        over,
    )


def _scored(register: Register) -> list[Block]:
    rows = [
        (str(row.risk), register.unit(row.risk), *_scores(row), SAID[row.moved.said])
        for row in register.scored
    ]
    header = ("Risk", "Service", "Inherent", "Current", "Target", "Above appetite", "Movement")
    return _part("Risks by score", "The highest first", header, rows)


def _moved(register: Register) -> list[Block]:
    rows = [
        (
            str(row.risk),
            _number(row.moved.before),
            _number(row.moved.now),
            SAID[row.moved.said],
            row.score.why if row.score else "",
        )
        for row in register.moved
    ]
    return _part(
        "What moved",
        "Risks that rose, fell or are new",
        ("Risk", "Before", "Now", "Movement", "Why"),
        rows,
    )


def _overdue(register: Register) -> list[Block]:
    rows = [
        (
            str(action),
            str(row.risk),
            roles().get(action.owner_role, action.owner_role),
            date_display(action.due) if action.due else "",
        )
        for row, action in register.overdue
    ]
    return _part(
        "Actions past their day", "Not done and late", ("Action", "Risk", "Whose", "Due"), rows
    )


def _waiting(register: Register) -> list[Block]:
    rows = [
        (
            str(row.risk),
            register.unit(row.risk),
            roles().get(row.risk.owner_role, row.risk.owner_role),
        )
        for row in register.waiting
    ]
    return _part(
        "Not looked at since the last paper",
        "Neither scored nor reviewed",
        ("Risk", "Service", "Owner"),
        rows,
    )


def _unscored(register: Register) -> list[Block]:
    rows = [(str(row.risk), register.unit(row.risk), row.risk.cause) for row in register.unscored]
    return _part("Not scored yet", "Proposed, by title", ("Risk", "Service", "Cause"), rows)
