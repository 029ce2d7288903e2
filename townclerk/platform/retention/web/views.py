"""What is due, what is proposed and by whom, what is held, and the certificates."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import actor, reader_of_request, signed_in
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.files.holders import NoSuchHolder, holder_of, record_at, type_of
from townclerk.platform.registers.declaration import Register, UnknownRegister, by_name
from townclerk.platform.registers.permission import visible
from townclerk.platform.retention import operations, queries
from townclerk.platform.retention.classes import by_code
from townclerk.platform.retention.models import Certificate, Disposal, LegalHold

FORM = ("GET", "HEAD", "POST")
SHOWN = 200


class GroundForm(forms.Form):
    ground = forms.ChoiceField(
        label="Why may it be disposed of?",
        choices=Disposal.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it may be disposed of."},
    )


class HoldForm(forms.Form):
    register = forms.ChoiceField(label="Register")
    record = forms.CharField(
        label="Number of the record",
        required=False,
        help_text="The number in its address. Leave empty to hold every record of the register.",
    )
    reason = forms.CharField(
        label="Reason", max_length=300, error_messages={"required": "Say why it is held."}
    )

    def __init__(self, registers: list[Register], *given: Any):
        super().__init__(*given)
        choice = self.fields["register"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(each.name, each.title) for each in registers]


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=(("approve", "Dispose of it for good"), ("reject", "Keep it")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide."},
    )


@signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Each register with its class, how many records are due, and what waits for a decision."""
    reader = _reader(request)
    today = reader.on
    rows = [
        (register, by_code(register.retention), len(queries.due(reader, register, today)))
        for register in queries.scheduled(reader)
    ]
    decides = queries.may_decide(reader)
    context = {
        "rows": rows,
        "waiting": [(one, _register_of(one)) for one in queries.waiting()] if decides else [],
        "decides": decides,
        "holds_open": queries.may_hold(reader),
    }
    return render(request, "retention/index.html", context)


@signed_in
@require_safe
def due(request: HttpRequest, name: str) -> HttpResponse:
    reader = _reader(request)
    register = _register(reader, name)
    context = {
        "register": register,
        "retention": by_code(register.retention),
        "rows": queries.due(reader, register, reader.on),
        "shown": queries.SHOWN,
    }
    return render(request, "retention/due.html", context)


@signed_in
@require_http_methods(FORM)
def propose(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    reader = _reader(request)
    register = _register(reader, name)
    record = visible(register, reader).filter(pk=pk).first()
    if record is None:
        raise Http404("There is no such record.")
    if not queries.may_propose(reader, register, record):
        raise Refused(f"You may not propose to dispose of {register.title.lower()}.")

    def act(form: forms.Form) -> str:
        operations.propose(
            record, form.cleaned_data["ground"], actor=actor(request), moment=clock.now()
        )
        return "It is proposed. Somebody else decides."

    context = {
        "register": register,
        "record": record,
        "retention": by_code(register.retention),
        "due_on": queries.due_date(register, record),
        "held": queries.is_held(record),
    }
    form = GroundForm(request.POST if request.method == "POST" else None)
    back = reverse("retention:due", args=[name])
    return _form(request, "retention/propose.html", form, context, act, back)


@signed_in
@require_http_methods(FORM)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The record as the decider may see it, and the decision."""
    reader = _reader(request)
    disposal = get_object_or_404(queries.waiting(), pk=pk)
    if not queries.may_decide(reader):
        raise Refused("Your role does not decide about disposals.")

    def act(form: forms.Form) -> str:
        stamp: Any = {"actor": actor(request), "moment": clock.now()}
        if form.cleaned_data["decision"] == "reject":
            operations.reject(disposal, **stamp)
            return "It is kept."
        made = operations.approve(disposal, **stamp)
        return f"It is disposed of. {made} is written."

    context = {
        "disposal": disposal,
        "register": _register_of(disposal),
        "record": _seen(reader, disposal),
        "own": disposal.proposed_by_id == reader.user_id,
    }
    form = DecisionForm(request.POST if request.method == "POST" else None)
    return _form(request, "retention/decide.html", form, context, act, reverse("retention:index"))


@signed_in
@require_http_methods(FORM)
def holds(request: HttpRequest) -> HttpResponse:
    reader = _reader(request)
    if not queries.may_hold(reader):
        raise Refused("Your role does not place or lift legal holds.")

    def act(form: forms.Form) -> str:
        record_type = _label(by_name(form.cleaned_data["register"]))
        operations.hold(
            record_type,
            form.cleaned_data["record"].strip(),
            reason=form.cleaned_data["reason"],
            actor=actor(request),
            moment=clock.now(),
        )
        return "The hold stands."

    given = (request.POST,) if request.method == "POST" else ()
    form = HoldForm(queries.with_class(), *given)
    context = {"holds": queries.standing_holds()}
    return _form(request, "retention/holds.html", form, context, act, reverse("retention:holds"))


@signed_in
@require_http_methods(["POST"])
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(LegalHold, pk=pk, lifted_at=None)
    operations.lift(
        held,
        reason=request.POST.get("reason", "").strip(),
        actor=actor(request),
        moment=clock.now(),
    )
    messages.success(request, f"{held} is lifted.")
    return HttpResponseRedirect(reverse("retention:holds"))


@signed_in
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    if not queries.may_decide(_reader(request)):
        raise Refused("Your role does not open the certificates of disposal.")
    context = {
        "certificates": Certificate.objects.select_related(
            "disposal__proposed_by", "disposal__decided_by"
        ).order_by("-number")[:SHOWN],
        "broken": queries.broken_certificates(),
    }
    return render(request, "retention/certificates.html", context)


def _form(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    context: dict[str, Any],
    act: Callable[[forms.Form], str],
    then: str,
) -> HttpResponse:
    """Show a form; on sending it act, and go on or say what stands against it."""
    if form.is_bound and form.is_valid():
        try:
            said = act(form)
        except Refused:
            raise
        except TownclerkError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return HttpResponseRedirect(then)
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def _reader(request: HttpRequest) -> Reader:
    return reader_of_request(request)


def _register(reader: Reader, name: str) -> Register:
    try:
        found = by_name(name)
    except UnknownRegister as unknown:
        raise Http404(str(unknown)) from unknown
    if found not in queries.scheduled(reader):
        raise Refused(f"Your role does not dispose of {found.title.lower()}.")
    return found


def _register_of(disposal: Disposal) -> Register | None:
    return next((r for r in queries.with_class() if _label(r) == disposal.record_type), None)


def _label(register: Register) -> str:
    return type_of(register.model)


def _seen(reader: Reader, disposal: Disposal) -> Model | None:
    """The record, when the decider may read it; what it is about is not needed to decide."""
    try:
        record = record_at(disposal.record_type, disposal.record_id)
    except NoSuchHolder:
        return None
    return record if holder_of(record).may_read(reader, record) else None
