"""A review whose report waits for its committee, appeals that wait to be heard, who may sit."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from townclerk.democracy.models import AppealSeason, Body, Meeting, School
from townclerk.democracy.operations import appeals, reviews
from townclerk.democracy.queries.member_development import may_sit
from townclerk.platform import clock, records
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor


def leave_scrutiny(owner: User) -> dict[str, str]:
    """Leave them, and tell their addresses, each by the name of its page."""
    by: dict[str, Any] = {"actor": Actor(owner), "moment": clock.now()}
    meeting = next(one for one in Meeting.objects.order_by("-on") if may_sit(one.body, one.on))
    return {
        "democracy:review to agree": reverse("democracy:review", args=[_review(by)]),
        "democracy:appeal_season waiting": reverse("democracy:appeal_season", args=[_season(by)]),
        "democracy:training of a meeting": (
            f"{reverse('democracy:training')}?meeting={meeting.reference}"
        ),
    }


def _review(by: dict[str, Any]) -> str:
    """One recommendation waits for an answer, and one is being carried out."""
    today = clock.today()
    values = {
        "reference": "pier-review",
        "title": "What the pier brings",
        "body": Body.objects.filter(kind=Body.Kind.SCRUTINY)[0],
        "scope": "Who uses the pier, and what it costs.",
        "scoped_on": today - timedelta(days=90),
        "reported_on": today,
    }
    review = reviews.scope(values, **by)
    for number, text in enumerate(("Open it in winter.", "Count its visitors."), start=1):
        given = {"reference": f"pier-review-{number}", "review": review, "number": number}
        made = reviews.recommend(given | {"text": text}, **by)
    due = today + timedelta(days=200)
    reviews.respond(made, response="accept", owner_role="head-of-service", due=due, **by)
    return review.reference


def _season(by: dict[str, Any]) -> str:
    """Two appeals of which one has been listed for a day."""
    today = clock.today()
    school = School(code="harbour", name="Harbour School", phase="primary", authority="council")
    school = records.create(school, **by)
    values = {"code": "winter", "title": "Appeals of the winter", "a_day": 1}
    days = {"start": today + timedelta(days=14), "hear_by": today + timedelta(days=15)}
    season = records.create(AppealSeason(**values, **days), **by)
    for number in (1, 2, 3):
        given = {"reference": f"harbour-{number}", "school": school, "season": season}
        last = {"lodged_on": today, "hear_by": season.hear_by}
        appeals.lodge(given | last, **by)
        if number == 1:
            appeals.list_season(season, **by)
    return season.code
