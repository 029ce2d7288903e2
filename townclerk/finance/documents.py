"""The tax resolution and the household leaflet as documents, from the worked resolution alone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from townclerk.figures import url as figure_url
from townclerk.finance.core.bands import NINTHS
from townclerk.finance.core.resolution_household import GENERAL
from townclerk.finance.core.spend_shares import HUNDRED, of_each_hundred
from townclerk.finance.models import TaxResolution
from townclerk.finance.queries.budget_round import service_budgets
from townclerk.finance.queries.resolution import WorkedResolution, as_json
from townclerk.finance.queries.services import service_names
from townclerk.kernel.display import date_display, money_display, number_display, percent_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    Document,
    Heading,
    Paragraph,
    Table,
    Text,
)

LISTED = tuple(band for band in NINTHS if band != "A-")
"""The bands of the valuation list; A- is what a reduced Band A pays."""
WIDE = 9
SHORT = {"own": "Council", "police": "Police", "fire": "Fire", "mayor": "Mayor"}
ELSEWHERE = "All parts without a parish"


def digest_of(worked: WorkedResolution) -> str:
    """Of what it was worked out from and what came of it."""
    text = json.dumps([as_json(worked.case), as_json(worked.result)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def resolution_document(worked: WorkedResolution, sealed: TaxResolution | None) -> Document:
    """The resolution the Council is asked to pass, or passed."""
    year = FinancialYear(worked.read.round.year).label
    blocks: list[Block] = []
    for part in (_bases, _calculations, _components, _precepts, _bands, _split, _test, _notes):
        blocks += part(worked)
    return Document(
        title=f"Council tax resolution {year}",
        subtitle=f"Financial year {year}",
        status=_status(sealed),
        checksum=sealed.digest if sealed is not None else digest_of(worked),
        blocks=tuple(blocks),
    )


def _status(sealed: TaxResolution | None) -> str:
    if sealed is None:
        return "Draft, not yet resolved"
    return f"Resolved on {date_display(sealed.resolved_on)}, {sealed.decision}"


def leaflet_document(worked: WorkedResolution, sealed: TaxResolution | None) -> Document:
    """What households are told with the bill: each band's amount beside last year's."""
    year = FinancialYear(worked.read.round.year).label
    blocks: list[Block] = [
        Heading("What you pay and to whom"),
        _says("A Band D home pays each authority this much for the year."),
        _changes(worked),
    ]
    shown: Mapping[str, Any] = worked.result.get("household", {})
    names = _area_names(worked)
    for code, lines in shown.items():
        blocks += [Heading(names.get(code, code), 2), _household(names.get(code, code), lines)]
    blocks += _where_it_goes(worked)
    blocks.append(
        _says(
            "Band A− is what a Band A home pays after the reduction for a resident with a "
            "disability. A week is the year divided by 52."
        )
    )
    return Document(
        title=f"Your council tax {year}",
        subtitle="What each band pays in each part of the area",
        status=_status(sealed),
        checksum=digest_of(worked),
        blocks=tuple(blocks),
    )


def _says(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def _bases(worked: WorkedResolution) -> list[Block]:
    tax = worked.read.tax
    if tax is None:
        return []
    made: list[Block] = [
        Heading("Tax bases"),
        _says(
            f"The base for the whole area is {_base(tax.tax_base)} Band D equivalents"
            + (f" ({tax.base_decision})." if tax.base_decision else ".")
        ),
    ]
    if worked.read.parishes:
        rows = [(area.name, _base(area.tax_base)) for area in worked.read.parishes]
        made.append(
            Table(
                caption="Bases of parishes and other parts",
                units="Band D equivalents",
                header=("Part", "Base"),
                rows=tuple(rows),
                numeric=(1,),
            )
        )
    return made


def _base(base: Any) -> str:
    return number_display(base, 2)


def _calculations(worked: WorkedResolution) -> list[Block]:
    """The amounts the Act names, by its paragraphs."""
    found = worked.result.get("requirement")
    if found is None or worked.read.tax is None or worked.read.band_d is None:
        return []
    year = FinancialYear(worked.read.round.year).label
    additions, deductions = _sums(worked)
    special = worked.read.special_total
    rows = [
        ("31A(2)", "What the council will spend, put by and pay over", _money(additions)),
        ("31A(3)", "What it will receive and take from reserves", _money(deductions)),
        ("31A(4)", "Council tax requirement, the first less the second", _money(found["amount"])),
        ("31B(1)", "The basic amount, the requirement over the base", _money(found["basic"])),
        ("34(1)", "Special items: parish precepts and special expenses", _money(special)),
        ("34(2)", "The basic amount where there is no special item", _money(worked.read.band_d)),
    ]
    key = "finance.budget.requirement"
    intro = Paragraph(
        (
            Text("The council tax requirement is "),
            BoundNumber(f"£{money_display(found['amount'])}", figure_url(key, period=year)),
            Text(". " + worked.balance_words),
        )
    )
    table = Table(
        caption="Calculations under the Local Government Finance Act 1992",
        units="£",
        header=("Section", "Amount", "£"),
        rows=tuple(rows),
        numeric=(2,),
    )
    return [Heading("Calculations"), intro, table]


def _sums(worked: WorkedResolution) -> tuple[Money, Money]:
    given = worked.case["requirement"]
    return (
        Money.total(Money.pounds(amount) for amount in given["additions"].values()),
        Money.total(Money.pounds(amount) for amount in given["deductions"].values()),
    )


def _components(worked: WorkedResolution) -> list[Block]:
    given = worked.case.get("requirement")
    if not given:
        return []
    made: list[Block] = []
    for side, caption in (
        ("additions", "What makes up the amount under section 31A(2)"),
        ("deductions", "What makes up the amount under section 31A(3)"),
    ):
        amounts = {name: Money.pounds(amount) for name, amount in given[side].items()}
        if amounts:
            made.append(
                Table(
                    caption=caption,
                    units="£",
                    header=("Part", "£"),
                    rows=tuple((name, _money(amount)) for name, amount in amounts.items()),
                    total=("Total", _money(Money.total(amounts.values()))),
                    numeric=(1,),
                )
            )
    made += [
        _says(f"As amended: {amendment.title}, moved by {amendment.moved_by}.")
        for amendment in worked.read.amendments
    ]
    return made


def _precepts(worked: WorkedResolution) -> list[Block]:
    payable = worked.result.get("payable")
    if not payable:
        return []
    names = {one.authority: one.name for one in worked.read.precepts}
    asked = {one.authority: one.band_d for one in worked.read.precepts}
    rows = [
        (names.get(code, code), _money(asked[code]), _money(amount))
        for code, amount in payable.items()
    ]
    return [
        Heading("Precepts of major authorities"),
        Table(
            caption="What each asks at Band D, and what is paid over the year",
            units="£",
            header=("Authority", "Band D", "Payable"),
            rows=tuple(rows),
            numeric=(1, 2),
        ),
    ]


def _bands(worked: WorkedResolution) -> list[Block]:
    """The council's own amounts with each part's, the precepts, and the totals set."""
    general = worked.result.get("bands")
    if general is None:
        return []
    names = _area_names(worked)
    own = [(ELSEWHERE, general["elements"]["own"])]
    totals = [(ELSEWHERE, general["totals"])]
    majors = [
        (SHORT.get(name, name), part) for name, part in general["elements"].items() if name != "own"
    ]
    for code, area in worked.result.get("areas", {}).items():
        elements = area["bands"]["elements"]
        mine = [part for name, part in elements.items() if name not in general["elements"]]
        summed = {
            band: elements["own"][band] + Money.total(part[band] for part in mine)
            for band in NINTHS
        }
        own.append((names[code], summed))
        totals.append((names[code], area["bands"]["totals"]))
    made: list[Block] = [
        Heading("Amounts by band"),
        _band_table("The council and the parish, sections 34(3) and 36", own),
    ]
    if majors:
        made.append(_band_table("Major precepts, section 47", majors))
    made.append(_band_table("Council tax set for each part, section 30(2)", totals))
    made.append(_says(str(worked.result["rounding_rule"])))
    return made


def _band_table(caption: str, rows: Sequence[tuple[str, Mapping[str, Money]]]) -> Table:
    return Table(
        caption=caption,
        units="£",
        header=("Part", *LISTED),
        rows=tuple((name, *(_money(part[band]) for band in LISTED)) for name, part in rows),
        numeric=tuple(range(1, WIDE)),
    )


def _split(worked: WorkedResolution) -> list[Block]:
    found = worked.result.get("split_bands")
    if not found:
        return []
    rows = [
        (f"Band {band}", _money(found[band]["core"]), _money(found[band]["precept"]))
        for band in LISTED
    ]
    return [
        Table(
            caption="The council's own amount, as the bill shows it",
            units="£",
            header=("Band", "Core", "Adult social care"),
            rows=tuple(rows),
            numeric=(1, 2),
        )
    ]


def _test(worked: WorkedResolution) -> list[Block]:
    found = worked.result.get("referendum")
    made: list[Block] = [Heading("Whether a referendum is needed")]
    if found is None:
        why = (
            "The tax proposed is not recorded yet, so its rise is not tested."
            if worked.read.tax is None
            else "No principles for the year are held, so the rise is not tested. Add them."
        )
        return [*made, _says(why)]
    rise = percent_display(found["increase"], 4)
    limit = number_display(found["limit"], 2)
    made.append(
        _says(
            f"The relevant basic amount rises by {rise}. A rise is excessive if it is "
            f"{found['test']} {limit}%, so this one is {found['verdict']}. The highest amount "
            f"that is not excessive is £{money_display(found['highest'])}."
        )
    )
    for name, outcome in worked.result.get("major_tests", {}).items():
        made.append(_says(f"The precept of {SHORT.get(name, name)} is {outcome['verdict']}."))
    return made


def _notes(worked: WorkedResolution) -> list[Block]:
    if not worked.warnings:
        return []
    return [Heading("To be seen before it is passed"), *map(_says, worked.warnings)]


def _changes(worked: WorkedResolution) -> Table:
    names = _area_names(worked) | {one.authority: one.name for one in worked.read.precepts}
    names["own"] = "The council"
    rows = []
    for code, line in worked.result.get("changes", {}).items():
        percent = "new" if line["percent"] is None else percent_display(line["percent"], 1)
        rows.append(
            (
                names.get(code, code),
                _money(line["before"]),
                _money(line["now"]),
                _money(line["change"]),
                percent,
            )
        )
    return Table(
        caption="Band D by authority, this year and last",
        units="£",
        header=("Authority", "Last year", "This year", "Change", "Change, %"),
        rows=tuple(rows),
        numeric=(1, 2, 3, 4),
    )


def _where_it_goes(worked: WorkedResolution) -> list[Block]:
    """Each service's part of every £100 that services cost, net of what they earn."""
    names = service_names(worked.read.round.year)
    nets = {
        unit: Money.total(groups.values())
        for unit, groups in service_budgets(worked.read.round).items()
    }
    shares = of_each_hundred(nets)
    if not shares:
        return []
    parts = sorted(shares.items(), key=lambda part: -part[1].pence)
    return [
        Heading("Where each £100 goes"),
        Table(
            caption="Each service's part of every £100 that services cost, net of their income",
            units="£",
            header=("Service", "Of each £100"),
            rows=tuple((names[unit], money_display(part)) for unit, part in parts),
            total=("All services", money_display(HUNDRED)),
            numeric=(1,),
        ),
    ]


def _household(name: str, lines: Mapping[str, Any]) -> Table:
    rows = [
        (
            f"Band {band}".replace("-", "−"),
            _money(line["before"]),
            _money(line["now"]),
            _money(line["rise"]),
            _money(line["weekly"]),
            _money(line["weekly_rise"]),
        )
        for band, line in lines.items()
    ]
    return Table(
        caption=f"{name}: by band",
        units="£",
        header=("Band", "Last year", "This year", "More a year", "A week", "More a week"),
        rows=tuple(rows),
        numeric=(1, 2, 3, 4, 5),
    )


def _area_names(worked: WorkedResolution) -> dict[str, str]:
    return {GENERAL: ELSEWHERE} | {area.code: area.name for area in worked.read.parishes}


def _money(amount: Money | None) -> str:
    return "" if amount is None else money_display(amount)
