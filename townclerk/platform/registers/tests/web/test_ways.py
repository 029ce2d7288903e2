"""By which ways records come into a register and change there."""

import pytest

from townclerk.finance.models import GrantStream
from townclerk.platform.access.testing import a_user
from townclerk.platform.exchange.templates import templates
from townclerk.platform.registers.declaration import Ways, all_registers, by_name

pytestmark = pytest.mark.django_db

GRANTS = by_name("grants")


@pytest.fixture
def keep_ways():
    was = GRANTS.ways
    yield
    object.__setattr__(GRANTS, "ways", was)


@pytest.mark.parametrize(
    ("ways", "adds", "changes"),
    [
        (Ways.NONE, False, False),
        (Ways.ADD, True, False),
        (Ways.CHANGE, False, True),
        (Ways.FORMS, True, True),
    ],
)
def test_it_offers_the_ways_declared_and_closes_the_others(client, keep_ways, ways, adds, changes):
    object.__setattr__(GRANTS, "ways", ways)
    grant = GrantStream.objects.create(code="bees", name="Bees", type="core")
    client.force_login(a_user("finance-partner"))

    listed = client.get("/r/grants/").content.decode()
    opened = client.get(f"/r/grants/{grant.pk}/").content.decode()
    assert ("/r/grants/new/" in listed) is adds
    assert ("set:department" in listed) is changes
    assert (f"/r/grants/{grant.pk}/edit/" in opened) is changes

    assert client.get("/r/grants/new/").status_code == (200 if adds else 403)
    assert client.get(f"/r/grants/{grant.pk}/edit/").status_code == (200 if changes else 403)
    given = {"code": "more", "name": "More", "type": "core"}
    assert client.post("/r/grants/new/", given).status_code == (302 if adds else 403)
    assert GrantStream.objects.filter(code="more").exists() is adds
    api = client.get(f"/api/r/grants/{grant.pk}").json()
    assert api["may_change"] is changes


def test_a_sheet_is_offered_for_the_registers_that_take_one_and_no_other():
    own = {template.name for template in templates()}
    declared = all_registers()
    assert {found.ways for found in declared} >= {Ways.NONE, Ways.CHANGE, Ways.FORMS, Ways.ALL}
    for found in declared:
        if Ways.IMPORT in found.ways:
            assert found.name in own
    assert "votes" not in own
    assert by_name("votes").ways is Ways.NONE
