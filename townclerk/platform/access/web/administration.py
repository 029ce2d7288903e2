"""People, what they hold, access reviews, settings in pairs, and the log."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from townclerk.platform import clock
from townclerk.platform.access import linking, operations
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.holding import in_force
from townclerk.platform.access.http import actor, needs, signed_in
from townclerk.platform.access.models import Holding, SettingChange, User
from townclerk.platform.access.oidc import Identity
from townclerk.platform.access.web import forms
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.organisation import queries as organisation
from townclerk.platform.web.form_pages import form_page

administrators = needs(Verb.CONTRIBUTE, Area.ADMINISTRATION)
get_or_post = require_http_methods(["GET", "POST"])
LOG_LENGTH = 200


def _people_trail(person: User | None = None) -> list[tuple[str, str]]:
    trail = [("People and roles", reverse("access:users"))]
    if person is not None:
        trail.append((person.username, reverse("access:user", args=[person.pk])))
    return trail


@administrators
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    held: dict[int, list[str]] = {}
    for holding in Holding.objects.filter(in_force(clock.today())).select_related("role"):
        held.setdefault(holding.user_id, []).append(holding.role.title)
    people = [(person, held.get(person.pk, [])) for person in User.objects.all()]
    return render(request, "access/users.html", {"people": people})


@administrators
@get_or_post
def new_user(request: HttpRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        made, password = operations.add_user(**values, actor=actor(request), moment=clock.now())
        messages.info(
            request, f"The first password is {password}. Write it down: it is not shown again."
        )
        return reverse("access:user", args=[made.pk])

    return form_page(
        request,
        forms.NewUser(request.POST or None),
        act,
        title="Open an account",
        label="Open the account",
        trail=_people_trail(),
    )


@administrators
@require_GET
def user(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    context = {
        "person": person,
        "holdings": person.holdings.select_related("role").order_by("-start", "id"),
        "clearances": person.clearances.all(),
        "identities": person.identities.all(),
    }
    return render(request, "access/user.html", context)


@administrators
@get_or_post
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> str:
        role = values.pop("role").code
        operations.grant_role(
            user=person, role=role, **values, actor=actor(request), moment=clock.now()
        )
        return reverse("access:user", args=[pk])

    return form_page(
        request,
        forms.Grant(request.POST or None, initial={"start": clock.today()}),
        act,
        title=f"Give {person.username} a role",
        label="Give the role",
        trail=_people_trail(person),
    )


@administrators
@get_or_post
def link(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> str:
        identity = Identity(values["provider"].issuer, values["subject"])
        operations.administering(actor(request), clock.now())
        linking.link(user=person, identity=identity, actor=actor(request), moment=clock.now())
        return reverse("access:user", args=[pk])

    return form_page(
        request,
        forms.Link(request.POST or None),
        act,
        title=f"Link an identity to {person.username}",
        label="Link it",
        trail=_people_trail(person),
    )


@administrators
@get_or_post
def close(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)

    def act(values: dict[str, Any]) -> str:
        operations.deactivate(user=person, **values, actor=actor(request), moment=clock.now())
        return reverse("access:user", args=[pk])

    return form_page(
        request,
        forms.Reason(request.POST or None),
        act,
        title=f"Close the account {person.username}",
        label="Close the account",
        trail=_people_trail(person),
        intro=("Everything the person holds or has passed on ends today.",),
    )


@administrators
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    held: list[tuple[Holding, date | None]] = []
    for holding in operations.due_for_review(clock.today()):
        answers = [answer.reviewed_on for answer in holding.reviews.all()]
        held.append((holding, max(answers, default=None)))
    held.sort(key=lambda pair: (pair[1] or date.min, pair[0].start))
    return render(request, "access/reviews.html", {"held": held})


@administrators
@get_or_post
def review(request: HttpRequest, pk: int) -> HttpResponse:
    holding = get_object_or_404(Holding.objects.select_related("user", "role"), pk=pk)

    def act(values: dict[str, Any]) -> str:
        operations.review(
            holding=holding,
            keep=values["keep"] == "yes",
            reason=values["reason"],
            actor=actor(request),
            moment=clock.now(),
        )
        return reverse("access:reviews")

    return form_page(
        request,
        forms.Review(request.POST or None),
        act,
        title=f"{holding.role.title} of {holding.user.username}",
        label="Save the answer",
        trail=[("Access review", reverse("access:reviews"))],
    )


@needs(Verb.CONTRIBUTE, Area.ADMINISTRATION)
@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    changes = SettingChange.objects.select_related("requested_by", "confirmed_by")[:100]
    return render(request, "access/settings.html", {"changes": changes})


def _ask(request: HttpRequest, setting: str, values: dict[str, Any]) -> str:
    reason = values.pop("reason")
    operations.request_setting(
        setting=setting, value=values, reason=reason, actor=actor(request), moment=clock.now()
    )
    return reverse("access:settings")


@administrators
@get_or_post
def setting_council(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        forms.CouncilSettings(request.POST or None, instance=organisation.council()),
        lambda values: _ask(request, "council", values),
        title="Change the council’s name or colour",
        label="Ask for this change",
        trail=[("Settings", reverse("access:settings"))],
    )


@administrators
@get_or_post
def setting_provider(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        forms.ProviderSettings(request.POST or None),
        lambda values: _ask(request, "identity-provider", values),
        title="Change how staff sign in at a provider",
        label="Ask for this change",
        trail=[("Settings", reverse("access:settings"))],
        intro=(
            "Its secret or private key is a file in this installation’s keys directory.",
            "Name the file oidc-SHORT-NAME.secret or oidc-SHORT-NAME.pem.",
        ),
    )


@administrators
@require_POST
def setting_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(SettingChange, pk=pk)
    operations.confirm_setting(asked=asked, actor=actor(request), moment=clock.now())
    return redirect("access:settings")


@needs(Verb.READ, Area.ADMINISTRATION, subject="log")
@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    acts = AuditEntry.objects.filter(record_type__startswith="access.").select_related("user")
    rows = [
        (
            act.moment.astimezone(clock.LOCAL).strftime("%-d %B %Y, %H:%M"),
            act.user or act.os_user or "Nobody signed in",
            act.verb,
            act.record_label,
            act.reason,
        )
        for act in acts[:LOG_LENGTH]
    ]
    return render(request, "access/log.html", {"rows": rows})


@signed_in
@get_or_post
def clearance(request: HttpRequest) -> HttpResponse:
    """Given by the monitoring officer; the operation refuses anybody else."""

    def act(values: dict[str, Any]) -> str:
        operations.clear(**values, actor=actor(request), moment=clock.now())
        return reverse("access:account")

    return form_page(
        request,
        forms.Clear(request.POST or None),
        act,
        title="Give a clearance",
        label="Give the clearance",
        trail=[("Your account", reverse("access:account"))],
        intro=("Only the monitoring officer gives clearances.",),
    )
