"""What a view needs, declared on the view. The middleware lets through only what declares it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import get_resolver

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor

SAFE = ("GET", "HEAD", "OPTIONS")
V = TypeVar("V", bound=Callable[..., Any])


class Door(Enum):
    PUBLIC = "public"
    SIGNED_IN = "signed in"
    NEEDS = "needs"


@dataclass(frozen=True)
class Access:
    """What is asked at the door of a view. A view may ask more once it knows the record."""

    door: Door
    verb: Verb | None = None
    area: Area | None = None
    subject: str = ""


class AccessNotDeclared(TownclerkError):
    """A view without @needs, @public or @signed_in: a fault of the program, never of the user."""


def declare(view: V, access: Access) -> V:
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: V) -> V:
    """Anybody may open it; what it shows is asked of `request.reader`."""
    return declare(view, Access(Door.PUBLIC))


def signed_in(view: V) -> V:
    return declare(view, Access(Door.SIGNED_IN))


def needs(verb: Verb, area: Area, *, subject: str = "") -> Callable[[V], V]:
    """The verb must reach something in the area; the view asks again about the record."""
    return lambda view: declare(view, Access(Door.NEEDS, verb, area, subject))


def access_of(view: Any) -> Access | None:
    """What a view declares, on itself or on the class behind it."""
    for place in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        found = getattr(place, "access", None)
        if isinstance(found, Access):
            return found
    return None


FRAMEWORK_VIEWS: dict[str, Access] = {
    # The second step of signing in comes before there is a user; its own decorators ask the rest.
    "allauth.mfa.base.views": Access(Door.PUBLIC),
    "allauth.mfa": Access(Door.SIGNED_IN),
    "allauth.account": Access(Door.PUBLIC),
    "django.contrib.staticfiles": Access(Door.PUBLIC),
    "django.views.static": Access(Door.PUBLIC),
}
"""Views of libraries, by dotted prefix of their module, with what is asked at their door."""


def declared(view: Any) -> Access:
    """What a view declares; raises when it says nothing."""
    found = access_of(view)
    if found is not None:
        return found
    behind = getattr(view, "view_class", view)
    module = str(getattr(behind, "__module__", ""))
    if module.startswith("ninja"):
        # Operations are asked one by one, by `api_needs` on each.
        return Access(Door.PUBLIC)
    for prefix, access in FRAMEWORK_VIEWS.items():
        if module == prefix or module.startswith(prefix + "."):
            return access
    name = getattr(behind, "__qualname__", repr(behind))
    raise AccessNotDeclared(
        f"{module}.{name} does not say who may open it. Put @needs, @signed_in or @public on it."
    )


def decide(access: Access, reader: Reader) -> None:
    """Raises Refused when the reader has no way in."""
    if access.door is Door.PUBLIC:
        return
    if access.door is Door.SIGNED_IN:
        if reader.user_id is None:
            raise Refused("Sign in to open this page.")
        return
    if access.verb is None or access.area is None:
        raise AccessNotDeclared("@needs names a verb and an area.")
    if not reader.reach(access.area, access.verb, subject=access.subject):
        reader.require(access.verb, access.area, subject=access.subject)


class ApiNeeds:
    """Authentication of an operation: `@router.get(..., auth=api_needs(Verb.READ, Area.REPORTS))`.

    Use `api_public` and `api_signed_in` for the others; an operation without one is refused by
    the test over the interface's table. Ninja exempts its views from Django's check for forgery,
    so it is made here: what a session asks to write must come with the token of its own pages.
    """

    def __init__(self, access: Access):
        self.access = access

    def __call__(self, request: HttpRequest) -> Reader:
        reader: Reader = request.reader  # type: ignore[attr-defined]
        decide(self.access, reader)
        if reader.user_id is not None and request.method not in SAFE and _forged(request):
            raise Refused(
                "The request came without the token against forgery. Send the cookie “csrftoken” "
                "back as the header X-CSRFToken."
            )
        return reader


def _forged(request: HttpRequest) -> bool:
    # Every command loads this module, and Ninja takes a third of a second that only pages need.
    from ninja.utils import check_csrf

    return check_csrf(request) is not None


def api_needs(verb: Verb, area: Area) -> ApiNeeds:
    return ApiNeeds(Access(Door.NEEDS, verb, area))


api_public = ApiNeeds(Access(Door.PUBLIC))
api_signed_in = ApiNeeds(Access(Door.SIGNED_IN))


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    user = request.user
    return Actor(user=user if user.is_authenticated else None)


class AccessMiddleware:
    """Puts `request.reader` in place, asks at the door, and answers refusals politely."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reader = _LazyReader(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        access = declared(view)
        request.reader = reader_of_request(request)  # type: ignore[attr-defined]
        try:
            decide(access, request.reader)  # type: ignore[attr-defined]
        except Refused as refusal:
            return refuse(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refuse(request, error) if isinstance(error, Refused) else None


class _LazyReader:
    """Stands in for the reader on addresses that resolve to no view, such as the page not found."""

    def __init__(self, request: HttpRequest):
        self._request = request

    def __getattr__(self, name: str) -> Any:
        return getattr(reader_of_request(self._request), name)


def reader_of_request(request: HttpRequest) -> Reader:
    found = getattr(request, "reader", None)
    if isinstance(found, Reader):
        return found
    on = clock.today()
    user = request.user
    reader = Reader.of(user, on) if user.is_authenticated else Reader.anonymous(on)
    request.reader = reader  # type: ignore[attr-defined]
    return reader


def refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """To the sign-in page for somebody unknown; else a page that says what is missing."""
    api = request.path.startswith("/api/")
    if not request.user.is_authenticated and not api:
        return HttpResponseRedirect(
            f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}"
        )
    if api:
        status = 403 if request.user.is_authenticated else 401
        return JsonResponse({"detail": str(refusal)}, status=status)
    return render(request, "access/refused.html", {"reason": str(refusal)}, status=403)


def undeclared_views() -> list[str]:
    """Every address whose view declares nothing; the suite wants this empty."""
    missing: list[str] = []

    def walk(patterns: Any, prefix: str) -> None:
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, address)
                continue
            try:
                declared(pattern.callback)
            except AccessNotDeclared:
                missing.append(address)

    walk(get_resolver().url_patterns, "/")
    return missing
