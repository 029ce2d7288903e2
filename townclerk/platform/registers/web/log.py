"""The log of what was done to records, searched by record and by words."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import needs, reader_of_request
from townclerk.platform.registers import log as acts
from townclerk.platform.registers.listing import PAGE


@needs(Verb.READ, Area.ADMINISTRATION, subject="log")
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Who did what to which record, when and why: of the records this reader may read."""
    registers = acts.read_by(reader_of_request(request))
    asked = {key: request.GET.get(key, "").strip() for key in ("register", "record", "q")}
    found = acts.entries(
        registers, name=asked["register"], record=asked["record"], words=asked["q"]
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    content = {
        "acts": acts.shown(page.object_list, registers),
        "page": page,
        "asked": asked,
        "names": sorted((one.title, one.name) for one in registers.values()),
    }
    return render(request, "registers/log.html", content)
