"""Values that speak of a day, and figures whose definition is a record."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk import figures
from townclerk.figures import history, operations, questions, register
from townclerk.figures.asking import Ask
from townclerk.figures.declaration import Definition, Grain
from townclerk.figures.latest import Span, last_spans
from townclerk.figures.models import Scope
from townclerk.figures.operations import Statement
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform import kept
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 1, 9, tzinfo=UTC)
OCTOBER, AUGUST = date(2021, 10, 31), date(2024, 8, 31)
REVIEWS = "test.reviews"


@pytest.fixture
def reviews():
    figures.returned_figure(
        key=REVIEWS,
        label="Reviews",
        unit=figures.Unit.COUNT,
        display="count",
        definition="Reviews on the plan.",
        source="the test",
        owner_role="internal-auditor",
        area=Area.PERFORMANCE,
        grain=Grain(periods=("month", "financial-year")),
        public=True,
        whole=False,
    )
    yield REVIEWS
    register.discard(REVIEWS)


def stated(value, *, scope=None, moment=MOMENT, **given):
    return operations.state_value(
        Statement(key=REVIEWS, value=value, evidence="the plan", scope=scope, **given),
        actor=an_actor("information-officer"),
        moment=moment,
    )


def test_two_days_are_two_values_and_not_a_correction(reviews):
    stated("5", as_at=OCTOBER)
    assert stated("20", as_at=AUGUST).revision == 1
    shown = [figure.value for figure in figures.every(REVIEWS, reader=OPERATOR)]
    assert shown == [5, 20]
    assert figures.ask(REVIEWS, as_at=OCTOBER, reader=OPERATOR).value == 5


def test_without_a_day_the_latest_is_meant_and_between_two_days_the_earlier(reviews):
    stated("5", as_at=OCTOBER)
    stated("20", as_at=AUGUST)
    assert figures.ask(REVIEWS, reader=OPERATOR).value == 20
    assert figures.ask(REVIEWS, as_at=date(2023, 1, 1), reader=OPERATOR).value == 5
    with pytest.raises(figures.NotAnswerable, match="30 October 2021"):
        figures.ask(REVIEWS, as_at=date(2021, 10, 30), reader=OPERATOR)


def test_the_last_day_is_kept_until_a_value_is_stated_or_published(
    reviews, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(kept, "connection", SimpleNamespace(in_atomic_block=False))
    place, day = (REVIEWS, "council"), {one: Span(day=one) for one in (OCTOBER, AUGUST)}
    stated("5", as_at=OCTOBER)
    assert last_spans([REVIEWS]) == {place: day[OCTOBER]}
    row = stated("20", as_at=AUGUST)
    assert last_spans([REVIEWS]) == {place: day[AUGUST]}
    assert last_spans([REVIEWS], published=True) == {}
    assert last_spans([REVIEWS], before={place: day[AUGUST]}) == {place: day[OCTOBER]}
    officer = an_actor("internal-auditor")
    row = operations.sign_value(row, actor=officer, moment=MOMENT)
    operations.publish_value(row, actor=officer, moment=MOMENT)
    assert last_spans([REVIEWS], published=True) == {place: day[AUGUST]}
    with django_assert_num_queries(2):  # The last entries of two histories, and nothing else.
        assert last_spans([REVIEWS], published=True) == {place: day[AUGUST]}


def test_the_same_day_again_is_a_correction_with_a_reason(reviews):
    stated("5", as_at=OCTOBER)
    with pytest.raises(Problems, match="already stated"):
        stated("6", as_at=OCTOBER)
    stated("6", as_at=OCTOBER, reason="One was missed")
    assert figures.ask(REVIEWS, as_at=OCTOBER, reader=OPERATOR).value == 6


def test_days_and_periods_make_one_series_and_an_open_question_names_both(reviews):
    stated("20", as_at=AUGUST)
    stated("7", period="2021-09")
    points = history.series(register.definition(REVIEWS), "council", OPERATOR)
    assert [point.figure.span for point in points] == ["September 2021", "31 August 2024"]
    with pytest.raises(figures.AmbiguousQuestion, match="2024-08-31"):
        figures.ask(REVIEWS, reader=OPERATOR)


def test_the_qualifier_is_shown_with_the_value(reviews):
    stated("5220", as_at=OCTOBER, qualifier="over")
    assert figures.ask(REVIEWS, reader=OPERATOR).display == "over 5,220"


def test_a_named_scope_takes_a_value_and_an_unknown_one_is_refused(reviews):
    Scope.objects.create(code="bootle", label="Bootle one stop shop")
    stated("3", scope="bootle", as_at=AUGUST)
    choices = questions.scopes(register.definition(REVIEWS))
    assert [choice.label for choice in choices][1:] == ["Bootle one stop shop"]
    assert figures.ask(REVIEWS, reader=OPERATOR).scope == "bootle"
    with pytest.raises(Problems, match="nowhere"):
        stated("3", scope="nowhere", as_at=AUGUST)


def test_many_points_cost_as_many_queries_as_one(reviews, django_assert_num_queries):
    for month in range(1, 13):
        stated(str(month), period=f"2021-{month:02}")
    with CaptureQueriesContext(connection) as one:
        figures.ask(REVIEWS, period="2021-01", reader=OPERATOR)
    asked = [Ask(key=REVIEWS, period=f"2021-{month:02}") for month in range(1, 13)]
    with django_assert_num_queries(len(one)):
        figures.ask_many(asked, reader=OPERATOR)


class Recorded:
    """A provider as an area writes one: definitions that records hold."""

    def __init__(self, definition):
        self.one = definition

    def keys(self):
        return (self.one.key,)

    def definitions(self, keys=None):
        return [self.one] if keys is None or self.one.key in keys else []


def test_a_figure_that_a_record_defines_is_listed_found_and_asked(monkeypatch):
    weighed = Definition(
        key="test.weight",
        label="Weight",
        unit=figures.Unit.NUMBER,
        display="number 1 dp, tonne/tonnes",
        definition="Paper disposed of.",
        source="the test",
        owner_role="internal-auditor",
        area=Area.PERFORMANCE,
        grain=Grain(periods=("month",)),
        whole=False,
    )
    monkeypatch.setattr(register, "_providers", [Recorded(weighed)])
    assert "test.weight" in set(figures.keys())
    operations.state_value(
        Statement(key="test.weight", value="114.6", evidence="the log", as_at=OCTOBER),
        actor=an_actor("information-officer"),
        moment=MOMENT,
    )
    assert figures.ask("test.weight", reader=OPERATOR).display == "114.6 tonnes"
    with pytest.raises(figures.UnknownFigure, match=r"test\.weight"):
        register.definition("test.weigth")
