"""Figures of options: what they save by year and in all, their range, and posts that may go."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from townclerk.change.figures_options_working import (
    ANSWERS,
    CLASSES,
    GROUPS,
    SERVICE_OPTIONS,
    SUMS,
    WITH_SUMS,
    about,
    rounding_of,
)
from townclerk.change.models import OptionPackage, OptionSheet
from townclerk.change.permissions import PLANNING, S151
from townclerk.change.queries import options as queries
from townclerk.figures import (
    COUNCIL,
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Unit,
    batch,
    figure,
)
from townclerk.kernel.years import FinancialYear

PREFIX = "change.options."
PACKAGE, OPTION = "option-package", "option"
NEUTRAL = ("reinvestment", "exit_cost")


def package_scopes() -> Sequence[Choice]:
    packages = OptionPackage.objects.order_by("position", "code")
    kinds = {package.kind for package in packages}
    groups = [Choice(code, title) for code, (title, kind) in GROUPS.items() if kind in kinds]
    if kinds >= set(WITH_SUMS):
        groups.append(Choice(SERVICE_OPTIONS, "Service options"))
    return [
        Choice(COUNCIL, "All options"),
        *groups,
        *(Choice(package.code, package.title) for package in packages),
    ]


def all_scopes() -> Sequence[Choice]:
    sheets = OptionSheet.objects.order_by("package__position", "pk")
    return [*package_scopes(), *(Choice(sheet.reference, sheet.title) for sheet in sheets)]


def summed_scopes() -> Sequence[Choice]:
    """Those, and the sheets of a class: planning assumptions, specific savings, each kind."""
    return [*all_scopes(), *(Choice(code, title) for code, (title, _, _) in CLASSES.items())]


def phased_scopes() -> Sequence[Choice]:
    """Packages, and the options that state years of their own."""
    sheets = OptionSheet.objects.filter(years__isnull=False).distinct()
    phased = sheets.order_by("package__position", "pk")
    return [*package_scopes(), *(Choice(sheet.reference, sheet.title) for sheet in phased)]


def rounded_scopes() -> Sequence[Choice]:
    """Packages whose printed table is held against their sheets."""
    held = queries.read()
    return [
        Choice(package.code, package.title)
        for package in held.packages
        if rounding_of(held, package) is not None
    ]


def year_periods() -> Mapping[str, Sequence[str]]:
    held = queries.read()
    labels = [FinancialYear(year).label for year in held.all_years]
    own = {
        held.by_pk[pk].reference: sorted(FinancialYear(row.year).label for row in rows)
        for pk, rows in held.years.items()
    }
    return {choice.code: labels for choice in package_scopes()} | own


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the options (one for each moment asked of)."""
    read: dict[datetime | None, queries.Held] = {}
    found = []
    for key, question in asked:
        if question.as_at is not None:
            raise NotAnswerable(
                "Options are kept as they stand, not by day. Ask with known_at for what was known "
                "at a moment."
            )
        if question.known_at not in read:
            read[question.known_at] = queries.read(question.known_at)
        asked_of = about(read[question.known_at], question.scope)
        found.append(ANSWERS[key.removeprefix(PREFIX)](asked_of, question))
    return found


def _one(key: str) -> Callable[[Question], Answer]:
    return lambda question: answer([(key, question)])[0]


def _declare(name: str, **more: object) -> None:
    key = f"{PREFIX}{name}"
    given: dict[str, object] = {
        "key": key,
        "source": "The register of option sheets.",
        "owner_role": S151,
        "area": PLANNING,
        "public": True,
    }
    figure(**(given | more))(_one(key))


_declare(
    "savings",
    label="Savings of options by year",
    unit=Unit.MONEY,
    display="£000",
    polarity=Polarity.HIGHER_IS_BETTER,
    grain=Grain(scopes=(COUNCIL, PACKAGE, OPTION), periods=("financial-year",)),
    definition="What packages of options save in a year, as a change from the year before.",
    additive=True,
    scopes=phased_scopes,
    periods_by_scope=year_periods,
)
for _name, (_label, _definition) in SUMS.items():
    _declare(
        _name,
        label=_label,
        unit=Unit.MONEY,
        display="£",
        polarity=Polarity.NEUTRAL if _name in NEUTRAL else Polarity.HIGHER_IS_BETTER,
        grain=Grain(scopes=(COUNCIL, PACKAGE, OPTION)),
        definition=f"{_definition} Parts inside another option are not added.",
        scopes=summed_scopes,
    )
_declare(
    "outside",
    label="Options outside every total",
    unit=Unit.MONEY,
    display="£",
    definition="Amounts of sheets that no total counts, each with its reason.",
    scopes=lambda: [Choice(COUNCIL, "All options")],
)
_declare(
    "rounding",
    label="Lost in rounding between sheets and table",
    unit=Unit.MONEY,
    display="£",
    grain=Grain(scopes=(PACKAGE,)),
    definition="What the sheets of a package come to beyond the table that prints them.",
    scopes=rounded_scopes,
)
for _end, _word in (("low", "Lowest"), ("high", "Highest")):
    _declare(
        f"redundancies_{_end}",
        label=f"{_word} number of redundancies",
        unit=Unit.NUMBER,
        display="number",
        polarity=Polarity.LOWER_IS_BETTER,
        grain=Grain(scopes=(COUNCIL, PACKAGE, OPTION)),
        definition=f"The {_word.lower()} end of the known ranges added up. Unknown is not nil: "
        "sheets that do not know are named beside it.",
        scopes=all_scopes,
    )
_declare(
    "redundancies_unknown",
    label="Sheets that do not know their redundancies",
    unit=Unit.COUNT,
    display="count",
    polarity=Polarity.LOWER_IS_BETTER,
    grain=Grain(scopes=(COUNCIL, PACKAGE)),
    definition="Option sheets on which the number of redundancies is unknown or to be confirmed.",
    scopes=package_scopes,
)
