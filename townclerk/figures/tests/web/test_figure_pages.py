"""The pages of figures, rendered inside the plainest possible frame."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory
from jinja2 import ChoiceLoader, DictLoader

from townclerk import figures
from townclerk.figures import register
from townclerk.figures.web import views
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_reader

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
