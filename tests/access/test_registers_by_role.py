"""Every register opened as every role: its list, a record, its file, the interface, the search."""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

import pytest
from django.db.models import QuerySet

from tests.access.conftest import ANONYMOUS, WHO, People, grants, own_only
from townclerk.platform.access.areas import Reach, Verb
from townclerk.platform.access.cells import Case, cases
from townclerk.platform.access.matrix import published_to_everyone
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.registers.declaration import Register, Ways, all_registers, rows_of
from townclerk.platform.registers.permission import may_contribute, may_take, visible
from townclerk.platform.search import queries as search

REGISTERS = {register.name: register for register in all_registers()}
AREAS = {register.area for register in REGISTERS.values()}
MOST = 400


def expected(people: People, register: Register, who: str) -> "QuerySet[Any] | None":
    """The rows the matrix opens to a role, worked out from its words alone; None when refused."""
    if register.clearance:
        return None
    everyone = [grant for grant in published_to_everyone() if grant.area is register.area]
    reaches = {
        grant.reach
        for grant in (*grants(who, register.area), *everyone)
        if grant.verb is Verb.READ
        and not grant.clearance
        and grant.subject in ("", register.subject)
    }
    scoped = who != ANONYMOUS and own_only(who)
    rows = rows_of(register.model)
    if Reach.ALL in reaches and not scoped:
        return rows
    parts = []
    if scoped and register.unit_path and reaches & {Reach.ALL, Reach.OWN}:
        parts.append(rows.filter(**{f"{register.unit_path}__code__in": people.units}))
    if register.published_when is not None and max(reaches, default=0) >= Reach.PUBLISHED:
        parts.append(rows.filter(register.published_when))
    if not parts:
        return None
    found = parts[0]
    for part in parts[1:]:
        found = found | part
    return found.distinct()


def one_hidden(people: People, register: Register, who: str) -> list[Any]:
    """A record that is closed to a role, when there is one."""
    rows = expected(people, register, who)
    seen = set() if rows is None else {row.pk for row in rows}
    return [row for row in rows_of(register.model)[:MOST] if row.pk not in seen][:1]


def shows(page: Any, address: str) -> bool:
    return f'href="{address}"' in page.content.decode()


def acts_of(register: Register) -> list[str]:
    steps = register.states.transitions if register.states else ()
    return ["edit", *(step.name for step in steps)]


def buttons(page: Any, register: Register, row: Any) -> set[str]:
    """The acts the page of a record leads to."""
    begin = f"/r/{register.name}/{row.pk}"
    return {act for act in acts_of(register) if shows(page, f"{begin}/{act}/")}


def open_to(reader: Reader, register: Register, row: Any) -> set[str]:
    """The acts that would not be refused to the reader on this record, as it stands."""
    found = set()
    if Ways.CHANGE in register.ways and may_contribute(register, reader, row):
        found.add("edit")
    if register.states is not None:
        steps = register.states.open_from(getattr(row, register.states.field))
        found |= {step.name for step in steps if may_take(register, reader, row, step)}
    return found


@cache
def verbs_asked(register: Register) -> frozenset[Verb]:
    """The verbs that anything of a register asks for."""
    steps = register.states.transitions if register.states else ()
    adds = {Verb.CONTRIBUTE} if register.ways else set()
    answers = {Verb.APPROVE} if register.editors else set()
    return frozenset({Verb.READ, *adds, *answers, *(step.verb for step in steps)})


READS = frozenset({Verb.READ})


@cache
def kind(register: Register, who: str, verbs: frozenset[Verb]) -> Hashable:
    """All that decides what somebody may do in a register: grants for it, and roles it names.

    Nobody here holds a clearance, so what is granted with one is nothing; and a role held for one
    unit is like one held for the whole council where it is granted nothing.
    """
    steps = register.states.transitions if register.states else ()
    subjects = {"", register.subject, *(step.subject for step in steps)}
    granted = frozenset(
        grant
        for grant in grants(who, register.area)
        if grant.subject in subjects and grant.verb in verbs and not grant.clearance
    )
    named = (register.editors, register.only, *(step.only for step in steps))
    scoped = bool(granted) and who != ANONYMOUS and own_only(who)
    return who == ANONYMOUS, scoped, granted, tuple(who in roles for roles in named)


@cache
def first_of_kind(register: Register, verbs: frozenset[Verb]) -> tuple[str, ...]:
    """One of each kind; the others are granted what that one is."""
    first: dict[Hashable, str] = {}
    for who in WHO:
        first.setdefault(kind(register, who, verbs), who)
    return tuple(first.values())


def keys(rows: "QuerySet[Any]") -> list[Any]:
    return sorted(rows.values_list("pk", flat=True))


def may_add(people: People, register: Register, who: str) -> bool:
    return Ways.ADD in register.ways and bool(may_contribute(register, people.reader(who)))


def acts_open(
    people: People, register: Register, who: str, rows: "QuerySet[Any] | None"
) -> Hashable:
    """What somebody may add to a register, and do to the first record open to them."""
    first = () if rows is None else rows[:1]
    acts = [frozenset(open_to(people.reader(who), register, row)) for row in first]
    return may_add(people, register, who), *acts


def nothing_more(
    people: People, register: Register, who: str, rows: "QuerySet[Any] | None"
) -> Hashable:
    return ()


