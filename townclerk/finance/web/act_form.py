"""An act of finance: its verb in its area, the page that offers it, and fields acts share."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from townclerk.finance import permissions, policies
from townclerk.finance.permissions import PLANNING
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts


class Act(acts.Act):
    """`back` is the title and the address name of the page that offers it."""

    back: ClassVar[tuple[str, str]]
    verb: ClassVar[Verb] = Verb.CONTRIBUTE
    area: ClassVar[Area] = PLANNING
    subject: ClassVar[str] = ""

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check(actor, cls.verb, moment=moment, area=cls.area, subject=cls.subject)

    def trail(self) -> acts.Trail:
        return [("Medium-term plan", reverse("finance:plan")), (self.back[0], self.back_address())]

    def back_address(self) -> str:
        return reverse(self.back[1])


def offers_of_rows(
    reader: Reader,
    rows: Iterable[tuple[Any, Iterable[str]]],
    table: Mapping[str, type[Act]],
    address: str,
    *,
    unit: str | None = None,
) -> list[tuple[acts.Offered, ...]]:
    """The acts of each row, by names of the table, whose rule is their verb alone: no query a row.

    `unit` is whose the rows are, where a verb held for a unit reaches them.
    """

    def may(kind: type[Act]) -> bool:
        found = permissions.reaches(
            reader, kind.verb, area=kind.area, subject=kind.subject, unit=unit
        )
        return bool(found)

    return [
        tuple(
            acts.Offered(table[name].title, reverse(address, args=[name, row.pk]))
            for name in names
            if table[name].is_open(row) and may(table[name])
        )
        for row, names in rows
    ]


def words(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea,
        error_messages={"required": f"Enter {label[:1].lower()}{label[1:]}"},
    )


def step_field(moves: policies.Moves, state: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Step",
        widget=forms.RadioSelect,
        choices=[(name, move.label) for name, move in policies.open_moves(moves, state).items()],
        error_messages={
            "invalid_choice": "This step is not open to it as it stands now. Open its page again."
        },
    )


def may_step(
    actor: Actor, moves: policies.Moves, state: str, unit: str | None, **when: Any
) -> None:
    """Refuse whoever may take none of the steps open from a state."""
    found = list(policies.open_moves(moves, state).values())
    if not any(permissions.can(actor, move.verb, unit=unit, **when) for move in found):
        verb = found[0].verb if found else Verb.APPROVE
        permissions.check(actor, verb, unit=unit, **when)
