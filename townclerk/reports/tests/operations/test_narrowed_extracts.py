"""A table of an extract that is narrowed by what no record can have says so to its author."""

import pytest

from townclerk.kernel.errors import Problems
from townclerk.platform.access.testing import a_reader
from townclerk.reports import tabling
from townclerk.reports.core.passages import TableQuery

pytestmark = pytest.mark.django_db


def items(where):
    query = TableQuery(
        register="agenda-items", extract="items-considered", window="2024/25-Q1", where=where
    )
    return tabling.document(query, (a_reader("democratic-services"),))


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("number=two", "“two” is no value of number in"),
        ("meeting=cabinet-2024", "“cabinet-2024” is no value of meeting in"),
        ("colour=red", "colour cannot narrow"),
    ],
)
def test_what_no_record_can_have_is_told(where, says):
    with pytest.raises(Problems, match=says):
        items(where)
    assert items("number=2")["display"] == "0 rows"
