"""The organisation as it was on a day, and what became of a unit."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from townclerk.platform import clock
from townclerk.platform.access.http import signed_in
from townclerk.platform.organisation import affected, queries


def _day(request: HttpRequest) -> date:
    """The day in the address, or today when there is none or it cannot be read."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return clock.today()


@signed_in
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    on = _day(request)
    return render(request, "access/organisation.html", {"top": queries.tree(on), "on": on})


@signed_in
@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    names = queries.history(code)
    if not names:
        raise Http404(f"There is no unit {code}.")
    on = _day(request)
    below = queries.descendants(code, on)
    context = {
        "code": code,
        "names": names,
        "on": on,
        "hanging": affected.what_hangs_on(below, on),
    }
    return render(request, "access/unit.html", context)
