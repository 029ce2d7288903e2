"""How the records of a register are found by search: under the same permissions as its rows."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save
from django.urls import reverse

from townclerk.platform.registers.declaration import Register, rows_of
from townclerk.platform.registers.permission import lookups, scopes_of
from townclerk.platform.registers.values import shown
from townclerk.platform.search import Audience, Findable, SearchableModel
from townclerk.platform.search.declaration import declaration_of
from townclerk.platform.search.index import put_records


def searchable(register: Register) -> SearchableModel:
    """What the index keeps of each record. Text is looked in and not shown."""
    for name in _deciders(register):
        _follow(register, name)
    columns = [column for name in register.search if (column := register.column(name))]

    def findable(record: Any) -> Findable:
        unit, scopes = scopes_of(register, record)
        return Findable(
            title=str(record),
            url=reverse("registers:detail", args=[register.name, record.pk]),
            area=register.area,
            audience=Audience.PUBLISHED if _is_published(register, record) else Audience.RECORDS,
            unit=unit,
            scopes=scopes,
            clearance=register.clearance,
            subject=register.subject,
            text=" ".join(filter(None, (shown(register, column, record) for column in columns))),
        )

    return SearchableModel(
        kind=register.name,
        title=register.title,
        model=register.model,
        findable=findable,
        related=followed(register),
    )


def followed(register: Register) -> tuple[str, ...]:
    """Foreign keys that are read together with a record when it is indexed."""
    paths = [lookup.split("__")[:-1] for _, lookup in register.scopes]
    upto = ["__".join(path[:n]) for path in paths for n in range(1, len(path) + 1)]
    return tuple(dict.fromkeys([*register.followed(), *upto]))


def _is_published(register: Register, record: Any) -> bool:
    condition: Q | None = register.published_when
    if condition is None:
        return False
    return rows_of(register.model).filter(condition, pk=record.pk).exists()


def _deciders(register: Register) -> list[str]:
    """Foreign keys to the records that decide who may find this one: its plan, its reserve."""
    paths = [lookup for _, lookup in lookups(register) if lookup.count("__") > 1]
    if register.published_when is not None:
        paths += [path for path, _ in _conditions(register.published_when)]
    firsts = sorted({path.split("__")[0] for path in paths} - {"pk"})
    return [name for name in firsts if _field(register, name).is_relation]


def _field(register: Register, name: str) -> Any:
    return register.model._meta.get_field(name)  # noqa: SLF001 (the documented way to a field)


def _conditions(condition: Q) -> Iterator[tuple[str, Any]]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _conditions(child)
        elif isinstance(child, tuple):
            yield child


def _follow(register: Register, name: str) -> None:
    """Index the records again when what decides about them changes, as when a plan is published."""

    def again(instance: Any, created: bool, **_: Any) -> None:
        if not created and declaration_of(register.model) is not None:
            rows = rows_of(register.model).filter(**{name: instance})
            put_records(rows.select_related(*followed(register)))

    sender = _field(register, name).related_model
    post_save.connect(again, sender=sender, weak=False, dispatch_uid=f"{register.name}.{name}")
