"""Taking a risk of the programme's board to the corporate register."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from townclerk.assurance.operations import offered_risks
from townclerk.change.public import board_risk, board_risks
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import needs
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import labels
from townclerk.platform.web import acts
from townclerk.platform.web.fields import text_input


class Offer(acts.Act):
    title = "Take to the corporate register"
    label = "Offer it"
    intro = (
        "The risk team accepts it, or returns it with a reason.",
        "What the programme does about it comes along as a control; it is scored anew.",
    )

    called = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give it a title"}
    )
    unit = forms.ChoiceField(label="Service that answers for it", required=False)
    reason = text_input("Why it goes beyond the programme")

    def prepare(self) -> None:
        field: Any = self.fields["unit"]
        names = labels(clock.today())
        chosen = sorted(names.items(), key=lambda pair: pair[1].casefold())
        field.choices = [("", "Choose a service"), *chosen]
        own = self.record.unit
        self.initial = {"called": self.record.risk[:200], "unit": own.code if own else ""}

    @property
    def heading(self) -> str:
        return f"{self.title}: {self.record}"

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        board_risks.check_takes_on(record.code, actor=actor, moment=moment)

    def trail(self) -> acts.Trail:
        above = [("Programme", reverse("change:programme"))]
        return [*above, ("The risk", self.record.address)] if self.record.address else above

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        unit = Unit.objects.filter(code=given["unit"]).first()
        offered_risks.offer(
            self.record.code,
            unit=unit,
            title=given["called"],
            reason=given["reason"],
            actor=actor,
            moment=moment,
        )
        return "It is offered to the corporate register. The risk team accepts or returns it."


@needs(Verb.READ, Area.CHANGE, subject="sponsor")
def offer(request: HttpRequest, code: str) -> HttpResponse:
    found = board_risk(code, request.reader)  # type: ignore[attr-defined]
    if found is None or not found.address:
        raise Http404(code)
    return acts.act_page(request, Offer, found)
