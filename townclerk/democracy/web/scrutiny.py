"""Work programmes on pages: what each committee looks at and when, and the steps of one topic."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.democracy.models import LinkItem, Meeting, Programme, Topic
from townclerk.democracy.operations import scrutiny as operations
from townclerk.democracy.permissions import check, if_open
from townclerk.democracy.policies_scrutiny import LINK, TOPIC
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.democracy.queries import scrutiny as queries
from townclerk.democracy.registers_scrutiny import LINKS, PROGRAMMES, TOPICS
from townclerk.democracy.web.papers import inside
from townclerk.figures import Ask
from townclerk.figures import url as figure_url
from townclerk.figures.asking import those_open
from townclerk.platform import clock
from townclerk.platform.access.http import public, signed_in
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import may_contribute, visible
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input

COLOURS = {
    "suggested": "grey",
    "accepted": "turquoise",
    "scheduled": "blue",
    "considered": "green",
    "followed-up": "green",
    "dropped": "grey",
}
FIGURES = ("meetings", "topics_considered", "reviews", "recommendations", "call_ins")


def told(request: HttpRequest, keys: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Figures the reader may open: label, how it is written, and where its explanation is."""
    asked = [Ask(key=key) for key in keys]
    found = those_open(asked, reader=request.reader)  # type: ignore[attr-defined]
    return [(one.label, one.display, figure_url(one.key)) for one in found]


@public
def index(request: HttpRequest) -> HttpResponse:
    """The programme of each body in one municipal year, meeting by meeting."""
    reader = request.reader  # type: ignore[attr-defined]
    programmes = visible(PROGRAMMES, reader).select_related("body").order_by("body__name")
    years = sorted(set(programmes.values_list("year", flat=True)), reverse=True)
    year = request.GET.get("year") or (years[0] if years else "")
    topics = visible(TOPICS, reader).select_related("meeting")
    content = {
        "programmes": [
            (one, _meetings(one), _loose(one, topics), inside(request, one))
            for one in programmes.filter(year=year)
        ],
        "years": years,
        "year": year,
        "colours": COLOURS,
        "links": _links(request),
        "may_add": bool(may_contribute(TOPICS, reader)),
        "figures": told(request, tuple(f"democracy.scrutiny.{name}" for name in FIGURES)),
    }
    return render(request, "democracy/scrutiny.html", content)


def _meetings(programme: Programme) -> list[queries.Load]:
    found = queries.loads(programme)
    return [load for load in found if load.topics or load.meeting.state in Meeting.TO_COME]


def _loose(programme: Programme, topics: Iterable[Topic]) -> list[Topic]:
    """Those of a programme that are on no meeting, so shown below its meetings."""
    return [one for one in topics if one.programme_id == programme.pk and one.meeting_id is None]


@public
def topic(request: HttpRequest, reference: str) -> HttpResponse:
    """One topic, with what it overlaps and what came of it."""
    found = _topic(request, reference)
    within, reader = inside(request, found), request.reader  # type: ignore[attr-defined]
    live = found.state in Topic.LIVE and within
    meetings = meeting_queries.open_to(reader)
    content = {
        "topic": found,
        "meeting": if_open(found.meeting, meetings),
        "minuted": if_open(found.minuted.meeting if found.minuted else None, meetings),
        "colour": COLOURS[found.state],
        "overlaps": queries.overlapping(found, clock.today(), reader) if live else (),
        "weighed": found.overlaps if inside(request) else "",
        "inside": within,
        "acts": acts.offered(
            request,
            (
                (kind, reverse("democracy:topic_act", args=[reference, name]))
                for name, kind in ACTS.items()
            ),
            found,
        ),
    }
    return render(request, "democracy/topic.html", content)


def _topic(request: HttpRequest, reference: str) -> Topic:
    rows = visible(TOPICS, request.reader)  # type: ignore[attr-defined]
    found = rows.select_related("programme__body", "meeting__body", "minuted__meeting__body")
    one: Topic | None = found.filter(reference=reference).first()
    if one is None:
        raise Http404(f"No topic {reference} is open to this reader.")
    return one


