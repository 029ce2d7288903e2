"""The annex drawn: what packages save by year, then each section with its table and its sheets."""

from collections.abc import Mapping, Sequence
from typing import Any

from townclerk.figures.links import kept_url
from townclerk.kernel.display import money_display, pounds_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.money import Money
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    Details,
    Fold,
    Heading,
    Paragraph,
    Plain,
    Span,
    Table,
    Text,
)
from townclerk.reports.annexing import SAVINGS, caption_of, columns_of, lettered, lettered_title
from townclerk.reports.building import Documents
from townclerk.reports.core.annex import Annex, Group
from townclerk.reports.core.prose import FigureRef
from townclerk.reports.drafting import Draft

UNIT = "£m"
WHOLE = "Whole plan"
ALL = "All that count"


def annex_blocks(draft: Draft, documents: Documents, *, loose: bool = False) -> list[Block]:
    """Everything after the last chapter; nothing where no option sheet is recorded.

    Raises: Problems when the plan does not count what the sheets' packages save.
    """
    declared = draft.template.annex
    if declared is None or not draft.sheets.packages:
        return []
    number = str(len(draft.chapters) + 1)
    packages = documents[declared.question]["sheets"]
    try:
        by_year = [_by_year(one, declared, draft, documents) for one, _ in draft.sheets.groups]
    except Problems as wrong:
        if not loose:
            raise
        by_year = [Paragraph((Text(one.message),)) for one in wrong.problems]
    letters = lettered(draft.sheets.packages)
    found: list[Block] = [Heading(declared.title, 1, number, "annex"), _opening(), *by_year]
    for package in packages:
        found += _section(package, letters.get(package["code"], ""), draft, documents)
    return found


def _opening() -> Paragraph:
    said = (
        "Each section below holds the option sheets of one package, as published. Every amount "
        "is taken from the register of options."
    )
    return Paragraph((Text(said),))


def _by_year(group: Group, declared: Annex, draft: Draft, documents: Documents) -> Block:
    """What the packages save by year, held against what the plan counts of them."""
    told = next(packages for one, packages in draft.sheets.groups if one == group)
    letters = lettered(draft.sheets.packages)
    rows, links, added = [], [], [Money.zero for _ in declared.columns]
    for package in told:
        asked = [FigureRef(SAVINGS, package.code, period) for period in declared.columns]
        amounts = [_money(ref, documents) for ref in asked]
        added = [before + amount for before, amount in zip(added, amounts, strict=True)]
        title = f"{letters[package.code]}. {lettered_title(package.title, package.section)}"
        rows.append((title, *(money_display(amount, UNIT, 3) for amount in amounts)))
        links.append(("", *(_address(ref, draft, documents) for ref in asked)))
    total: tuple[str, ...] = ()
    if group.counted:
        asked = [group.ref(period) for period in declared.columns]
        counted = [-_money(ref, documents) for ref in asked]
        _require_equal(group, declared, added, counted)
        total = ("As the plan counts them", *(money_display(one, UNIT, 3) for one in counted))
        links.append(("", *(_address(ref, draft, documents) for ref in asked)))
    return Table(
        caption=caption_of(group),
        units=UNIT,
        header=("", *(column or WHOLE for column in declared.columns)),
        rows=tuple(rows),
        total=total,
        numeric=tuple(range(1, len(declared.columns) + 1)),
        links=tuple(links),
    )


def _require_equal(
    group: Group, declared: Annex, added: Sequence[Money], counted: Sequence[Money]
) -> None:
    wrong = [
        Problem(
            f"“{caption_of(group)}”: the options save {money_display(one, UNIT, 3)} in "
            f"{column or 'the whole plan'}, and the plan counts {money_display(other, UNIT, 3)} "
            f"({UNIT}).",
            field="annex",
            hint="Count the options in the draft of the plan, or correct their years.",
            code="annex",
        )
        for column, one, other in zip(declared.columns, added, counted, strict=True)
        if one != other
    ]
    if wrong:
        raise Problems(wrong)


def _section(
    package: Mapping[str, Any], letter: str, draft: Draft, documents: Documents
) -> list[Block]:
    """A section of the annex: what each sheet saves, and each sheet, opened by itself."""
    title = lettered_title(package["title"], package["section"])
    found: list[Block] = [Heading(title, 1, letter, f"annex-{package['code']}")]
    counted = [one for one in package["sheets"] if one["counted"] and one["amounts"]]
    if counted:
        found.append(_saved(package, title, counted, draft, documents))
    if package["rounding"]:
        found += _rounding(package, draft, documents)
    return found + [_sheet(one, draft, documents) for one in package["sheets"]]


