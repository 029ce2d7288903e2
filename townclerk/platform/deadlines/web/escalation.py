"""The ladder of late tasks: anybody signed in sees it, few change it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from townclerk.platform import clock
from townclerk.platform.access.http import actor, reader_of_request, signed_in
from townclerk.platform.deadlines import ladder as steps
from townclerk.platform.deadlines.models import EscalationStep
from townclerk.platform.deadlines.permissions import LADDER_SET_BY
from townclerk.platform.deadlines.web.forms import Step


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: HttpRequest) -> HttpResponse:
    form = Step(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        steps.add_step(
            kind=given["kind"],
            days_late=given["days_late"],
            role=given["role"].code,
            actor=actor(request),
            moment=clock.now(),
        )
        return HttpResponseRedirect(reverse("tasks:escalation"))
    content = {
        "steps": steps.described(),
        "form": form,
        "sets": reader_of_request(request).held(*LADDER_SET_BY),
    }
    return render(request, "deadlines/escalation.html", content)


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    step = get_object_or_404(EscalationStep, pk=pk)
    steps.remove_step(step, actor=actor(request), moment=clock.now())
    return HttpResponseRedirect(reverse("tasks:escalation"))
