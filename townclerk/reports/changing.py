"""What moved in a report while it was being written: each figure, and every place it stands in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.audit.log import Actor
from townclerk.reports import composing, drafting
from townclerk.reports.building import Documents
from townclerk.reports.core.exhibits import PICTURES
from townclerk.reports.core.prose import figures_of
from townclerk.reports.drafting import Draft
from townclerk.reports.models import FigureChange, Report, Seen
from townclerk.reports.permissions import reader_of, sees_exempt

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A figure that has another value than when it was last looked at."""

    question: str
    label: str
    before: str
    after: str
    places: tuple[str, ...]
    url: str = ""


def places_of(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Every place each figure stands in: cover, recommendations, paragraphs, tables, pictures."""
    found: dict[str, list[str]] = {}
    for question, where in _standing(draft):
        rows = found.setdefault(question, [])
        if where not in rows:
            rows.append(where)
    return {question: tuple(rows) for question, rows in found.items()}


def _standing(draft: Draft) -> Iterator[tuple[str, str]]:
    for where, parts in draft.cover_parts:
        yield from ((str(ref), where) for ref in figures_of(parts))
    for sentence in draft.sentences:
        where = f"{sentence.chapter}, paragraph {sentence.number}"
        yield from ((str(ref), where) for ref in figures_of(sentence.parts))
    for exhibit in draft.exhibits:
        kind = "Picture" if exhibit.kind in PICTURES else "Table"
        for line in exhibit.lines:
            where = f"{kind} “{exhibit.caption}”, {line.label}"
            asked = [ref for column in exhibit.columns for ref in line.refs(column)]
            yield from ((str(ref), where) for ref in asked)
    yield from ((str(ref), where) for ref, where in draft.sheets.standing)
    yield from ((question, "The option sheets") for question in draft.sheets.questions)
    for passage in draft.shown:
        if passage.table is not None:
            yield str(passage.table), f"Table of {passage.table.register} in {passage.title}"


def moved(draft: Draft, then: Mapping[str, str], now: Documents) -> tuple[Moved, ...]:
    """The figures whose display differs from what was seen, each with its places."""
    places = places_of(draft)
    return tuple(
        Moved(
            question=question,
            label=_label(question, now),
            before=then[question],
            after=now[question]["display"],
            places=places.get(question, ()),
            url=now[question].get("url", ""),
        )
        for question in composing.questions_of(draft)
        if question in then
        and question in now
        and not now[question].get("closed")
        and then[question] != _shown(now[question])
    )


def _label(question: str, documents: Documents) -> str:
    document = documents[question]
    period = document.get("period")
    label = str(document["label"])
    return f"{label}, {period}" if period else label


def _shown(document: Mapping[str, object]) -> str:
    """As it is remembered: a table by its checksum, for its rows may change behind their number."""
    behind = {"table", "sheets", "picture"} & set(document)
    return str(document["value"] if behind else document["display"])


def values_of(draft: Draft, documents: Documents) -> dict[str, str]:
    return {
        question: _shown(documents[question])
        for question in composing.questions_of(draft)
        if question in documents
    }


def note(report: Report, *, moment: datetime) -> tuple[FigureChange, ...]:
    """Enter into the log what has moved since it was last noted. The caller holds a transaction."""
    draft = drafting.of_report(report)
    try:
        now = composing.answered(report, draft, reader=OPERATOR)
    except TownclerkError:
        # A report whose period its template does not speak of has no figures to note.
        return ()
    kept, made = Seen.objects.get_or_create(report=report, user=None, defaults={"seen_at": moment})
    found = () if made else moved(draft, kept.values, now)
    rows = [
        FigureChange(
            report=report,
            question=one.question,
            label=one.label,
            before=one.before,
            after=one.after,
            places=list(one.places),
            noted_at=moment,
        )
        for one in found
    ]
    FigureChange.objects.bulk_create(rows)
    Seen.objects.filter(pk=kept.pk).update(values=values_of(draft, now), seen_at=moment)
    return tuple(rows)


@transaction.atomic
def note_now(report: Report, *, moment: datetime) -> tuple[FigureChange, ...]:
    """As `note`, for callers that hold no transaction."""
    return note(report, moment=moment)


def unseen(report: Report, draft: Draft, now: Documents, reader: "Reader") -> tuple[Moved, ...]:
    """What has moved since the reader last looked, or since the report was begun."""
    by_person = {one.user_id: one for one in report.seen.all()}
    kept = by_person.get(reader.user_id) or by_person.get(None)
    return moved(draft, kept.values, now) if kept else ()


LOG = 100
"""Entries of the log shown; the others stay in it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the change log."""

    label: str
    before: str
    after: str
    places: tuple[str, ...]
    noted_at: datetime


def log_for(report: Report, shown: Draft, reader: "Reader") -> tuple[Entry, ...]:
    """The change log, of the figures this reader's version of the report holds."""
    asked = set(composing.questions_of(shown))
    places = {} if sees_exempt(reader) else places_of(shown)
    return tuple(
        Entry(
            label=one.label,
            before=one.before,
            after=one.after,
            places=places.get(one.question, tuple(one.places)) if places else tuple(one.places),
            noted_at=one.noted_at,
        )
        for one in report.figure_changes.all()[:LOG]
        if one.question in asked
    )


@transaction.atomic
def see(report: Report, *, actor: Actor, moment: datetime) -> None:
    """Mark every figure of the report as seen, and enter what moved into its log."""
    reader_of(actor, moment)
    note(report, moment=moment)
    draft = drafting.of_report(report)
    now = composing.answered(report, draft, reader=OPERATOR)
    Seen.objects.update_or_create(
        report=report,
        user=actor.user,
        defaults={"values": values_of(draft, now), "seen_at": moment},
    )
