"""What programs follow: meetings as a calendar; decisions, the forward plan and agendas as news."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from townclerk.democracy.core.meeting_calendar import Sitting, meeting_calendar
from townclerk.democracy.models import AgendaItem, Body, Entry, Meeting
from townclerk.democracy.queries import decisions as decision_queries
from townclerk.democracy.queries import forward_plan as plan_queries
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.kernel.display import date_display
from townclerk.platform import clock
from townclerk.platform.access.http import public
from townclerk.platform.access.reader import Reader
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines.feeds import owner_of

BACK = timedelta(days=400)
"""How far back a calendar goes; older meetings are on the pages."""
MOST = 50
"""The newest entries that a feed of news has."""
FORMS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


CONTENT = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}


def _site() -> str:
    return settings.SITE_URL.rstrip("/")


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every address that a program may follow."""
    content = {
        "bodies": Body.objects.filter(public=True, meetings__state__in=Meeting.OPEN)
        .order_by("name")
        .distinct(),
        "news": [
            (label, reverse("democracy:news", args=[name, "rss"]), _news_address(name, "atom"))
            for name, (label, _) in NEWS.items()
        ],
        "kinds": OPARL_KINDS,
    }
    return render(request, "democracy/feeds.html", content)


def _news_address(name: str, form: str) -> str:
    return reverse("democracy:news", args=[name, form])


OPARL_KINDS = (
    ("body", "The council"),
    ("organization", "Bodies and groups"),
    ("person", "Members"),
    ("membership", "Memberships"),
    ("meeting", "Meetings"),
    ("agenda-item", "Agenda items"),
    ("paper", "Papers"),
    ("file", "Files"),
    ("consultation", "Consultations of papers"),
    ("legislative-term", "Municipal years"),
    ("location", "Places"),
)


def sitting_of(meeting: Meeting, minutes: int | None) -> Sitting:
    hours = time.fromisoformat(meeting.starts) if meeting.starts else time(0)
    return Sitting(
        key=f"meeting-{meeting.pk}@townclerk",
        body=meeting.body.code,
        at=datetime.combine(meeting.on, hours),
        timed=bool(meeting.starts),
        title=meeting.body.name,
        place=meeting.place,
        minutes=minutes,
        address=_site() + reverse("democracy:meeting", args=[meeting.reference]),
        sequence=meeting.version - 1,
        cancelled=meeting.state == Meeting.State.CANCELLED,
    )


def _calendar(name: str, meetings: Iterable[Meeting]) -> HttpResponse:
    known = list(meetings)
    minutes: dict[int, int] = {}
    for row in AgendaItem.objects.filter(meeting__in=known, duration__isnull=False):
        minutes[row.meeting_id] = minutes.get(row.meeting_id, 0) + (row.duration or 0)
    content = meeting_calendar(
        name=name,
        sittings=[sitting_of(meeting, minutes.get(meeting.pk)) for meeting in known],
        made=clock.now(),
    )
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@public
@require_safe
def calendar(request: HttpRequest, code: str = "") -> HttpResponse:
    """The public meetings of every body, or of one."""
    found = meeting_queries.open_to(None).filter(on__gte=clock.today() - BACK)
    if not code:
        return _calendar("Meetings of the council", found)
    body = get_object_or_404(Body, code=code, public=True)
    return _calendar(f"Meetings: {body.name}", found.filter(body=body))


@public
@never_cache
@require_safe
def private_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Every meeting its owner may open, for calendar programs, which do not sign in."""
    user = owner_of(secret)
    if user is None:
        raise Http404("There is no such calendar.")
    reader = Reader.of(user, clock.today())
    found = meeting_queries.open_to(reader).filter(on__gte=clock.today() - BACK)
    return _calendar("Meetings", found)


def _decisions(feed: SyndicationFeed) -> None:
    found = decision_queries.open_to(None).filter(published_on__isnull=False)
    for row in found.order_by("-published_on", "-pk")[:MOST]:
        said = f"{row.made_by}: {row.text}"
        address = reverse("democracy:decision", args=[row.reference])
        _add(feed, row.title, address, said, row.published_on)


def _forward_plan(feed: SyndicationFeed) -> None:
    found = plan_queries.open_to(None).filter(published_on__isnull=False)
    for row in found.order_by("-published_on", "-pk")[:MOST]:
        _add(
            feed,
            row.title,
            reverse("democracy:entry", args=[row.reference]),
            _foretold(row),
            row.published_on,
        )


def _foretold(row: Entry) -> str:
    said = f"To be decided by {row.made_by} on {date_display(row.decision_on)}. {row.text}"
    return f"{row.get_state_display()}. {said}" if row.state not in Entry.TO_COME else said


def _agendas(feed: SyndicationFeed) -> None:
    found = meeting_queries.open_to(None).filter(
        state__in=(Meeting.State.AGENDA, Meeting.State.HELD), agenda_on__isnull=False
    )
    for row in found.prefetch_related("items").order_by("-agenda_on", "-pk")[:MOST]:
        said = "; ".join(str(item) for item in row.items.all())
        address = reverse("democracy:meeting", args=[row.reference])
        _add(feed, f"Agenda: {row}", address, said, row.agenda_on)


NEWS = {
    "decisions": ("Decisions", _decisions),
    "forward-plan": ("Forward plan", _forward_plan),
    "agendas": ("Agendas", _agendas),
}


def _add(feed: SyndicationFeed, title: str, path: str, said: str, on: date | None) -> None:
    at = datetime.combine(on, time(0), LOCAL) if on else None
    address = _site() + path
    feed.add_item(
        title=title, link=address, description=said, unique_id=address, pubdate=at, updateddate=at
    )


@public
@require_safe
def news(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The newest decisions, entries of the forward plan or agendas, as RSS or Atom."""
    if name not in NEWS or form not in FORMS:
        raise Http404(name)
    label, fill = NEWS[name]
    feed = FORMS[form](
        title=label,
        link=_site() + reverse("democracy:feeds"),
        description=f"{label} of the council, the newest first",
        language="en-GB",
        feed_url=_site() + _news_address(name, form),
    )
    fill(feed)
    return HttpResponse(feed.writeString("utf-8"), content_type=CONTENT[form])
