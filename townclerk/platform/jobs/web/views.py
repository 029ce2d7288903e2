"""My jobs, and one job: how far it is, and what came of it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from townclerk.platform import clock
from townclerk.platform.access.http import reader_of_request, signed_in
from townclerk.platform.jobs import operations, queries
from townclerk.platform.jobs.kinds import KINDS
from townclerk.platform.jobs.models import Job
from townclerk.platform.web import parts

COLOURS = {"waiting": "grey", "running": "blue", "done": "green", "failed": "red"}
SHOWN = 100


def title_of(job: Job) -> str:
    return KINDS[job.kind].title if job.kind in KINDS else job.kind


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    jobs = queries.seen_by(reader_of_request(request))[:SHOWN]
    rows = [(each, title_of(each), COLOURS[each.state]) for each in jobs]
    return render(request, "jobs/list.html", {"rows": rows, "shown": SHOWN})


@signed_in
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, or to htmx the part of it that changes."""
    job = get_object_or_404(queries.seen_by(reader_of_request(request)), pk=pk)
    left = queries.remaining(job, clock.now())
    context = {
        "job": job,
        "title": title_of(job),
        "colour": COLOURS[job.state],
        "left": _in_words(int(left.total_seconds())) if left is not None else "",
    }
    return parts.draw(request, "jobs/job.html", "jobs/_progress.html", context)


@signed_in
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(queries.seen_by(reader_of_request(request)), pk=pk)
    operations.start_again(job)
    return HttpResponseRedirect(reverse("jobs:one", args=[pk]))


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return "less than a minute"
    minutes = -(-seconds // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
