"""One way to show a form, try the act behind it, and say what is wrong."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from townclerk.kernel.errors import Problem, Problems


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
    """`act` is given the cleaned values and answers the address to go to."""
    found: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(act(form.cleaned_data))
        except Problems as problems:
            found = problems.problems
    context = {
        "form": form,
        "found": found,
        "title": title,
        "label": label,
        "trail": trail,
        "intro": intro,
    }
    status = 422 if found or form.errors else 200
    return render(request, "access/form_page.html", context, status=status)
