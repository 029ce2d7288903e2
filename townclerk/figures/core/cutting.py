"""Cutting an explanation to what its reader may open, level by level."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from townclerk.figures.core.suppression import suppress
from townclerk.kernel.explained import Step

SMALL_NUMBERS = 5
HIDDEN = "suppressed"


@dataclass(frozen=True)
class Sight:
    """What a reader may open: by access class, whether single records, whether people's names."""

    opens: Callable[[str], bool]
    records: bool
    names: bool
    role_title: Callable[[str], str] = lambda role: role
    opens_figure: Callable[[str], bool] = lambda figure: True
    """Whether a part that is itself a registered figure ('key?scope=..') may be read."""


def cut(step: Step, sight: Sight, *, held_by: str, threshold: int = SMALL_NUMBERS) -> Step:
    """The step with everything below the reader's reach taken away.

    Applies: a level the reader may not open keeps its label, value, rule, source, and the count
        and total of its records, and says which role holds the rest. Counts of people (a part with
        the access class 'personal') under the threshold are hidden, with as many others as a total
        would need to give them back. When one part is a figure the reader may not read, none of
        the parts beside it is shown, since the rest would give it back.
    """
    return _cut(step, sight, "", held_by, threshold)


def _cut(step: Step, sight: Sight, access: str, held_by: str, threshold: int) -> Step:
    here = step.access or access
    holder = step.held_by or held_by
    shown = _without_people(step, sight, here)
    closed = any(part.figure and not sight.opens_figure(part.figure) for part in step.parts)
    if closed or not sight.opens(here):
        return replace(
            shown, parts=(), how="", held_by=sight.role_title(holder), notes=(), figure=""
        )
    parts = tuple(_cut(part, sight, here, holder, threshold) for part in step.parts)
    if any(new is not old for new, old in zip(parts, step.parts, strict=True)):
        shown = replace(shown, parts=parts)
    return shown if sight.records else _hide_small(shown, step, here, threshold)


def _without_people(step: Step, sight: Sight, access: str) -> Step:
    """The step without names of people; one that names none stays the same object."""
    records, source = step.records, step.source
    if records is not None and not (sight.records and sight.opens(access)):
        records = replace(records, keys=(), url="")
    if source is not None and not sight.names:
        source = replace(source, who="", row="", changed_by="")
    held = sight.role_title(step.held_by) if step.held_by else ""
    if records is step.records and source is step.source and held == step.held_by:
        return step
    return replace(step, records=records, source=source, held_by=held)


def _is_count(step: Step, access: str) -> bool:
    return (step.access or access) == "personal" and isinstance(step.value, int)


def _hide_small(shown: Step, step: Step, access: str, threshold: int) -> Step:
    """Primary and secondary suppression among the parts that count people."""
    places = [at for at, part in enumerate(step.parts) if _is_count(part, access)]
    if not places:
        return shown
    counts = [int(str(step.parts[at].value)) for at in places]
    hidden = suppress(counts, threshold)
    parts = list(shown.parts)
    for at, count in zip(places, hidden.counts, strict=True):
        if count is None:
            parts[at] = _blank(parts[at])
    whole = replace(shown, parts=tuple(parts))
    return _blank(whole) if hidden.total is None else _unworded(whole, hidden.counts)


def _blank(step: Step) -> Step:
    return replace(
        step,
        value=None,
        display=HIDDEN,
        how="",
        records=None,
        parts=tuple(_blank(part) for part in step.parts),
    )


def _unworded(step: Step, counts: tuple[int | None, ...]) -> Step:
    """The arithmetic in words would spell the hidden numbers out."""
    return replace(step, how="") if None in counts else step
