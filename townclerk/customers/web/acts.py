"""The steps of a consultation as forms, for those who may take them."""

import re
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from townclerk.customers import permissions
from townclerk.customers.models import Answer, Consultation, PopulationGroup, Question, Theme
from townclerk.customers.operations import findings, proposals, responses
from townclerk.customers.parameters import standards
from townclerk.customers.policies import CONSULTATION
from townclerk.customers.queries import consultations as queries
from townclerk.customers.queries.findings import drafted
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import clock
from townclerk.platform.access.http import reader_of_request, signed_in
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input


def words(label: str, *, required: bool = True, help_text: str = "", rows: int = 4) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"Say {label[:1].lower()}{label[1:]}"},
    )


class ConsultationAct(acts.Act):
    """An act on one consultation, by whoever proposes and works on them."""

    about = Consultation
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check_proposes(actor, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in CONSULTATION[cls.step].sources

    def trail(self) -> acts.Trail:
        own = reverse("customers:consultation", args=[self.record.reference])
        return [("Consultations", reverse("customers:consultations")), (str(self.record), own)]


class Review(ConsultationAct):
    step = "review"
    title = label = CONSULTATION[step].label

    on = day_input("When the panel met")
    met = forms.MultipleChoiceField(
        label="Standards that are met", required=False, widget=forms.CheckboxSelectMultiple
    )
    why_not = words("Why it may go ahead with the others", required=False)
    advice = words("What the panel advised", required=False)

    def prepare(self) -> None:
        field: Any = self.fields["met"]
        field.choices = list(standards(clock.today()).items())

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check_reviews(actor, moment=moment)
        if actor.user is not None and actor.user.pk == record.proposed_by_id:
            raise Refused("You proposed it, so somebody else records the review of the panel.")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        proposals.review(self.record, **given, actor=actor, moment=moment)
        return "The review of the panel is recorded."


class Open(ConsultationAct):
    step = "open"
    title = label = CONSULTATION[step].label

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        proposals.open_for_answers(self.record, actor=actor, moment=moment)
        return "The consultation is open for answers."


class Analyse(ConsultationAct):
    step = "analyse"
    title = label = CONSULTATION[step].label
    intro = ("What comes out is kept as it is, with small numbers hidden.",)

    weigh_by = forms.ChoiceField(
        label="Weight the answers to the population by",
        required=False,
        help_text="Answers count as much as the group has people.",
    )

    def prepare(self) -> None:
        asked = self.record.questions.filter(kind=Question.Kind.GROUP)
        known = PopulationGroup.objects.filter(
            dimension__in=asked.values_list("dimension", flat=True)
        )
        field: Any = self.fields["weigh_by"]
        dimensions = known.order_by("dimension").values_list("dimension", flat=True).distinct()
        field.choices = [("", "Do not weight"), *((d, d.capitalize()) for d in dimensions)]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        findings.analyse(self.record, **given, actor=actor, moment=moment)
        return "The answers are worked out."


class Report(ConsultationAct):
    step = "report"
    title = label = CONSULTATION[step].label

    findings = words("What people said", rows=14, help_text="Everybody will read it.")

    def prepare(self) -> None:
        if self.record.analysis:
            self.initial["findings"] = drafted(self.record, self.record.analysis)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        findings.report(self.record, **given, actor=actor, moment=moment)
        return "The findings are published."


class FeedBack(ConsultationAct):
    step = "feed-back"
    title = label = CONSULTATION[step].label
    intro = ("Those who left an address are sent a link to it, and their addresses are removed.",)

    use_in_decision = words("How what people said changed the proposal", rows=6)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        findings.feed_back(self.record, **given, actor=actor, moment=moment)
        return "Those who answered are told what came of it."


class Withdraw(ConsultationAct):
    step = "withdraw"
    title = label = CONSULTATION[step].label

    reason = words("Why")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        proposals.withdraw(self.record, **given, actor=actor, moment=moment)
        return "The consultation is withdrawn."


class Code(ConsultationAct):
    """Which answers belong to a theme, by their numbers."""

    step = "code"
    title = "Say which answers belong to a theme"
    label = "Keep it"

    theme = forms.ModelChoiceField(
        label="Theme",
        queryset=Theme.objects.none(),
        error_messages={"required": "Choose the theme"},
    )
    numbers = forms.CharField(
        label="Numbers of the answers",
        required=False,
        help_text="For example, 3, 7, 12 to 15. They take the place of those kept before.",
    )

    def prepare(self) -> None:
        field: Any = self.fields["theme"]
        field.queryset = self.record.themes.order_by("code")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state == Consultation.State.LIVE and bool(record.themes.exists())

    def trail(self) -> acts.Trail:
        own = reverse("customers:answers", args=[self.record.reference])
        return [*super().trail(), ("Answers in words", own)]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        wanted = numbers_in(given["numbers"])
        found = Answer.objects.filter(
            pk__in=wanted,
            response__consultation=self.record,
            question__kind=Question.Kind.WORDS,
        )
        missing = sorted(wanted - set(found.values_list("pk", flat=True)))
        if missing:
            listed = ", ".join(str(one) for one in missing[:10])
            raise Problems([Problem(f"No answer here has the number {listed}.", field="numbers")])
        count = responses.mark(given["theme"], list(found), actor=actor, moment=moment)
        return f"The theme holds {count} answer{'' if count == 1 else 's'}."


def numbers_in(text: str) -> set[int]:
    """The numbers of a list such as “3, 7, 12 to 15”."""
    found: set[int] = set()
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = re.fullmatch(r"(\d{1,9})(?:\s*(?:to|-|–)\s*(\d{1,9}))?", part)
        if match is None:
            sentence = f"“{part}” is no number. Write them like 3, 7, 12 to 15."
            raise Problems([Problem(sentence, field="numbers")])
        first, last = int(match[1]), int(match[2] or match[1])
        if last - first > 1_000:
            raise Problems([Problem(f"“{part}” is more than a thousand answers.", field="numbers")])
        found |= set(range(first, last + 1))
    return found


class TakeBack(ConsultationAct):
    step = "take-back"
    title = "Take answers back"
    label = "Remove these answers"
    intro = ("For somebody who asks for it with the code they were shown when they answered.",)

    code = forms.CharField(
        label="Code", max_length=40, error_messages={"required": "Enter the code"}
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.responses.exists())

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        responses.take_back(self.record, **given, actor=actor, moment=moment)
        return "The answers are removed."


ACTS: dict[str, type[ConsultationAct]] = {
    kind.step: kind for kind in (Review, Open, Analyse, Report, FeedBack, Withdraw, Code, TakeBack)
}
ELSEWHERE = ("code", "take-back")
"""Acts that the page of the answers offers."""


def offered(
    request: HttpRequest, one: Consultation, *, only: tuple[str, ...] = ()
) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("customers:act", args=[one.reference, name]))
        for name, kind in ACTS.items()
        if (name in only if only else name not in ELSEWHERE)
    )
    return acts.offered(request, named, one)


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    reads = bool(permissions.reads(reader_of_request(request)))
    one = queries.open_to(reads).filter(reference=reference).first()
    if kind is None or one is None:
        raise Http404(reference)
    return acts.act_page(request, kind, one)
