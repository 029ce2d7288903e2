"""Which option sheets a reader opens, and how much of each."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from townclerk.change import permissions
from townclerk.change.models import OptionSheet
from townclerk.change.queries import options as queries
from townclerk.change.queries.options_public import PublicStaffing, staffing
from townclerk.change.registers_options import OPTIONS
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.registers.permission import place_of, sees_behind, visible

RELATED = ("package", "unit", "included_in")
PARTS = (
    "years",
    "package__years",
    "staffing",
    "claims",
    "risks",
    "dependencies",
    "advice",
    "exclusions__other",
    "excluded_by__option",
)


def reader_of(request: HttpRequest) -> Reader:
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


def advises(request: HttpRequest, sheet: OptionSheet | None = None) -> bool:
    """Whether the reader gives advice on every sheet, or on this one: staffing, legal and equality
    officers do, for what their role is held for."""
    return reader_of(request).held(*permissions.ADVISERS, at=place_of(sheet))


def reads_all(request: HttpRequest) -> bool:
    """Whether the reader sees every sheet behind what is published."""
    return permissions.may(reader_of(request), Verb.READ).allowed or advises(request)


def whole_area(request: HttpRequest) -> None:
    """Stop a reader whose reach ends at single sheets or at what is published."""
    reader_of(request).require(Verb.READ, permissions.PLANNING, subject=permissions.OPTION)


def sheet_or_404(request: HttpRequest, reference: str) -> OptionSheet:
    rows = OptionSheet.objects.filter(reference=reference)
    found: OptionSheet | None = (
        rows.select_related(*RELATED).prefetch_related(*PARTS, "dependencies__on_option").first()
    )
    if found is None:
        raise Http404(reference)
    if not advises(request, found):
        get_object_or_404(visible(OPTIONS, reader_of(request)), pk=found.pk)
    return found


def behind(request: HttpRequest, sheet: OptionSheet) -> bool:
    """Whether the reader sees the sheet itself, or only what is published of it."""
    return sees_behind(OPTIONS, reader_of(request), sheet) or advises(request, sheet)


def held_for(request: HttpRequest) -> queries.Held:
    """All options for who reads the area; else what is published."""
    return queries.read(published=not reads_all(request))


def public_staffing() -> dict[str, PublicStaffing]:
    """Staffing of all published sheets, worked out together so that none gives another back."""
    return dict(staffing(queries.read(published=True)))
