"""Training that bars from sitting until it is done; the sub-committee that leaves a member out."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy.models import (
    Body,
    DevelopmentRecord,
    MemberSurvey,
    MemberTraining,
    TrainingRequirement,
    TrainingSession,
)
from townclerk.democracy.operations import member_development as operations
from townclerk.democracy.queries import member_development as queries
from townclerk.democracy.registers_development import SUPPORT
from townclerk.democracy.tests.builders import a_body, a_meeting, a_member, at, by, seat
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform import clock
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_user
from townclerk.platform.exchange import template
from townclerk.platform.registers.permission import opens

pytestmark = pytest.mark.django_db
TRAINING_DAY, HEARING, MOP_UP = date(2024, 6, 10), date(2024, 6, 20), date(2024, 6, 27)
START = date(2024, 5, 20)


@pytest.fixture
def licensing(clerk):
    body = a_body(clerk, "licensing", Body.Kind.COMMITTEE)
    for code in ("m1", "m2", "m3"):
        seat(clerk, body, a_member(clerk, code), start=START)
    return body


@pytest.fixture
def sub_committee(clerk, licensing):
    return a_body(clerk, "licensing-sub", Body.Kind.SUB_COMMITTEE, parent=licensing)


@pytest.fixture
def required(licensing):
    return TrainingRequirement.objects.create(
        code="licensing", title="Licensing training", body=licensing, bars=True, start=START
    )


def a_session(required, on, kind="mandatory"):
    return TrainingSession.objects.create(
        reference=f"s-{on}", title="Licensing", requirement=required, kind=kind, on=on
    )


def trained(clerk, required):
    """Two of three came on 10 June."""
    rows = operations.call(required, due=TRAINING_DAY, **by(clerk, at(START)))
    assert len(rows) == 3
    came = [row.member for row in rows[:2]]
    session = a_session(required, TRAINING_DAY)
    operations.hold(session, present=came, **by(clerk, at(TRAINING_DAY)))
    return rows[2].member


def names(bars):
    return [bar.member.code for bar in bars]


def test_the_untrained_member_is_barred_until_the_mop_up(clerk, licensing, sub_committee, required):
    absent = trained(clerk, required)
    row = MemberTraining.objects.get(member=absent)
    assert row.state == "barred"
    assert names(queries.barred(sub_committee, HEARING)) == ["m3"]
    assert [member.code for member in queries.may_sit(sub_committee, HEARING)] == ["m1", "m2"]
    mop_up = a_session(required, MOP_UP, "mop-up")
    operations.hold(mop_up, present=[absent], **by(clerk, at(MOP_UP)))
    row.refresh_from_db()
    assert (row.state, row.attended_on) == ("attended", MOP_UP)
    assert not queries.barred(licensing, MOP_UP)
    # What was true on the day of the hearing stays true of that day.
    assert names(queries.barred(sub_committee, HEARING)) == ["m3"]
    assert operations.evidence(row, reason="Certificate", **by(clerk, at(MOP_UP))).state == (
        "evidenced"
    )


def test_a_hearing_is_drawn_without_them(clerk, sub_committee, required):
    absent = trained(clerk, required)
    hearing = a_meeting(clerk, sub_committee, HEARING)
    fit = queries.may_sit(sub_committee, HEARING)
    with pytest.raises(Problems) as refused:
        operations.draw(hearing, [*fit, absent], **by(clerk, at(TRAINING_DAY)))
    assert "lacks “Licensing training”" in refused.value.problems[0].message
    assert not hearing.sittings.exists()
    assert len(operations.draw(hearing, fit, **by(clerk, at(TRAINING_DAY)))) == 2


def test_the_clerk_is_warned_before_the_meeting(clerk, sub_committee, required):
    trained(clerk, required)
    hearing = a_meeting(clerk, sub_committee, HEARING)
    assert [meeting for meeting, _ in queries.warnings(date(2024, 6, 12))] == [hearing]
    assert not queries.warnings(date(2024, 5, 1))


def test_training_that_is_too_old_bars_again(clerk, licensing, required):
    trained(clerk, required)
    TrainingRequirement.objects.update(valid_months=12)
    assert names(queries.barred(licensing, date(2025, 6, 11))) == ["m1", "m2", "m3"]


def test_training_that_bars_nobody_is_asked_and_bars_nobody(clerk, licensing, required):
    TrainingRequirement.objects.update(bars=False)
    required.refresh_from_db()
    trained(clerk, required)
    assert not queries.barred(licensing, HEARING)
    assert set(MemberTraining.objects.values_list("state", flat=True)) == {"attended", "due"}


def test_completion_and_who_is_barred_are_figures_of_a_day(clerk, licensing, required):
    absent = trained(clerk, required)

    def told(day):
        return [
            figures.ask(f"democracy.training.{name}", as_at=day, reader=OPERATOR).value
            for name in ("completion", "barred")
        ]

    done, barred = told(HEARING)
    assert (round(float(done), 1), barred) == (66.7, 1)
    mop_up = a_session(required, MOP_UP, "mop-up")
    operations.hold(mop_up, present=[absent], **by(clerk, at(MOP_UP)))
    assert told(MOP_UP) == [100, 0]


def load(name, clerk, *rows):
    load = template(name).load
    return load(list(rows), actor=clerk, moment=at(START), batch="b").added


def test_the_programme_keeps_needs_until_they_are_met(clerk, licensing):
    rows = [
        {"reference": f"d-{number}", "title": kind, "kind": kind, "member": "m1"}
        for number, kind in enumerate(DevelopmentRecord.Kind.labels)
    ]
    rows[0] |= {"met_on": "2024-05-01"}
    assert load("member-development", clerk, *rows) == 5
    assert DevelopmentRecord.objects.filter(state="met").count() == 1
    met = operations.meet(DevelopmentRecord.objects.get(kind="equipment"), **by(clerk, at(START)))
    assert (met.state, met.met_on) == ("met", START)
    sessions = [
        {"reference": f"s-{number}", "title": kind, "kind": kind, "on": "2024-07-01"}
        for number, kind in enumerate(("Induction", "Briefing before Council", "Skills"))
    ]
    assert load("training-sessions", clerk, *sessions) == 3
    survey = {"reference": "pilot", "title": "Pilot", "about": "Member development"}
    survey |= {"sent_on": "2024-02-01", "asked": "66", "answered": "40", "findings": "More."}
    assert load("member-surveys", clerk, survey) == 1
    assert MemberSurvey.objects.get().about == "development"


def test_support_is_for_who_is_cleared_for_health(clerk):
    today = clock.today()
    read = [
        opens(SUPPORT, Reader.of(a_user(role, clearances=held), today))
        for role, held in (
            ("democratic-services", ()),
            ("democratic-services", ("health",)),
            ("democratic-services", ("appeals",)),
            ("revenues-officer", ("health",)),
        )
    ]
    assert read == [False, True, False, False]
