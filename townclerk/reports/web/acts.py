"""What is done about a report that is being written, one form at a time."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Refused
from townclerk.reports import changing, commenting, contributing, sections, telling, writing
from townclerk.reports.models import Comment, Contribution, Report

By = Mapping[str, Any]


@needs(Verb.READ, Area.REPORTS)
@require_POST
def act(request: HttpRequest, name: str, act: str) -> HttpResponse:
    """Do one thing, say what was wrong, and come back to where it was asked."""
    report = get_object_or_404(Report, reference=name)
    does = ACTS.get(act)
    if does is None:
        raise Http404(act)
    by = {"actor": actor(request), "moment": clock.now()}
    try:
        messages.success(request, does(report, request.POST, by))
    except Problems as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem.message} {problem.hint}".strip())
    except Refused:
        raise
    except TownclerkError as error:
        messages.error(request, str(error))
    section = request.POST.get("section", "")
    if section and request.POST.get("stay"):
        return redirect("reports:section", name, section)
    return redirect("reports:show", name)


def _ask(report: Report, posted: Mapping[str, str], by: By) -> str:
    user = None
    if named := posted.get("user", "").strip():
        user = User.objects.filter(username=named).first()
        if user is None:
            raise Problems([Problem(f"There is no account {named}.", field="user")])
    made = contributing.ask(
        report,
        posted.get("section", ""),
        role=posted.get("role", ""),
        user=user,
        due=_day(posted.get("due", "")),
        wanted=posted.get("wanted", ""),
        **by,
    )
    return f"The section is asked for by {date_display(made.due)}. {telling.said([made])}"


def _ask_all(report: Report, posted: Mapping[str, str], by: By) -> str:
    made = contributing.ask_all(report, **by)
    many = "1 section is" if len(made) == 1 else f"{len(made)} sections are"
    return f"{many} asked for. {telling.said(made)}".strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        problem = Problem("The day is no date.", field="due", hint="Write it as 2017-01-04.")
        raise Problems([problem]) from None


def _accept(report: Report, posted: Mapping[str, str], by: By) -> str:
    contributing.accept(_asked(report, posted), **by)
    return "The section is accepted."


def _return(report: Report, posted: Mapping[str, str], by: By) -> str:
    back = contributing.send_back(_asked(report, posted), posted.get("note", ""), **by)
    return f"The section is returned. {telling.said([back])}"


def _withdraw(report: Report, posted: Mapping[str, str], by: By) -> str:
    contributing.withdraw(_asked(report, posted), **by)
    return "The request is taken back."


def _asked(report: Report, posted: Mapping[str, str]) -> Contribution:
    found = sections.contribution(report, posted.get("section", ""))
    if found is None:
        raise Problems([Problem("This section is asked of nobody.")])
    return found


def _comment(report: Report, posted: Mapping[str, str], by: By) -> str:
    commenting.say(
        report,
        posted.get("text", ""),
        section=posted.get("section", ""),
        must_be_answered=posted.get("must_be_answered") == "yes",
        **by,
    )
    return "Your comment is kept."


def _answer(report: Report, posted: Mapping[str, str], by: By) -> str:
    commenting.answer(_said(report, posted), posted.get("answer", ""), **by)
    return "The comment is answered."


def _resolve(report: Report, posted: Mapping[str, str], by: By) -> str:
    commenting.resolve(_said(report, posted), **by)
    return "The comment is resolved."


def _said(report: Report, posted: Mapping[str, str]) -> Comment:
    return get_object_or_404(Comment, report=report, pk=posted.get("comment") or 0)


def _seen(report: Report, posted: Mapping[str, str], by: By) -> str:
    changing.see(report, **by)
    return "Every figure of this report is marked as seen."


def _add_chapter(report: Report, posted: Mapping[str, str], by: By) -> str:
    title, paragraph = posted.get("title", ""), posted.get("exempt", "")
    made = writing.add_chapter(report, title, exempt=paragraph, **by)
    return f"“{made.title}” is added at the end."


def _move_chapter(report: Report, posted: Mapping[str, str], by: By) -> str:
    up = posted.get("to", "up") == "up"
    moved = writing.move_chapter(report, posted.get("section", ""), up=up, **by)
    return f"“{moved.title}” has moved {'up' if up else 'down'}."


def _remove_chapter(report: Report, posted: Mapping[str, str], by: By) -> str:
    reason = posted.get("reason", "")
    writing.remove_chapter(report, posted.get("section", ""), reason=reason, **by)
    return "The chapter is taken out."


ACTS: Mapping[str, Callable[[Report, Mapping[str, str], By], str]] = {
    "ask": _ask,
    "ask-all": _ask_all,
    "accept": _accept,
    "return": _return,
    "withdraw": _withdraw,
    "comment": _comment,
    "answer": _answer,
    "resolve": _resolve,
    "seen": _seen,
    "add-chapter": _add_chapter,
    "move-chapter": _move_chapter,
    "remove-chapter": _remove_chapter,
}