class TopicAct(acts.Act):
    """A step of a topic."""

    about = Topic
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        check(actor, *TOPIC[cls.step].roles, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in TOPIC[cls.step].sources

    def trail(self) -> acts.Trail:
        own = reverse("democracy:topic", args=[self.record.reference])
        return [("Scrutiny", reverse("democracy:scrutiny")), (self.record.title, own)]


def _why(label: str = "Why", *, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, widget=area, required=required)


def _resolving(topic: Topic) -> Any:
    """Meetings that may have resolved it: held, of its body or of a management board."""
    held = Meeting.objects.filter(state=Meeting.State.HELD).select_related("body")
    own, boards = held.filter(body=topic.programme.body), held.filter(body__kind="board")
    return (own | boards).order_by("-on")


class Accept(TopicAct):
    step = "accept"
    title = label = TOPIC[step].label

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.accept(self.record, actor=actor, moment=moment)
        return "The topic is accepted."


class GoAhead(TopicAct):
    step = "go-ahead"
    title = label = TOPIC[step].label

    reason = _why("Why it is worth doing beside what it overlaps")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and bool(record.overlaps)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.go_ahead(self.record, **given, actor=actor, moment=moment)
        return "The reason is kept. The topic can be accepted."


class Schedule(TopicAct):
    step = "schedule"
    title = label = TOPIC[step].label

    meeting = forms.ModelChoiceField(label="Meeting", queryset=Meeting.objects.none())

    def prepare(self) -> None:
        field: Any = self.fields["meeting"]
        rows = Meeting.objects.filter(body=self.record.programme.body)
        field.queryset = rows.filter(state__in=Meeting.TO_COME).select_related("body")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.schedule(self.record, **given, actor=actor, moment=moment)
        return f"The topic is for {made.meeting}."


class Consider(TopicAct):
    step = "consider"
    title = label = TOPIC[step].label

    outcome = _why("What came of it")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.consider(self.record, **given, actor=actor, moment=moment)
        return "It is recorded that the topic was considered."


class FollowUp(TopicAct):
    step = "follow-up"
    title = label = TOPIC[step].label

    outcome = _why("What followed")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.follow_up(self.record, **given, actor=actor, moment=moment)
        return "What followed is recorded."


class Defer(TopicAct):
    step = "defer"
    title = label = TOPIC[step].label

    to = day_input("Deferred to")
    at = forms.ModelChoiceField(label="Resolved at", queryset=Meeting.objects.none())
    reason = _why("Why; it is added to the minutes of that meeting")

    def prepare(self) -> None:
        field: Any = self.fields["at"]
        field.queryset = _resolving(self.record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.defer(self.record, **given, actor=actor, moment=moment)
        return "The topic is deferred, and the minutes say why."


class Drop(TopicAct):
    step = "drop"
    title = label = TOPIC[step].label

    at = forms.ModelChoiceField(label="Resolved at", queryset=Meeting.objects.none())
    reason = _why("Why; it is added to the minutes of that meeting")

    def prepare(self) -> None:
        field: Any = self.fields["at"]
        field.queryset = _resolving(self.record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.drop(self.record, **given, actor=actor, moment=moment)
        return "The topic is dropped, and the minutes say why."


class FeedBack(acts.Act):
    """A body of this council heard what the link member brought back."""

    about = LinkItem
    title = label = LINK["feed-back"].label

    at = forms.ModelChoiceField(label="Heard at", queryset=Meeting.objects.none())

    def prepare(self) -> None:
        field: Any = self.fields["at"]
        rows = Meeting.objects.filter(state=Meeting.State.HELD, on__gte=self.record.meeting.on)
        if self.record.feeds_id:
            rows = rows.filter(body=self.record.feeds)
        field.queryset = rows

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        check(actor, *LINK["feed-back"].roles, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in LINK["feed-back"].sources

    def trail(self) -> acts.Trail:
        return [("Scrutiny", reverse("democracy:scrutiny"))]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.feed_back(self.record, **given, actor=actor, moment=moment)
        return "It is recorded who heard of it."


def _links(request: HttpRequest) -> list[tuple[LinkItem, tuple[acts.Offered, ...]]]:
    rows = visible(LINKS, request.reader)  # type: ignore[attr-defined]
    found = rows.select_related("meeting__body", "feeds", "fed_at__body")
    return [
        (
            one,
            acts.offered(
                request, [(FeedBack, reverse("democracy:feed_back", args=[one.reference]))], one
            ),
        )
        for one in found.order_by("-meeting__on", "reference")
    ]


@signed_in
def feed_back(request: HttpRequest, reference: str) -> HttpResponse:
    rows = visible(LINKS, request.reader)  # type: ignore[attr-defined]
    found = rows.filter(reference=reference).first()
    if found is None:
        raise Http404(reference)
    return acts.act_page(request, FeedBack, found)


ACTS: dict[str, type[TopicAct]] = {
    kind.step: kind for kind in (Accept, Schedule, GoAhead, Defer, Drop, Consider, FollowUp)
}


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    return acts.act_page(request, kind, _topic(request, reference))
