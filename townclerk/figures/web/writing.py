"""Stating, correcting, signing off and publishing from the pages of figures."""

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from townclerk.figures import links, operations, permission, register
from townclerk.figures.declaration import COUNCIL
from townclerk.figures.models import ReturnedValue
from townclerk.figures.web.forms import Stating
from townclerk.figures.web.reading import reader_of
from townclerk.figures.web.views import answering
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import actor, signed_in
from townclerk.platform.access.reader import Refused


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def state(request: HttpRequest, key: str) -> HttpResponseBase:
    """State a value or correct one."""
    definition = register.definition(key)
    sent = request.method == "POST"
    scope = (request.POST if sent else request.GET).get("scope") or COUNCIL
    allowed = permission.stating(definition, scope, reader_of(request))
    if not allowed:
        raise Refused(allowed.reason)
    form = Stating(request.POST if sent else None, initial=request.GET.dict())
    if sent and form.is_valid():
        try:
            row = operations.state_value(
                form.statement(definition), actor=actor(request), moment=clock.now()
            )
            return HttpResponseRedirect(_address(row))
        except Refused:
            raise
        except Problems as error:
            form.refuse(error.problems)
        except TownclerkError as error:
            form.refuse((Problem(str(error)),))
    context = {"definition": definition, "form": form, "address": links.url(key)}
    status = 422 if form.errors else 200
    return render(request, "figures/state.html", context, status=status)


@signed_in
@require_POST
@answering
def sign(request: HttpRequest, key: str) -> HttpResponseBase:
    """Sign a computed figure off."""
    given = request.POST
    row = operations.sign_off(
        key,
        actor=actor(request),
        moment=clock.now(),
        scope=given.get("scope") or None,
        period=given.get("period") or None,
        note=given.get("note", ""),
    )
    return HttpResponseRedirect(links.url(key, row.scope, row.period or None))


def _address(row: ReturnedValue) -> str:
    return links.url(row.key, row.scope, row.period or None, row.as_at)


def _row(key: str, pk: int) -> ReturnedValue:
    row = ReturnedValue.objects.filter(key=key, pk=pk).first()
    if row is None:
        raise Http404("There is no such statement.")
    return row


@signed_in
@require_POST
@answering
def sign_returned(request: HttpRequest, key: str, pk: int) -> HttpResponseBase:
    """Sign a statement off, as someone other than who made it."""
    row = operations.sign_value(_row(key, pk), actor=actor(request), moment=clock.now())
    return HttpResponseRedirect(_address(row))


@signed_in
@require_POST
@answering
def publish_returned(request: HttpRequest, key: str, pk: int) -> HttpResponseBase:
    """Open a signed statement to everybody."""
    row = operations.publish_value(_row(key, pk), actor=actor(request), moment=clock.now())
    return HttpResponseRedirect(_address(row))
