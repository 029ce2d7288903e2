from datetime import UTC, date, datetime

import pytest

from townclerk.finance.models import GrantStream
from townclerk.platform import clock, records
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.retention import operations
from townclerk.platform.retention.models import Disposal
from townclerk.reports.models import Build, BuiltFile, Report

pytestmark = pytest.mark.django_db


def a_build(actor, reference, state):
    report = Report(
        reference=reference,
        template="budget-report",
        body="cabinet",
        meeting_date=date(2017, 2, 1),
        subject="Budget",
        state=state,
    )
    records.create(report, actor=actor, moment=clock.now())
    built = Build.objects.create(
        report=report, checksum="0" * 64, content={}, figures=[], made_at=clock.now()
    )
    BuiltFile.objects.create(build=built, name="a.html", body=b"quotes the record")
    return built


def test_it_drops_built_drafts_that_may_quote_a_disposed_record_and_keeps_what_is_published():
    officer = Actor(a_user("finance-partner"))
    published = a_build(officer, "one", Report.State.PUBLISHED)
    a_build(officer, "two", Report.State.DRAFTING)
    grant = GrantStream(code="homes", name="Homes", type="core", department="Communities")
    records.create(grant, actor=officer, moment=datetime(2015, 6, 1, tzinfo=UTC))
    asked = operations.propose(grant, Disposal.Ground.PERIOD, actor=officer, moment=clock.now())
    decider = Actor(a_user("monitoring-officer"))
    made = operations.approve(asked, actor=decider, moment=clock.now())
    assert list(Build.objects.all()) == [published]
    assert BuiltFile.objects.count() == 1
    assert made.content["counts"]["built drafts"] == 1
