import re

import pytest

from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_user
from townclerk.platform.search import Audience, Findable, index

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    made = [
        (str(n), Findable(title=f"Gap <{n}>", url=f"/gap/{n}/", audience=Audience.EVERYONE))
        for n in range(25)
    ]
    hidden = Findable(title="Gap nobody sees", url="/hidden/", area=Area.PEOPLE)
    index.put("things", [*made, ("hidden", hidden)])


def part_of(page):
    found = re.search(r'<div id="search-results">.*</div>', page, re.DOTALL)
    return re.sub(r"\s+", "", found.group(0).split("</main>")[0])


def test_it_shows_results_with_their_count_and_address(client, pages):
    page = client.get("/search/", {"q": "gap"}).content.decode()
    assert "25 results" in page
    assert 'href="/gap/' in page
    assert "nobody sees" not in page
    assert "Gap &lt;" in page


def test_it_answers_htmx_with_the_same_part(client, pages):
    whole = client.get("/search/", {"q": "gap", "page": "2"})
    part = client.get("/search/", {"q": "gap", "page": "2"}, headers={"HX-Request": "true"})
    assert part_of(whole.content.decode()) == re.sub(r"\s+", "", part.content.decode())
    assert "HX-Request" in whole.headers["Vary"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({}, "Type what you are looking for"),
        ({"q": "the"}, "has only words that are on almost every page"),
        ({"q": "gpa"}, "Nothing open to you has all of these words."),
        ({"q": "gap", "page": "x"}, "25 results"),
        ({"q": "gap", "page": "999999"}, "25 results"),
        ({"q": "gap", "kind": "others"}, "0 results"),
    ],
)
def test_it_says_why_there_is_nothing(client, pages, query, sentence):
    answer = client.get("/search/", query)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_it_offers_another_spelling(client, pages):
    assert "?q=gap" in client.get("/search/", {"q": "gapp"}).content.decode()


def test_it_offers_titles_while_typing(client, pages):
    client.force_login(a_user("member"))
    page = client.get("/search/suggestions/", {"q": "ga"}).content.decode()
    assert page.count("<option") == 8
    assert "nobody sees" not in page


def test_it_does_not_take_writes(client):
    assert client.post("/search/", {"q": "gap"}).status_code in (403, 405)
