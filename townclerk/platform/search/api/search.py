"""Search for programs: the same questions, answers and permissions as the page."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from townclerk.platform.access.http import api_public, reader_of_request
from townclerk.platform.search import queries

router = Router(tags=["search"])
Asked = Annotated[str, Field(max_length=300)]
Kind = Annotated[str, Field(max_length=60)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]


class KindOut(Schema):
    kind: str
    title: str
    count: int


class ResultOut(Schema):
    kind: str
    kind_title: str
    key: str
    title: str
    summary: str
    url: str


class ResultsOut(Schema):
    total: int
    everywhere: int
    page: int
    pages: int
    kinds: list[KindOut]
    results: list[ResultOut]


@router.get("", auth=api_public, response=ResultsOut, summary="Find pages open to the reader")
def find(
    request: HttpRequest,
    q: Asked = "",
    kind: Kind = "",
    page: Number = 1,
) -> ResultsOut:
    found = queries.find(q, reader_of_request(request), kind=kind, number=page)
    return ResultsOut(
        total=found.total,
        everywhere=found.everywhere,
        page=found.number,
        pages=found.pages,
        kinds=[KindOut(kind=k.kind, title=k.title, count=k.count) for k in found.kinds],
        results=[
            ResultOut(
                kind=r.kind,
                kind_title=r.kind_title,
                key=r.key,
                title=r.title,
                summary=r.summary,
                url=r.url,
            )
            for r in found.shown
        ],
    )
