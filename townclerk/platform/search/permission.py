"""What a reader may be shown, as a condition of the query itself."""

from collections import defaultdict

from django.db.models import Q

from townclerk.platform.access.areas import Area, Reach, Verb
from townclerk.platform.access.reader import Reader, scope_kind
from townclerk.platform.search.core.scopes import marked
from townclerk.platform.search.declaration import Audience


def open_to(reader: Reader) -> Q:
    """Rows of the index this reader may see: the same answer as `Reader.may` for each of them."""
    known = (
        [Audience.EVERYONE, Audience.SIGNED_IN]
        if reader.user_id is not None
        else [Audience.EVERYONE]
    )
    found = Q(audience__in=known)
    for subject in _subjects(reader):
        narrowed = Q(subject=subject) if subject else Q()
        found |= narrowed & _reached(reader, subject)
    return found & Q(clearance__in=["", *sorted(reader.clearances)])


def _subjects(reader: Reader) -> list[str]:
    """The words that narrow some of the reader's grants; '' stands for those that are not."""
    named = {granted.subject for held in reader.roles for granted in held.grants}
    return sorted(named | {""})


def _reached(reader: Reader, subject: str) -> Q:
    whole: list[Area] = []
    levels: dict[Audience, list[Area]] = defaultdict(list)
    own: dict[frozenset[str], list[Area]] = defaultdict(list)
    for area in Area:
        if reader.may(Verb.READ, area, subject=subject):
            whole.append(area)
            continue
        if reader.may(Verb.READ, area, subject=subject, published=True):
            levels[Audience.PUBLISHED].append(area)
        if reader.may(Verb.READ, area, subject=subject, aggregate=True):
            levels[Audience.TOTALS].append(area)
        if units := _own_units(reader, area, subject):
            own[units].append(area)
    found = Q(area__in=whole)
    for audience, areas in levels.items():
        found |= Q(audience=audience, area__in=areas)
    for reached, areas in own.items():
        plain = [one for one in sorted(reached) if not scope_kind(one)]
        of_own = Q(unit__in=plain)
        for one in sorted(reached.difference(plain)):
            of_own |= Q(scopes__contains=marked(one))
        found |= of_own & Q(area__in=areas)
    return found


def _own_units(reader: Reader, area: Area, subject: str) -> frozenset[str]:
    if reader.reach(area, subject=subject) is not Reach.OWN:
        return frozenset()
    held = {unit for role in reader.roles for unit in role.units or ()}
    return frozenset(u for u in held if reader.may(Verb.READ, area, unit=u, subject=subject))
