"""The tax base report and the collection fund estimate as documents."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from townclerk.figures import url as figure_url
from townclerk.finance.core.bands import NINTHS
from townclerk.finance.models.tax_base import OWN
from townclerk.finance.queries.tax_base import AreaBase, WorkedBase, WorkedFund
from townclerk.kernel.display import (
    date_display,
    money_display,
    number_display,
    percent_display,
    pounds_display,
)
from townclerk.kernel.explained import Confidence
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

STEPS = (
    "Dwellings (H)",
    "Discounts (Q)",
    "Premiums (E)",
    "Changes (J)",
    "Reductions (Z)",
    "Net",
)
"""With the letters the regulations give them."""


def tax_base_document(worked: WorkedBase) -> Document:
    """The base of the whole area and of each part, band by band, as the law sets its steps."""
    year = FinancialYear(worked.round.year).label
    blocks: list[Block] = [*_adopted(worked, year)]
    if worked.whole is not None:
        blocks += _area(worked.whole, worked)
    if worked.parts:
        blocks += [Heading("Parishes and other parts"), _parts(worked)]
        for part in worked.parts:
            blocks += _area(part, worked)
    blocks += _notes(worked.warnings)
    return Document(
        title=f"Council tax base {year}",
        subtitle="Band D equivalents of the whole area and of each part",
        status=_status(worked.report),
        checksum=_checksum([area.found.step.value for area in worked.areas], worked.report),
        blocks=tuple(blocks),
    )


def _adopted(worked: WorkedBase, year: str) -> list[Block]:
    report, whole = worked.report, worked.whole
    if report is None or whole is None:
        return []
    told = BoundNumber(
        _rounded(whole, worked), figure_url("finance.tax_base.equivalents", period=year)
    )
    said: list[Any] = [Text(f"The council tax base for {year} is "), told]
    said.append(Text(f" Band D equivalents{_by_whom(report)}."))
    made: list[Block] = [Paragraph(tuple(said))]
    rule = whole.found.step.rule
    if rule is not None:
        last = f" by {date_display(worked.last_day)}" if worked.last_day else ""
        made.append(
            _says(
                f"It is worked out from the dwellings on 30 November under {rule}, and told to "
                f"each precepting authority{last}."
            )
        )
    return made


def _by_whom(report: Any) -> str:
    if report.adopted_on is None:
        return ", not adopted yet"
    return f", adopted on {date_display(report.adopted_on)} ({report.decision})"


def _area(area: AreaBase, worked: WorkedBase) -> list[Block]:
    base = area.found.value
    rows = [
        (
            f"Band {band.band}".replace("-", "−"),
            *(
                number_display(number, 2)
                for number in (band.h, band.q, band.e, band.j, band.z, band.net)
            ),
            f"{NINTHS[band.band]}/9",
            number_display(band.relevant, 2),
        )
        for band in base.bands
    ]
    table = Table(
        caption=f"{area.name}: from dwellings to Band D equivalents",
        header=("Band", *STEPS, "Share", "Band D"),
        rows=tuple(rows),
        numeric=tuple(range(1, len(STEPS) + 3)),
    )
    rate = number_display(base.rate, 2)
    lieu = (
        f", with {number_display(base.in_lieu, 2)} for defence dwellings," if base.in_lieu else ""
    )
    return [
        table,
        _says(
            f"All bands come to {number_display(base.relevant, 4)} before rounding. At a "
            f"collection rate of {rate}%{lieu} that is {number_display(base.unrounded, 4)}, "
            f"rounded once to {_rounded(area, worked)}."
        ),
    ]


def _rounded(area: AreaBase, worked: WorkedBase) -> str:
    return number_display(area.found.value.adopted, worked.report.places if worked.report else 2)


def _parts(worked: WorkedBase) -> Table:
    rows = [(area.name, _rounded(area, worked)) for area in worked.parts]
    return Table(
        caption="Base of each part",
        units="Band D equivalents",
        header=("Part", "Base"),
        rows=tuple(rows),
        numeric=(1,),
    )


def fund_document(worked: WorkedFund) -> Document:
    """The estimated balance of the council tax account, and each authority's share of it."""
    year = FinancialYear(worked.round.year).label
    blocks: list[Block] = []
    if worked.estimate is not None:
        blocks += _balance(worked, year)
        blocks += _shares(worked, year)
    blocks += _notes(worked.warnings)
    estimate = worked.estimate
    return Document(
        title=f"Collection fund estimate for {year}",
        subtitle="The council tax account and what each authority has of it",
        status=_status(estimate),
        checksum=_checksum([estimate.balance if estimate else None, worked.word], estimate),
        blocks=tuple(blocks),
    )


