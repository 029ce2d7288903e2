"""Records of registers in search, for those who may read them."""

from datetime import date

import pytest

from townclerk.finance.models import GrantStream, PlanVersion
from townclerk.platform.access.testing import a_reader
from townclerk.platform.organisation.models import Unit
from townclerk.platform.search import queries

pytestmark = pytest.mark.django_db


def found(words, reader):
    return [result.url for result in queries.find(words, reader).shown]


def test_it_finds_a_record_by_its_words_for_who_may_read_it():
    made = GrantStream.objects.create(code="bees", name="Beekeeping", type="core")
    address = f"/r/grants/{made.pk}/"
    assert address in found("beekeeping", a_reader("finance-partner"))
    for role in ("resident", "system-administrator", "member"):
        assert address not in found("beekeeping", a_reader(role))


def test_it_finds_for_a_head_of_service_what_is_theirs():
    own, other = Unit.objects.create(code="own"), Unit.objects.create(code="other")
    mine = GrantStream.objects.create(code="a", name="Beekeeping", type="core", unit=own)
    GrantStream.objects.create(code="b", name="Beekeeping", type="core", unit=other)
    head = a_reader("head-of-service", unit="own")
    assert found("beekeeping", head) == [f"/r/grants/{mine.pk}/"]


def test_it_finds_published_versions_for_residents_and_no_drafts():
    out = PlanVersion.objects.create(
        number=1,
        title="Beekeeping",
        first_year=2017,
        state="published",
        published_on=date(2017, 1, 12),
    )
    PlanVersion.objects.create(number=2, title="Beekeeping", first_year=2017)
    assert found("beekeeping", a_reader("resident")) == [f"/r/plan-versions/{out.pk}/"]
