"""The query and the reader give the same answer for every role and every sort of page."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from townclerk.platform.access.areas import CLEARANCES, Area, Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_reader
from townclerk.platform.search import Audience, Findable, index
from townclerk.platform.search.models import IndexedPage
from townclerk.platform.search.permission import open_to
from townclerk.platform.search.queries import find

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 26)
SUBJECTS = ("", "case", "pay")


def every_sort():
    """A page of each area, audience, unit, clearance and subject, under a key that says which."""
    asked = (Audience.PUBLISHED, Audience.TOTALS, Audience.RECORDS)
    made = product(Area, asked, ("", "parks", "roads"), ("", "exempt"), SUBJECTS)
    return {
        str(number): Findable(
            title="Page", url="/", area=a, audience=e, unit=u, clearance=c, subject=s
        )
        for number, (a, e, u, c, s) in enumerate(made)
    }


def may(reader, page):
    return bool(
        reader.may(
            Verb.READ,
            page.area,
            unit=page.unit or None,
            clearance=page.clearance or None,
            subject=page.subject,
            published=page.audience is Audience.PUBLISHED,
            aggregate=page.audience is Audience.TOTALS,
        )
    )


def readers():
    yield "nobody", Reader.anonymous(ON)
    for code in roles():
        yield code, a_reader(code, on=ON)
        yield f"{code} of parks", a_reader(code, unit="parks", on=ON)
        yield f"{code} cleared", a_reader(code, on=ON, clearances=tuple(CLEARANCES))


def test_it_shows_exactly_what_the_reader_may_read():
    pages = every_sort()
    index.put("sorts", pages.items())
    allowed = refused = 0
    for name, reader in readers():
        shown = set(
            IndexedPage.objects.filter(open_to(reader), kind="sorts").values_list("key", flat=True)
        )
        expected = {key for key, page in pages.items() if may(reader, page)}
        assert shown == expected, name
        allowed, refused = allowed + len(expected), refused + len(pages) - len(expected)
    assert allowed > 1000
    assert refused > 1000


def test_it_counts_nothing_the_reader_may_not_read():
    page = Findable(title="Severance", url="/", area=Area.PEOPLE, audience=Audience.RECORDS)
    index.put(
        "sorts", [("1", page), ("2", replace(page, audience=Audience.PUBLISHED, area=Area.REPORTS))]
    )
    found = find("severance", Reader.anonymous(ON))
    assert (found.total, found.everywhere) == (1, 1)
    assert [result.key for result in found.shown] == ["2"]


def test_it_keeps_pages_for_people_with_an_account_from_others():
    page = Findable(title="Severance", url="/", audience=Audience.SIGNED_IN)
    index.put("sorts", [("1", page)])
    assert find("severance", Reader.anonymous(ON)).total == 0
    assert find("severance", a_reader("member", on=ON)).total == 1
