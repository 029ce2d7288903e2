"""Values that wait for an owner: signed off and published many at a time."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from townclerk.figures import history, links, operations, register
from townclerk.figures.display import parse_value, shown
from townclerk.figures.models import ReturnedValue
from townclerk.figures.web.reading import reader_of
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform import clock
from townclerk.platform.access.http import actor, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """What the reader's roles own and has not been signed off, or signed and not yet published."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _act(request)
        except TownclerkError as error:
            problem, status = str(error), 422
    reader = reader_of(request)
    content = {
        "unsigned": _rows(history.unsigned(reader)),
        "unpublished": _rows(history.unpublished(reader)),
        "problem": problem,
    }
    return render(request, "figures/waiting.html", content, status=status)


def _act(request: HttpRequest) -> HttpResponse:
    """All that were ticked, or none when one of them is refused."""
    publishing = request.POST.get("act") == "publish"
    chosen = [int(pk) for pk in request.POST.getlist("value") if pk.isdecimal()]
    if not chosen:
        raise NothingChosen("Tick at least one value.")
    step = operations.publish_value if publishing else operations.sign_value
    with transaction.atomic():
        for row in ReturnedValue.objects.filter(pk__in=chosen):
            step(row, actor=actor(request), moment=clock.now())
    done = "published" if publishing else "signed off"
    many = f"{len(chosen)} values are" if len(chosen) > 1 else "One value is"
    messages.success(request, f"{many} {done}.")
    return HttpResponseRedirect(reverse("figures:waiting"))


class NothingChosen(TownclerkError):
    """The form came without a value."""


def _rows(values: list[ReturnedValue]) -> list[dict[str, Any]]:
    definitions = register.definitions_of({row.key for row in values})
    found = []
    for row in values:
        shape = definitions[row.key]
        text = shown(parse_value(row.value, shape.unit), shape.unit, shape.display)
        found.append(
            {
                "pk": row.pk,
                "label": shape.label,
                "scope": "" if row.scope == "council" else row.scope,
                "of": parse_period(row.period).title if row.period else "",
                "as_at": row.as_at,
                "basis": "" if row.basis == "actual" else row.get_basis_display(),
                "display": f"{row.get_qualifier_display() if row.qualifier else ''} {text}".strip(),
                "evidence": row.evidence,
                "url": links.url(row.key, row.scope, row.period or None, row.as_at),
            }
        )
    return found
