"""What every page knows: the council, who reads, the sections they may enter."""

from django.http import HttpRequest

from townclerk.platform import clock
from townclerk.platform.access.http import reader_of_request
from townclerk.platform.access.reader import Reader
from townclerk.platform.organisation.queries import council
from townclerk.platform.web.navigation import sections


def page(request: HttpRequest) -> dict[str, object]:
    # A request that was answered before anybody asked who reads has no reader.
    known = hasattr(request, "reader")
    reader = reader_of_request(request) if known else Reader.anonymous(clock.today())
    return {
        "csp_nonce": str(getattr(request, "csp_nonce", "")),
        "council": council(),
        "reader": reader,
        "sections": sections(reader, request.path),
    }
