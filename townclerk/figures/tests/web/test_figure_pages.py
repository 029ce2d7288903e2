"""The pages of figures, rendered inside the plainest possible frame."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import RequestFactory
from jinja2 import ChoiceLoader, DictLoader

from townclerk import figures
from townclerk.figures import history, register
from townclerk.figures.web import pictures, views, writing
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_reader, a_user

pytestmark = pytest.mark.django_db
FRAME = "<title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}"
MOMENT = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frame():
    from django.template import engines

    environment = engines["jinja2"].env
    before = environment.loader
    environment.loader = ChoiceLoader([DictLoader({"web/page.html": FRAME}), before])
    environment.cache.clear()
    yield
    environment.loader = before
    environment.cache.clear()


@pytest.fixture
def deep():
    def compute(question):
        deepest = Step(label="Deepest", value=Money(1))
        step = Step(
            label="Top",
            value=Money(1),
            parts=(
                Step(
                    label="Middle",
                    value=Money(1),
                    parts=(Step(label="Lower", value=Money(1), parts=(deepest,)),),
                ),
            ),
        )
        return figures.Answer(value=Money(1), step=step, status=figures.Status.PUBLISHED)

    figures.figure(
        key="test.deep",
        label="Deep figure",
        unit=figures.Unit.MONEY,
        display="£ 2 dp",
        definition="A figure with levels.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
    )(compute)
    yield
    register.discard("test.deep")


def opened(view, path, **kwargs):
    request = RequestFactory().get(path)
    request.reader = a_reader("s151-officer")
    return view(request, **kwargs)


def test_it_shows_the_value_and_where_it_comes_from(deep):
    page = opened(views.show, "/figures/test.deep/", key="test.deep").content.decode()
    assert "£0.01" in page
    assert "A figure with levels." in page
    assert "Middle" in page
    assert "/figures/test.deep/?branch=0.0" in page
    assert "Deepest" not in page


def test_it_opens_a_branch_at_its_own_address(deep):
    page = opened(views.show, "/figures/test.deep/?branch=0.0", key="test.deep").content.decode()
    assert "Deepest" in page


def test_it_says_when_there_is_no_such_branch(deep):
    assert opened(views.show, "/figures/test.deep/?branch=9", key="test.deep").status_code == 400


def test_it_finds_figures_by_words(deep):
    assert b"Deep figure" in opened(views.index, "/figures/?q=levels").content
    assert b"Deep figure" not in opened(views.index, "/figures/?q=nowhere").content


def test_it_downloads_the_figure(deep):
    answer = opened(views.download, "/", key="test.deep", form="csv")
    assert answer.content.decode().splitlines()[1].startswith("test.deep,council,,0.01,money")


def through_years(values, *, unit=figures.Unit.MONEY, display="£m 3 dp", additive=True, **more):
    """Declares a figure with a value a year."""

    def compute(question):
        value = values[question.period.label]
        step = Step(label="Yearly", value=value)
        return figures.Answer(value=value, step=step, status=figures.Status.PUBLISHED)

    figures.figure(
        key="test.deep",
        label="Yearly figure",
        unit=unit,
        display=display,
        definition="One value a year.",
        source="An estimate of the test.",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        whole=False,
        additive=additive,
        grain=figures.Grain(periods=("financial-year",)),
        periods=lambda scope: list(values),
        **more,
    )(compute)


@pytest.fixture
def yearly():
    yield through_years
    register.discard("test.deep")


def test_it_draws_the_figure_through_its_periods_with_the_same_values_beside(yearly):
    yearly({"2017/18": Money.thousands(33_432), "2018/19": Money.thousands(14_614)})
    answer = opened(views.show, "/figures/test.deep/?period=2018/19", key="test.deep")
    page = answer.content.decode()
    assert "Yearly figure falls from £33.432m in 2017/18 to £14.614m in 2018/19" in page
    assert 'role="img" aria-label="Yearly figure falls from' in page
    assert page.count("<table") == 2
    assert "Year before, 2017/18" in page
    assert "£18.818m less" in page
    assert "style=" not in page


def test_it_stops_a_sentence_once_and_writes_dates_in_words(yearly):
    yearly({"2017/18": Money.thousands(1)})
    answer = opened(views.show, "/figures/test.deep/?period=2017/18", key="test.deep")
    page = answer.content.decode()
    assert "Source: An estimate of the test. Owner" in page
    assert ".." not in page.replace("...", "")
    assert "<svg" not in page


def test_it_starts_another_line_where_the_definition_changed(yearly):
    change = figures.DefinitionChange(2, date(2018, 4, 1), "Now with schools.")
    values = {"2016/17": Decimal(1), "2017/18": Decimal(2), "2018/19": Decimal(9)}
    yearly(
        values,
        unit=figures.Unit.PERCENT,
        display="% 1 dp",
        additive=False,
        changes=(change,),
        definition_version=2,
    )
    definition = figures.definition("test.deep")
    points = history.series(definition, "council", a_reader("s151-officer"))
    made = pictures.trend(definition, points, {"Target": [None, Decimal(3), None]})
    assert made.title == "Yearly figure, defined anew from 2018/19"
    assert made.table.header == ("", "Yearly figure", "Yearly figure, definition 2", "Target")
    assert made.table.rows[1:] == (("2017/18", "2.0", "", "3.0"), ("2018/19", "", "9.0", ""))


def test_it_keeps_what_was_typed_when_a_statement_is_refused(rf):
    figures.returned_figure(
        key="test.deep",
        label="Stated figure",
        unit=figures.Unit.PERCENT,
        display="% 1 dp",
        definition="A statement.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
    )
    try:
        request = rf.post("/figures/test.deep/state/", {"value": "97.x", "as_at": "soon"})
        request.reader, request.user = a_reader("finance-partner"), a_user("finance-partner")
        answer = writing.state(request, key="test.deep")
        request.POST = {"value": "97.x", "as_at": "2018-03-31"}
        second = writing.state(request, key="test.deep")
    finally:
        register.discard("test.deep")
    assert (answer.status_code, second.status_code) == (422, 422)
    assert "“As at” is not a date" in answer.content.decode()
    page = second.content.decode()
    assert 'value="97.x"' in page
    assert "“97.x” is not a value in percent." in page
    assert "Evidence is missing. Say where the value is from." in page
    assert 'href="#id_evidence"' in page
