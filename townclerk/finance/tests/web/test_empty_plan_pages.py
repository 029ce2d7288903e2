"""The plan's pages before anything is loaded."""

import pytest
from django.urls import reverse

from townclerk.platform.access.testing import a_user

PAGES = ("finance:plan", "finance:tax", "finance:reserves")


@pytest.mark.parametrize("name", PAGES)
def test_it_says_why_a_page_is_empty(client, db, name):
    client.force_login(a_user("finance-partner"))
    assert "No plan is open to you yet" in client.get(reverse(name)).content.decode()
