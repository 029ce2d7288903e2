"""A page is one look at the records: what it has read, it need not read again."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from townclerk.platform.access.http import SAFE
from townclerk.platform.records import one_look


class OneLook:
    """Answers each request that only reads within one look (`records.one_look`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return self.get_response(request)
        with one_look():
            return self.get_response(request)
