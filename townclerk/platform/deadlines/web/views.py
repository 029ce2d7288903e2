"""What I owe, and one task with the reasons for its date."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import reader_of_request, signed_in
from townclerk.platform.deadlines import owed, permissions
from townclerk.platform.deadlines.kinds import KINDS
from townclerk.platform.deadlines.models import Task
from townclerk.platform.deadlines.web import presenters
from townclerk.platform.web import parts

PAGE = 50


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The list, or to htmx the part of it that changes."""
    reader, on = reader_of_request(request), clock.today()
    every = owed.owed(reader, on)
    kind = request.GET.get("kind", "")
    chosen = [one for one in every if not kind or one.kind == kind]
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    content = {
        "groups": presenters.groups(page, chosen, on),
        "kinds": owed.kinds_in(every),
        "kind": kind,
        "page": page,
        "total": len(every),
        "finished": _finished(request),
        "proposes": bool(reader.reach(Area.PEOPLE, Verb.CONTRIBUTE)),
    }
    return parts.draw(request, "deadlines/owed.html", "deadlines/_owed.html", content)


@signed_in
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_of_request(request)
    task = get_object_or_404(owed.open_to(reader), pk=pk)
    deadline = getattr(task, "deadline", None)
    shown = presenters.line(owed.owed_of(task, clock.today()), clock.today())
    answers = permissions.approves(task, reader)
    content = {
        "task": task,
        "shown": shown,
        "deadline": deadline,
        "reasons": presenters.reasons(deadline.explanation) if deadline else None,
        "facts": _facts(task),
        "stoppages": list(deadline.stoppages.all()) if deadline else [],
        "may_stop": deadline is not None and owed.may_stop(deadline),
        "answers": answers,
        "acts": answers or not shown.owed.escalated,
        "history": list(task.history.select_related("history_user")),
    }
    return render(request, "deadlines/task.html", content)


@signed_in
@require_safe
def workload(request: HttpRequest) -> HttpResponse:
    """Who owes how much where the reader answers for an area."""
    loads = owed.workload(reader_of_request(request), clock.today())
    return render(request, "deadlines/workload.html", {"loads": loads})


def _facts(task: Task) -> list[tuple[str, str]]:
    facts = [
        ("Kind", KINDS.get(task.kind, task.kind)),
        ("Area", Area(task.area).label.capitalize()),
        ("Owed by", owed.owner_of(task)),
        ("About", task.source_label),
    ]
    return [(name, said) for name, said in facts if said]


def _finished(request: HttpRequest) -> Task | None:
    """The task that was just marked done, so that it can be taken back."""
    asked = request.GET.get("done", "")
    if not asked.isdecimal():
        return None
    tasks = owed.open_to(reader_of_request(request))
    return tasks.filter(pk=int(asked), state=Task.State.DONE).first()
