"""Retention for programs: what is due, proposals, the second person's decision, certificates."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from townclerk.platform import clock
from townclerk.platform.access.http import actor, api_signed_in, reader_of_request
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.files.holders import NoSuchHolder, type_of
from townclerk.platform.registers.api.registers import FaultOut
from townclerk.platform.registers.permission import visible
from townclerk.platform.retention import operations, queries, subjects
from townclerk.platform.retention.classes import by_code
from townclerk.platform.retention.hooks import Subject
from townclerk.platform.retention.models import Certificate, Disposal

router = Router(tags=["retention"])
Name = Annotated[str, Field(max_length=100)]
Key = Annotated[str, Field(max_length=64)]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
SHOWN = 200


class KindOut(Schema):
    """A register, or a kind of rows kept elsewhere, with its retention class."""

    name: str
    title: str
    retention: str
    kept: str
    unconfirmed: bool


class DueOut(Schema):
    """A record whose period is over. `id` is what a proposal names."""

    id: str
    label: str
    due_on: date | None
    held: bool


class Ground(Schema):
    ground: Annotated[str, Field(pattern="^(period|erasure|error)$")]


class ProposalOut(Schema):
    """A disposal from its proposal on, without a word of what it is about."""

    id: int
    record_type: str
    record_id: str
    retention: str
    due_on: date | None
    ground: str
    state: str
    proposed_at: datetime
    proposed_by: int


class CertificateOut(Schema):
    number: int
    content: dict[str, Any]
    previous: str
    sha256: str


class CertificatesOut(Schema):
    """The newest certificates, and what is wrong with the chain of all of them."""

    certificates: list[CertificateOut]
    broken: list[str]


FAULTS = {400: FaultOut, 401: FaultOut, 403: FaultOut, 404: FaultOut, 422: Any}


@router.get(
    "",
    auth=api_signed_in,
    response={200: list[KindOut], **FAULTS},
    summary="What is kept how long",
)
def kinds(request: HttpRequest) -> list[KindOut]:
    """Registers and other kinds of rows the caller may propose from, or decides about."""
    reader = reader_of_request(request)
    named = [(r.name, r.title, r.retention) for r in queries.scheduled(reader)]
    named += [(kind.name, kind.title, kind.retention) for kind in subjects.kinds(reader)]
    return [_kind(*one) for one in named]


@router.get(
    "/due/{name}",
    auth=api_signed_in,
    response={200: list[DueOut], **FAULTS},
    summary="What is due",
)
def due(request: HttpRequest, name: Name) -> list[DueOut]:
    """Records whose period is over and that the caller sees, the longest over first."""
    reader = reader_of_request(request)
    register = next((r for r in queries.scheduled(reader) if r.name == name), None)
    if register is not None:
        return [
            DueOut(id=str(one.record.pk), label=str(one.record), due_on=one.due_on, held=one.held)
            for one in queries.due(reader, register, reader.on)
        ]
    _require_kind(reader, name)
    return [
        DueOut(
            id=one.record_id,
            label=one.label if one.may_propose(reader) else "",
            due_on=one.due_on,
            held=queries.holds_on(one.record_type, one.record_id).exists(),
        )
        for one in subjects.due(name, reader.on)
    ]


@router.post(
    "/due/{name}/{key}",
    auth=api_signed_in,
    response={201: ProposalOut, **FAULTS},
    summary="Propose",
)
def propose(request: HttpRequest, name: Name, key: Key, given: Ground) -> Status[ProposalOut]:
    """Ask for a record to be disposed of; somebody else decides."""
    subject = _subject(reader_of_request(request), name, key)
    made = operations.propose_subject(
        subject, given.ground, actor=actor(request), moment=clock.now()
    )
    return Status(201, _proposal(made))


@router.get(
    "/proposals",
    auth=api_signed_in,
    response={200: list[ProposalOut], **FAULTS},
    summary="What waits for a decision",
)
def proposals(request: HttpRequest) -> list[ProposalOut]:
    _require_decider(reader_of_request(request))
    return [_proposal(one) for one in queries.waiting()]


@router.post(
    "/proposals/{pk}/approve",
    auth=api_signed_in,
    response={200: CertificateOut, **FAULTS},
    summary="Dispose of it",
)
def approve(request: HttpRequest, pk: Number) -> CertificateOut:
    """Agree, as somebody else than who proposed it. The record is gone; its certificate stays."""
    disposal = _waiting(request, pk)
    return _certificate(operations.approve(disposal, actor=actor(request), moment=clock.now()))


@router.post(
    "/proposals/{pk}/reject",
    auth=api_signed_in,
    response={200: ProposalOut, **FAULTS},
    summary="Keep it",
)
def reject(request: HttpRequest, pk: Number) -> ProposalOut:
    disposal = _waiting(request, pk)
    return _proposal(operations.reject(disposal, actor=actor(request), moment=clock.now()))


@router.get(
    "/certificates",
    auth=api_signed_in,
    response={200: CertificatesOut, **FAULTS},
    summary="Certificates",
)
def certificates(request: HttpRequest) -> CertificatesOut:
    _require_decider(reader_of_request(request))
    newest = Certificate.objects.order_by("-number")[:SHOWN]
    return CertificatesOut(
        certificates=[_certificate(one) for one in newest], broken=queries.broken_certificates()
    )


def _subject(reader: Reader, name: str, key: str) -> Subject:
    for register in queries.scheduled(reader):
        if register.name == name:
            found = visible(register, reader).filter(pk=key).first() if key.isdecimal() else None
            if found is None:
                raise HttpError(404, "There is no such record.")
            return subjects.find(type_of(found), key)
    _require_kind(reader, name)
    try:
        return subjects.find(name, key)
    except NoSuchHolder as error:
        raise HttpError(404, "There is no such row.") from error


def _require_kind(reader: Reader, name: str) -> None:
    if name not in {kind.name for kind in subjects.kinds(reader)}:
        raise HttpError(404, "There is no such register that your role disposes of records of.")


def _waiting(request: HttpRequest, pk: int) -> Disposal:
    _require_decider(reader_of_request(request))
    found = queries.waiting().filter(pk=pk).first()
    if found is None:
        raise HttpError(404, "There is no such proposal waiting.")
    return found


def _require_decider(reader: Reader) -> None:
    if not queries.may_decide(reader):
        raise Refused("Your role does not decide about disposals.")


def _kind(name: str, title: str, retention: str) -> KindOut:
    kept = by_code(retention)
    return KindOut(
        name=name,
        title=title,
        retention=retention,
        kept=kept.period,
        unconfirmed=kept.confidence.unconfirmed,
    )


def _proposal(one: Disposal) -> ProposalOut:
    return ProposalOut(
        id=one.pk,
        record_type=one.record_type,
        record_id=one.record_id,
        retention=one.retention_class,
        due_on=one.due_on,
        ground=one.ground,
        state=one.state,
        proposed_at=one.proposed_at,
        proposed_by=one.proposed_by_id,
    )


def _certificate(one: Certificate) -> CertificateOut:
    return CertificateOut(
        number=one.number, content=one.content, previous=one.previous, sha256=one.sha256
    )