def _balance(worked: WorkedFund, year: str) -> list[Block]:
    estimate = worked.estimate
    if estimate is None:
        return []
    size = pounds_display(abs(estimate.balance), "£")
    told = BoundNumber(size, figure_url("finance.collection_fund.balance", period=year))
    due = f", due as at {date_display(worked.due)}" if worked.due else ""
    made = f" as at {date_display(estimate.estimated_on)}" if estimate.estimated_on else due
    return [
        Paragraph(
            (
                Text(f"The council tax account is estimated{made} to end the year in hand with a "),
                Text(f"{worked.word} of "),
                told,
                Text("."),
            )
        )
        if estimate.balance
        else _says(f"The council tax account is estimated{made} to end the year in hand even."),
        Table(
            caption="How the balance is estimated",
            units="£",
            header=("Part", "£"),
            rows=(
                ("Balance at the start of the year in hand", money_display(estimate.opening)),
                ("Credits expected in it", money_display(estimate.credits)),
                ("Charges expected in it", money_display(-estimate.debits)),
            ),
            total=("Estimated balance", money_display(estimate.balance)),
            numeric=(1,),
        ),
    ]


def _shares(worked: WorkedFund, year: str) -> list[Block]:
    if worked.shares is None or worked.estimate is None:
        return []
    asked = Money.total(one.amount for one in worked.demands)
    rows, links = [], []
    for one in sorted(worked.demands, key=lambda one: one.authority != OWN):
        share = worked.shares.value[one.authority]
        percent = percent_display(one.amount / asked * 100, 4)
        rows.append((one.name, money_display(one.amount), percent, money_display(share)))
        address = figure_url("finance.collection_fund.share", one.authority, period=year)
        links.append(("", "", "", address))
    rule = worked.shares.step.rule
    unit = "pound" if worked.estimate.in_pounds else "penny"
    unsure = worked.shares.step.confidence not in (Confidence.CONFIRMED, Confidence.HIGH)
    said = (
        "Shares follow the demands on the fund for the year the estimate is made in, under "
        f"{rule}. Each precepting authority's is rounded to the {unit}; the council has what is "
        "left, and parishes have no share."
    )
    if unsure:
        said += " Which year's demands count is unconfirmed: check it before relying on it."
    return [
        Heading("Shares"),
        Table(
            caption="Each authority's share",
            units="£",
            header=("Authority", "Demand", "Part of all", "Share"),
            rows=tuple(rows),
            total=(
                "Total",
                money_display(asked),
                "",
                money_display(Money.total(worked.shares.value.values())),
            ),
            numeric=(1, 3),
            links=tuple(links),
        ),
        _says(said),
    ]


def _notes(warnings: Iterable[str]) -> list[Block]:
    said = [_says(one) for one in warnings]
    return [Heading("What to check"), *said] if said else []


def _says(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def _status(found: Any) -> str:
    if found is None:
        return "Draft"
    day = found.notified_on
    if day is not None:
        return f"Notified on {date_display(day)}"
    return str(found.get_state_display())


def _checksum(values: Iterable[Any], found: Any) -> str:
    state = found.state if found is not None else ""
    return hashlib.sha256(json.dumps([state, *map(str, values)]).encode()).hexdigest()
