"""Keeping, finding and forgetting named views of a list."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.db.models import Q, QuerySet

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.registers.declaration import Register
from townclerk.platform.registers.models import SavedView

LONGEST_NAME = 60
PASSING = frozenset({"page", "view"})
"""Parts of an address that belong to one visit."""


class NotYours(TownclerkError):
    """Only who made a view can delete it."""


def seen_by(register: Register, reader: Reader) -> "QuerySet[SavedView]":
    """A person's own views, and those shared with a role they hold."""
    if reader.user_id is None:
        return SavedView.objects.none()
    mine = Q(user_id=reader.user_id) | Q(role__in=[held.code for held in reader.roles])
    return SavedView.objects.filter(mine, register=register.name)


def default_of(register: Register, reader: Reader) -> SavedView | None:
    """The view the list opens with: one's own before a role's."""
    found = list(seen_by(register, reader).filter(default=True))
    own = [view for view in found if view.user_id == reader.user_id and not view.role]
    return next(iter(own or found), None)


def query_to_keep(query: Mapping[str, str]) -> str:
    return urlencode({k: v for k, v in query.items() if v and k not in PASSING})


@transaction.atomic
def keep(
    register: Register,
    *,
    reader: Reader,
    user: User,
    name: str,
    query: str,
    role: str = "",
    default: bool = False,
    moment: datetime,
) -> SavedView:
    """Keep a view; one of the same name is replaced. Raises Problems with what is wrong."""
    name = " ".join(name.split())
    problems = []
    if not 0 < len(name) <= LONGEST_NAME:
        problems.append(
            Problem(message=f"Enter a name of at most {LONGEST_NAME} letters.", field="name")
        )
    if role and not reader.held_somewhere(role):
        problems.append(Problem(message="You can share a view with a role you hold.", field="role"))
    if problems:
        raise Problems(problems)
    if default:
        others = SavedView.objects.filter(register=register.name, role=role, default=True)
        # A role has one view it opens with; so has each person.
        (others if role else others.filter(user=user)).update(default=False)
    kept = query_to_keep(dict(parse_qsl(query)))
    view, _ = SavedView.objects.update_or_create(
        register=register.name,
        user=user,
        name=name,
        defaults={"query": kept[:1000], "role": role, "default": default, "moment": moment},
    )
    return view


def forget(view: SavedView, reader: Reader) -> None:
    if view.user_id != reader.user_id:
        raise NotYours(f"“{view}” is shared with you. Only who made it can delete it.")
    view.delete()
