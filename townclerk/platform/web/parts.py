"""A page that htmx may fetch a part of: the part is the same element as on the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def draw(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The template `page`, or to htmx `part`, which it includes. Caches keep the two apart."""
    answer = render(request, part if wanted(request) else page, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def wanted(request: HttpRequest) -> bool:
    """Whether htmx asks for the part: going back in the browser asks for the page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx and not htmx.history_restore_request and not htmx.boosted)
