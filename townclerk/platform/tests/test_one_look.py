"""Within one look the same records are read once; outside of it, and after a write, anew."""

from datetime import UTC, datetime

import pytest

from townclerk.platform import kept, records
from townclerk.platform.access.testing import an_actor
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def parks():
    return records.create(Unit(code="parks"), actor=an_actor(), moment=MOMENT)


def codes(moment=None, **wanted):
    return [one.code for one in records.as_known(Unit, moment, **wanted)]


def test_the_same_question_is_read_once_and_another_is_read(parks, django_assert_num_queries):
    with records.one_look(), django_assert_num_queries(3):
        assert codes() == codes() == ["parks"]
        assert codes(MOMENT) == codes(MOMENT) == ["parks"]
        with records.one_look():
            assert codes(code="parks") == codes(code="parks") == ["parks"]


def test_outside_of_a_look_everything_is_read_anew(parks, django_assert_num_queries):
    with records.one_look():
        codes()
    Unit.objects.create(code="beaches")
    with django_assert_num_queries(2):
        assert codes() == codes() == ["parks", "beaches"]


def test_a_write_within_it_is_seen(parks):
    by = {"actor": an_actor(), "moment": MOMENT}
    with records.one_look():
        before = kept.last_written(Unit)
        assert codes() == ["parks"]
        made = records.create(Unit(code="beaches"), **by)
        assert codes() == ["parks", "beaches"]
        assert kept.last_written(Unit) > before
        records.change(made, {"code": "shores"}, **by)
        assert codes() == ["parks", "shores"]
        records.remove(made, reason="Gone", **by)
        assert codes() == ["parks"]


def test_who_changes_the_list_changes_their_own(parks):
    with records.one_look():
        records.as_known(Unit, None).clear()
        assert codes() == ["parks"]


def test_a_look_that_fails_leaves_nothing_behind(parks):
    def fail():
        with records.one_look():
            codes()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    Unit.objects.create(code="beaches")
    assert codes() == ["parks", "beaches"]
