"""What bears on an aim of the plan: each kind of record by its own register and permission."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from townclerk.assurance.public import ThreatenedAim, finds_aims
from townclerk.kernel.errors import TownclerkError
from townclerk.performance.models import Aim
from townclerk.platform.access.reader import Reader
from townclerk.platform.registers import by_name
from townclerk.platform.registers.declaration import rows_of
from townclerk.platform.registers.permission import visible

AIMS = "aims"
RISKS = "risks"
"""The register of risks, which name the aim they threaten by its code."""


@dataclass(frozen=True)
class Bearing:
    """One record that bears on an aim: what it is called, where it is, and how it bears."""

    title: str
    address: str
    note: str


@dataclass(frozen=True)
class Traced:
    """An aim with the aims above it and everything open to the reader that bears on it."""

    aim: Aim
    above: tuple[Aim, ...]
    below: tuple[Aim, ...]
    actions: tuple[Any, ...]
    families: tuple[tuple[str, tuple[Bearing, ...]], ...]


def _rows(name: str, reader: Reader, **wanted: Any) -> "QuerySet[Any]":
    """Those rows of a register that are open to the reader; none where the register is closed."""
    register = by_name(name)
    try:
        return visible(register, reader).filter(**wanted)
    except TownclerkError:
        return rows_of(register.model).none()


@finds_aims
def aim_named(code: str, reader: Reader | None) -> ThreatenedAim | None:
    """The aim a risk names; with a reader, only where it is open to them."""
    rows = Aim.objects.all() if reader is None else _rows(AIMS, reader)
    found = rows.filter(code=code).first()
    if found is None:
        return None
    address = reverse("performance:aim", args=[found.code])
    return ThreatenedAim(code=found.code, title=found.title, address=address)


def above(aim: Aim) -> tuple[Aim, ...]:
    """The aims it serves, from the highest down."""
    found: list[Aim] = []
    one = aim.parent
    while one is not None and one not in found:
        found.insert(0, one)
        one = one.parent
    return tuple(found)


def traced(aim: Aim, reader: Reader) -> Traced:
    measures = _rows("measures", reader, aim=aim, state="in-use")
    ratings = _rows("contributions", reader, aim=aim)
    risks = _rows(RISKS, reader, objective=aim.code)
    strategies = _rows("strategies", reader, aim=aim)
    plans = _rows("service-plan-aims", reader, aim=aim).select_related("plan")
    families = (
        (
            "Measured by",
            [Bearing(one.label, f"/performance/measures/{one.key}/", "") for one in measures],
        ),
        (
            "Threatened by",
            [
                Bearing(one.title, f"/r/{RISKS}/{one.pk}/", one.get_state_display())
                for one in risks
                if one.is_open
            ],
        ),
        (
            "Rated against it",
            [
                Bearing(
                    one.title,
                    f"/performance/ratings/{one.subject}/{one.reference}/",
                    f"{one.get_subject_display()}: {one.get_rating_display().lower()}",
                )
                for one in ratings
            ],
        ),
        (
            "Strategies for it",
            [
                Bearing(one.title, f"/r/strategies/{one.pk}/", one.get_state_display())
                for one in strategies
            ],
        ),
        (
            "Service plans that serve it",
            [
                Bearing(str(one.plan), f"/performance/service-plans/{one.plan.code}/", one.how)
                for one in plans
            ],
        ),
    )
    return Traced(
        aim=aim,
        above=above(aim),
        below=tuple(aim.beneath.all()),
        actions=tuple(_rows("plan-actions", reader, aim=aim).select_related("unit")),
        families=tuple((title, tuple(rows)) for title, rows in families if rows),
    )