def one_of_each_outcome(
    people: People, register: Register, also: Callable[..., Hashable] = nothing_more
) -> "dict[str, QuerySet[Any] | None]":
    """One of all who are to find the same rows, with them, and with `also` are to be offered the
    same. That these are right for each role is asked of every one, without a page."""
    found: dict[Hashable, tuple[str, QuerySet[Any] | None]] = {}
    for who in first_of_kind(register, verbs_asked(register)):
        rows = expected(people, register, who)
        held = None if rows is None else tuple(keys(rows))
        outcome = who == ANONYMOUS, held, also(people, register, who, rows)
        found.setdefault(outcome, (who, rows))
    return dict(found.values())


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_it_opens_to_each_role_the_rows_of_the_matrix_and_no_others(people, name):
    register = REGISTERS[name]
    wanted: dict[Hashable, list[Any] | None] = {}
    for who in WHO:
        reader, same = people.reader(who), kind(register, who, READS)
        if same not in wanted:
            rows = expected(people, register, who)
            wanted[same] = None if rows is None else keys(rows)
        if wanted[same] is None:
            with pytest.raises(Refused):
                visible(register, reader)
        else:
            assert keys(visible(register, reader)) == wanted[same], who


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_it_shows_the_rows_of_the_matrix_and_no_others(people, name):
    register = REGISTERS[name]
    for who, rows in one_of_each_outcome(people, register, acts_open).items():
        client = people.client(who)
        page, file = client.get(f"/r/{name}/"), client.get(f"/r/{name}/export/json/")
        if rows is None:
            closed = 302 if who == ANONYMOUS else 403
            assert (page.status_code, file.status_code) == (closed, closed), who
        else:
            assert (page.status_code, file.status_code) == (200, 200), who
            assert len(file.json()) == rows.count(), who
            reader = people.reader(who)
            assert shows(page, f"/r/{name}/new/") is may_add(people, register, who), who
            for row in rows[:1]:
                shown = client.get(f"/r/{name}/{row.pk}/")
                assert shown.status_code == 200, who
                assert buttons(shown, register, row) == open_to(reader, register, row), who
        for row in one_hidden(people, register, who):
            for address in (f"/r/{name}/{row.pk}/", f"/r/{name}/{row.pk}/edit/"):
                assert client.get(address).status_code in (302, 403, 404), (who, address)


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_it_answers_programs_with_the_rows_of_the_matrix_and_no_others(people, name):
    register = REGISTERS[name]
    for who, rows in one_of_each_outcome(people, register).items():
        client = people.client(who)
        answer = client.get(f"/api/r/{name}")
        if rows is None:
            assert answer.status_code == (401 if who == ANONYMOUS else 403), who
        else:
            assert answer.status_code == 200, who
            assert answer.json()["total"] == rows.count(), who
            for row in rows[:1]:
                assert client.get(f"/api/r/{name}/{row.pk}").status_code == 200, who
        for row in one_hidden(people, register, who):
            assert client.get(f"/api/r/{name}/{row.pk}").status_code in (401, 403, 404), who


@pytest.mark.parametrize("who", WHO)
def test_it_finds_by_search_the_rows_of_the_matrix_and_no_others(people, who):
    reader = people.reader(who)
    for name, register in REGISTERS.items():
        if not register.search or who not in first_of_kind(register, READS):
            continue
        rows = expected(people, register, who)
        seen = set() if rows is None else {f"/r/{name}/{row.pk}/" for row in rows[:MOST]}
        for row in rows_of(register.model)[:2]:
            address = f"/r/{name}/{row.pk}/"
            found = search.find(f'"{row}"', reader, kind=name)
            shown = {result.url for result in found.shown}
            assert shown <= seen, f"{who} finds in {name} what is closed to them"
            assert found.total <= len(seen)
            if address in seen and found.total <= 20:
                assert address in shown, f"{who} does not find {address}"


def _case_name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.cell.area in AREAS], ids=_case_name
)
def test_it_lets_a_role_write_what_its_cell_allows_and_nothing_beyond(people, case):
    client = people.client(case.cell.role)
    reader = people.reader(case.cell.role)
    for register in REGISTERS.values():
        if register.area is not case.cell.area or register.clearance:
            continue
        alone = not register.only or reader.held(*register.only)
        may = alone and bool(reader.may(Verb.CONTRIBUTE, register.area, subject=register.subject))
        answers_for = reader.held(*register.editors) and bool(
            reader.may(Verb.APPROVE, register.area, subject=register.subject)
        )
        own = alone and bool(
            register.unit_path
            and reader.units(register.area, Verb.CONTRIBUTE, subject=register.subject)
        )
        if Ways.ADD in register.ways:
            expected_here = may or answers_for or own
            assert bool(may_contribute(register, reader)) is expected_here, register.name
            if case.cell.role in first_of_kind(register, verbs_asked(register)):
                status = client.get(f"/r/{register.name}/new/").status_code
                assert (status == 200) is expected_here, (register.name, status)
        named = alone and _speaks_of(case, register)
        if case.refused and case.refused.verb is Verb.CONTRIBUTE and not answers_for:
            assert may is named, register.name
        if case.refused and case.refused.verb is Verb.CONTRIBUTE and not (answers_for or named):
            for row in _outside(people, register):
                status = client.get(f"/r/{register.name}/{row.pk}/edit/").status_code
                assert status in (403, 404), (register.name, status)


def _speaks_of(case: Case, register: Register) -> bool:
    """Whether the cell lets the role, for the whole council, write what the register is about."""
    return not own_only(case.cell.role) and any(
        grant.verb is Verb.CONTRIBUTE
        and grant.reach is Reach.ALL
        and not grant.clearance
        and grant.subject == register.subject != ""
        for grant in case.cell.grants
    )


def _outside(people: People, register: Register) -> list[Any]:
    """A record that is not of the unit for which roles are held here."""
    rows = rows_of(register.model)
    if register.unit_path:
        rows = rows.exclude(**{f"{register.unit_path}__code__in": people.units})
    return list(rows[:1])
