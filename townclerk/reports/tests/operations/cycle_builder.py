"""An invented period of a portfolio report, with figures of its own, for tests of the cycle."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from townclerk import figures
from townclerk.democracy.models import Body, Meeting
from townclerk.figures import register
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import an_actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.registers import by_name
from townclerk.platform.registers import operations as register_operations
from townclerk.reports import kinds, opening, periods
from townclerk.reports.models import ReportKind

MOMENT = datetime(2031, 7, 1, 9, tzinfo=UTC)
VISITS, SPENT, DEBT = "test.cycle_visits", "test.cycle_spent", "test.cycle_debt"
FIRST, LAST = date(2031, 2, 1), date(2031, 6, 30)
BEFORE = "2030-09-01..2031-01-31"


def declare_figures():
    common = {
        "definition": "Of the test.",
        "source": "the test",
        "owner_role": "head-of-service",
        "area": Area.CUSTOMERS,
        "public": True,
    }
    periods_of = figures.Grain(
        scopes=("council", "unit"), periods=("dates", "quarter", "month", "financial-year")
    )
    count, money = figures.Unit.COUNT, figures.Unit.MONEY
    figures.returned_figure(
        key=VISITS,
        label="Visits",
        unit=count,
        display="count",
        grain=periods_of,
        whole=False,
        **common,
    )
    figures.returned_figure(
        key=SPENT,
        label="Spent",
        unit=money,
        display="£",
        grain=periods_of,
        additive=True,
        scopes=lambda: [
            figures.Choice("libraries", "Libraries and halls"),
            figures.Choice("registrars"),
        ],
        **common,
    )
    figures.returned_figure(key=DEBT, label="Debt", unit=money, display="£", whole=False, **common)


def forget_figures():
    for key in (VISITS, SPENT, DEBT):
        register.discard(key)


def people():
    return SimpleNamespace(
        compiler=an_actor("programme-office"),
        libraries=an_actor("licensing-officer"),
        registrars=an_actor("registrar"),
        member=an_actor("cabinet-member", unit="place"),
        clerk=an_actor("democratic-services"),
        s151=an_actor("s151-officer"),
    )


def units():
    return {
        code: Unit.objects.create(code=code)
        for code in ("place", "people", "libraries", "registrars")
    }


def by(actor, moment=MOMENT):
    return {"actor": actor, "moment": moment}


def a_kind(actor, **more):
    values = {
        "code": "portfolio",
        "title": "Portfolio report",
        "owner_role": "programme-office",
        "sign_off_role": "cabinet-member",
        "cadence": ReportKind.Cadence.MEETING,
    }
    return kinds.create({**values, **more}, **by(actor))


def a_section(kind, actor, **values):
    given = {
        "reference": f"{kind.code}-{values['section']}",
        "kind": kind,
        "title": values["section"].capitalize(),
        "position": 10,
        "start": date(2020, 1, 1),
        **values,
    }
    return register_operations.create(by_name("report-sections"), given, **by(actor))


def a_period(kind, actor, reference="portfolio-1", first=FIRST, last=LAST, **more):
    values = {
        "reference": reference,
        "kind": kind,
        "title": "Report to scrutiny",
        "first": first,
        "last": last,
        "body": "scrutiny",
        "meeting_date": last + timedelta(days=28),
        "due": last + timedelta(days=7),
    }
    return opening.open_period({**values, **more}, **by(actor))


def a_body():
    body = Body.objects.create(code="scrutiny", name="Scrutiny", kind=Body.Kind.SCRUTINY)
    meeting = Meeting.objects.create(
        reference="scrutiny-1", body=body, on=date(2031, 3, 4), state=Meeting.State.HELD
    )
    return body, meeting


def collected(period, actor):
    return periods.collect(period, **by(actor))
