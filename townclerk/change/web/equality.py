"""Equality on pages: one assessment with what may be done to it, and the picture over many."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from townclerk.change import policies_options
from townclerk.change.core.programme_gates import Gate
from townclerk.change.models import EqualityAssessment, EqualityImpact, Project
from townclerk.change.operations import options_equality
from townclerk.change.queries.options_equality import (
    Subject,
    groups_on,
    lacking,
    over,
    reviews,
    titled,
)
from townclerk.change.registers_equality import ASSESSMENTS
from townclerk.change.registers_programme import PROJECTS
from townclerk.change.web import options_reading as reading
from townclerk.customers.public import named as consultation_named
from townclerk.democracy.public import decision_or_plan
from townclerk.platform import clock
from townclerk.platform.access.http import actor, public
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import may_contribute, sees_behind, visible
from townclerk.platform.registers.web.forms import RecordForm
from townclerk.platform.web import acts
from townclerk.platform.web.form_pages import form_page

EDITED = (
    "screening",
    "evidence",
    "consultation",
    "consultation_reference",
    "conclusion",
    "residual",
    "owner_role",
    "review_on",
)
RELATED = ("option__unit", "project__unit", "unit")


def _rows(reader: Reader) -> "QuerySet[Any]":
    try:
        return visible(ASSESSMENTS, reader)
    except Refused:
        return EqualityAssessment.objects.none()


def assessment_or_404(request: HttpRequest, pk: int) -> tuple[EqualityAssessment, bool]:
    """An assessment, and whether the reader sees it itself or only what is published of it."""
    reader = reading.reader_of(request)
    rows = EqualityAssessment.objects.select_related(*RELATED).prefetch_related("impacts")
    found = get_object_or_404(rows, pk=pk)
    project = found.project
    inside = (
        reviews(reader, found)
        or bool(sees_behind(ASSESSMENTS, reader, found))
        or (project is not None and bool(sees_behind(PROJECTS, reader, project)))
    )
    if not inside and not _rows(reader).filter(pk=pk).exists():
        raise Http404(str(pk))
    return found, inside


def subject_of(found: EqualityAssessment, reader: Reader) -> tuple[str, str]:
    """What it is of, and the page of that, as far as they are open to the reader."""
    if found.option is not None:
        return found.option.title, reverse("change:option", args=[found.option.reference])
    if found.project is not None:
        return found.project.title, reverse("change:project", args=[found.project.code])
    named = decision_or_plan(found.about_decision, reader)
    return titled([found], reader)[found.pk], named.address if named else ""


def _address(found: EqualityAssessment) -> str:
    return reverse("change:equality-assessment", args=[found.pk])


class OnAssessment(acts.Act):
    about = EqualityAssessment

    def trail(self) -> acts.Trail:
        return [
            ("Equality picture", reverse("change:option-equality")),
            (str(self.record), _address(self.record)),
        ]


class LookAtGroup(OnAssessment):
    title = "Look at a group"
    label = "Keep what it does"
    intro = ("A group that was looked at already is corrected.",)
    asked: ClassVar[str] = ""
    """The group that was chosen on the page before."""

    group = forms.ChoiceField(label="Group")
    effect = forms.ChoiceField(
        label="Effect", choices=EqualityImpact.Effect.choices, widget=forms.RadioSelect
    )
    degree = forms.ChoiceField(
        label="How much", choices=[("", "Not said"), *EqualityImpact.Degree.choices], required=False
    )
    evidence = forms.CharField(label="Evidence", widget=forms.Textarea, required=False)
    mitigation = forms.CharField(
        label="What is done about it", widget=forms.Textarea, required=False
    )
    remaining = forms.ChoiceField(
        label="What remains",
        choices=[("", "Not said"), *EqualityImpact.Degree.choices],
        required=False,
    )

    def prepare(self) -> None:
        """The group it was asked of, with what is said of it already."""
        field: Any = self.fields["group"]
        known = groups_on(self.record.started_on)
        field.choices = [("", "Choose a group"), *((one.code, one.title) for one in known)]
        before = self.record.impacts.filter(group=self.asked).first()
        said = ("effect", "degree", "evidence", "mitigation", "remaining")
        self.initial = {"group": self.asked}
        if before is not None:
            self.initial |= {name: getattr(before, name) for name in said}

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        options_equality.check_keeps(record, actor=actor, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state not in EqualityAssessment.FROZEN

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        stamp: dict[str, Any] = {"actor": actor, "moment": moment}
        group = given.pop("group")
        before = self.record.impacts.filter(group=group).first()
        if before is None:
            values = {"assessment": self.record, "group": group, **given}
            options_equality.create_impact(values, **stamp)
        else:
            options_equality.change_impact(before, given, **stamp)
        return "What it does to the group is kept."


def _look_at(group: str) -> type[OnAssessment]:
    """Of one group, with what is said of it already."""

    class OfGroup(LookAtGroup):
        asked = group

    return OfGroup


def _step(name: str) -> type[OnAssessment]:
    """A step of the table of states, with what is said with it."""
    move = policies_options.ASSESSMENT[name]

    class Step(OnAssessment):
        title = label = move.label
        reason = forms.CharField(
            label=f"{move.asks[:1].upper()}{move.asks[1:]}" or "What you looked at",
            widget=forms.Textarea,
            required=bool(move.asks),
            error_messages={"required": f"Say {move.asks}"},
        )

        def prepare(self) -> None:
            if name == "decide" and self.record.about_decision:
                self.initial = {"reason": self.record.about_decision}

        @classmethod
        def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
            options_equality.check_step(record, move, actor=actor, moment=moment)

        @classmethod
        def is_open(cls, record: Any) -> bool:
            return record.state in move.sources

        def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
            made = options_equality.move(self.record, name, **given, actor=actor, moment=moment)
            return f"It is now: {made.get_state_display().lower()}."

    return Step


ACTS: dict[str, type[OnAssessment]] = {
    "group": LookAtGroup,
    **{name: _step(name) for name in policies_options.ASSESSMENT},
}


def _offered(request: HttpRequest, found: EqualityAssessment) -> tuple[acts.Offered, ...]:
    named = [
        (kind, reverse("change:equality-act", args=[found.pk, name])) for name, kind in ACTS.items()
    ]
    offered = acts.offered(request, named, found)
    if acts.offered(request, [(LookAtGroup, "")], found):
        address = reverse("change:equality-edit", args=[found.pk])
        offered = (acts.Offered("Change what it says", address), *offered)
    return offered


@public
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment: what it is of, what it does to each group, what is done, who is next."""
    found, inside = assessment_or_404(request, pk)
    title, address = subject_of(found, reading.reader_of(request))
    seen = {impact.group: impact for impact in found.impacts.all()}
    content = {
        "found": found,
        "inside": inside,
        "subject": title,
        "address": address,
        "groups": [(group, seen.get(group.code)) for group in groups_on(found.started_on)],
        "lacks": lacking(found) if inside and found.state in ("screening", "full") else (),
        "consultation": consultation_named(found.consultation_reference),
        "roles": roles(),
        "may_edit": bool(acts.offered(request, [(LookAtGroup, "")], found)),
        "acts": _offered(request, found),
    }
    return render(request, "change/equality_assessment.html", content)


