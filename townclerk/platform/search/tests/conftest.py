import pytest

from townclerk.platform.search.models import IndexedPage


@pytest.fixture(autouse=True)
def an_empty_index(request):
    """Without the pages of the program, which are there from the day the tables are made."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        IndexedPage.objects.all().delete()
