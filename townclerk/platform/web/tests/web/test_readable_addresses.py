"""An address with a character that no text may hold is answered, on every database alike."""

import pytest

from townclerk.platform.access.testing import a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/r/decisions/?q=%00", "/r/grants/?unit=a%00b", "/democracy/?body=%00", "/search/?q=%00"],
)
def test_it_is_told_that_it_cannot_be_read(client, address):
    client.force_login(a_user("s151-officer"))
    answer = client.get(address)
    assert answer.status_code == 400
    assert "The request could not be read" in answer.content.decode()
    assert client.get(address.replace("%00", "%2500")).status_code == 200


@pytest.mark.parametrize(
    "address", ["/figures/a%00b/", "/r/a%00b/", "/api/figures/a%00b", "/imports/a%00b/"]
)
def test_so_is_one_that_names_a_record_by_it(client, address):
    client.force_login(a_user("s151-officer"))
    assert client.get(address).status_code == 400
    assert client.get(address.replace("%00", "")).status_code == 404
