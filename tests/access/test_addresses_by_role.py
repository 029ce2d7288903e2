"""Every address asked as every role: the door answers as the view declares, and nothing breaks."""

from collections.abc import Hashable
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from config.api import api
from tests.access.conftest import ANONYMOUS, WHO, grants, own_only
from tests.addresses import Visit, crawl, table
from townclerk.platform.access.http import Access, ApiNeeds, Door, decide, declared
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user
from townclerk.platform.registers.declaration import by_name, rows_of

FRAMEWORK = ("account_", "mfa_")
"""The library's own pages: who may see which is its business, and its tests'."""

REPORTS = "reports:"
"""A report has pages that one of another kind has not; all else is alike for every register, step
and form, and who may open which is asked register by register."""


@pytest.fixture(scope="package")
def addresses(loaded, django_db_blocker) -> list[Visit]:
    """One address of each entry, as the pages lead to them for somebody who holds every role."""
    with django_db_blocker.unblock():
        every = a_user(*roles(), username="holds-everything")
        client = Client(raise_request_exception=False)
        client.force_login(every)
        alike = frozenset(one.name for one in table() if not one.name.startswith(REPORTS))
        # Not every record has a step to take, as a risk has.
        risk = rows_of(by_name("risks").model).first()
        starts = [f"/r/risks/{risk.pk}/", "/", "/administration/people/"]
        found = crawl(client, starts, {}, alike=alike)
    kept: dict[str, Visit] = {}
    for visit in found.values():
        kept.setdefault(visit.name, visit)
    return [visit for name, visit in kept.items() if not name.startswith(FRAMEWORK)]


def passes(access: Access, reader: Reader) -> bool:
    if access.door is Door.PUBLIC:
        return True
    if access.door is Door.SIGNED_IN:
        return reader.user_id is not None
    assert access.area is not None
    assert access.verb is not None
    return bool(reader.reach(access.area, access.verb, subject=access.subject))


def is_let_in(access: Access, reader: Reader) -> bool:
    """What the door itself says, without a page."""
    try:
        decide(access, reader)
    except Refused:
        return False
    return True


def opens_wholly(visit: Visit, access: Access, reader: Reader) -> bool:
    """The reader may read any record there, so that nothing the view asks further stops them."""
    if access.door is not Door.NEEDS or visit.sends:
        # A page with a form asks again, for the verb of what it sends.
        return False
    assert access.verb is not None
    assert access.area is not None
    return bool(reader.may(access.verb, access.area, subject=access.subject))


def kind(access: Access, who: str) -> Hashable:
    """All that decides what a role finds behind a door: what the matrix grants it there."""
    if access.door is not Door.NEEDS or who == ANONYMOUS:
        return who == ANONYMOUS
    assert access.area is not None
    return own_only(who), frozenset(grants(who, access.area))


@cache
def first_of_kind(access: Access) -> frozenset[str]:
    """One of each kind knocks and goes in; of the others the door alone is asked."""
    first: dict[Hashable, str] = {}
    for who in WHO:
        first.setdefault(kind(access, who), who)
    return frozenset(first.values())


def test_it_leads_to_most_of_the_table(people, addresses):
    names = {visit.name for visit in addresses}
    pages = [entry for entry in table() if not entry.for_programs]
    assert len(names) > len(pages) // 2
    assert {"registers:transition", "reports:download"} <= names, "what few records lead to"


@pytest.mark.parametrize("who", WHO)
def test_it_opens_the_door_to_those_whom_the_view_names(people, addresses, who):
    client, reader = people.client(who), people.reader(who)
    for visit in addresses:
        access = declared(resolve(visit.address.partition("?")[0]).func)
        if access.door is Door.PUBLIC and who != ANONYMOUS:
            # Open to all at the door; what it shows to whom is asked register by register.
            continue
        if who not in first_of_kind(access):
            assert is_let_in(access, reader) is passes(access, reader), visit.name
            continue
        answer = client.get(visit.address)
        answer.getvalue()
        status = answer.status_code
        where = f"{who} at {visit.address} ({visit.name}): {status}"
        assert status < 500, where
        if not passes(access, reader):
            assert status == (302 if who == ANONYMOUS else 403), where
        elif opens_wholly(visit, access, reader):
            assert status != 403, where
            assert not answer.headers.get("Location", "").startswith("/sign-in/"), where


def operations() -> list[tuple[str, Any]]:
    return [
        (f"{','.join(operation.methods)} {prefix}{path}", operation)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]


@pytest.mark.parametrize(
    "operation", [each for _, each in operations()], ids=[n for n, _ in operations()]
)
def test_it_asks_at_the_door_of_every_operation(operation):
    asked = operation.auth_callbacks
    assert asked, "the operation has no auth"
    assert all(isinstance(callback, ApiNeeds) for callback in asked)


WRITES = {"POST", "PUT", "PATCH", "DELETE"}
COMPUTES = {"run_calculation"}
"""They work something out from what is sent and write nothing."""


def test_it_takes_no_writing_from_somebody_unknown():
    for name, operation in operations():
        if WRITES & set(operation.methods) and operation.view_func.__name__ not in COMPUTES:
            doors = {callback.access.door for callback in operation.auth_callbacks}
            assert Door.PUBLIC not in doors, name
