"""One act as a form: what it asks, who may do it, what it does."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.urls import reverse

from townclerk.finance.permissions import PLANNING
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.audit.log import Actor


class Act(forms.Form):
    """A form and what it does. `back` is the page that offers it and shows what it changed."""

    title: ClassVar[str]
    label: ClassVar[str]
    back: ClassVar[tuple[str, str]]
    """The title and the address name of that page."""
    verb: ClassVar[Verb] = Verb.CONTRIBUTE
    area: ClassVar[Area] = PLANNING
    about: ClassVar[type[Model] | None] = None
    """The model of the record it acts on, when it acts on one."""
    intro: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.prepare()

    def prepare(self) -> None:
        """Fields and first values that depend on the record."""

    def back_address(self) -> str:
        return reverse(self.back[1])

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        """Do it; a sentence of what was done."""
        raise NotImplementedError
