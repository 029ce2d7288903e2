"""The page of one version of a business case: what it says, and what officers say of it."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from townclerk.change.documents.case import case_document
from townclerk.change.models import BusinessCase, CaseAdvice
from townclerk.change.operations import case_advice, programme
from townclerk.change.permissions_programme import CHANGE, SPONSOR, check
from townclerk.change.queries import programme as queries
from townclerk.change.queries.case_advice import was_asked
from townclerk.change.queries.programme_gates import latest_case
from townclerk.change.registers_programme import PROJECTS
from townclerk.change.web import programme_acts, programme_presenters
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.documents import render_blocks
from townclerk.platform.documents.files import as_file
from townclerk.platform.registers.permission import sees_behind
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input

State = CaseAdvice.State


def case_or_404(request: HttpRequest, code: str, pk: int) -> BusinessCase:
    """A version, for who sees behind its project, and for whoever was asked of it."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    rows = BusinessCase.objects.select_related("project__pillar", "project__unit", "written_by")
    found = get_object_or_404(rows, pk=pk, project__code=code)
    if sees_behind(PROJECTS, reader, found.project) or was_asked(reader, found):
        return found
    raise Http404(code)


def _trail(case: BusinessCase, *, sees_project: bool = True) -> acts.Trail:
    """The pages above those of a version; who was only asked of it opens none but its own."""
    project, own = case.project, (case.called, _address(case))
    if not sees_project:
        return [(str(case), own[1])]
    return [
        ("Programme", reverse("change:programme")),
        (str(project), reverse("change:project", args=[project.code])),
        own,
    ]


def _address(case: BusinessCase) -> str:
    return reverse("change:case", args=[case.project.code, case.pk])


class Ask(acts.Act):
    title = "Ask finance, people and legal what they think"
    label = "Ask"
    about = BusinessCase
    intro = (
        "Officers who are asked find it among what they owe, and the case opens to them.",
        "Those asked already are not asked again.",
    )

    due = day_input("To answer by")

    @property
    def heading(self) -> str:
        return self.title

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        project = record.project
        at = {"unit": programme.unit_of(project), "project": project.code}
        check(actor, Verb.CONTRIBUTE, moment=moment, **at)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return _stands(record) and record.advice.count() < len(CaseAdvice.Discipline)

    def trail(self) -> acts.Trail:
        return _trail(self.record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = case_advice.ask(self.record, **given, actor=actor, moment=moment)
        names = [one.get_discipline_display().lower() for one in made]
        return f"Asked: {', '.join(names)}."


class Answer(acts.Act):
    title = "Say what you think"
    label = "Keep the answer"
    about = CaseAdvice
    sees_project: ClassVar[bool] = True
    intro = ("It is printed beside the signature and kept with the gate. It stops no signature.",)

    answer = forms.ChoiceField(
        label="You", choices=CaseAdvice.Answer.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="What you looked at, and what you ask for",
        widget=forms.Textarea,
        error_messages={"required": "Say what you looked at, and what you ask for"},
    )

    def prepare(self) -> None:
        self.initial = {"answer": self.record.answer, "text": self.record.text}

    @property
    def heading(self) -> str:
        return f"{self.record.get_discipline_display()}: what you think of {self.record.case}"

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        case_advice.check_answer(record, actor=actor, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state != State.OVERTAKEN and _stands(record.case)

    def trail(self) -> acts.Trail:
        return _trail(self.record.case, sees_project=self.sees_project)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        case_advice.answer(self.record, **given, actor=actor, moment=moment)
        return "Your answer is kept."


def _stands(case: BusinessCase) -> bool:
    """Whether it is the latest version, is not signed, and its project goes on."""
    latest = latest_case(case.project, case.kind)
    newest = latest is not None and latest.pk == case.pk
    return newest and case.signed_on is None and not case.project.is_closed


def _offered(request: HttpRequest, case: BusinessCase) -> tuple[acts.Offered, ...]:
    of = [case.project.code, case.pk]
    found = [*acts.offered(request, [(Ask, reverse("change:case-ask", args=of))], case)]
    for advice in case.advice.all():
        advice.case = case
        address = reverse("change:case-answer", args=[*of, advice.discipline])
        mine = acts.offered(request, [(Answer, address)], advice)
        name = advice.get_discipline_display().lower()
        found += [acts.Offered(f"{one.label}, for {name}", one.address) for one in mine]
    if programme_acts.unsigned(case.project) == case:
        address = reverse("change:project-act", args=[case.project.code, "sign"])
        found += acts.offered(request, [(programme_acts.SignCase, address)], case.project)
    return tuple(found)


@needs(Verb.READ, CHANGE, subject=SPONSOR)
def case(request: HttpRequest, code: str, pk: int, kind: str = "") -> HttpResponse:
    """A version of an initiation document or business case, as a page or a file."""
    found = case_or_404(request, code, pk)
    document = case_document(found, queries.savings_of(queries.read(), found.project))
    if kind:
        return as_file(request, document, kind, f"{found.project.code}-{found.kind}-{found.number}")
    reader: Reader = request.reader  # type: ignore[attr-defined]
    latest = latest_case(found.project, found.kind)
    content = {
        "case": found,
        "trail": _trail(found)[:-1],
        "sees_project": bool(sees_behind(PROJECTS, reader, found.project)),
        "later": latest if latest is not None and latest.pk != found.pk else None,
        "advice": [(one, programme_presenters.brief(one)) for one in found.advice.all()],
        "acts": _offered(request, found),
        "body": render_blocks(document),
    }
    return render(request, "change/case.html", content)


@needs(Verb.READ, CHANGE, subject=SPONSOR)
def ask(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return acts.act_page(request, Ask, case_or_404(request, code, pk))


@needs(Verb.READ, CHANGE, subject=SPONSOR)
def answer(request: HttpRequest, code: str, pk: int, discipline: str) -> HttpResponse:
    found = case_or_404(request, code, pk)
    rows = found.advice.select_related("case__project__unit", "case__written_by")
    reader: Reader = request.reader  # type: ignore[attr-defined]
    inside = bool(sees_behind(PROJECTS, reader, found.project))
    kind = type("AnswerOfReader", (Answer,), {"sees_project": inside})
    return acts.act_page(request, kind, get_object_or_404(rows, discipline=discipline))
