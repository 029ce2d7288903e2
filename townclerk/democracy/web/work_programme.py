"""The work programme of a scrutiny body as a PDF, as far as the reader may see it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from townclerk.democracy.documents.work_programme import work_programme
from townclerk.democracy.queries.scrutiny import loads
from townclerk.democracy.registers_scrutiny import PROGRAMMES, TOPICS
from townclerk.platform import clock
from townclerk.platform.access.http import public
from townclerk.platform.documents.files import as_file
from townclerk.platform.registers.permission import visible


@public
@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    reader = request.reader  # type: ignore[attr-defined]
    found = visible(PROGRAMMES, reader).select_related("body").filter(reference=reference).first()
    if found is None:
        raise Http404(f"No work programme {reference} is open to this reader.")
    topics = visible(TOPICS, reader).filter(programme=found).order_by("due", "reference")
    document = work_programme(found, loads(found), list(topics), on=clock.today())
    return as_file(request, document, "pdf", reference)
