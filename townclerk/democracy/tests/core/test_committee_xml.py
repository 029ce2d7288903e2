"""A file of meetings: read whole, or refused with everything that is wrong."""

from datetime import date

import pytest

from townclerk.democracy.core.committee_xml import LARGEST, read_meetings
from townclerk.kernel.errors import Problems

GOOD = b"""<?xml version="1.0" encoding="utf-8"?>
<committees version="1">
  <committee code="cabinet">
    <meeting reference="c-2024-06-05" date="2024-06-05" time="18:30" venue="Town Hall"
             status="held" agenda-published="2024-05-24">
      <item number="1" kind="standing">Apologies &amp; interests</item>
      <item number="2" exempt="3">Sale of the pier</item>
      <decision reference="d-1" title="Sale of the pier" key="yes"
                decided="2024-06-05" published="2024-06-07">
        <text>Sell the pier.</text><reasons>It falls down.</reasons>
      </decision>
    </meeting>
  </committee>
</committees>"""
WRONG = b"""<committees version="1">
  <committee code="cabinet">
    <meeting reference="a" date="5 June" time="6pm" kind="odd">
      <item>No number</item>
      <decision reference="d" title="T" decided="2024-06-05" published="2024-06-04"/>
      <vote/>
    </meeting>
    <meeting date="2024-06-05"/>
    <meeting reference="a" date="2024-06-12"/>
  </committee>
</committees>"""


def refused(content):
    with pytest.raises(Problems) as found:
        read_meetings(content)
    return found.value.problems


def test_it_reads_meetings_with_items_and_decisions():
    (row,) = read_meetings(GOOD)
    assert (row.body, row.on, row.starts, row.place) == (
        "cabinet",
        date(2024, 6, 5),
        "18:30",
        "Town Hall",
    )
    assert [(item.number, item.title, item.exempt) for item in row.items] == [
        (1, "Apologies & interests", ""),
        (2, "Sale of the pier", "3"),
    ]
    (decision,) = row.decisions
    assert (decision.key, decision.published, decision.reasons) == (
        True,
        date(2024, 6, 7),
        "It falls down.",
    )


def test_everything_that_is_wrong_is_told_at_its_line():
    told = [(one.row, one.column) for one in refused(WRONG)]
    assert told == [
        (3, "date"),
        (3, "time"),
        (4, "number"),
        (5, "text"),
        (5, "published"),
        (6, ""),
        (3, "kind"),
        (8, "reference"),
        (9, ""),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<committees>", "no XML"),
        (b"reference,date", "no XML"),
        (b'<meetings version="1"/>', "begins with <meetings>"),
        (b'<committees version="2"/>', "begins with"),
        (b'<committees version="1"/>', "no meeting"),
        (b" " * (LARGEST + 1), "larger than 10 MB"),
        (
            b'<!DOCTYPE committees [<!ENTITY x SYSTEM "file:///etc/passwd">]><committees/>',
            "document type",
        ),
    ],
)
def test_a_file_of_another_sort_is_refused_whole(content, says):
    assert says in refused(content)[0].message
