"""The catalogue of measures, sheets of values, and definitions that change."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk import figures
from townclerk.figures import history, importing, operations, register
from townclerk.figures.models import ReturnedValue, Scope
from townclerk.figures.operations import Statement
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.performance.operations.measures import (
    DefinitionIsKept,
    change_measure,
    create_measure,
    redefine,
)
from townclerk.performance.queries import measures as queries
from townclerk.performance.tests.builders import MOMENT, by
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.organisation import operations as organisation

pytestmark = pytest.mark.django_db
VISITS = "customers.shop.visits"


GIVEN = {
    "key": VISITS,
    "label": "Visits",
    "definition": "People who came in.",
    "kind": "count",
    "owner_role": "head-of-service",
    "source": "the door counter",
    "public": True,
    "polarity": "higher-is-better",
}


def a_measure(**values):
    return create_measure(GIVEN | values, **by("information-officer"))


def a_row(**cells):
    return {"key": VISITS, "period": "2021-09", "value": "1,354", "evidence": "counter"} | cells


def brought(*rows, actor=None):
    return importing.load(
        rows, actor=actor or an_actor("information-officer"), moment=MOMENT, batch="import-1"
    )


def standing_of(*measures, reader=None):
    reader = reader or a_reader("chief-executive")
    return queries.standings(queries.latest(measures, reader), reader)


def published(row):
    head = an_actor("head-of-service")
    row = operations.sign_value(row, actor=head, moment=MOMENT)
    return operations.publish_value(row, actor=head, moment=MOMENT)


def test_a_measure_is_a_figure_at_once():
    a_measure()
    brought(a_row())
    found = figures.ask(VISITS, reader=OPERATOR)
    assert (found.display, found.period.label, found.status) == ("1,354", "2021-09", "provisional")


def test_a_role_without_the_area_adds_no_measure():
    with pytest.raises(Refused):
        create_measure({"key": VISITS}, **by("member"))


def test_everything_wrong_of_a_measure_is_said_at_once():
    with pytest.raises(Problems) as refused:
        a_measure(key="finance.plan.original_gap", owner_role="nobody", kind="percent", noun="a/b")
    assert {one.field for one in refused.value.problems} == {"key", "owner_role", "noun"}


def test_every_fault_of_a_sheet_is_told_with_its_row_and_nothing_lands():
    a_measure()
    with pytest.raises(Problems) as refused:
        brought(
            a_row(),
            a_row(),
            a_row(key="customers.shop.visit"),
            a_row(period="2021-13"),
            a_row(scope="bootle"),
            a_row(period="2021-10", value="many"),
            a_row(period="2021-11", qualifier="nearly", evidence=""),
            a_row(key="finance.plan.original_gap", period="2017/18"),
        )
    told = [(one.row, one.column) for one in refused.value.problems]
    assert told == [
        (3, "key"),
        (4, "key"),
        (5, "period"),
        (6, "scope"),
        (7, "value"),
        (8, "evidence"),
        (8, "qualifier"),
        (9, "key"),
    ]
    assert not ReturnedValue.objects.exists()


def test_the_same_sheet_again_changes_nothing_and_a_correction_needs_its_reason():
    a_measure()
    brought(a_row())
    assert brought(a_row()).same == 1
    with pytest.raises(Problems, match="already stated"):
        brought(a_row(value="1,355"))
    assert brought(a_row(value="1,355", reason="A day was missed")).changed == 1
    assert [m.display for m in history.moved(figures.ask(VISITS, reader=OPERATOR), OPERATOR)] == [
        "1,355",
        "1,354",
    ]


def test_a_sheet_keeps_who_and_which_row_in_the_history():
    a_measure()
    brought(a_row(), a_row(period="2021-10"))
    reasons = ReturnedValue.history.values_list("history_change_reason", flat=True)
    assert sorted(reasons) == ["import-1, row 2", "import-1, row 3"]


def test_a_signature_does_not_make_a_value_look_changed():
    a_measure()
    brought(a_row())
    operations.sign_value(
        ReturnedValue.objects.get(), actor=an_actor("head-of-service"), moment=MOMENT
    )
    steps = list(figures.ask(VISITS, reader=OPERATOR).explanation.walk())
    assert [step.source.changed_on for step in steps if step.source] == [None]


def test_a_head_of_service_states_only_for_the_own_unit():
    shops, _ = (
        organisation.create_unit(
            code=code, name=code, kind="service", start=date(2020, 1, 1), **by("chief-executive")
        )
        for code in ("shops", "parks")
    )
    a_measure(unit=shops)
    brought(a_row(), actor=an_actor("head-of-service", unit="shops"))
    with pytest.raises(Problems, match="does not reach"):
        brought(a_row(period="2021-10"), actor=an_actor("head-of-service", unit="parks"))


def test_a_measure_with_values_is_defined_anew_and_never_rewritten():
    measure = a_measure()
    brought(a_row(), a_row(period="2022-09", value="1,500"))
    with pytest.raises(DefinitionIsKept):
        change_measure(measure, {"definition": "Other"}, **by("information-officer"))
    redefine(
        measure,
        start=date(2022, 4, 1),
        what="Appointments count too",
        definition="People who came in or were seen by appointment.",
        **by("information-officer"),
    )
    before = figures.ask(VISITS, period="2021-09", reader=OPERATOR)
    after = figures.ask(VISITS, period="2022-09", reader=OPERATOR)
    assert "Old basis" in " ".join(before.caveats)
    assert "Old basis" not in " ".join(after.caveats)
    points = history.series(register.definition(VISITS), "council", OPERATOR)
    assert [point.breaks for point in points] == ["", "Appointments count too"]


def test_the_intelligence_team_grades_the_quality_of_data_and_not_their_keeper():
    with pytest.raises(Refused, match="intelligence team"):
        create_measure(dict(GIVEN, quality="good"), **by("risk-officer"))
    measure = create_measure(GIVEN, **by("risk-officer"))
    with pytest.raises(Refused, match="intelligence team"):
        change_measure(measure, {"quality": "good"}, **by("risk-officer"))
    measure = change_measure(measure, {"benchmark": "The region"}, **by("risk-officer"))
    assert (measure.quality, measure.quality_on) == ("not-assessed", None)
    measure = change_measure(measure, {"quality": "weak"}, **by("information-officer"))
    assert (measure.quality, measure.quality_on) == ("weak", MOMENT.date())


def test_a_new_definition_says_what_changes_and_comes_later_than_the_last():
    measure = a_measure()
    redefine(
        measure,
        start=date(2022, 4, 1),
        what="Once",
        definition="Something else.",
        **by("information-officer"),
    )
    measure.refresh_from_db()
    with pytest.raises(Problems) as refused:
        redefine(
            measure,
            start=date(2022, 4, 1),
            what=" ",
            definition="Something else.",
            **by("information-officer"),
        )
    assert {one.field for one in refused.value.problems} == {"what", "definition", "start"}


def test_the_standing_sets_the_latest_value_beside_its_target_and_the_one_before():
    measure = a_measure(tolerance="50")
    brought(a_row(), a_row(period="2021-10", value="1,460"))
    brought(a_row(period="2021-10", basis="target", value="1,500"))
    (found,) = standing_of(measure)
    assert (found.figure.display, found.target, found.status) == ("1,460", "1,500", "near")
    assert found.before == "106 more, better than September 2021"


def test_the_public_sees_a_measure_only_when_its_value_is_published():
    measure = a_measure()
    brought(a_row())
    anyone = Reader.anonymous(MOMENT.date())
    assert standing_of(measure, reader=anyone) == []
    row = ReturnedValue.objects.get()
    head = an_actor("head-of-service")
    operations.sign_value(row, actor=head, moment=MOMENT)
    row.refresh_from_db()
    operations.publish_value(row, actor=head, moment=MOMENT)
    assert len(standing_of(measure, reader=anyone)) == 1


def test_the_public_sees_the_last_published_value_while_a_later_one_waits():
    measure = a_measure()
    brought(a_row(), a_row(period="2021-10", value="1,460"), a_row(period="2021-11", value="9"))
    published(ReturnedValue.objects.get(period="2021-09"))
    (found,) = standing_of(measure, reader=Reader.anonymous(MOMENT.date()))
    assert (found.figure.display, found.figure.span, found.before) == (
        "1,354",
        "September 2021",
        "",
    )
    (inside,) = standing_of(measure)
    assert inside.figure.display == "9"


@pytest.mark.parametrize(
    ("spans", "last", "before"),
    [
        (("2021-09", "2021-12", "2022-01"), "2022-01", "2021-12"),
        (("2021/22-Q4", "2021/22-P09", "2021-12"), "2021/22-Q4", "2021/22-P09"),
        (("2021/22", "2021-04", "2021/22-Q1"), "2021/22", "2021/22-Q1"),
        (("2021-04-01..2021-06-30", "2021/22", "2020/21"), "2021/22", "2021-04-01..2021-06-30"),
        (("2020/21-Q4", "2021-02"), "2021-02", "2020/21-Q4"),
    ],
)
def test_the_latest_is_the_last_to_begin_whatever_kind_of_period(spans, last, before):
    measure = a_measure()
    brought(*[a_row(period=span, value=str(at)) for at, span in enumerate(spans)])
    (found,) = standing_of(measure)
    assert found.figure.period.label == last
    assert figures.ask(VISITS, period=before, reader=OPERATOR).span in found.before or (
        found.before == "the same"
    )


def test_days_stand_in_their_order_beside_periods():
    measure = a_measure()
    brought(
        a_row(period="2021-09"),
        a_row(period="", as_at="2021-12-31", value="3"),
        a_row(period="", as_at="2021-10-31", value="2"),
        a_row(period="", as_at="2021-12-31", basis="target", value="3"),
        a_row(period="", as_at="2021-10-31", basis="target", value="90"),
    )
    (found,) = standing_of(measure)
    assert (found.figure.display, found.figure.span) == ("3", "31 December 2021")
    assert found.before == "1 more, better than 31 October 2021"
    # The target of its own day, not the one of another.
    assert (found.target, found.status) == ("3", "met")


def test_a_corrected_value_is_held_against_its_target_as_it_is_now():
    measure = a_measure()
    brought(a_row(), a_row(basis="target", value="1,400"))
    brought(a_row(value="1,500", reason="A day was missed"))
    (found,) = standing_of(measure)
    assert (found.figure.display, found.status) == ("1,500", "met")


def test_what_is_owed_is_what_has_ended_and_is_not_there():
    monthly = a_measure(frequency="monthly", due_from=date(2021, 8, 1))
    whole = a_measure(key=f"{VISITS}_2", frequency="monthly", due_from=date(2021, 9, 1))
    brought(a_row(), a_row(key=whole.key), a_row(key=whole.key, period="2021-10"))
    (found,) = queries.overdue([monthly, whole], date(2021, 12, 15))
    assert (found.measure, found.periods) == (monthly, ("2021-08", "2021-10"))


def test_forty_measures_cost_as_many_queries_as_one(django_assert_num_queries):
    made = [a_measure(key=f"customers.shop.visits_{number}") for number in range(40)]
    brought(*[a_row(key=measure.key) for measure in made])
    Scope.objects.create(code="bootle", label="Bootle")
    with CaptureQueriesContext(connection) as one:
        standing_of(made[0])
    with django_assert_num_queries(len(one)):
        assert len(standing_of(*made)) == 40


def test_it_reads_no_series_to_say_how_a_measure_stands():
    """However long a series is, its last two values are all that is read of it."""
    measure = a_measure()
    brought(
        *[a_row(period=f"{year}-{month:02}") for year in (2020, 2021) for month in range(1, 13)]
    )
    with CaptureQueriesContext(connection) as asked:
        (found,) = standing_of(measure)
    read = [one["sql"] for one in asked if "figures_returnedvalue" in one["sql"]]
    assert found.figure.period.label == "2021-12"
    assert all("GROUP BY" in sql or "2021-1" in sql or "target" in sql for sql in read)


def test_a_value_is_stated_once_by_hand_too():
    a_measure()
    operations.state_value(
        Statement(key=VISITS, value="7", period="2021-09", evidence="tally"),
        actor=an_actor("information-officer"),
        moment=MOMENT,
    )
    assert brought(a_row(value="7", evidence="tally")).same == 1
