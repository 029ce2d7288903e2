"""The decision notice of a meeting: on a page as it will go out, and as a PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from townclerk.democracy.documents import notice as documents
from townclerk.democracy.models import Decision, Meeting
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.democracy.web.papers import inside
from townclerk.platform import clock
from townclerk.platform.access.http import public
from townclerk.platform.documents.files import as_file

WITHDRAWN = (Decision.State.WITHDRAWN,)


def _decisions(meeting: Meeting, *, within: bool) -> list[Decision]:
    """Those of the notice; of the public, those published, the exempt ones by title alone."""
    found = Decision.objects.filter(meeting=meeting).exclude(state__in=WITHDRAWN)
    if not within:
        found = found.filter(state__in=Decision.OPEN)
    return list(found.order_by("recommendation", "pk"))


def _meeting(request: HttpRequest, reference: str) -> tuple[Meeting, list[Decision]]:
    reader = request.reader  # type: ignore[attr-defined]
    meeting = meeting_queries.open_to(reader).filter(reference=reference).first()
    if meeting is None:
        raise Http404(reference)
    return meeting, _decisions(meeting, within=inside(request, meeting))


@public
@require_safe
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, found = _meeting(request, reference)
    content = {
        "meeting": meeting,
        "decisions": [(one, documents.rows(one)) for one in found],
        "draft": _draft(found),
    }
    return render(request, "democracy/notice.html", content)


@public
@require_safe
def notice_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, found = _meeting(request, reference)
    if not found:
        raise Http404("The meeting has no decision that is open to this reader.")
    document = documents.decision_notice(meeting, found, on=clock.today(), draft=_draft(found))
    return as_file(request, document, "pdf", f"{reference}-decisions")


def _draft(found: list[Decision]) -> bool:
    return any(one.state not in Decision.OPEN for one in found)
