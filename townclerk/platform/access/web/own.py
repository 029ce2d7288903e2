"""What people do about their own access: name a deputy, declare an interest."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from townclerk.platform import clock
from townclerk.platform.access import operations
from townclerk.platform.access.http import actor, signed_in
from townclerk.platform.access.models import User
from townclerk.platform.access.web import forms
from townclerk.platform.web.form_pages import form_page


def _me(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise TypeError("this page is for signed-in users")
    return user


def _trail() -> list[tuple[str, str]]:
    return [("Your account", reverse("access:account"))]


@signed_in
@require_http_methods(["GET", "POST"])
def deputy(request: HttpRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        operations.pass_on(**values, actor=actor(request), moment=clock.now())
        return reverse("access:account")

    return form_page(
        request,
        forms.Deputy(request.POST or None, user=_me(request)),
        act,
        title="Name a deputy or delegate",
        label="Name this person",
        trail=_trail(),
        intro=("It ends by itself on the day you give.",),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def interest(request: HttpRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        operations.declare_interest(
            user=_me(request), **values, actor=actor(request), moment=clock.now()
        )
        return reverse("access:account")

    return form_page(
        request,
        forms.Interest(request.POST or None),
        act,
        title="Declare an interest",
        label="Declare it",
        trail=_trail(),
    )
