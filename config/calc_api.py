"""Every calculation over the interface, with the documents of `townclerk calc`.

It stands here, above the areas, because `townclerk.calc` itself runs without Django.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from townclerk.calc import catalogue, rendering, runner
from townclerk.calc.cases import read_document
from townclerk.platform import clock
from townclerk.platform.access.http import api_public
from townclerk.platform.parameters import source

router = Router(tags=["calc"])
Document = dict[str, Any]

BODY = {
    "requestBody": {
        "required": True,
        "description": "One case, or a list of cases, in the shape the calculation's schema gives.",
        "content": {
            "application/json": {"schema": {"oneOf": [{"type": "object"}, {"type": "array"}]}}
        },
    }
}


@router.get("", auth=api_public, response=list[Document])
def list_calculations(request: HttpRequest) -> list[Document]:
    """Every calculation: its name and title."""
    return [{"name": one.name, "title": one.title} for one in catalogue.calculations()]


@router.get("/{name}", auth=api_public, response={200: Document, 404: Document})
def show_calculation(request: HttpRequest, name: str, on: date | None = None) -> HttpResponse:
    """Its schema, units, source, a worked example, and the parameters in force on a day."""
    try:
        calculation = catalogue.by_name(name)
    except catalogue.UnknownCalculation as error:
        return _unknown(error)
    return _json(rendering.description(calculation, source(), on or clock.today()))


@router.post(
    "/{name}",
    auth=api_public,
    response={200: Document | list[Document], 400: Document, 404: Document},
    openapi_extra=BODY,
)
def run_calculation(request: HttpRequest, name: str, explain: bool = False) -> HttpResponse:
    """Work out one case or each of a list. Nothing is kept, so no permission is asked."""
    try:
        calculation = catalogue.by_name(name)
    except catalogue.UnknownCalculation as error:
        return _unknown(error)
    # Read here and not by Ninja, so that decimal numbers stay exact.
    document = read_document(request.body.decode("utf-8", "replace"), "the request")
    answers = runner.run_document(calculation, document, source(), file="the request")
    told = [answer.to_json(explain=explain) for answer in answers]
    return _json(told if isinstance(document, list) else told[0])


def _json(content: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(rendering.as_json(content), content_type="application/json", status=status)


def _unknown(error: catalogue.UnknownCalculation) -> HttpResponse:
    return _json({"code": "not-found", "detail": str(error)}, status=404)