def _saved(
    package: Mapping[str, Any],
    title: str,
    counted: Sequence[Mapping[str, Any]],
    draft: Draft,
    documents: Documents,
) -> Table:
    stated = [one["key"] for sheet in package["sheets"] for one in sheet["amounts"]]
    columns = columns_of(stated)
    keys = [key for _, key in columns]
    lines = [(one["title"], [FigureRef(key, one["reference"]) for key in keys]) for one in counted]
    amounts = [[_money(ref, documents) for ref in refs] for _, refs in lines]
    total: list[FigureRef] = []
    sums = [Money.total(column) for column in zip(*amounts, strict=True)]
    if package["complete"]:
        total = [FigureRef(key, package["code"]) for key in keys]
        sums = [_money(ref, documents) for ref in total]
    places = 2 if any(amount.pence % 100 for row in [*amounts, sums] for amount in row) else 0
    shown = [
        (said, *(money_display(amount, "£", places) for amount in row))
        for said, row in zip([*(said for said, _ in lines), ALL], [*amounts, sums], strict=True)
    ]
    return Table(
        caption=f"What each sheet saves: {title}",
        units="£",
        header=("Option sheet", *(label for label, _ in columns)),
        rows=tuple(shown[:-1]),
        total=shown[-1],
        numeric=tuple(range(1, len(columns) + 1)),
        links=tuple(
            ("", *(_address(ref, draft, documents) for ref in refs))
            for refs in [*(refs for _, refs in lines), *([total] if total else [])]
        ),
    )


def _rounding(package: Mapping[str, Any], draft: Draft, documents: Documents) -> list[Block]:
    """What the printed table lost of the sheets by cutting pounds to thousands."""
    ref = FigureRef("change.options.rounding", package["code"])
    if not _money(ref, documents):
        return []
    said = "The table the sheets were first printed in cuts them to thousands and so loses "
    return [Paragraph((Text(said), _number(ref, draft, documents), Text(" of them.")))]


def _sheet(sheet: Mapping[str, Any], draft: Draft, documents: Documents) -> Fold:
    """One sheet. What it says in digits of its own is marked with where it stands."""
    source = f"Option sheet {sheet['reference']}"
    rows: list[tuple[str, tuple[Span, ...]]] = [
        (
            amount["label"],
            (
                _number(
                    FigureRef(amount["key"], sheet["reference"], amount["period"]),
                    draft,
                    documents,
                ),
            ),
        )
        for amount in sheet["amounts"]
    ]
    # The words kept with a clearance may be of a sheet that had no head and no silences yet.
    rows += [(label, (Text(said, source=source),)) for label, said in sheet.get("facts", ())]
    blocks: list[Plain] = [Details(tuple(rows))] if rows else []
    for section in sheet["words"]:
        blocks += _words(section, source)
    alone = BoundNumber("The sheet on its own page", sheet["url"])
    silent = "; ".join(sheet.get("silent", ()))
    unsaid = (Text(f"Not said on the sheet: {silent}. ", source=source),) if silent else ()
    blocks.append(Paragraph((*unsaid, alone)))
    return Fold(Heading(sheet["title"], 2, "", f"sheet-{sheet['reference']}"), tuple(blocks))


def _words(section: Mapping[str, Any], source: str) -> list[Plain]:
    """A heading of a sheet with what it says: a sentence, short facts, tables."""
    found: list[Plain] = [Heading(section["title"], 3)]
    facts = [(label, Text(said, source=source)) for label, said in section["facts"]]
    found += [Paragraph((said,)) for label, said in facts if not label]
    labelled = tuple((label, (said,)) for label, said in facts if label)
    if labelled:
        found.append(Details(labelled))
    return found + [
        Table(
            caption=grid["caption"],
            header=tuple(grid["header"]),
            rows=tuple(tuple(row) for row in grid["rows"]),
        )
        for grid in section["grids"]
    ]


def _number(ref: FigureRef, draft: Draft, documents: Documents) -> BoundNumber:
    display = pounds_display(_money(ref, documents), "£").removesuffix(".00")
    was = documents[str(ref)].get("was", "")
    return BoundNumber(display, _address(ref, draft, documents), was)


def _address(ref: FigureRef, draft: Draft, documents: Documents) -> str:
    if not draft.reference:
        return str(documents[str(ref)]["url"])
    period = parse_period(ref.period) if ref.period else None
    return kept_url(ref.key, draft.reference, ref.scope, period)


def _money(ref: FigureRef, documents: Documents) -> Money:
    return Money.pounds(documents[str(ref)]["value"] or 0)
