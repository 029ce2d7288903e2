"""The guide followed for its invented period: sheets in, a report out, with no change of code."""

import re
import shlex
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from townclerk.democracy.models import Meeting, TrainingSession
from townclerk.democracy.operations import member_development
from townclerk.democracy.operations.meetings import hold
from townclerk.figures.models import ReturnedValue
from townclerk.figures.operations import sign_value
from townclerk.figures.permission import OPERATOR
from townclerk.platform.access.testing import an_actor
from townclerk.platform.documents import Table, render_html
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange import template
from townclerk.platform.home import CHECKOUT
from townclerk.platform.organisation.operations import create_unit
from townclerk.reports import commands, composing, drafting, noticing, periods, queries
from townclerk.reports.models import ReportPeriod

pytestmark = pytest.mark.django_db
GUIDE = CHECKOUT / "docs/how-to/run-a-cycle.md"
MOMENT = datetime(2026, 11, 26, 9, tzinfo=UTC)
ROLES = {
    "records": "information-officer",
    "clerk": "democratic-services",
    "auditor": "internal-auditor",
    "risk": "risk-officer",
    "programme": "programme-office",
    "analyst": "finance-partner",
    "leader": "leader",
    "owner": "head-of-service",
}
STEPS = {
    "collect": periods.collect,
    "compile": periods.compile_report,
    "edit": periods.finish_editing,
    "sign": periods.sign,
}


@pytest.fixture
def council():
    people = SimpleNamespace(**{name: an_actor(role) for name, role in ROLES.items()})
    for code in ("corporate-resources", "locality-services"):
        create_unit(
            code=code,
            name=code,
            kind="service",
            parent=None,
            start=date(2020, 4, 1),
            actor=people.clerk,
            moment=MOMENT,
        )
    return people


def shown():
    """The commands of the guide, in their order."""
    fenced = re.findall(r"^```\n(.*?)^```", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [shlex.split(line) for block in fenced for line in block.splitlines()]


def follow(words, people):
    """Do what one command does, as its role."""
    if words[1:3] == ["import", "load"]:
        path = CHECKOUT / words[4]
        file = exchange.File(path.name, path.read_bytes())
        exchange.load(template(words[3]), file, actor=getattr(people, words[6]), moment=MOMENT)
        for value in ReturnedValue.objects.filter(signed_at=None):
            sign_value(value, actor=people.owner, moment=MOMENT)
        for one in Meeting.objects.filter(state="planned"):
            hold(one, actor=people.clerk, moment=MOMENT)
        for session in TrainingSession.objects.filter(state="planned"):
            member_development.hold(session, reason="Held", actor=people.clerk, moment=MOMENT)
    elif words[1:3] == ["report", "period"]:
        found = queries.period(words[3].replace("PERIOD", "invented-summer"))
        STEPS[words[4]](found, actor=getattr(people, words[6]), moment=MOMENT)


def test_a_stranger_makes_the_report_of_a_period_nobody_has_seen(council):
    done = shown()
    for words in done:
        follow(words, council)
    period = ReportPeriod.objects.get(reference="invented-summer")
    assert period.state == "signed"
    warned = {(one.kind, one.title) for one in noticing.warnings_of(period)}
    assert warned == {
        ("dropped", "Illuminations"),
        ("unchanged", "Payroll"),
        ("unchanged", "Committees"),
    }
    report = periods.report_of(period)
    public = drafting.public_of(drafting.of_report(report))
    readers = composing.readers_of(report, public)
    document = composing.compose(public, reader=OPERATOR, tables=readers)
    text = render_html(document)
    for said in ("Report to note", "41,307", "9 September 2025", "The ferry"):
        assert said in text
    printed = {one.caption: one.rows for one in document.blocks if isinstance(one, Table)}
    assert ("Parking income", "Final report", "Partly sound", "1", "3", "2") in printed[
        "Audits reported"
    ]
    assert printed["Civic events"][0][0] == "Regatta for the mayor's charity"
    assert printed["Training of members"][0][0] == "How a budget is read"
    assert printed["Risks, counted"] == (
        ("Service", "Not scored", "1"),
        ("Corporate", "Not scored", "1"),
    )
    assert "payroll system" not in text
    shown_at_terminal = CliRunner().invoke(commands.report, ["warnings", "invented-summer"])
    assert "Illuminations reported in 1 October 2024" in shown_at_terminal.output
