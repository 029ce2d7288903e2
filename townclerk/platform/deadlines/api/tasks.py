"""What the caller owes, for programs."""

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.utils import check_csrf

from townclerk.platform import clock
from townclerk.platform.access.http import actor, api_signed_in, reader_of_request
from townclerk.platform.deadlines import operations, owed
from townclerk.platform.deadlines.models import Task

router = Router(tags=["tasks"])


class OwedOut(Schema):
    """One thing owed. `id` is empty for what is done elsewhere, where `address` leads."""

    id: int | None
    version: int
    title: str
    kind: str
    kind_label: str
    standing: str
    due: date | None
    owner: str
    about: str
    note: str
    address: str
    unconfirmed: bool


class Version(Schema):
    version: int | None = None


def _out(one: owed.Owed) -> OwedOut:
    return OwedOut(
        id=one.task,
        version=one.version,
        title=one.title,
        kind=one.kind,
        kind_label=one.kind_label,
        standing=one.standing.value,
        due=one.due,
        owner=one.owner,
        about=one.about,
        note=one.note,
        address=one.address,
        unconfirmed=one.unconfirmed,
    )


@router.get("", auth=api_signed_in, response=list[OwedOut], summary="What the caller owes")
def mine(request: HttpRequest, kind: str = "") -> list[OwedOut]:
    """Overdue first, then by date; `kind` narrows it."""
    return [_out(one) for one in owed.owed(reader_of_request(request), clock.today(), kind=kind)]


@router.get("/{pk}", auth=api_signed_in, response=OwedOut, summary="One task")
def one(request: HttpRequest, pk: int) -> OwedOut:
    return _out(owed.owed_of(_task(request, pk), clock.today()))


@router.post("/{pk}/done", auth=api_signed_in, response=OwedOut, summary="Mark a task done")
def done(request: HttpRequest, pk: int, given: Version) -> OwedOut:
    """With `version`, refuses when the task changed since it was read."""
    _check_forgery(request)
    task = operations.complete(
        _task(request, pk),
        expected_version=given.version,
        actor=actor(request),
        moment=clock.now(),
    )
    return _out(owed.owed_of(task, clock.today()))


@router.post("/{pk}/take-back", auth=api_signed_in, response=OwedOut, summary="Open it again")
def take_back(request: HttpRequest, pk: int) -> OwedOut:
    _check_forgery(request)
    task = operations.take_back(_task(request, pk), actor=actor(request), moment=clock.now())
    return _out(owed.owed_of(task, clock.today()))


def _task(request: HttpRequest, pk: int) -> Task:
    return get_object_or_404(owed.open_to(reader_of_request(request)), pk=pk)


def _check_forgery(request: HttpRequest) -> None:
    if check_csrf(request) is not None:
        raise HttpError(403, "The forgery token is missing. Send the one of the csrftoken cookie.")
