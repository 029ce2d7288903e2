"""Users, actors and readers for anybody's tests."""

from datetime import date
from itertools import count

from townclerk.platform import clock
from townclerk.platform.access.loading import load_roles
from townclerk.platform.access.matrix import cells, roles
from townclerk.platform.access.models import Clearance, Grant, Holding, Role, User
from townclerk.platform.access.reader import HeldRole, Reader
from townclerk.platform.audit.log import Actor

_numbers = count(1)
LONG_AGO = date(2000, 1, 1)


def a_user(
    *role_codes: str,
    unit: str | None = None,
    held_for: tuple[str, str] | None = None,
    username: str | None = None,
    clearances: tuple[str, ...] = (),
) -> User:
    """A user who can sign in by `force_login` and holds the roles: for a unit when one is named,
    for another scope when its kind and code are."""
    scope_kind, scope_code = held_for or (("unit", unit) if unit else ("", ""))
    if role_codes and not Grant.objects.exists():
        # A test that ended by emptying the database took the roles with it.
        load_roles(actor=Actor.at_terminal(None), moment=clock.now())
    name = username or f"{role_codes[0] if role_codes else 'user'}-{next(_numbers)}"
    user = User.objects.create_user(username=name, email=f"{name}@example.org")
    for code in role_codes:
        role, _ = Role.objects.get_or_create(code=code, defaults={"title": roles()[code]})
        Holding.objects.create(
            user=user,
            role=role,
            start=LONG_AGO,
            scope_kind=scope_kind,
            scope_code=scope_code,
        )
    for clearance in clearances:
        Clearance.objects.create(user=user, name=clearance, start=LONG_AGO)
    return user


def an_actor(
    *role_codes: str,
    unit: str | None = None,
    held_for: tuple[str, str] | None = None,
    clearances: tuple[str, ...] = (),
) -> Actor:
    return Actor(user=a_user(*role_codes, unit=unit, held_for=held_for, clearances=clearances))


def a_reader(
    *role_codes: str,
    unit: str | None = None,
    clearances: tuple[str, ...] = (),
    on: date | None = None,
) -> Reader:
    """A reader with the roles, made from the matrix without a database."""
    titles = roles()
    held = tuple(
        HeldRole(
            code=code,
            title=titles[code],
            scope_kind="unit" if unit else "",
            scope_code=unit or "",
            units=frozenset((unit,)) if unit else None,
            grants=tuple(g for cell in cells() if cell.role == code for g in cell.grants),
        )
        for code in role_codes
    )
    return Reader(user_id=0, roles=held, on=on or clock.today(), clearances=frozenset(clearances))
