"""The demonstration council, loaded once for these files, and a person for each role."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests import filled_databases
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Reach
from townclerk.platform.access.matrix import Granted, cells, roles
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_user
from townclerk.platform.organisation.queries import descendants

ANONYMOUS = "anonymous"
UNIT = "adult-social-care"
WHO = (ANONYMOUS, *roles())


@cache
def own_only(role: str) -> bool:
    """Whether the matrix gives the role something in its own unit: then it is held for one."""
    return any(g.reach is Reach.OWN for c in cells() if c.role == role for g in c.grants)


@cache
def grants(role: str, area: Area) -> tuple[Granted, ...]:
    """What the matrix gives a role in an area."""
    return tuple(g for c in cells() if c.role == role and c.area is area for g in c.grants)


@dataclass
class People:
    """A user for each role, and readers and clients for them."""

    users: dict[str, User]
    on: date
    units: frozenset[str]
    """The unit for which roles are held here, with all below it."""
    sessions: dict[str, str] = field(default_factory=dict)
    readers: dict[str, Reader] = field(default_factory=dict)
    """As they were found; a test that gives people more than their roles clears them."""

    def reader(self, who: str) -> Reader:
        if who not in self.readers:
            known = who != ANONYMOUS
            self.readers[who] = (
                Reader.of(self.users[who], self.on) if known else Reader.anonymous(self.on)
            )
        return self.readers[who]

    def client(self, who: str) -> Client:
        client = Client(raise_request_exception=False)
        if who in self.sessions:
            client.cookies["sessionid"] = self.sessions[who]
        return client


@pytest.fixture(scope="package")
def loaded(demonstration_database, django_db_blocker) -> Iterator[People]:
    """The demonstration and a person for each role, in a transaction around every test here."""
    files = override_settings(STORAGES=filled_databases.storages(demonstration_database.files))
    with django_db_blocker.unblock(), filled_databases.opened(demonstration_database), files:
        around = transaction.atomic()
        around.__enter__()
        try:
            yield _people()
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


def _people() -> People:
    users = {
        role: a_user(role, username=f"the-{role}", unit=UNIT if own_only(role) else None)
        for role in roles()
    }
    today = clock.today()
    people = People(users, today, descendants(UNIT, today))
    for who in users:
        client = Client()
        client.force_login(users[who])
        people.sessions[who] = client.cookies["sessionid"].value
    people.readers = {who: people.reader(who) for who in WHO}
    return people


@pytest.fixture
def people(loaded: People, db: None) -> People:
    """The loaded council; what a test changes is undone."""
    return replace(loaded, readers=dict(loaded.readers))
