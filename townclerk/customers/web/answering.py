"""The page on which anybody answers a consultation, without an account."""

import hashlib
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from townclerk.customers.core.spam import doubtful
from townclerk.customers.models import Consultation, Question
from townclerk.customers.operations import responses
from townclerk.customers.queries import consultations as queries
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import public
from townclerk.platform.web.form_pages import tell

SALT = "townclerk.customers.answer"
MOST_AN_HOUR = 30
"""Answers from one address to one consultation: a library or a household shares one."""
HOUR, DAY = 60 * 60, 24 * 60 * 60


class Answers(forms.Form):
    """The questions of one consultation, with what tells people from machines."""

    address = forms.EmailField(
        label="E-mail address, if you want to hear what came of it",
        required=False,
        help_text="It is kept apart from your answers, used once and then removed.",
    )
    website = forms.CharField(label="Leave this empty", required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = {f"q{each.number}": _field(each) for each in questions}
        self.fields = {**made, **self.fields}

    def given(self) -> dict[int, list[str]]:
        """Answers by the number of their question."""
        return {
            int(name[1:]): value if isinstance(value, list) else [value]
            for name, value in self.cleaned_data.items()
            if name[0] == "q" and name[1:].isdecimal()
        }


def _field(question: Question) -> forms.Field:
    shared: dict[str, Any] = {
        "label": question.text,
        "required": question.required,
        "error_messages": {"required": f"Question {question.number} needs an answer"},
    }
    if question.kind == Question.Kind.WORDS:
        box = forms.Textarea(attrs={"rows": 4, "maxlength": responses.LONGEST})
        return forms.CharField(
            widget=box, help_text="Please name nobody, yourself included.", **shared
        )
    names = question.answers
    if question.kind == Question.Kind.GROUP:
        names = [*responses.groups_in(question.dimension), responses.PREFER_NOT]
    choices = [(name, name) for name in names]
    if question.kind == Question.Kind.MANY:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=boxes, **shared)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    one = queries.open_to(inside=False).filter(reference=reference).first()
    if one is None or not one.questions.exists():
        raise Http404(f"No consultation {reference} takes answers here.")
    now = clock.now()
    if not queries.takes_answers(one, clock.today()):
        content = {"one": one, "why": responses.closed_text(one)}
        return render(request, "customers/answer_closed.html", content)
    token = signing.dumps(now.isoformat(), salt=SALT)
    questions = list(one.questions.order_by("number"))
    if request.method == "GET":
        form = Answers(questions=questions, initial={"shown": token})
        return _page(request, one, form)
    form = Answers(request.POST, questions=questions)
    if form.is_valid():
        code = _taken(request, one, form, now)
        if code:
            return render(request, "customers/answered.html", {"one": one, "code": code})
    # A page that is shown again is a new one, so that it may be sent again.
    form.data = {**_lists(request, form), "shown": token}
    return _page(request, one, form, status=422)


def _taken(request: HttpRequest, one: Consultation, form: Answers, now: datetime) -> str:
    """The code of the answers that were taken; else the form says why they were not."""
    sent = form.cleaned_data["shown"]
    doubt = doubtful(shown=_shown(sent), sent=now, trap=form.cleaned_data["website"])
    if not doubt and _too_many(request, one):
        doubt = "Many answers came from where you are in the last hour. Send it again later."
    if not doubt and not cache.add(_key("sent", sent), 1, DAY):
        doubt = "These answers were taken already."
    if doubt:
        form.add_error(None, doubt)
        return ""
    try:
        made = responses.answer(one, form.given(), address=form.cleaned_data["address"], moment=now)
    except TownclerkError as error:
        cache.delete(_key("sent", sent))
        tell(form, error)
        return ""
    return made.code


def _lists(request: HttpRequest, form: Answers) -> dict[str, Any]:
    """What was typed, with the list of whatever takes several."""
    several = {n for n, f in form.fields.items() if isinstance(f, forms.MultipleChoiceField)}
    return {
        name: request.POST.getlist(name) if name in several else request.POST.get(name, "")
        for name in request.POST
    }


def _shown(token: str) -> datetime | None:
    try:
        return datetime.fromisoformat(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _too_many(request: HttpRequest, one: Consultation) -> bool:
    """Counts what comes from one address of the network; only a digest is held, for an hour."""
    key = _key("from", f"{one.pk} {request.META.get('REMOTE_ADDR', '')}")
    cache.add(key, 0, HOUR)
    try:
        return bool(cache.incr(key) > MOST_AN_HOUR)
    except ValueError:
        # It ran out in between, so this is the first of a new hour.
        return False


def _key(what: str, told: str) -> str:
    digest = hashlib.sha256(f"{settings.SECRET_KEY} {told}".encode()).hexdigest()
    return f"consultation {what} {digest}".replace(" ", "-")


def _page(
    request: HttpRequest, one: Consultation, form: Answers, status: int = 200
) -> HttpResponse:
    return render(request, "customers/answer.html", {"one": one, "form": form}, status=status)
