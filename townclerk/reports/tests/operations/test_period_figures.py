"""The figures a period owes: asked for together, added up exactly, printed beside those before."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from townclerk import figures
from townclerk.figures import register
from townclerk.figures.models import ReturnedValue
from townclerk.figures.permission import OPERATOR
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_user
from townclerk.reports import composing, cuts, drafting, giving, noticing, periods
from townclerk.reports.models import PeriodSection
from townclerk.reports.tests.operations import cycle_builder as build

pytestmark = pytest.mark.django_db
by, MOMENT = build.by, build.MOMENT
WEIGHT = "test.cycle_weight"


def declare(key, label, **more):
    figures.returned_figure(
        key=key,
        label=label,
        grain=figures.Grain(scopes=("council", "unit"), periods=("dates",)),
        additive=True,
        definition="Of the test.",
        source="the test",
        owner_role="head-of-service",
        area=Area.CUSTOMERS,
        public=True,
        **more,
    )


@pytest.fixture
def people():
    build.declare_figures()
    declare(WEIGHT, "Weight", unit=figures.Unit.NUMBER, display="number 1 dp")
    yield build.people()
    build.forget_figures()
    register.discard(WEIGHT)


def stated(key, value, period, scope="council", **more):
    return ReturnedValue.objects.create(
        key=key,
        scope=scope,
        period=period,
        value=value,
        evidence="the scales",
        stated_at=MOMENT,
        signed_at=MOMENT,
        published_at=MOMENT,
        **more,
    )


def a_period(people, *sections, **more):
    kind = build.a_kind(people.compiler)
    for values in sections:
        build.a_section(kind, people.compiler, contributor_role="registrar", **values)
    return build.a_period(kind, people.compiler, **more)


def two_parts(people, libraries, registrars, council):
    """A period in which a portfolio each states a part of what the council states whole."""
    units = build.units()
    sections = [
        {"section": "a", "portfolio": units["people"], "figures": f"{WEIGHT} scope=libraries"},
        {"section": "b", "portfolio": units["place"], "figures": f"{WEIGHT} scope=registrars"},
    ]
    period = a_period(people, *sections)
    given = {"libraries": libraries, "registrars": registrars, "council": council}
    for scope, value in given.items():
        stated(WEIGHT, value, period.window, scope)
    return period


def test_parts_with_tenths_add_up_to_the_council_exactly(people):
    period = two_parts(people, "0.1", "0.2", "0.3")
    (line,) = cuts.lines_of(period, cuts.cuts_of(period), reader=OPERATOR)
    assert line.display(line.total) == line.display(line.whole)
    assert line.agrees


def test_a_part_that_is_not_published_is_added_up_for_those_alone_who_may_open_it(people, client):
    period = two_parts(people, "31.5", "42.5", "74")
    ReturnedValue.objects.filter(scope="libraries").update(published_at=None, signed_at=None)

    def seen_by(role):
        client.force_login(a_user(role))
        return client.get(reverse("reports:parts", args=[period.reference])).content.decode()

    closed = seen_by("communications")
    assert "Not open to you" in closed
    assert not any(value in closed for value in ("31.5", "42.5", "74.0"))
    assert all(value in seen_by("s151-officer") for value in ("31.5", "42.5", "74.0"))


def test_the_period_before_stands_beside_a_figure_asked_of_the_council_by_name(people):
    period = a_period(people, {"section": "a", "figures": f"{build.VISITS} scope=council"})
    build.a_period(period.kind, people.compiler, "portfolio-0", date(2030, 9, 1), date(2031, 1, 31))
    stated(build.VISITS, "900", build.BEFORE)
    stated(build.VISITS, "1200", period.window)
    document = composing.compose(drafting.of_report(periods.report_of(period)), reader=OPERATOR)
    (table,) = [one for one in document.blocks if getattr(one, "caption", "") == "Figures: A"]
    assert table.rows[0][1:] == ("1,200", "900")


def queries_of(work):
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


@pytest.fixture
def many(people):
    """A section that owes one figure, and one that owes twelve."""
    keys = [f"test.cycle_many_{number}" for number in range(12)]
    for key in keys:
        declare(key, f"Many {key[-1]}", unit=figures.Unit.COUNT, display="count")
    units = build.units()
    period = a_period(
        people,
        {"section": "one", "portfolio": units["people"], "figures": keys[0]},
        {"section": "twelve", "portfolio": units["people"], "figures": "\n".join(keys)},
    )
    for key in keys:
        stated(key, "5", period.window)
    yield build.collected(period, people.compiler)
    for key in keys:
        register.discard(key)


def test_a_contributor_asked_for_twelve_figures_waits_no_longer_than_for_one(many):
    asked = periods.report_of(many).contributions
    costs = [
        queries_of(lambda one=one: giving.sheet_of(asked.get(section=one)))
        for one in ("one", "twelve")
    ]
    assert costs[0] == costs[1]


def test_cuts_and_warnings_cost_the_same_however_many_figures(many):
    due = PeriodSection.objects.get(section="twelve").figures
    noticing.warnings_of(many)
    costs = []
    for kept in (1, 12):
        PeriodSection.objects.filter(section="twelve").update(figures=due[:kept])
        bound = [f'{{{{ figure("{one["key"]}", period="{many.window}") }}}}' for one in due[:kept]]
        periods.report_of(many).chapters.filter(name="twelve").update(text=f"{'; '.join(bound)}.")
        found = cuts.cuts_of(many)
        costs.append(
            [
                queries_of(lambda found=found: cuts.lines_of(many, found, reader=OPERATOR)),
                queries_of(lambda: noticing.warnings_of(many)),
            ]
        )
    assert costs[0] == costs[1]
