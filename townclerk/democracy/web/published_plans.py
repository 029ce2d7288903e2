"""The forward plan as a document: as it stands today and as it was published."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from townclerk.democracy.documents.forward_plan import forward_plan
from townclerk.democracy.models import PublishedPlan
from townclerk.democracy.queries import published_plans as queries
from townclerk.platform import clock
from townclerk.platform.access.http import public
from townclerk.platform.documents import Document, render_html
from townclerk.platform.documents.files import as_file
from townclerk.platform.organisation.queries import council

TODAY = "today"
"""In the address, the plan as it stands."""


def _document(reference: str) -> Document:
    if reference == TODAY:
        plan = queries.as_it_stands(clock.today())
    else:
        found = PublishedPlan.objects.filter(reference=reference).first()
        if found is None:
            raise Http404(f"No forward plan {reference} was published.")
        plan = queries.as_published(found)
    known = council()
    return forward_plan(plan, council=known.name if known else "The council")


@public
@require_safe
def plan_page(request: HttpRequest, reference: str) -> HttpResponse:
    document = _document(reference)
    content = {"document": document, "content": render_html(document), "reference": reference}
    return render(request, "democracy/published_plan.html", content)


@public
@require_safe
def plan_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    return as_file(request, _document(reference), "pdf", f"forward-plan-{reference}")
