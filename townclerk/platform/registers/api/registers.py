"""Registers for programs: the lists, records and steps of the pages, under the same permissions."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import clock
from townclerk.platform.access.http import actor, api_public, api_signed_in, reader_of_request
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.exchange.writing import as_json
from townclerk.platform.registers import operations
from townclerk.platform.registers.declaration import (
    Column,
    Register,
    UnknownRegister,
    Ways,
    all_registers,
    by_name,
)
from townclerk.platform.registers.listing import Pages, listing, query_of
from townclerk.platform.registers.names import Names
from townclerk.platform.registers.permission import may_contribute, may_take, opens, visible
from townclerk.platform.registers.values import References, exported, parse_all, referred

router = Router(tags=["registers"])

LARGEST = 2**63 - 1
Name = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9-]+$")]
Key = Annotated[int, Field(ge=1, le=LARGEST)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
Page = Annotated[int, Field(ge=1, le=1_000_000)]
Text = Annotated[str, Field(max_length=300)]
Value = str | int | bool | None
"""As a cell of a sheet: money and numbers as text, dates as 2018-03-31, references by their key."""


class FaultOut(Schema):
    """What went wrong. `code` is for programs, `detail` for people."""

    detail: str
    code: str = ""
    problems: list[dict[str, Any]] = []


class RegisterOut(Schema):
    name: str
    title: str
    description: str
    address: str


class ColumnOut(Schema):
    name: str
    label: str
    kind: str
    unit: str
    required: bool
    filter: bool
    choices: list[str] = []


class StepOut(Schema):
    name: str
    label: str


class RecordOut(Schema):
    id: int
    version: int
    label: str
    address: str
    values: dict[str, Value]


class OpenRecordOut(RecordOut):
    may_change: bool
    steps: list[StepOut]


class ListOut(Schema):
    total: int
    page: int
    pages: int
    sort: str
    filters: dict[str, str]
    columns: list[ColumnOut]
    records: list[RecordOut]


class NewIn(Schema):
    values: dict[str, Value]
    reason: Text = ""


class ChangeIn(NewIn):
    version: Version


class StepIn(Schema):
    version: Version
    reason: Text = ""


READ_FAULTS = {400: FaultOut, 401: FaultOut, 403: FaultOut, 404: FaultOut, 422: Any}
WRITE_FAULTS = {**READ_FAULTS, 409: FaultOut}


def _register(name: str) -> Register:
    try:
        return by_name(name)
    except UnknownRegister as unknown:
        raise HttpError(404, str(unknown)) from unknown


def _record(register: Register, reader: Reader, pk: int) -> Any:
    """What the reader does not see is not there."""
    rows = visible(register, reader).select_related(*register.followed())
    found = rows.prefetch_related(*register.prefetch).filter(pk=pk).first()
    if found is None:
        raise HttpError(404, f"There is no {register.singular} {pk}.")
    return found


def _out(register: Register, record: Any, names: Names) -> dict[str, Any]:
    return {
        "id": record.pk,
        "version": record.version,
        "label": str(record),
        "address": reverse("registers:detail", args=[register.name, record.pk]),
        "values": {
            column.name: as_json(exported(column, record, names.tells))
            for column in register.columns
        },
    }


def _open(register: Register, reader: Reader, record: Any) -> OpenRecordOut:
    states = register.states
    open_steps = states.open_from(getattr(record, states.field)) if states else ()
    return OpenRecordOut(
        **_out(register, record, Names(reader)),
        may_change=Ways.CHANGE in register.ways and bool(may_contribute(register, reader, record)),
        steps=[
            StepOut(name=step.name, label=step.label)
            for step in open_steps
            if may_take(register, reader, record, step)
        ],
    )


def _column(register: Register, column: Column) -> ColumnOut:
    known = register.field(column).flatchoices if column.stored else ()
    return ColumnOut(
        name=column.name,
        label=column.label,
        kind=column.kind.value,
        unit=column.unit,
        required=column.required,
        filter=column.facet,
        choices=[str(value) for value, _ in known if value],
    )


@router.get("", auth=api_public, response=list[RegisterOut], summary="Registers open to the caller")
def registers(request: HttpRequest) -> list[RegisterOut]:
    reader = reader_of_request(request)
    return [
        RegisterOut(
            name=found.name,
            title=found.title,
            description=found.description,
            address=reverse("registers:list", args=[found.name]),
        )
        for found in all_registers()
        if opens(found, reader)
    ]


@router.get(
    "/{name}", auth=api_public, response={200: ListOut, **READ_FAULTS}, summary="Records of one"
)
def records(
    request: HttpRequest, name: Name, q: Text = "", sort: Text = "", page: Page = 1
) -> ListOut:
    """Narrowed by `q` and by any column with `filter`, as in `?type=core`; fifty a page."""
    register = _register(name)
    reader = reader_of_request(request)
    found = listing(register, reader, query_of(request.GET))
    shown, names = Pages(found.rows).get_page(page), Names(reader)
    names.meet(referred(register.columns, shown.object_list))
    return ListOut(
        total=shown.paginator.count,
        page=shown.number,
        pages=shown.paginator.num_pages,
        sort=found.sort,
        filters={name: value for name, value in found.asked.items() if value},
        columns=[_column(register, column) for column in register.columns],
        records=[RecordOut(**_out(register, record, names)) for record in shown.object_list],
    )


@router.get(
    "/{name}/{pk}",
    auth=api_public,
    response={200: OpenRecordOut, **READ_FAULTS},
    summary="One record, with the steps open to the caller",
)
def record(request: HttpRequest, name: Name, pk: Key) -> OpenRecordOut:
    register, reader = _register(name), reader_of_request(request)
    return _open(register, reader, _record(register, reader, pk))


@router.post(
    "/{name}",
    auth=api_signed_in,
    response={201: OpenRecordOut, **WRITE_FAULTS},
    summary="Add a record",
)
def add(request: HttpRequest, name: Name, given: NewIn) -> Status[OpenRecordOut]:
    register, reader = _register(name), reader_of_request(request)
    # Asked before the values are read, whose errors would tell what can be named here.
    decision = may_contribute(register, reader)
    if not decision:
        raise Refused(decision.reason)
    known = {column.name for column in register.editable}
    values = _read(register, reader, given.values, register.editable, known)
    made = operations.create(
        register, values, actor=actor(request), moment=clock.now(), reason=given.reason
    )
    return Status(201, _open(register, reader, _record(register, reader, made.pk)))


@router.patch(
    "/{name}/{pk}",
    auth=api_signed_in,
    response={200: OpenRecordOut, **WRITE_FAULTS},
    summary="Change a record",
)
def change(request: HttpRequest, name: Name, pk: Key, given: ChangeIn) -> OpenRecordOut:
    """Only the values given. Refuses with 409 when `version` is no longer the stored one."""
    register, reader = _register(name), reader_of_request(request)
    found = _record(register, reader, pk)
    decision = may_contribute(register, reader, found)
    if not decision:
        raise Refused(decision.reason)
    columns = tuple(column for column in register.changeable if column.name in given.values)
    known = {column.name for column in register.changeable}
    operations.change(
        register,
        found,
        _read(register, reader, given.values, columns, known),
        actor=actor(request),
        moment=clock.now(),
        expected_version=given.version,
        reason=given.reason,
    )
    return _open(register, reader, _record(register, reader, pk))


@router.post(
    "/{name}/{pk}/{step}",
    auth=api_signed_in,
    response={200: OpenRecordOut, **WRITE_FAULTS},
    summary="Take a step between states",
)
def take(request: HttpRequest, name: Name, pk: Key, step: Name, given: StepIn) -> OpenRecordOut:
    """One of the record's `steps`. Refuses with 409 when `version` is no longer the stored one."""
    register, reader = _register(name), reader_of_request(request)
    found = _record(register, reader, pk)
    if register.states is None or register.states.named(step) is None:
        raise HttpError(404, f"{register.title} have no step “{step}”.")
    operations.take(
        register,
        found,
        step,
        actor=actor(request),
        moment=clock.now(),
        expected_version=given.version,
        reason=given.reason,
    )
    return _open(register, reader, _record(register, reader, pk))


def _read(
    register: Register,
    reader: Reader,
    given: dict[str, Value],
    columns: tuple[Column, ...],
    known: set[str],
) -> dict[str, Any]:
    """The values, or Problems with everything that is wrong with them."""
    values, problems = parse_all(register, columns, given, References(reader))
    problems += [
        Problem(
            message=f"“{name[:60]}” is no value that can be given here.",
            field=name[:60],
            hint=f"Give some of: {', '.join(sorted(known))}.",
        )
        for name in given
        if name not in known
    ]
    if problems:
        raise Problems(problems)
    return values
