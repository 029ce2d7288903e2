"""One act as a form on a page of its own: what it asks, who may do it, what it does."""

from abc import ABCMeta, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.forms.forms import DeclarativeFieldsMetaclass
from django.http import HttpRequest, HttpResponse

from townclerk.platform import clock
from townclerk.platform.access.http import actor
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.web.form_pages import form_page

Trail = list[tuple[str, str]]
"""The titles and addresses of the pages above a page."""


class _Kind(DeclarativeFieldsMetaclass, ABCMeta):
    """A form that leaves something to be said by the forms made from it."""


class Act(forms.Form, metaclass=_Kind):
    """A form and what it does, to `record` when it acts on one."""

    title: ClassVar[str]
    """Heads the page and leads to it."""
    label: ClassVar[str]
    """On the button."""
    about: ClassVar[type[Model] | None] = None
    """The model of the record it acts on, when it acts on one."""
    intro: tuple[str, ...] = ()
    """Said above the fields; `prepare` may say more of the record."""

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.prepare()

    def prepare(self) -> None:
        """Fields and first values that depend on the record."""

    @classmethod
    @abstractmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        """Refuse whoever may not do it, by the rule the operation asks."""

    @classmethod
    def is_open(cls, record: Any) -> bool:
        """Whether the record is in a state to offer it."""
        return True

    @property
    def heading(self) -> str:
        return self.title if self.record is None else f"{self.title}: {self.record}"

    @abstractmethod
    def trail(self) -> Trail:
        """The pages above it; the last one offers the act and shows what it changed."""

    def after(self) -> str:
        """The address of the page to show once it is done."""
        return self.trail()[-1][1]

    @abstractmethod
    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        """Do it; a sentence of what was done."""


@dataclass(frozen=True)
class Offered:
    """An act that the reader may do, as a link."""

    label: str
    address: str


def offered(
    request: HttpRequest, acts: Iterable[tuple[type[Act], str]], record: Any = None
) -> tuple[Offered, ...]:
    """Those acts, each with its address, that are open to the reader and to the record's state."""
    who, moment = actor(request), clock.now()
    return tuple(
        Offered(kind.title, address)
        for kind, address in acts
        if kind.is_open(record) and _may(kind, who, record, moment)
    )


def _may(kind: type[Act], who: Actor, record: Any, moment: datetime) -> bool:
    try:
        kind.check(who, record, moment=moment)
    except Refused:
        return False
    return True


def act_page(request: HttpRequest, kind: type[Act], record: Any = None) -> HttpResponse:
    """The form of one act, and the deed when the form is sent. Refuses whoever may not do it."""
    who, moment = actor(request), clock.now()
    kind.check(who, record, moment=moment)
    form = kind(request.POST if request.method == "POST" else None, record=record)

    def done(given: dict[str, Any]) -> str:
        messages.info(request, form.act(given, actor=who, moment=moment))
        return form.after()

    return form_page(
        request,
        form,
        done,
        title=form.heading,
        label=form.label,
        trail=form.trail(),
        intro=form.intro,
    )
