"""Figures of the capital programme: cost, funding, what has no funding, and what pots have left."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Status,
    Unit,
    batch,
    figure,
)
from townclerk.figures.declaration import COUNCIL
from townclerk.finance.core.capital import SOURCE_WORDS, Pot, Source, Year, added_up, year_label
from townclerk.finance.models import CapitalGrant, CapitalScheme, SchemeCost, SchemeFunding
from townclerk.finance.queries.capital_programme import SchemeFacts, pots, schemes
from townclerk.kernel.display import pounds_display, sum_display
from townclerk.kernel.explained import Explained, Records, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Area
from townclerk.platform.records import source_of

PREFIX = "finance.capital."
STAGES = tuple(str(stage) for stage in CapitalScheme.PROGRAMME)
Asked = Sequence[tuple[str, Question]]
Row = SchemeCost | SchemeFunding


class Read:
    """The programme and the pots as known at a moment, read once."""

    def __init__(self, known_at: datetime | None) -> None:
        self.schemes = {one.scheme.code: one for one in schemes(STAGES, known_at)}
        self.grants = {one.code: one for one in records.as_known(CapitalGrant, known_at)}
        self.pots = pots(known_at)

    def chosen(self, scope: str) -> tuple[SchemeFacts, ...]:
        if scope == COUNCIL:
            if not self.schemes:
                raise NotAnswerable("No capital scheme is approved, so there is no programme.")
            return tuple(self.schemes.values())
        if scope not in self.schemes:
            raise NotAnswerable(f"No approved capital scheme is called {scope}.")
        return (self.schemes[scope],)

    def pot(self, scope: str) -> tuple[CapitalGrant, Explained[Pot]]:
        if scope not in self.grants:
            raise NotAnswerable(f"There is no capital grant {scope}.")
        grant = self.grants[scope]
        return grant, self.pots[grant.pk]


@batch(PREFIX)
def answer(asked: Asked) -> Sequence[Answer]:
    """Many questions from one reading of the programme for each moment asked of."""
    read: dict[datetime | None, Read] = {}
    found = []
    for key, question in asked:
        if question.as_at is not None:
            raise NotAnswerable(
                "Capital schemes are kept by year, not by day. Ask with known_at for what was "
                "known at a moment."
            )
        if question.known_at not in read:
            read[question.known_at] = Read(question.known_at)
        found.append(KINDS[key.removeprefix(PREFIX)](read[question.known_at], question))
    return found


def _year(question: Question) -> Year:
    year = question.period.financial_year if question.period is not None else None
    if question.period is not None and year is None:
        raise NotAnswerable("It is asked for a financial year, such as 2017/18.")
    return year.start_year if year is not None else None


def _of(rows: Iterable[Row], question: Question) -> list[Any]:
    """The rows of the year asked of; all of them, with those in no year yet, without one."""
    year = _year(question)
    return [row for row in rows if question.period is None or row.year == year]


def _cost(read: Read, question: Question) -> Answer:
    found = read.chosen(question.scope)
    parts = [_scheme_step(one, _of(one.costs, question), "scheme-costs", question) for one in found]
    return _summed("Cost of the capital programme", parts, found, question)


def _funding(read: Read, question: Question) -> Answer:
    """Over the council, or what one source pays."""
    found = read.chosen(COUNCIL)
    source = None if question.scope == COUNCIL else _source(question.scope)
    parts = []
    for one in found:
        paid = [row for row in one.funding if source is None or row.kind == source]
        if rows := _of(paid, question):
            parts.append(_scheme_step(one, rows, "scheme-funding", question))
    label = "Funding" if source is None else SOURCE_WORDS[source]
    return _summed(f"{label} of the capital programme", parts, found, question)


def _source(scope: str) -> Source:
    try:
        return Source(scope)
    except ValueError:
        raise NotAnswerable(f"Nothing called {scope} pays for capital schemes.") from None


def _unfunded(read: Read, question: Question) -> Answer:
    found = read.chosen(question.scope)
    parts = []
    for one in found:
        cost = Money.total(row.amount for row in _of(one.costs, question))
        paid = Money.total(row.amount for row in _of(one.funding, question))
        parts.append(
            Step(
                label=one.scheme.name,
                value=cost - paid,
                unit="£",
                how=_minus(cost, paid),
                records=_records(one),
                source=source_of(one.scheme),
                held_by="s151-officer",
            )
        )
    return _summed("Cost without funding", parts, found, question)


def _minus(cost: Money, paid: Money) -> str:
    terms = [pounds_display(one, "£") for one in (cost, -paid)]
    return sum_display(terms, pounds_display(cost - paid, "£"))


def _scheme_step(one: SchemeFacts, rows: Sequence[Row], kind: str, question: Question) -> Step:
    return Step(
        label=one.scheme.name,
        value=Money.total(row.amount for row in rows),
        unit="£",
        records=replace(_records(one), kind=kind, count=len(rows), label="amounts"),
        parts=tuple(
            Step(label=_row_label(row), value=row.amount, unit="£", source=source_of(row))
            for row in rows
        ),
        source=source_of(one.scheme),
        held_by="s151-officer",
    )


def _row_label(row: Row) -> str:
    label = year_label(row.year)
    return f"{row.funder}, {label}" if isinstance(row, SchemeFunding) else label


def _records(one: SchemeFacts) -> Records:
    return Records(
        count=1,
        kind="capital-schemes",
        label="scheme",
        keys=(one.scheme.code,),
        url=f"/r/capital-schemes/{one.scheme.pk}/",
    )


def _summed(
    label: str, parts: Sequence[Step], found: Sequence[SchemeFacts], question: Question
) -> Answer:
    """The parts added up; provisional while a scheme of the programme is being varied."""
    value = Money.total(part.value for part in parts)  # type: ignore[misc]
    when = "all years" if question.period is None else question.period.label
    varied = any(one.scheme.stage == CapitalScheme.Stage.VARIATION for one in found)
    step = Step(
        label=f"{label}, {when}",
        value=value,
        unit="£",
        how=added_up(len(parts)),
        parts=tuple(parts),
        held_by="s151-officer",
    )
    status = Status.PROVISIONAL if varied else Status.PUBLISHED
    return Answer(value=value, step=step, status=status)


def _pot_left(read: Read, question: Question) -> Answer:
    grant, pot = read.pot(question.scope)
    step = replace(
        pot.step,
        label=f"Left of {grant.name}",
        records=Records(
            count=1,
            kind="capital-grants",
            label="pot of grant",
            keys=(grant.code,),
            url=f"/r/capital-grants/{grant.pk}/",
        ),
        source=source_of(grant),
        held_by="s151-officer",
    )
    return Answer(value=pot.value.left, step=step)


KINDS: Mapping[str, Callable[[Read, Question], Answer]] = {
    "cost": _cost,
    "funding": _funding,
    "unfunded": _unfunded,
    "pot_left": _pot_left,
}


def _scheme_scopes() -> Sequence[Choice]:
    found = CapitalScheme.objects.filter(stage__in=STAGES).order_by("name", "code")
    return [Choice(one.code, one.name) for one in found]


def _source_scopes() -> Sequence[Choice]:
    kinds = set(
        SchemeFunding.objects.filter(scheme__stage__in=STAGES).values_list("kind", flat=True)
    )
    return [Choice(one.value, words) for one, words in SOURCE_WORDS.items() if one in kinds]


def _pot_scopes() -> Sequence[Choice]:
    return [Choice(one.code, one.name) for one in CapitalGrant.objects.order_by("name", "code")]


def _labels(found: Mapping[str, set[int]]) -> Mapping[str, Sequence[str]]:
    return {
        scope: [FinancialYear(year).label for year in sorted(years)]
        for scope, years in found.items()
    }


def _scheme_periods() -> Mapping[str, Sequence[str]]:
    found: dict[str, set[int]] = defaultdict(set)
    for model in (SchemeCost, SchemeFunding):
        rows = model.objects.filter(scheme__stage__in=STAGES, year__isnull=False)
        for code, year in rows.order_by().values_list("scheme__code", "year").distinct():
            _note(found, code, year)
    return _labels(found)


def _note(found: Mapping[str, set[int]], scope: str, year: int | None) -> None:
    if year is not None:
        found[scope].add(year)
        found[COUNCIL].add(year)


def _source_periods() -> Mapping[str, Sequence[str]]:
    found: dict[str, set[int]] = defaultdict(set)
    rows = SchemeFunding.objects.filter(scheme__stage__in=STAGES, year__isnull=False)
    for kind, year in rows.order_by().values_list("kind", "year").distinct():
        _note(found, kind, year)
    return _labels(found)


def _declare(name: str, **declared: Any) -> None:
    key = PREFIX + name
    figure(
        key=key,
        unit=Unit.MONEY,
        display="£m 3 dp",
        polarity=Polarity.NEUTRAL,
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        **declared,
    )(lambda question: answer([(key, question)])[0])


BY_SCHEME = Grain(scopes=(COUNCIL, "capital-scheme"), periods=("financial-year",))
_declare(
    "cost",
    label="Cost of the capital programme",
    grain=BY_SCHEME,
    definition="What approved capital schemes cost, from approval to close, by year.",
    source="The register of costs of capital schemes.",
    additive=True,
    scopes=_scheme_scopes,
    periods_by_scope=_scheme_periods,
)
_declare(
    "funding",
    label="Funding of the capital programme",
    grain=Grain(scopes=(COUNCIL, "capital-source"), periods=("financial-year",)),
    definition=(
        "What pays for approved capital schemes: grant, receipts, borrowing, reserves, "
        "contributions or revenue. What is borrowed is the borrowing need of the programme."
    ),
    source="The register of funding of capital schemes.",
    additive=True,
    scopes=_source_scopes,
    periods_by_scope=_source_periods,
)
_declare(
    "unfunded",
    label="Cost of capital schemes without funding",
    grain=BY_SCHEME,
    definition="The cost of approved capital schemes less what pays for them.",
    source="The registers of costs and of funding of capital schemes.",
    additive=True,
    scopes=_scheme_scopes,
    periods_by_scope=_scheme_periods,
)
_declare(
    "pot_left",
    label="Capital grant left after schemes",
    grain=Grain(scopes=("capital-grant",)),
    definition=(
        "What a capital grant brings, less its commitments and less what schemes that are not "
        "withdrawn call on beside them."
    ),
    source="The registers of capital grants and of funding of capital schemes.",
    scopes=_pot_scopes,
)