@public
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    if kind is LookAtGroup:
        kind = _look_at(request.GET.get("group", ""))
    found, _ = assessment_or_404(request, pk)
    return acts.act_page(request, kind, found)


@public
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says. What somebody else changed meanwhile is told, and nothing is lost."""
    found, _ = assessment_or_404(request, pk)
    who, moment = actor(request), clock.now()
    options_equality.check_keeps(found, actor=who, moment=moment)
    columns = tuple(column for column in ASSESSMENTS.columns if column.name in EDITED)
    reader = reading.reader_of(request)
    form = RecordForm(ASSESSMENTS, reader, found, request.POST or None, columns=columns)

    def done(given: dict[str, Any]) -> str:
        moved = {
            name: value for name, value in form.values.items() if getattr(found, name) != value
        }
        options_equality.change(
            found, moved, actor=who, moment=moment, expected_version=given["version"] or 0
        )
        return _address(found)

    trail = [
        ("Equality picture", reverse("change:option-equality")),
        (str(found), _address(found)),
    ]
    return form_page(request, form, done, title=str(found), label="Save", trail=trail)


@public
def picture(request: HttpRequest) -> HttpResponse:
    """The equality picture of options, projects and decisions together: each group once."""
    held, reader = reading.held_for(request), reading.reader_of(request)
    package, kind = request.GET.get("package", ""), request.GET.get("kind", "")
    kind = kind if kind in Subject.values else ""
    if package:
        kind = Subject.OPTION
    chosen = {one.pk for one in held.packages if not package or one.code == package}
    sheets = [one for one in held.sheets if one.package_id in chosen]
    content = {
        "found": over(
            sheets if kind in ("", Subject.OPTION) else (),
            projects=_going(reader) if kind in ("", Subject.PROJECT) else (),
            decisions=_of_decisions(reader) if kind in ("", Subject.DECISION) else (),
            on=clock.today(),
            reader=reader,
            public=not reading.reads_all(request),
        ),
        "packages": held.packages,
        "package": package,
        "kind": kind,
        "kinds": [(one.value, KINDS[one]) for one in Subject],
        "may_add": bool(may_contribute(ASSESSMENTS, reader)),
    }
    return render(request, "change/option_equality.html", content)


KINDS = {
    Subject.OPTION: "Options",
    Subject.PROJECT: "Projects",
    Subject.DECISION: "Other decisions",
}


def _going(reader: Reader) -> "QuerySet[Project]":
    """Projects that go on and are open to the reader."""
    try:
        return visible(PROJECTS, reader).exclude(gate=Gate.CLOSED.value).order_by("code")
    except Refused:
        return Project.objects.none()


def _of_decisions(reader: Reader) -> list[EqualityAssessment]:
    rows = EqualityAssessment.objects.filter(subject=Subject.DECISION).order_by("about_decision")
    seen = set(_rows(reader).filter(subject=Subject.DECISION).values_list("pk", flat=True))
    return [one for one in rows.select_related("unit") if one.pk in seen or reviews(reader, one)]
