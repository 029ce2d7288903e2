"""Option sheets for the annex of a report: words as the public gets them, money by its figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.urls import reverse

from townclerk.change import permissions
from townclerk.change.documents.options_sections import (
    NOT_SAID,
    NOT_STATED,
    TICKS,
    Grid,
    Section,
    counting,
    sections,
)
from townclerk.change.models import OptionPackage, OptionSheet
from townclerk.change.queries import options as queries
from townclerk.change.queries.options_public import staffing
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Verb

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader

PREFIX = "change.options."
HEAD = ("Service", "Approval sought", "Classification", "Kind of change", "When")
"""Short facts of the proposal, which stand with the amounts at the head of a sheet."""
SILENCE = (NOT_SAID, NOT_STATED)
LINKED = ("package", "unit", "included_in", "equality_assessment")
PARTS = (
    "years",
    "package__years",
    "risks",
    "dependencies__on_option",
    "dependencies__on_package",
    "equality_assessment__impacts",
    "exclusions__other",
    "excluded_by__option",
)


@dataclass(frozen=True, kw_only=True)
class Amount:
    """One amount of a sheet, by the figure that answers it."""

    label: str
    key: str
    period: str = ""


@dataclass(frozen=True, kw_only=True)
class AnnexSheet:
    """One option as everybody may read it, whether it is out already or comes out with a report."""

    reference: str
    title: str
    url: str
    published: bool
    counted: bool
    amounts: tuple[Amount, ...]
    """Its amounts; none where the sheet states no amount."""
    facts: tuple[tuple[str, str], ...]
    """What stands with the amounts at its head."""
    words: tuple[Section, ...]
    """What it says under its other headings; headings without a word are left out."""
    silent: tuple[str, ...]
    """What its source does not say."""


@dataclass(frozen=True, kw_only=True)
class AnnexPackage:
    """The options of one package, and how the document that gathers them calls it."""

    code: str
    title: str
    kind: str
    section: str
    rounding: bool
    """Whether a printed table of it is held against its sheets."""
    complete: bool
    """Whether every sheet that its totals count is here."""
    sheets: tuple[AnnexSheet, ...]


def annex(kinds: Sequence[str], reader: "Reader | None" = None) -> tuple[AnnexPackage, ...]:
    """The packages of these kinds with the sheets a reader may see, in a number of queries that
    does not grow; without a reader, all of them. Sheets are in it once they are published or
    approved for consultation: ideas, and what was withdrawn, are not."""
    every = reader is None or bool(permissions.may(reader, Verb.READ))
    held = queries.read(published=not every)
    wanted = [package for package in held.packages if package.kind in kinds]
    wanted.sort(key=lambda package: kinds.index(package.kind))
    shown = [sheet for sheet in held.sheets if _tabled(sheet)]
    prefetch_related_objects(shown, *LINKED, *PARTS)
    public = dict(staffing(held))
    found = []
    for package in wanted:
        own = [sheet for sheet in shown if sheet.package_id == package.pk]
        told = tuple(_sheet(held, sheet, sections(sheet, staffing=public)) for sheet in own)
        if told:
            found.append(_package(package, told, held))
    return tuple(found)


def _tabled(sheet: OptionSheet) -> bool:
    early = (*OptionSheet.OPEN, OptionSheet.State.VALIDATED)
    if sheet.state == OptionSheet.State.WITHDRAWN:
        return False
    return sheet.published_on is not None or sheet.state not in early


def _package(
    package: OptionPackage, told: tuple[AnnexSheet, ...], held: queries.Held
) -> AnnexPackage:
    printed = any(
        line.package_id == package.pk and line.option_id and line.sheet_amount is not None
        for line in held.lines
    )
    every = {one.reference for one in held.sheets if one.package_id == package.pk and one.counted}
    return AnnexPackage(
        complete=every == {one.reference for one in told if one.counted},
        code=package.code,
        title=package.title,
        kind=package.kind,
        section=package.section,
        rounding=printed,
        sheets=told,
    )


def _sheet(held: queries.Held, sheet: OptionSheet, told: Iterable[Section]) -> AnnexSheet:
    by_code = {one.code: one for one in told}
    proposal, _ = by_code.pop("proposal"), by_code.pop("money")
    if not by_code["dependencies"].grids:
        del by_code["dependencies"]
    head = [fact for fact in proposal.facts if fact[0] in HEAD]
    rest = tuple(fact for fact in proposal.facts if fact[0] not in HEAD)
    facts, silent = _said((*head, *_money(sheet)))
    words = []
    for section in (replace(proposal, facts=rest), *by_code.values()):
        kept, unsaid = _spoken(section)
        silent += unsaid
        if kept.facts or kept.grids:
            words.append(kept)
    return AnnexSheet(
        reference=sheet.reference,
        title=sheet.title,
        url=reverse("change:option-public", args=[sheet.reference]),
        published=sheet.published_on is not None,
        counted=sheet.counted,
        amounts=_amounts(held, sheet),
        facts=facts,
        words=tuple(words),
        silent=tuple(silent),
    )


def _said(facts: Iterable[tuple[str, str]]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The facts that say something, and the names of those that do not."""
    held = list(facts)
    said = tuple(fact for fact in held if fact[1] not in SILENCE)
    return said, [_lower(label) for label, text in held if text in SILENCE]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _spoken(section: Section) -> tuple[Section, list[str]]:
    """A section without what its source does not say, and the names of that."""
    ticked = section.code == "consultation"
    facts, silent = _ticked(section.facts) if ticked else (section.facts, [])
    facts, unsaid = _said(facts)
    if not facts and not section.grids:
        return replace(section, facts=()), [_lower(section.title)]
    grids = []
    for grid in section.grids:
        kept, missed = _filled(grid)
        grids.append(kept)
        unsaid += missed
    if section.code == "equality":
        unsaid = [f"equality {one}" for one in unsaid]
    return replace(section, facts=facts, grids=tuple(grids)), [*silent, *unsaid]


