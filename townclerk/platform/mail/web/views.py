"""Mail as it was or would be sent, what a person wants of it, and the link that ends a kind."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs, public, reader_of_request, signed_in
from townclerk.platform.mail import operations, queries, writing
from townclerk.platform.mail.kinds import KINDS, label_of, mail_kind
from townclerk.platform.mail.models import Letter
from townclerk.platform.organisation import queries as organisation
from townclerk.platform.web.form_pages import form_page

COLOURS = {
    "waiting": "grey",
    "sending": "blue",
    "sent": "green",
    "shown": "purple",
    "gathered": "grey",
    "unwanted": "grey",
    "given-up": "red",
}
A_PAGE = 50
TRIAL = mail_kind("trial", "A trial mail", capped=False)


def _demonstration() -> bool:
    council = organisation.council()
    return council is not None and council.demonstration


def _told(moment: datetime | None) -> str:
    """A moment as the clock in England shows it."""
    return f"{moment.astimezone(clock.LOCAL):%-d %B %Y, %H:%M}" if moment else "Not yet"


def _hidden(letter: Letter) -> bool:
    """A secret link is shown in a demonstration only, where nobody can be sent it."""
    kind = KINDS.get(letter.kind)
    return kind is not None and kind.secret and not _demonstration()


@signed_in
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    reader = reader_of_request(request)
    state = request.GET.get("state", "")
    found = queries.seen_by(reader)
    if state in Letter.State.values:
        found = found.filter(state=state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (each, _told(each.queued_at), label_of(each.kind), COLOURS[each.state]) for each in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "state": state,
        "states": Letter.State.choices,
        "all": queries.sees_all(reader),
        "demonstration": _demonstration(),
    }
    return render(request, "mail/letters.html", context)


@signed_in
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_of_request(request)
    letter = get_object_or_404(queries.seen_by(reader), pk=pk)
    hidden = _hidden(letter)
    context = {
        "letter": letter,
        "kind": label_of(letter.kind),
        "queued": _told(letter.queued_at),
        "ended": _told(letter.finished_at),
        "link": "" if hidden or not letter.link else letter.link,
        "links": [] if hidden else [pair for pair in letter.links if pair[1]],
        "colour": COLOURS[letter.state],
        "body": writing.body(letter, hide=hidden),
        "may_try": letter.state == Letter.State.GIVEN_UP and queries.sees_all(reader),
    }
    return render(request, "mail/letter.html", context)


@signed_in
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_of_request(request)
    letter = get_object_or_404(queries.seen_by(reader), pk=pk)
    try:
        operations.try_again(letter, reader=reader, actor=actor(request), moment=clock.now())
    except operations.NotGivenUp as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("mail:one", args=[pk]))


@needs(Verb.CONTRIBUTE, Area.ADMINISTRATION)
@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """A mail to oneself, so that a new setting of the mail service can be tried."""
    user: Any = request.user
    if not user.email:
        messages.error(request, "Your account has no e-mail address.")
        return HttpResponseRedirect(reverse("mail:letters"))
    made = operations.queue(
        TRIAL,
        to=user,
        subject="A trial mail of Townclerk",
        text="If you read this, mail works. There is nothing to do.",
        link=reverse("mail:letters"),
        moment=clock.now(),
    )
    return HttpResponseRedirect(reverse("mail:one", args=[made.pk]))


class Choices(forms.Form):
    """The optional kinds, each ticked while it is sent."""

    wanted = forms.MultipleChoiceField(
        label="Send me",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What you leave out is no longer sent. It still stands in Townclerk.",
    )

    def __init__(self, *args: Any, receiver: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = queries.choices(receiver)
        field: Any = self.fields["wanted"]
        field.choices = [(kind.name, kind.label) for kind, _ in found]
        field.initial = [kind.name for kind, on in found if on]


@signed_in
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    receiver = f"user:{request.user.pk}"

    def act(values: dict[str, Any]) -> str:
        for kind, on in queries.choices(receiver):
            if on and kind.name not in values["wanted"]:
                operations.turn_off(receiver=receiver, kind=kind.name, moment=clock.now())
            elif not on and kind.name in values["wanted"]:
                operations.turn_on(receiver=receiver, kind=kind.name)
        messages.success(request, "Your choice is kept.")
        return reverse("mail:letters")

    return form_page(
        request,
        Choices(request.POST if request.method == "POST" else None, receiver=receiver),
        act,
        title="Mail you are sent",
        label="Keep this choice",
        trail=[("Mail", reverse("mail:letters"))],
        intro=("What the work cannot do without, such as a new password, is always sent.",),
    )


@public
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Programs that open links in mail only look: turning off takes the button."""
    try:
        receiver, kind = writing.stopped(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    done = request.method == "POST"
    if done:
        try:
            operations.turn_off(receiver=receiver, kind=kind, moment=clock.now())
        except TownclerkError as error:
            raise Http404 from error
    return render(request, "mail/stop.html", {"kind": label_of(kind), "done": done})
