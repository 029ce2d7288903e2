"""What a page has read of the records it does not read again; a form that is sent in looks anew."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from townclerk.platform import records
from townclerk.platform.organisation.models import Unit
from townclerk.platform.web.looking import OneLook

pytestmark = pytest.mark.django_db


def twice(request):
    """Reads the units, has one made past `records`, and reads them again."""
    before = len(records.as_known(Unit, None))
    Unit.objects.create(code=f"unit-{request.method}")
    return HttpResponse(str(len(records.as_known(Unit, None)) - before))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_is_one_look(method):
    request = RequestFactory().generic(method, "/")
    assert OneLook(twice)(request).content == b"0"
    assert len(records.as_known(Unit, None)) == 1, "the look ends with the page"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_writes_reads_anew(method):
    assert OneLook(twice)(RequestFactory().generic(method, "/")).content == b"1"
