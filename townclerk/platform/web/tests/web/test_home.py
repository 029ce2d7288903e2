"""The home page: to a person, what they owe and what changed; to anybody, what is public."""

from datetime import date, timedelta

import pytest

from townclerk.platform import clock
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.organisation.operations import set_council
from townclerk.platform.web import guide, headlines
from townclerk.platform.web import news as bulletin
from townclerk.platform.web.guide import Step, guide_provider
from townclerk.platform.web.headlines import Headline, headline_provider
from townclerk.platform.web.news import News, Section, news_provider

pytestmark = pytest.mark.django_db
KIND = task_kind("home-test", "Home test")


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch):
    """The providers of the areas are left out; their own tests ask them."""
    monkeypatch.setattr(guide, "_PROVIDERS", [])
    monkeypatch.setattr(headlines, "_PROVIDERS", [])
    monkeypatch.setattr(bulletin, "_PROVIDERS", [])


def a_council(*, demonstration=False):
    values = {"name": "Anyshire Council", "short_name": "Anyshire", "demonstration": demonstration}
    return set_council(values, actor=Actor(user=None), moment=clock.now())


def page_of(client):
    return client.get("/").content.decode()


def test_it_says_how_to_begin_where_there_is_no_council(client):
    assert "no council yet" in page_of(client)


def test_it_shows_anybody_the_published_figures_and_reports(client):
    a_council()
    headline_provider(lambda reader: [Headline("Gap", "£1.000m", "2017/18", "/figures/gap/")])
    news_provider(Section.PUBLISHED)(lambda reader: [News("Budget report", "/reports/b/")])
    page = page_of(client)
    assert "£1.000m" in page
    assert 'href="/reports/b/"' in page
    assert "What I owe" not in page


def test_it_says_so_when_nothing_is_published(client):
    a_council()
    page = page_of(client)
    assert "No figures are open to you yet." in page
    assert "No report has been published yet." in page


def test_it_shows_a_person_the_most_pressing_of_what_they_owe(client):
    a_council()
    user = a_user("s151-officer")
    client.force_login(user)
    for number in range(7):
        operations.raise_task(
            source=None,
            purpose="do",
            title=f"Task {number}",
            kind=KIND,
            area=Area.FINANCIAL_PLANNING,
            owner_user=user,
            due=clock.today() + timedelta(days=number - 1),
            actor=Actor(user=None),
            moment=clock.now(),
        )
    page = page_of(client)
    assert "What I owe (7, 1 overdue)" in page
    assert [f"Task {n}<" in page for n in range(7)] == [True] * 5 + [False] * 2


def test_it_tells_a_person_that_they_owe_nothing(client):
    a_council()
    client.force_login(a_user("s151-officer"))
    page = page_of(client)
    assert "You owe nothing today." in page
    assert "Nothing you signed off has moved." in page
    assert "Drafts on their way" not in page


def test_it_tells_what_changed_newest_first_and_only_what_the_reader_is_told(client):
    a_council()
    user = a_user("s151-officer")

    @news_provider(Section.MOVED)
    def moved(reader):
        if reader.user_id == user.pk:
            yield News("Old", "/figures/a/", display="£1.000m", on=date(2026, 1, 1))
            yield News("New", "/figures/b/", display="£2.000m", on=date(2026, 2, 1))

    news_provider(Section.DRAFTS)(lambda reader: [News("A draft", "/reports/d/")])
    client.force_login(user)
    page = page_of(client)
    assert page.index("£2.000m") < page.index("£1.000m")
    assert "A draft" in page
    client.force_login(a_user("registrar"))
    assert "£1.000m" not in page_of(client)


class TestTheGuide:
    @pytest.fixture(autouse=True)
    def something_to_try(self, nothing_told):
        @guide_provider
        def provider(reader):
            yield Step(2, "Second", "Then this.", "Do it", "/r/")
            yield Step(1, "First", "This.", "Open it", "/tasks/redundancies/new/")

    def test_it_stands_on_the_demonstration_council_in_order(self, client):
        a_council(demonstration=True)
        page = page_of(client)
        assert "What to try" in page
        assert page.index("First") < page.index("Second")

    def test_it_is_not_there_for_a_council_that_is_not_a_demonstration(self, client):
        a_council()
        assert "What to try" not in page_of(client)
        client.force_login(a_user("s151-officer"))
        assert "What to try" not in page_of(client)

    def test_it_leaves_out_what_a_person_may_not_open(self, client):
        a_council(demonstration=True)
        client.force_login(a_user("registrar"))
        assert "First" not in page_of(client)
