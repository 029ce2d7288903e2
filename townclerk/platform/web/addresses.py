"""What an address may hold at all, asked before any page reads it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NOTHING = "\x00"
"""The character without meaning: no text of a database may hold it."""
AS_WRITTEN = "%00"
"""The same behind the question mark, which is still as the address writes it."""


class ReadableAddresses:
    """Answers that an address cannot be read, where a database would fail on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        if NOTHING in request.path_info or AS_WRITTEN in asked:
            raise BadRequest("The address holds a character that no text may hold.")
        return self.get_response(request)
