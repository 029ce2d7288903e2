"""What an area declares so that its records and pages are found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.areas import CLEARANCES, Area


class Audience(StrEnum):
    """How far a reader must reach in the area to be shown the result."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed-in"
    PUBLISHED = "published"
    TOTALS = "totals"
    RECORDS = "records"


class WrongDeclaration(TownclerkError):
    """A declaration that could leak or could not work: a fault of the program."""


@dataclass(frozen=True, kw_only=True)
class Findable:
    """One page as search knows it. `text` is looked in and not shown; `summary` is shown."""

    title: str
    url: str
    area: Area | None = None
    audience: Audience = Audience.RECORDS
    unit: str = ""
    scopes: tuple[str, ...] = ()
    """What else it is of, with its kind before it: its project, its bodies, its kind of case."""
    clearance: str = ""
    subject: str = ""
    summary: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if self.audience is Audience.EVERYONE and self.clearance:
            raise WrongDeclaration(
                f"“{self.title}” is for everyone and needs the clearance {self.clearance}. "
                "Choose one."
            )
        if self.audience not in (Audience.EVERYONE, Audience.SIGNED_IN) and self.area is None:
            raise WrongDeclaration(f"“{self.title}” names no area, so nobody could be let in.")
        if self.clearance and self.clearance not in CLEARANCES:
            raise WrongDeclaration(f"“{self.title}” needs an unknown clearance {self.clearance}.")


@dataclass(frozen=True, kw_only=True)
class SearchableModel:
    """Records indexed in the transaction that writes them. `findable` answers None to hide one."""

    kind: str
    title: str
    model: type[Model]
    findable: Callable[[Any], Findable | None]
    related: tuple[str, ...] = ()
    """Foreign keys that `findable` follows, read together when the index is built."""


@dataclass(frozen=True, kw_only=True)
class SearchablePages:
    """Pages that come from the program itself (figures, actions), each under a stable key."""

    kind: str
    title: str
    pages: Callable[[], Iterable[tuple[str, Findable]]]


D = TypeVar("D", SearchableModel, SearchablePages)

_models: dict[type[Model], SearchableModel] = {}
_pages: dict[str, SearchablePages] = {}


def declare(declared: D) -> D:
    """Keep a declaration. Called once from `AppConfig.ready`; a kind or model twice is a fault."""
    if declared.kind in titles():
        raise WrongDeclaration(f"The kind {declared.kind} is declared twice for search.")
    if isinstance(declared, SearchablePages):
        _pages[declared.kind] = declared
        return declared
    if declared.model in _models:
        raise WrongDeclaration(f"{declared.model.__name__} is declared twice for search.")
    _models[declared.model] = declared
    # Signals, although business flow has none: the index is a copy, like the history rows beside
    # it, and must follow every write in its transaction, whoever makes it. Connected for this
    # model alone, so that other models keep their fast deletes.
    post_save.connect(_saved, sender=declared.model, dispatch_uid="search-saved")
    post_delete.connect(_deleted, sender=declared.model, dispatch_uid="search-deleted")
    return declared


def _saved(sender: type[Model], instance: Model, **named: Any) -> None:
    from townclerk.platform.search import index

    index.put_records([instance])


def _deleted(sender: type[Model], instance: Model, **named: Any) -> None:
    from townclerk.platform.search import index

    index.forget(_models[sender].kind, [str(instance.pk)])


def withdraw(kind: str) -> None:
    """Forget a declaration: for tests that declare one of their own."""
    _pages.pop(kind, None)
    for model in [model for model, found in _models.items() if found.kind == kind]:
        post_save.disconnect(sender=model, dispatch_uid="search-saved")
        post_delete.disconnect(sender=model, dispatch_uid="search-deleted")
        del _models[model]


def declared_models() -> tuple[SearchableModel, ...]:
    return tuple(_models.values())


def declared_pages() -> tuple[SearchablePages, ...]:
    return tuple(_pages.values())


def declaration_of(model: type[Model]) -> SearchableModel | None:
    return _models.get(model)


def titles() -> dict[str, str]:
    """Kinds and the words for them."""
    of_models = {found.kind: found.title for found in _models.values()}
    return of_models | {found.kind: found.title for found in _pages.values()}
