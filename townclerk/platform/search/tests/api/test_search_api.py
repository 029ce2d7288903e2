from datetime import date

import pytest
from ninja.testing import TestClient

from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_reader
from townclerk.platform.search import Audience, Findable, index
from townclerk.platform.search.api.search import router

pytestmark = pytest.mark.django_db
CLIENT = TestClient(router)
NOBODY = Reader.anonymous(date(2026, 11, 26))


@pytest.fixture
def pages():
    open_page = Findable(title="Gap", url="/gap/", audience=Audience.EVERYONE)
    closed = Findable(title="Gap in planning", url="/closed/", area=Area.FINANCIAL_PLANNING)
    index.put("things", [("open", open_page), ("closed", closed)])


def keys(query, reader):
    answer = CLIENT.get(query, reader=reader)
    assert answer.status_code == 200
    found = answer.json()
    assert found["total"] == len(found["results"])
    return {result["key"] for result in found["results"]}


def test_it_answers_each_reader_with_what_they_may_see(pages):
    assert keys("?q=gap", NOBODY) == {"open"}
    assert keys("?q=gap", a_reader("s151-officer")) == {"open", "closed"}
    assert keys("?q=gap&kind=others", a_reader("s151-officer")) == set()


@pytest.mark.parametrize("query", ["?q=gap&page=0", "?q=gap&page=one", "?q=" + "a" * 301])
def test_it_refuses_questions_it_cannot_read(query):
    assert CLIENT.get(query, reader=NOBODY).status_code == 422
