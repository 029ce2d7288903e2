"""A vote by name, taken as the names are called, with the count as it stands."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.core.voting import BadCount, carried, counted
from townclerk.democracy.models import AgendaItem, Meeting, VoteCast
from townclerk.democracy.operations import agendas
from townclerk.democracy.web.business import present
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs


@needs(Verb.CONTRIBUTE, permissions.DEMOCRATIC)
def roll_call(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Each name with its vote; the count follows each change before it is recorded."""
    meeting = Meeting.objects.filter(reference=reference).first()
    permissions.check(actor(request), *permissions.CLERKS, moment=clock.now(), record=meeting)
    if meeting is None:
        raise Http404(f"There is no meeting {reference}.")
    item = get_object_or_404(AgendaItem, meeting=meeting, number=number)
    if meeting.state != Meeting.State.HELD:
        raise Http404("The meeting has not been held.")
    given = request.POST if request.method == "POST" else request.GET
    members = present(meeting, item)
    chosen = {
        member: given.get(f"member_{member.pk}", "")
        for member in members
        if given.get(f"member_{member.pk}") in VoteCast.Choice.values
    }
    motion, casting = given.get("motion", "").strip(), given.get("casting", "")
    wrong: list[str] = []
    if request.method == "POST":
        wrong = _missing(motion, len(members) - len(chosen))
        if not wrong:
            try:
                made = agendas.vote(
                    item,
                    motion=motion[:300],
                    casts=chosen,
                    casting=casting,
                    actor=actor(request),
                    moment=clock.now(),
                )
            except Problems as error:
                wrong = [str(problem) for problem in error.problems]
            except TownclerkError as error:
                wrong = [str(error)]
            else:
                messages.info(request, f"{made}.")
                return HttpResponseRedirect(reverse("democracy:meeting", args=[reference]))
    count = counted(chosen.values())
    content = {
        "meeting": meeting,
        "item": item,
        "members": [(member, chosen.get(member, "")) for member in members],
        "choices": VoteCast.Choice.choices,
        "motion": motion,
        "casting": casting,
        "count": count,
        "waiting": len(members) - len(chosen),
        "said": _said(count, casting),
        "wrong": wrong,
    }
    return render(request, "democracy/roll_call.html", content, status=422 if wrong else 200)


def _missing(motion: str, waiting: int) -> list[str]:
    wrong = [] if motion else ["Write the motion."]
    if waiting:
        names = "One member has" if waiting == 1 else f"{waiting} members have"
        wrong.append(f"{names} not voted. Give each their vote, or that they abstained.")
    return wrong


def _said(count: object, casting: str) -> str:
    try:
        return "Carried" if carried(count, casting) else "Lost"  # type: ignore[arg-type]
    except BadCount as error:
        return str(error)
