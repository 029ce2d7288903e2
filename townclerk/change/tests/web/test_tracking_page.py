"""An approved option is tracked from a page, once."""

import pytest

from townclerk.change.models import OptionSheet, Saving
from townclerk.change.tests import builders_programme as builders
from townclerk.platform.access.testing import a_user

pytestmark = pytest.mark.django_db


def test_it_says_that_an_option_with_two_savings_is_tracked_already(client):
    sheet = OptionSheet.objects.create(
        reference="lamps", title="Lamps", package=builders.a_package("p", {}), state="approved"
    )
    for code in ("lamps", "more-lamps"):
        Saving.objects.create(code=code, title=code, option=sheet, decision="Council")
    client.force_login(a_user("finance-partner"))
    answer = client.post("/change/savings/track/lamps/")
    assert (answer.status_code, Saving.objects.count()) == (422, 2)
    assert "Lamps is tracked already." in answer.content.decode()