def _ticked(facts: Iterable[tuple[str, str]]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The kinds of engagement that are ticked, and those that are not, in a line each."""
    held = list(facts)
    labels = set(TICKS.values())
    by_answer = {
        answer: [label for label, text in held if label in labels and text == answer]
        for answer in ("Yes", "No", NOT_SAID)
    }
    lines = [
        (name, "; ".join(by_answer[answer]))
        for name, answer in (("Yes to", "Yes"), ("No to", "No"))
        if by_answer[answer]
    ]
    open_ones = [_lower(label) for label in by_answer[NOT_SAID]]
    silent = [f"whether to {', '.join(open_ones)}"] if open_ones else []
    return (*lines, *(fact for fact in held if fact[0] not in labels)), silent


def _filled(grid: Grid) -> tuple[Grid, list[str]]:
    """A table with blanks where its source says nothing, and which rows these are."""
    missed = [
        f"{_lower(name)} ({_lower(grid.caption)} {', '.join(blank)})"
        for place, name in enumerate(grid.header)
        if (blank := [row[0] for row in grid.rows if row[place] in SILENCE])
    ]
    rows = tuple(tuple("" if cell in SILENCE else cell for cell in row) for row in grid.rows)
    return replace(grid, rows=rows), missed


def _amounts(held: queries.Held, sheet: OptionSheet) -> tuple[Amount, ...]:
    """What the sheet states: its amount, its range, what is spent again, its years."""
    if sheet.gross is None:
        return ()
    names = [("Saving", "gross")]
    if sheet.low is not None or sheet.high is not None:
        names += [("Lowest", "low"), ("Highest", "high")]
    if sheet.reinvestment:
        names += [("Spent again", "reinvestment"), ("Net", "net")]
    if sheet.exit_cost is not None:
        names.append(("Exit cost", "exit_cost"))
    found = [Amount(label=label, key=f"{PREFIX}{name}") for label, name in names]
    labels = [FinancialYear(row.year).label for row in held.years.get(sheet.pk, ())]
    found += [
        Amount(label=f"Of it in {label}", key=f"{PREFIX}savings", period=label) for label in labels
    ]
    return tuple(found)


def _money(sheet: OptionSheet) -> tuple[tuple[str, str], ...]:
    """What the sheet says of its money beside the amounts, which are figures."""
    facts = [
        ("Kind of money", sheet.get_nature_display()),
        ("Recurring or one-off", sheet.get_recurrence_display() or NOT_SAID),
        ("Cashable or avoided cost", sheet.get_cash_display() or NOT_SAID),
    ]
    if sheet.gross is None:
        facts.insert(0, ("Amount", NOT_SAID))
    if sheet.amount_note:
        facts.append(("On the amount", sheet.amount_note))
    return (*facts, *counting(sheet))
