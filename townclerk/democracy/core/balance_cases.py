"""The public political balance calculation: from a case to its outcome."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from townclerk.democracy.core.political_balance import committee_seats
from townclerk.kernel.calculation import Outcome, ParameterSource

TAKEN_ALONE = (
    "Each committee is taken alone. Section 15(5)(c) asks that the total over all ordinary "
    "committees be in proportion as well: compare it with the total given."
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "One political balance case",
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "A name for the case, given back with it."},
        "groups": {
            "type": "object",
            "additionalProperties": {
                "type": "integer",
                "minimum": 1,
                "description": "Members of the group on the council.",
            },
            "minProperties": 1,
            "description": "Each political group, and each member of none, with its members.",
        },
        "size": {
            "type": "integer",
            "minimum": 1,
            "description": "Seats on the committee, for one committee.",
        },
        "committees": {
            "type": "object",
            "additionalProperties": {"type": "integer", "minimum": 1, "description": "Seats."},
            "minProperties": 1,
            "description": "Instead of size: several committees by name, each taken alone.",
        },
    },
    "required": ["groups"],
    "oneOf": [{"required": ["size"]}, {"required": ["committees"]}],
    "additionalProperties": False,
}


def run(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """Propose the seats of one committee, or of several each taken alone.

    Units: members and seats, whole numbers.
    Source: Local Government and Housing Act 1989, section 15(5)(a), (b) and (d).
    Applies: see `committee_seats`; section 15(5)(c), the total over all committees, is not applied
        and the case is warned of it.
    Rounding: by largest remainder; a level remainder is named in `tied`.
    Raises: `Problems` for a group or committee without members; correct the case.
    """
    groups = {name: int(count) for name, count in case["groups"].items()}
    committees = {name: int(size) for name, size in case.get("committees", {}).items()}
    if not committees:
        found = committee_seats(groups, int(case["size"]))
        result: dict[str, Any] = {"seats": found.value.seats, "tied": list(found.value.tied)}
        return Outcome(result=result, explanation=found.step, unconfirmed=found.step.unconfirmed)
    each = {name: committee_seats(groups, size) for name, size in committees.items()}
    totals = {group: sum(found.value.seats[group] for found in each.values()) for group in groups}
    result = {
        "committees": {
            name: {"seats": found.value.seats, "tied": list(found.value.tied)}
            for name, found in each.items()
        },
        "total": totals,
    }
    first = next(iter(each.values())).step
    parts = tuple(replace(found.step, label=name) for name, found in each.items())
    return Outcome(
        result=result,
        explanation=replace(first, value=sum(committees.values()), how="", parts=parts),
        warnings=(TAKEN_ALONE,),
        unconfirmed=first.unconfirmed,
    )
