"""An act of finance: its verb in its area, and the page that offers it."""

from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from townclerk.finance import permissions
from townclerk.finance.permissions import PLANNING
from townclerk.platform.access.areas import Area, Verb
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
