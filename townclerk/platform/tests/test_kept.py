"""What is kept is asked again once anything that it rests on was written, in whatever order."""

from datetime import UTC, datetime

import pytest

from townclerk.platform import records
from townclerk.platform.access.testing import an_actor
from townclerk.platform.kept import last_written
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 1, 9, tzinfo=UTC)


def an_entry(code):
    unit = records.create(Unit(code=code), actor=an_actor(), moment=MOMENT)
    return unit.history.get()


def test_an_entry_of_a_write_that_ended_late_is_seen_though_it_stands_before_the_last():
    late, last = an_entry("parks"), an_entry("beaches")
    Unit.history.filter(pk=late.pk).delete()
    before = last_written(Unit)
    late.save(force_insert=True)
    assert Unit.history.latest("pk") == last
    assert last_written(Unit) != before


def test_nothing_written_is_nothing_new(django_assert_num_queries):
    an_entry("parks")
    with django_assert_num_queries(4):
        assert last_written(Unit) == last_written(Unit)
