"""Adding and changing records, and taking them from state to state."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import actor, signed_in
from townclerk.platform.access.reader import Decision, Reader, Refused
from townclerk.platform.records import EditConflict
from townclerk.platform.registers import operations
from townclerk.platform.registers.declaration import Register, Ways
from townclerk.platform.registers.permission import may_contribute, may_take
from townclerk.platform.registers.values import display, raw
from townclerk.platform.registers.web.forms import RecordForm
from townclerk.platform.registers.web.views import record_or_404, register_or_404


@dataclass(frozen=True)
class Clash:
    """A value that differs between what somebody else saved and what this person typed."""

    label: str
    theirs: str
    yours: str


def _require(decision: Decision) -> None:
    if not decision:
        raise Refused(decision.reason)


def _require_way(register: Register, way: Ways) -> None:
    """No form is shown that would be refused when it is sent."""
    if way not in register.ways:
        done = "added" if way is Ways.ADD else "changed"
        raise Refused(f"{register.title} are not {done} here.")


@signed_in
def new(request: HttpRequest, name: str) -> HttpResponse:
    register = register_or_404(name)
    reader: Reader = request.reader  # type: ignore[attr-defined]
    _require_way(register, Ways.ADD)
    _require(may_contribute(register, reader))
    form = RecordForm(register, reader, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.create(
                register, form.values, actor=actor(request), moment=clock.now()
            )
        except Refused:
            raise
        except TownclerkError as error:
            form.tell(_told(error))
        else:
            messages.success(request, f"{made} is added.")
            return _to(register, made)
    title = f"Add {_a(register.singular)}"
    return _form_page(request, register, form, title=title, label="Add")


@signed_in
def edit(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    register = register_or_404(name)
    reader: Reader = request.reader  # type: ignore[attr-defined]
    record = record_or_404(register, reader, pk)
    _require_way(register, Ways.CHANGE)
    _require(may_contribute(register, reader, record))
    form = RecordForm(register, reader, record, request.POST or None)
    clashes: list[Clash] = []
    by = ""
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(
                register,
                record,
                form.values,
                actor=actor(request),
                moment=clock.now(),
                expected_version=form.cleaned_data["version"] or 0,
            )
        except EditConflict as conflict:
            clashes, by = _clashes(register, conflict.record, form), conflict.by
            form = _again(form, request, reader, conflict.record)
        except Refused:
            raise
        except TownclerkError as error:
            form.tell(_told(error))
        else:
            messages.success(request, "Your changes are saved.")
            return _to(register, record)
    return _form_page(
        request,
        register,
        form,
        title=f"Change {record}",
        label="Save",
        record=record,
        clashes=clashes,
        by=by,
        conflict=bool(by or clashes),
    )


def _again(form: RecordForm, request: HttpRequest, reader: Reader, current: Any) -> RecordForm:
    """The form with what was typed, now about the record as it stands: saving again decides."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    return RecordForm(form.register, reader, current, data)


def _clashes(register: Register, current: Any, form: RecordForm) -> list[Clash]:
    found, values = [], form.values
    for column in register.changeable:
        theirs, yours = raw(column, current), values.get(column.name)
        if theirs != yours:
            shown = [
                display(register, column, value, form.names) or "empty" for value in (theirs, yours)
            ]
            found.append(Clash(column.label, *shown))
    return found


@signed_in
def transition(request: HttpRequest, name: str, pk: int, step: str) -> HttpResponse:
    """Asks for confirmation and a reason, then takes the step."""
    register = register_or_404(name)
    reader: Reader = request.reader  # type: ignore[attr-defined]
    record = record_or_404(register, reader, pk)
    found = register.states.named(step) if register.states else None
    if found is None:
        raise operations.NoSuchStep(f"{register.title} have no step “{step}”.")
    _require(may_take(register, reader, record, found))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            operations.take(
                register,
                record,
                step,
                actor=actor(request),
                moment=clock.now(),
                expected_version=int(request.POST.get("version") or 0),
                reason=request.POST.get("reason", "").strip(),
            )
        except Refused:
            raise
        except TownclerkError as error:
            problems = _told(error)
        else:
            messages.success(request, f"{found.label}: done.")
            return _to(register, record)
    context = {"register": register, "record": record, "step": found, "problems_found": problems}
    status = 422 if problems else 200
    return render(request, "registers/transition.html", context, status=status)


def _told(error: TownclerkError) -> tuple[Problem, ...]:
    return error.problems if isinstance(error, Problems) else (Problem(message=str(error)),)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def _to(register: Register, record: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("registers:detail", args=[register.name, record.pk]))


def _form_page(
    request: HttpRequest,
    register: Register,
    form: RecordForm,
    *,
    title: str,
    label: str,
    record: Any = None,
    clashes: list[Clash] | None = None,
    by: str = "",
    conflict: bool = False,
) -> HttpResponse:
    context = {
        "register": register,
        "form": form,
        "title": title,
        "label": label,
        "record": record,
        "clashes": clashes or [],
        "by": by,
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "registers/form.html", context, status=status)
