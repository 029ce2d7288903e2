"""The home page, the pages about the service, the council's colour, and the error pages."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from townclerk.platform import clock
from townclerk.platform.access.http import public, reader_of_request
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import Standing
from townclerk.platform.deadlines.owed import owed
from townclerk.platform.deadlines.web.presenters import line
from townclerk.platform.organisation.queries import council
from townclerk.platform.web import guide
from townclerk.platform.web.headlines import headlines
from townclerk.platform.web.news import Section, news

TOP = 5


@public
def home(request: HttpRequest) -> HttpResponse:
    """To a person who is signed in, what they owe and what changed; to anybody, what is public."""
    reader, of = reader_of_request(request), council()
    content: dict[str, object] = {"published": news(Section.PUBLISHED, reader)[:TOP]}
    content["steps"] = guide.steps(reader) if of is not None and of.demonstration else []
    if reader.user_id is None:
        return render(request, "web/home.html", content | {"headlines": headlines(reader)})
    return render(request, "web/home_signed_in.html", content | _mine(reader))


def _mine(reader: Reader) -> dict[str, object]:
    on = clock.today()
    every = owed(reader, on)
    return {
        "lines": [line(one, on) for one in every[:TOP]],
        "count": len(every),
        "overdue": sum(one.standing is Standing.OVERDUE for one in every),
        "moved": news(Section.MOVED, reader),
        "drafts": news(Section.DRAFTS, reader)[:TOP],
    }


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@public
@cache_control(max_age=300)
def theme(request: HttpRequest) -> HttpResponse:
    """The council's own colour, as a style sheet: the pages carry no inline styles."""
    of = council()
    colour = of.colour if of else "#1d4f6e"
    return HttpResponse(f":root{{--tc-council-colour:{colour}}}", content_type="text/css")


@dataclass(frozen=True)
class _Said:
    heading: str
    sentence: str
    status: int


_SAID = {
    400: _Said("The request could not be read", "Go back and try again.", 400),
    403: _Said(
        "This page is closed to you",
        "The form may have been open too long. Go back, reload the page and try again.",
        403,
    ),
    404: _Said(
        "Page not found",
        "Check the address. The record may have been moved or removed.",
        404,
    ),
    500: _Said(
        "Something went wrong here",
        "Nothing you typed was saved by this step. Whoever runs this service finds the reason in "
        "its log. Try again, or go back and try another way.",
        500,
    ),
}


def _error(request: HttpRequest, said: _Said) -> HttpResponse:
    content = {"heading": said.heading, "sentence": said.sentence}
    return render(request, "web/error.html", content, status=said.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, _SAID[400])


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, _SAID[403])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, _SAID[404])


def server_error(request: HttpRequest) -> HttpResponse:
    """What went wrong may be what a page stands on, so the plain words come where it cannot be
    drawn."""
    said = _SAID[500]
    try:
        return _error(request, said)
    except Exception:  # noqa: BLE001 (whatever broke the page may break this one too)
        text = f"{said.heading}. {said.sentence}"
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, _SAID[403])
