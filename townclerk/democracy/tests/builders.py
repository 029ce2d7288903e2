"""A small council: 66 members in four groups, Cabinet, an audit committee, and who may act."""

from datetime import UTC, date, datetime

from townclerk.democracy.models import Affiliation, Body, Member, Membership
from townclerk.democracy.operations import bodies, decisions, meetings

MOMENT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
START = date(2025, 5, 20)
STRENGTH = {"red": 51, "orange": 9, "blue": 5, "none": 1}


def by(actor, moment=MOMENT):
    return {"actor": actor, "moment": moment}


def at(day: date):
    """The moment of a day at ten o'clock."""
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)


def a_body(clerk, code="cabinet", kind=Body.Kind.EXECUTIVE, **values):
    given = {"code": code, "name": code.capitalize(), "kind": kind, **values}
    return bodies.create_body(given, **by(clerk))


def a_council(clerk, strength=None):
    """The council with its members in their groups."""
    council = a_body(clerk, "council", Body.Kind.COUNCIL, size=66)
    members, affiliations = [], []
    for code, count in (strength or STRENGTH).items():
        group = bodies.create_group({"code": code, "name": code.capitalize()}, **by(clerk))
        for _ in range(count):
            number = f"m{len(members) + 1:02d}"
            members.append(Member(code=number, label=f"Member {number}"))
            affiliations.append(Affiliation(member=members[-1], group=group, start=START))
    # Together, not one by one: the operations that write them have tests of their own.
    Member.objects.bulk_create(members)
    Affiliation.objects.bulk_create(affiliations)
    Membership.objects.bulk_create(
        Membership(reference=f"council-{member.code}", body=council, member=member, start=START)
        for member in members
    )
    return council


def a_member(clerk, code, **values):
    return bodies.create_member({"code": code, "label": f"Member {code}", **values}, **by(clerk))


def seat(clerk, body, member, **values):
    given = {
        "reference": f"{body.code}-{member.code}",
        "body": body,
        "member": member,
        "start": START,
        **values,
    }
    return bodies.appoint(given, **by(clerk))


def member(code: str) -> Member:
    return Member.objects.get(code=code)


def a_meeting(clerk, body, on=date(2026, 3, 5), **values):
    given = {"reference": f"{body.code}-{on}", "body": body, "on": on, "starts": "10:00", **values}
    return meetings.plan(given, **by(clerk))


def a_decision(clerk, body, **values):
    """A proposed key decision of a body, its record complete."""
    given = {
        "reference": "d1",
        "title": "Highways resurfacing contract",
        "body": body,
        "text": "Award the contract.",
        "reasons": "The roads need it.",
        "alternatives": "Do nothing: rejected.",
        "interests": "None.",
        "key_decision": True,
        **values,
    }
    return decisions.create(given, **by(clerk))


def a_published(clerk, body, on=date(2026, 3, 5), published=date(2026, 3, 6), **values):
    """A decision made on one day and published on another."""
    made = decisions.make(a_decision(clerk, body, **values), on=on, **by(clerk, at(on)))
    return decisions.publish(made, on=published, **by(clerk, at(published)))
