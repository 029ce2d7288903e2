"""The papers of a meeting: files on its items, published reports, and exempt papers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from townclerk.democracy.models import AgendaItem, AgendaPack, ExemptPack, ExemptPaper, Meeting
from townclerk.platform.clock import LOCAL
from townclerk.platform.files.holders import type_of
from townclerk.platform.files.models import Attachment
from townclerk.platform.files.queries import files_of
from townclerk.platform.files.storage import opened
from townclerk.platform.records import Record

PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True)
class PublishedReport:
    """A report as it was published: its PDF and when."""

    title: str
    content: bytes
    on: date
    address: str = ""


ReportFinder = Callable[[str], PublishedReport | None]
_finders: list[ReportFinder] = []


def find_reports_with(finder: ReportFinder) -> None:
    """Say how a published report is found by its reference. Said once, when the service starts."""
    if finder not in _finders:
        _finders.append(finder)


def published_report(reference: str) -> PublishedReport | None:
    found = (finder(reference) for finder in _finders) if reference else ()
    return next((report for report in found if report is not None), None)


@dataclass(frozen=True, kw_only=True)
class ItemPaper:
    """One paper of an item, with what a page or a pack needs of it."""

    item: AgendaItem
    title: str
    on: date
    late: bool
    is_pdf: bool
    exempt: str = ""
    attachment: Attachment | None = None
    report: PublishedReport | None = None

    @property
    def content(self) -> bytes:
        if self.report is not None:
            return self.report.content
        if self.attachment is None:
            return b""
        return opened(settings.HOME, self.attachment.sha256).read_bytes()


def _late(meeting: Meeting, on: date) -> bool:
    return meeting.agenda_on is not None and on > meeting.agenda_on


def papers_of(item: AgendaItem) -> list[ItemPaper]:
    return papers_by_item([item])[item.pk]


def papers_by_item(items: Sequence[AgendaItem]) -> dict[int, list[ItemPaper]]:
    """The open papers of each item by its key: its published report, then the files on it."""
    found = {item.pk: _reported(item) for item in items}
    by_key = {str(item.pk): item for item in items}
    files = Attachment.objects.filter(record_type=type_of(AgendaItem), record_id__in=by_key)
    for one in files.filter(detached_at=None):
        item = by_key[one.record_id]
        found[item.pk].append(_filed(item, one))
    return found


def _reported(item: AgendaItem) -> list[ItemPaper]:
    report = published_report(item.report)
    if report is None:
        return []
    late = _late(item.meeting, report.on)
    return [
        ItemPaper(
            item=item, title=report.title, on=report.on, late=late, is_pdf=True, report=report
        )
    ]


def _filed(item: AgendaItem, one: Attachment, title: str = "", exempt: str = "") -> ItemPaper:
    on = one.added_at.astimezone(LOCAL).date()
    return ItemPaper(
        item=item,
        title=title or one.note or one.name,
        on=on,
        late=_late(item.meeting, on),
        is_pdf=one.media_type == PDF,
        exempt=exempt,
        attachment=one,
    )


def exempt_papers_of(items: Iterable[AgendaItem]) -> list[ItemPaper]:
    """The papers of items that are kept from the public, a file each."""
    rows = ExemptPaper.objects.filter(item__in=list(items)).select_related("item__meeting__body")
    return [
        _filed(row.item, one, row.title, row.paragraph)
        for row in rows.order_by("item__number", "reference")
        for one in files_of(row)
    ]


def next_page(meeting: Meeting) -> int:
    """The first page of the next pack: after every page that any pack of the meeting has."""
    ends = [
        row.last_page
        for kind in (AgendaPack, ExemptPack)
        for row in kind.objects.filter(meeting=meeting)
    ]
    return max(ends, default=0) + 1


def packed(packs: Iterable[AgendaPack | ExemptPack]) -> frozenset[tuple[int, str]]:
    """What is in packs already: the number of the item and the checksum of the paper."""
    return frozenset((held["item"], held["sha256"]) for pack in packs for held in pack.holds)


def file_of(pack: Record) -> Attachment | None:
    return files_of(pack).first()


def day_of(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()
