"""The annual report's numbers, the appeals that are too few to tell, the charity's own money."""

from contextlib import suppress
from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy.models import (
    Appeal,
    AppealSeason,
    CharityAccount,
    CharityEntry,
    Meeting,
    Programme,
    School,
    Topic,
)
from townclerk.democracy.operations import reviews
from townclerk.democracy.tests.builders import a_body, a_meeting, by
from townclerk.democracy.tests.operations.test_reviews import (  # noqa: F401 (fixture)
    NOW,
    before_council,
    one,
    review,
)
from townclerk.figures.errors import NotAnswerable
from townclerk.figures.permission import OPERATOR
from townclerk.figures.register import definitions
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money

pytestmark = pytest.mark.django_db


def value(key, scope="council", **asked):
    return figures.ask(f"democracy.{key}", scope, reader=OPERATOR, **asked).value


def test_the_annual_report_of_scrutiny_counts_its_records(clerk, review):  # noqa: F811
    body = review.body
    for day in (date(2021, 9, 7), date(2021, 9, 28), date(2022, 6, 7)):
        planned = a_meeting(clerk, body, day)
        Meeting.objects.filter(pk=planned.pk).update(state="held")
    a_meeting(clerk, a_body(clerk), date(2021, 9, 9))
    programme = Programme.objects.create(
        reference="p", body=body, year="2021/22", start=date(2021, 5, 1), end=date(2022, 4, 30)
    )
    for number, state in enumerate(("considered", "followed-up", "dropped", "accepted")):
        Topic.objects.create(
            reference=f"t{number}",
            programme=programme,
            title=f"T{number}",
            due=date(2021, 9, 7),
            state=state,
        )
    year = {"period": "2021/22"}
    assert value("scrutiny.meetings", **year) == 2
    assert value("scrutiny.meetings") == 3
    assert value("scrutiny.topics_considered", **year) == 2
    assert value("scrutiny.topics_dropped", **year) == 1
    assert value("scrutiny.reviews", **year) == 1
    assert value("scrutiny.recommendations", **year) == 3
    assert value("scrutiny.call_ins", **year) == 0


def test_acceptance_and_the_time_from_scope_to_report(clerk, review):  # noqa: F811
    with pytest.raises(NotAnswerable):
        value("reviews.acceptance_rate")
    before_council(review, clerk)
    owner = {"owner_role": "head-of-service", "due": date(2022, 1, 1)}
    why = {"response_reason": "No."}
    reviews.respond(one(1), response="accept", **owner, **by(clerk, NOW))
    reviews.respond(one(2), response="part", **owner, **why, **by(clerk, NOW))
    reviews.respond(one(3), response="reject", **why, **by(clerk, NOW))
    assert round(float(value("reviews.acceptance_rate")), 1) == 66.7
    assert value("reviews.days_to_report") == (date(2021, 6, 15) - date(2020, 9, 1)).days
    assert value("reviews.accepted", as_at=date(2021, 10, 7)) == 0


def cases(school, season, number, upheld):
    Appeal.objects.bulk_create(
        Appeal(
            reference=f"{school.code}-{n}",
            school=school,
            season=season,
            lodged_on=date(2024, 5, 1),
            heard_on=date(2024, 6, 1),
            decided_on=date(2024, 6, 1),
            outcome="upheld" if n < upheld else "dismissed",
            state="decided",
        )
        for n in range(number)
    )


def test_outcomes_are_told_by_season_phase_and_school_save_where_they_are_few():
    season = AppealSeason.objects.create(
        code="s24", title="S", start=date(2024, 5, 1), hear_by=date(2024, 7, 1)
    )
    made = {
        code: School.objects.create(code=code, name=code, phase=phase, authority="council")
        for code, phase in (("a", "primary"), ("b", "primary"), ("c", "secondary"))
    }
    for code, number, upheld in (("a", 20, 8), ("b", 3, 0), ("c", 12, 6)):
        cases(made[code], season, number, upheld)
    assert value("appeals.heard") == value("appeals.heard", "season-s24") == 35
    assert value("appeals.heard", "phase-primary") == 23
    assert value("appeals.heard", "school-a") == 20
    assert value("appeals.upheld_rate", "school-a") == 40
    # Three would be told by what is left, so the next smallest is not told either.
    for code in ("b", "c"):
        with pytest.raises(NotAnswerable):
            value("appeals.heard", f"school-{code}")


def test_a_season_without_cases_says_what_a_document_states():
    AppealSeason.objects.create(
        code="s", title="S", start=date(2024, 5, 1), hear_by=date(2024, 7, 1), heard_stated=200
    )
    found = figures.ask("democracy.appeals.heard", "season-s", reader=OPERATOR)
    assert (found.value, found.qualifier) == (200, "over")
    with pytest.raises(NotAnswerable):
        value("appeals.upheld_rate", "season-s")


def test_charity_money_is_in_its_own_figure_and_in_none_of_finance():
    account = CharityAccount.objects.create(code="m", name="M")
    for number, (kind, pounds) in enumerate((("raffle", 240), ("cost", 90))):
        CharityEntry.objects.create(
            reference=f"e{number}",
            account=account,
            on=date(2024, 7, 14),
            kind=kind,
            title="Sweepstake",
            amount=Money.pounds(pounds),
        )
    assert value("civic.charity_raised", period="2024/25") == Money.pounds(240)
    told = [one.key for one in definitions() if "charity" in f"{one.key} {one.source}".lower()]
    assert told == ["democracy.civic.charity_raised"]
    for found in definitions():
        if found.key.startswith("finance.") and found.compute is not None:
            # Without records of finance most have no answer.
            with suppress(TownclerkError):
                assert figures.ask(found.key, reader=OPERATOR).value != Money.pounds(240)
