"""One way to show a form, try the act behind it, and say what is wrong."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.reader import Refused


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], str],
    *,
    title: str,
    label: str,
    trail: list[tuple[str, str]],
    intro: tuple[str, ...] = (),
) -> HttpResponse:
    """`act` is given the cleaned values and answers the address to go to. What it refuses is told
    on the form; a reader it refuses is refused the page."""
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(act(form.cleaned_data))
        except Refused:
            raise
        except (TownclerkError, ValidationError) as error:
            tell(form, error)
    context = {"form": form, "title": title, "label": label, "trail": trail, "intro": intro}
    status = 422 if form.errors else 200
    return render(request, "web/form_page.html", context, status=status)


def tell(form: forms.BaseForm, error: TownclerkError | ValidationError) -> None:
    """Every problem at once, each at its field, or above the form when it is about none."""
    for problem in _problems(error):
        place = problem.field if problem.field in form.fields else None
        form.add_error(place, f"{problem.message} {problem.hint}".strip())


def _problems(error: TownclerkError | ValidationError) -> tuple[Problem, ...]:
    if isinstance(error, Problems):
        return error.problems
    if isinstance(error, ValidationError):
        return tuple(Problem(message) for message in error.messages)
    return (Problem(str(error)),)
