"""The running order of a meeting as one reader may see it: times, papers, votes, private notes."""

from dataclasses import dataclass
from datetime import date

from townclerk.democracy.core.running_order import expected_times
from townclerk.democracy.models import (
    AgendaItem,
    AgendaPack,
    Annotation,
    ExemptPack,
    Meeting,
    MeetingQuestion,
    Minutes,
    Motion,
    PrivateNotice,
)
from townclerk.democracy.queries import agendas as queries
from townclerk.democracy.queries import papers as paper_queries
from townclerk.democracy.queries import privacy
from townclerk.democracy.queries.interests import to_ask_about
from townclerk.democracy.registers_meetings import EXEMPT_PACKS, EXEMPT_PAPERS
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.reader import Reader
from townclerk.platform.parameters import source
from townclerk.platform.registers.permission import opens, visible

COLOURS = {"carried": "green", "lost": "grey", "moved": "blue", "withdrawn": "grey"}


@dataclass(frozen=True)
class PaperLink:
    title: str
    address: str
    late: bool
    exempt: str = ""


@dataclass(frozen=True)
class OrderRow:
    """One item of the running order."""

    item: AgendaItem
    time: str
    papers: tuple[PaperLink, ...]
    minute: str
    votes: tuple[str, ...]
    motions: tuple[Motion, ...]
    note: str
    """The reader's own, which nobody else is shown."""


def running_order(meeting: Meeting, reader: Reader, *, inside: bool) -> dict[str, object]:
    """What the page shows of the business; nothing before the agenda is open to the reader."""
    shown: dict[str, object] = {"order": (), "timed": False, "packs": (), "exempt_packs": ()}
    shown |= {"questions": (), "private_notices": _notices(meeting, inside=inside)}
    shown |= {"to_ask": (), "unnoticed": (), "may_note": False}
    if not inside and not queries.agenda_is_open(meeting):
        return shown
    minutes = queries.minutes_of(meeting)
    told = minutes is not None and (inside or minutes.state in Minutes.OPEN)
    found = queries.items_of(meeting).select_related("meeting", "minute")
    items = list(found.prefetch_related("motions", "votes"))
    times = expected_times(meeting.starts, [item.duration for item in items])
    notes = _notes(reader, items)
    papers, exempt = paper_queries.papers_by_item(items), _exempt(reader, items)
    rows = tuple(
        OrderRow(
            item=item,
            time=time,
            papers=(*map(_link, papers[item.pk]), *exempt.get(item.pk, ())),
            minute=_minute(item) if told else "",
            votes=tuple(str(vote) for vote in item.votes.all()) if told else (),
            motions=_motions(item, inside=inside),
            note=notes.get(item.pk, ""),
        )
        for item, time in zip(items, times, strict=True)
    )
    return shown | {
        "order": rows,
        "timed": any(item.duration for item in items),
        "packs": _packs(AgendaPack.objects.filter(meeting=meeting)),
        "exempt_packs": (
            _packs(visible(EXEMPT_PACKS, reader).filter(meeting=meeting))
            if opens(EXEMPT_PACKS, reader)
            else ()
        ),
        "questions": _questions(meeting, inside=inside),
        "to_ask": to_ask_about(meeting) if inside else (),
        "unnoticed": privacy.unnoticed(meeting, source()) if inside else (),
        "may_note": reader.user_id is not None,
    }


def _minute(item: AgendaItem) -> str:
    line = getattr(item, "minute", None)
    return line.text if line is not None else ""


def _notes(reader: Reader, items: list[AgendaItem]) -> dict[int, str]:
    if reader.user_id is None:
        return {}
    found = Annotation.objects.filter(user_id=reader.user_id, item__in=items)
    return {one.item_id: one.text for one in found}


def _link(paper: paper_queries.ItemPaper) -> PaperLink:
    if paper.attachment is not None:
        return PaperLink(paper.title, f"/democracy/papers/{paper.attachment.pk}/", paper.late)
    return PaperLink(paper.title, paper.report.address if paper.report else "", paper.late)


def _exempt(reader: Reader, items: list[AgendaItem]) -> dict[int, tuple[PaperLink, ...]]:
    """The papers kept from the public, for who may read them."""
    found: dict[int, tuple[PaperLink, ...]] = {}
    if not opens(EXEMPT_PAPERS, reader):
        return found
    rows = visible(EXEMPT_PAPERS, reader).filter(item__in=items)
    for row in rows.order_by("reference"):
        link = PaperLink(row.title, f"/r/exempt-papers/{row.pk}/", False, row.paragraph)
        found[row.item_id] = (*found.get(row.item_id, ()), link)
    return found


def _packs(rows: "object") -> tuple[tuple[str, str], ...]:
    found = []
    for pack in rows.order_by("number"):  # type: ignore[attr-defined]
        file = paper_queries.file_of(pack)
        if file is None:
            continue
        place = "files" if isinstance(pack, ExemptPack) else "democracy/papers"
        found.append((str(pack), f"/{place}/{file.pk}/"))
    return tuple(found)


def _motions(item: AgendaItem, *, inside: bool) -> tuple[Motion, ...]:
    kept = [one for one in item.motions.all() if inside or one.state in Motion.OPEN]
    if item.exempt_paragraph and not inside:
        return ()
    return tuple(kept)


def _questions(meeting: Meeting, *, inside: bool) -> tuple[MeetingQuestion, ...]:
    rows = MeetingQuestion.objects.filter(meeting=meeting).select_related("member")
    return tuple(rows if inside else rows.filter(state__in=MeetingQuestion.OPEN))


def _notices(meeting: Meeting, *, inside: bool) -> tuple[object, ...]:
    rows = PrivateNotice.objects.filter(meeting=meeting)
    if not inside:
        rows = rows.filter(state__in=PrivateNotice.OPEN)
    found: list[tuple[PrivateNotice, date | None, date | None]] = []
    for row in rows:
        try:
            first, second = privacy.notice_days(row, source())
        except TownclerkError:
            found.append((row, None, None))
        else:
            found.append((row, first, second))
    return tuple(found)
