"""How the records of a register are found by search: under the same permissions as its rows."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from townclerk.platform.registers.declaration import Register, rows_of
from townclerk.platform.registers.permission import unit_of
from townclerk.platform.registers.values import shown
from townclerk.platform.search import Audience, Findable, SearchableModel


def searchable(register: Register) -> SearchableModel:
    """What the index keeps of each record. Text is looked in and not shown."""
    columns = [column for name in register.search if (column := register.column(name))]

    def findable(record: Any) -> Findable:
        return Findable(
            title=str(record),
            url=reverse("registers:detail", args=[register.name, record.pk]),
            area=register.area,
            audience=Audience.PUBLISHED if _is_published(register, record) else Audience.RECORDS,
            unit=unit_of(register, record) or "",
            clearance=register.clearance,
            subject=register.subject,
            summary=register.singular[:1].upper() + register.singular[1:],
            text=" ".join(filter(None, (shown(register, column, record) for column in columns))),
        )

    return SearchableModel(
        kind=register.name,
        title=register.title,
        model=register.model,
        findable=findable,
        related=register.followed(),
    )


def _is_published(register: Register, record: Any) -> bool:
    condition: Q | None = register.published_when
    if condition is None:
        return False
    return rows_of(register.model).filter(condition, pk=record.pk).exists()
