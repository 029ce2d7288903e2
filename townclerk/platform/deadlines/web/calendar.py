"""The calendar of what I owe: its secret address, given once, and the file behind it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from townclerk.platform import clock
from townclerk.platform.access.http import actor, public, signed_in
from townclerk.platform.deadlines import feeds


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Whether there is a calendar; a new address is shown this once."""
    address, others = "", []
    if request.method == "POST" and request.POST.get("act") == "close":
        feeds.close_feed(actor=actor(request), moment=clock.now())
        return HttpResponseRedirect(reverse("tasks:calendar"))
    if request.method == "POST":
        secret = feeds.open_feed(actor=actor(request), moment=clock.now())
        address = request.build_absolute_uri(reverse("tasks:feed", args=[secret]))
        others = [
            (label, request.build_absolute_uri(reverse(name, args=[secret])))
            for label, name in feeds.ALSO.items()
        ]
    user = actor(request).user
    there = user is not None and feeds.has_feed(user)
    content = {"address": address, "others": others, "there": there}
    return render(request, "deadlines/calendar.html", content)


@public
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For calendar programs, which do not sign in: the secret says who asks."""
    user = feeds.owner_of(secret)
    if user is None:
        raise Http404("There is no such calendar.")
    content = feeds.calendar_of(
        user, on=clock.today(), made=clock.now(), site=settings.SITE_URL.rstrip("/")
    )
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
