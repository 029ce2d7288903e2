"""The pack of an agenda as a job: read the papers, bind them, keep both versions together."""

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.core.running_order import expected_times
from townclerk.democracy.documents.pack import Contents, Line, Made, Paper, make_pack
from townclerk.democracy.models import AgendaItem, AgendaPack, ExemptPack, Meeting
from townclerk.democracy.operations.papers import PACK
from townclerk.democracy.queries import papers as queries
from townclerk.democracy.queries.papers import ItemPaper
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock, records
from townclerk.platform.files import operations as files
from townclerk.platform.jobs import Outcome, job
from townclerk.platform.jobs.running import JobRun


class NothingNew(TownclerkError):
    """Every paper is in a pack already."""


@job(PACK, title="Make the pack of a meeting")
def make(run: JobRun, meeting: int) -> Outcome:
    if run.checkpointed:
        return Outcome(done=1, url=str(run.checkpointed))
    found = Meeting.objects.select_related("body").get(pk=meeting)
    permissions.check(run.actor, *permissions.CLERKS, moment=clock.now(), record=found)
    rows = AgendaItem.objects.filter(meeting=found).select_related("meeting")
    items = list(rows.order_by("number"))
    run.progress(0, 3, "reading the papers")
    papers = queries.papers_by_item(items)
    opened = [paper for item in items for paper in papers[item.pk]]
    kept = queries.exempt_papers_of(items)
    address = reverse("democracy:meeting", args=[found.reference])
    run.progress(1, 3, f"binding {len(opened) + len(kept)} papers")
    packs = bind(found, items, opened, kept)
    run.progress(2, 3, "keeping the pack")
    with transaction.atomic():
        _keep(run, found, packs, clock.now())
        run.checkpoint(address)
    return Outcome(done=len(packs), url=address)


Packs = list[tuple[type[AgendaPack] | type[ExemptPack], Made, list[Paper]]]


def bind(
    meeting: Meeting, items: Sequence[AgendaItem], opened: list[ItemPaper], kept: list[ItemPaper]
) -> Packs:
    """The open pack, and the restricted one when there are exempt papers. An open paper has the
    same page in both, since the exempt papers come after all of them."""
    earlier = list(AgendaPack.objects.filter(meeting=meeting))
    before = queries.packed([*earlier, *ExemptPack.objects.filter(meeting=meeting)])
    new_open = [paper for paper in map(_paper, opened) if (paper.item, paper.sha256) not in before]
    new_kept = [paper for paper in map(_paper, kept) if (paper.item, paper.sha256) not in before]
    if earlier and not new_open and not new_kept:
        raise NothingNew(f"Every paper of {meeting} is in a pack already. Add the new one first.")
    number, first = len(earlier) + 1, queries.next_page(meeting)
    hidden = [
        Paper(item=p.item, title="Paper kept from the public", exempt=p.exempt, note="Not open")
        for p in new_kept
    ]
    contents = _contents(meeting, items, number, first, [*new_open, *hidden], restricted=False)
    packs: Packs = [(AgendaPack, make_pack(contents), new_open)]
    if new_kept:
        both = [*new_open, *new_kept]
        contents = _contents(meeting, items, number, first, both, restricted=True)
        packs.append((ExemptPack, make_pack(contents), both))
    return packs


def _paper(found: ItemPaper) -> Paper:
    content = found.content
    return Paper(
        item=found.item.number,
        title=found.title,
        content=content if found.is_pdf else b"",
        late=found.late,
        exempt=found.exempt,
        note="" if found.is_pdf else "A file of its own",
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _contents(
    meeting: Meeting,
    items: Sequence[AgendaItem],
    number: int,
    first: int,
    papers: list[Paper],
    *,
    restricted: bool,
) -> Contents:
    times = expected_times(meeting.starts, [item.duration for item in items])
    known = {item.number: time for item, time in zip(items, times, strict=True)}
    shown = items if number == 1 else _of(items, {paper.item for paper in papers})
    details = [("Day", f"{meeting.on:%A} {date_display(meeting.on)}")]
    details += [("Time", meeting.starts)] if meeting.starts else []
    details += [("Place", meeting.place)] if meeting.place else []
    timed = any(item.duration for item in items)
    return Contents(
        title=meeting.body.name if number == 1 else f"{meeting.body.name}: supplement {number - 1}",
        subtitle=str(date_display(meeting.on)),
        details=tuple(details),
        items=tuple(
            Line(
                number=item.number,
                title=item.title,
                marks=_marks(item),
                time=known[item.number] if timed else "",
            )
            for item in shown
        ),
        papers=tuple(papers),
        first_page=first,
        remarks=_remarks(number, first, restricted=restricted),
        restricted=restricted,
    )


def _of(items: Sequence[AgendaItem], numbers: set[int]) -> list[AgendaItem]:
    return [item for item in items if item.number in numbers]


def _marks(item: AgendaItem) -> tuple[str, ...]:
    marks = ["Late"] if item.late else []
    if item.exempt_paragraph:
        marks.append(f"Part exempt: paragraph {item.exempt_paragraph}")
    return tuple(marks)


def _remarks(number: int, first: int, *, restricted: bool) -> tuple[str, ...]:
    said = []
    if number > 1:
        said.append(f"This supplement goes on from the papers sent before, from page {first}.")
    if restricted:
        said.append("Papers marked as exempt come last. They are not for publication.")
    return tuple(said)


def _keep(run: JobRun, meeting: Meeting, packs: Packs, moment: datetime) -> None:
    number = AgendaPack.objects.filter(meeting=meeting).count() + 1
    for kind, made, papers in packs:
        starts = iter(made.starts)
        holds = [
            {
                "item": paper.item,
                "title": paper.title,
                "sha256": paper.sha256,
                "page": next(starts) if paper.content else None,
                "late": paper.late,
            }
            for paper in papers
        ]
        pack = records.create(
            kind(
                meeting=meeting,
                number=number,
                first_page=made.first_page,
                last_page=made.last_page,
                made_on=queries.day_of(moment),
                holds=holds,
            ),
            actor=run.actor,
            moment=moment,
        )
        upload = _Upload(_name(meeting, pack), made.content)
        files.attach(pack, upload, actor=run.actor, moment=moment, note=pack.title)


def _name(meeting: Meeting, pack: AgendaPack | ExemptPack) -> str:
    part = "agenda" if pack.number == 1 else f"supplement-{pack.number - 1}"
    restricted = "-restricted" if isinstance(pack, ExemptPack) else ""
    return f"{meeting.reference}-{part}{restricted}.pdf"


class _Upload:
    """A pack as the files of a record take it."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name: str | None = name
        self.size = len(content)
        self._content = io.BytesIO(content)

    def read(self, size: int = -1, /) -> bytes:
        return self._content.read(size)
