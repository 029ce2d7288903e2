"""Around a list: its columns, its saved views, and acts on many of its records."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import public, reader_of_request, signed_in
from townclerk.platform.registers import bulk, saved
from townclerk.platform.registers.declaration import Register
from townclerk.platform.registers.listing import listing, query_of
from townclerk.platform.registers.models import BulkAct
from townclerk.platform.registers.web.forms import ValueForm
from townclerk.platform.registers.web.views import register_or_404

PLACE = "place-"


def _to_list(register: Register, query: str = "") -> HttpResponseRedirect:
    address = reverse("registers:list", args=[register.name])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


@public
@require_safe
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """From a place for each column to the address of the list that shows them so."""
    register = register_or_404(name)
    placed: list[tuple[float, int, str]] = []
    for order, column in enumerate(register.columns):
        text = request.GET.get(PLACE + column.name, "").strip()
        if text.isdecimal():
            placed.append((int(text), order, column.name))
    query = {k: v for k, v in query_of(request.GET).items() if v and not k.startswith(PLACE)}
    query.pop("page", None)
    chosen = ",".join(column for _, _, column in sorted(placed))
    return _to_list(register, urlencode({**query, "columns": chosen}, safe=","))


@signed_in
@require_POST
def keep_view(request: HttpRequest, name: str) -> HttpResponse:
    register = register_or_404(name)
    query = request.POST.get("query", "")
    try:
        view = saved.keep(
            register,
            reader=reader_of_request(request),
            user=request.user,  # type: ignore[arg-type]
            name=request.POST.get("name", ""),
            query=query,
            role=request.POST.get("role", ""),
            default=request.POST.get("default") == "on",
            moment=clock.now(),
        )
    except TownclerkError as error:
        messages.error(request, str(error))
        return _to_list(register, query)
    messages.success(request, f"The view “{view}” is kept.")
    return _to_list(register, urlencode({"view": view.pk}))


@signed_in
@require_POST
def forget_view(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    register, reader = register_or_404(name), reader_of_request(request)
    view = saved.seen_by(register, reader).filter(pk=pk).first()
    if view is None:
        raise Http404(f"You have no view {pk}.")
    try:
        saved.forget(view, reader)
    except TownclerkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The view “{view}” is deleted.")
    return _to_list(register, urlencode({"view": 0}))


@signed_in
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """The value that is to be set, then what would happen to each record; with `confirmed`,
    doing it."""
    register, reader = register_or_404(name), reader_of_request(request)
    back = request.POST.get("query", "")
    try:
        chosen = bulk.act_of(register, request.POST.get("act", ""), request.POST.get("value", ""))
        records = bulk.choose(register, reader, _keys(request, register, back))
    except TownclerkError as error:
        messages.error(request, str(error))
        return _to_list(register, back)
    if not records:
        messages.error(request, "Choose at least one record.")
        return _to_list(register, back)
    try:
        if chosen.column is not None and "value" not in request.POST:
            return _value_page(request, chosen, records, back)
        prospects = bulk.foresee(chosen, reader, records)
    except TownclerkError as error:
        return _value_page(request, chosen, records, back, str(error))
    if request.POST.get("confirmed") != "yes":
        context = {"register": register, "act": chosen, "named": request.POST["act"], "back": back}
        context["prospects"] = prospects
        context["count"] = sum(prospect.changes for prospect in prospects)
        return render(request, "registers/bulk.html", context)
    done = bulk.perform(
        chosen,
        reader,
        records,
        _versions(request),
        user=request.user,  # type: ignore[arg-type]
        moment=clock.now(),
        reason=request.POST.get("reason", "").strip(),
    )
    return HttpResponseRedirect(reverse("registers:acted", args=[register.name, done.pk]))


def _value_page(
    request: HttpRequest, chosen: bulk.Act, records: list[Any], back: str, error: str = ""
) -> HttpResponse:
    """Asks for the value, and tells what is wrong with the one that was given."""
    if chosen.column is None:
        messages.error(request, error)
        return _to_list(chosen.register, back)
    given = (request.POST,) if error else ()
    form = ValueForm(chosen.register, reader_of_request(request), chosen.column, *given)
    if error:
        form.add_error("value", error)
    context = {"register": chosen.register, "form": form, "column": chosen.column, "back": back}
    context |= {"records": records, "named": request.POST["act"]}
    return render(request, "registers/value.html", context, status=422 if error else 200)


def _keys(request: HttpRequest, register: Register, query: str) -> list[int]:
    """The records ticked, or with `every` all that the list as narrowed holds."""
    if request.POST.get("every") == "yes":
        found = listing(register, reader_of_request(request), query_of(QueryDict(query)))
        return list(found.rows.values_list("pk", flat=True)[: bulk.MOST + 1])
    return [int(key) for key in request.POST.getlist("record") if key.isdecimal()]


def _versions(request: HttpRequest) -> dict[int, int]:
    """What each record was when it was shown."""
    pairs = [each.partition(":") for each in request.POST.getlist("version")]
    return {int(k): int(v) for k, _, v in pairs if k.isdecimal() and v.isdecimal()}


def _act_or_404(request: HttpRequest, register: Register, pk: int) -> BulkAct:
    found = bulk.done_by(register, reader_of_request(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(f"You have done nothing of the number {pk} here.")
    return found


@signed_in
def acted(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """What was done and what was refused, with the way back where there is one."""
    register = register_or_404(name)
    found = _act_or_404(request, register, pk)
    left: list[Any] = []
    if request.method == "POST":
        try:
            left = list(
                bulk.take_back(
                    register,
                    found,
                    reader_of_request(request),
                    user=request.user,  # type: ignore[arg-type]
                    moment=clock.now(),
                )
            )
        except TownclerkError as error:
            messages.error(request, str(error))
        found.refresh_from_db()
    context = {
        "register": register,
        "act": found,
        "reversible": bulk.reversible(register, found),
        "left": left,
    }
    return render(request, "registers/acted.html", context)
