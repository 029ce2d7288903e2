"""What can be done to a task from its page and from the list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import actor, reader_of_request, signed_in
from townclerk.platform.access.reader import Refused
from townclerk.platform.deadlines import operations, owed
from townclerk.platform.deadlines.models import Task
from townclerk.platform.deadlines.web.forms import Cancel, HandOn, Start, Stop
from townclerk.platform.web.form_pages import form_page

Work = Callable[[HttpRequest, Task, dict[str, Any]], object]


def stop(request: HttpRequest, task: Task, given: dict[str, Any]) -> None:
    operations.pause(task, **given, actor=actor(request), moment=clock.now())


def start(request: HttpRequest, task: Task, given: dict[str, Any]) -> None:
    operations.resume(task, **given, actor=actor(request), moment=clock.now())


def hand_on(request: HttpRequest, task: Task, given: dict[str, Any]) -> None:
    role = given["role"].code if given["role"] else ""
    operations.reassign(
        task,
        user=given["user"],
        role=role,
        reason=given["reason"],
        actor=actor(request),
        moment=clock.now(),
    )


def cancel(request: HttpRequest, task: Task, given: dict[str, Any]) -> None:
    operations.cancel(task, **given, actor=actor(request), moment=clock.now())


@dataclass(frozen=True)
class Act:
    heading: str
    button: str
    form: type[forms.Form]
    work: Work


ACTS = {
    "stop": Act("Stop the clock", "Stop the clock", Stop, stop),
    "start": Act("Start the clock", "Start the clock", Start, start),
    "hand-on": Act("Hand this on", "Hand on", HandOn, hand_on),
    "cancel": Act("Cancel this task", "Cancel the task", Cancel, cancel),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act, asked for on a page of its own."""
    if name not in ACTS:
        raise Http404(name)
    task, chosen = _task(request, pk), ACTS[name]
    form = chosen.form(request.POST if request.method == "POST" else None)

    def done(given: dict[str, Any]) -> str:
        chosen.work(request, task, given)
        return _after(request, task)

    trail = [("What I owe", reverse("tasks:mine")), (task.title, reverse("tasks:one", args=[pk]))]
    return form_page(request, form, done, title=chosen.heading, label=chosen.button, trail=trail)


@signed_in
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark done, and back to the list, which offers to take it back."""
    version = request.POST.get("version", "")
    task = _task(request, pk)
    try:
        operations.complete(
            task,
            expected_version=int(version) if version.isdecimal() else None,
            actor=actor(request),
            moment=clock.now(),
        )
    except Refused:
        raise
    except TownclerkError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(_list(request))
    return HttpResponseRedirect(_list(request, done=str(task.pk)))


@signed_in
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    operations.take_back(_task(request, pk), actor=actor(request), moment=clock.now())
    return HttpResponseRedirect(_list(request))


def _task(request: HttpRequest, pk: int) -> Task:
    return get_object_or_404(owed.open_to(reader_of_request(request)), pk=pk)


def _after(request: HttpRequest, task: Task) -> str:
    """Back to the task, or to the list when it is no longer open to this reader."""
    if owed.open_to(reader_of_request(request)).filter(pk=task.pk).exists():
        return reverse("tasks:one", args=[task.pk])
    return reverse("tasks:mine")


def _list(request: HttpRequest, **more: str) -> str:
    """The list as it was filtered."""
    kept = {name: request.GET[name] for name in ("kind", "page") if request.GET.get(name)} | more
    return reverse("tasks:mine") + (f"?{urlencode(kept)}" if kept else "")
