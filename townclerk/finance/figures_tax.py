"""Figures of the tax options: yield, residual gap, base, and room for the precept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

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
from townclerk.finance.core.tax_options import OptionYear
from townclerk.finance.figures_plan import in_every_year, place_of
from townclerk.finance.models import TaxOption
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries import tax as queries
from townclerk.kernel.display import percent_display, pounds_display, sum_display
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area
from townclerk.platform.records import source_of

PREFIX, PAGE = "finance.tax.", "/plan/tax/"


def scopes() -> Sequence[Choice]:
    try:
        version = plans.current_version()
    except plans.NoPlan:
        return ()
    return [Choice(option.code, option.name) for option in version.tax_options.all()]


PERIODS_OF_OPTIONS = in_every_year(scopes)


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the plan and its options (one for each moment)."""
    read = plans.Plans()
    worked: dict[tuple[int, datetime | None], dict[str, queries.Worked]] = {}
    found = []
    for key, question in asked:
        plan = read.of(question)
        known = (plan.pk, question.known_at)
        if known not in worked:
            options = queries.options_of(plan, question.known_at)
            worked[known] = {option.record.code: option for option in options}
        if question.scope not in worked[known]:
            raise NotAnswerable(f"The plan has no tax option {question.scope}.")
        place = place_of(plan, question)
        found.append(_answer(worked[known][question.scope], key.removeprefix(PREFIX), place))
    return found


def _answer(worked: queries.Worked, name: str, place: int | None) -> Answer:
    result, record = worked.result, worked.record
    years = result.years if place is None else (result.years[place],)
    value, how = VALUES[name](years)
    settled = record.state in (TaxOption.State.RESOLVED, TaxOption.State.BILLED)
    step = Step(
        label=record.name,
        value=value,
        unit="%" if name == "precept_room" else "£",
        how=how,
        rule=worked.explained.step.rule,
        parts=_parts(worked, place),
        records=Records(
            count=1, kind="tax-options", label="tax option", keys=(record.code,), url=PAGE
        ),
        source=source_of(record),
        held_by="s151-officer",
        notes=(result.verdict, *result.warnings, *(c.why for c in result.checks if c.why)),
    )
    return Answer(
        value=value,
        step=step,
        status=Status.SIGNED_OFF if settled else Status.PROVISIONAL,
        caveats=tuple(check.why for check in result.checks if check.why),
    )


def _parts(worked: queries.Worked, place: int | None) -> tuple[Step, ...]:
    """Each year with the increase it rests on, then what every option starts from."""
    steps = worked.explained.step.parts
    wanted = range(len(steps)) if place is None else (place,)
    stored = {row.year: row for row in worked.increases}
    years = []
    for at in wanted:
        row = stored.get(worked.result.years[at].year)
        step = steps[at]
        if row is not None:
            step = replace(
                step,
                records=Records(
                    count=1,
                    kind="tax-option-years",
                    label="increase",
                    keys=(f"{worked.record.code} {step.label}",),
                    url=PAGE,
                ),
                source=source_of(row),
            )
        years.append(step)
    return (*years, *_assumed(worked))


def _assumed(worked: queries.Worked) -> tuple[Step, ...]:
    given = worked.assumption
    if given is None:
        return ()
    step = Step(
        label="Income of the year before the plan",
        value=given.base,
        unit="£",
        how=f"The tax base grows by {percent_display(given.base_growth, 3)} a year",
        records=Records(
            count=1,
            kind="tax-assumptions",
            label="tax assumptions",
            keys=(worked.record.code,),
            url=PAGE,
        ),
        source=source_of(given),
        notes=(given.source,),
    )
    return (step,)


def _yield(years: tuple[OptionYear, ...]) -> tuple[Money, str]:
    total = Money.total(year.modelled for year in years)
    return total, sum_display([pounds_display(y.modelled) for y in years], pounds_display(total))


def _printed(years: tuple[OptionYear, ...]) -> tuple[Money, str]:
    if any(year.printed is None for year in years):
        raise NotAnswerable("No yield is printed for this option.")
    total = Money.total(year.printed for year in years if year.printed is not None)
    return total, "As printed."


def _residual(years: tuple[OptionYear, ...]) -> tuple[Money, str]:
    gap, tax = Money.total(y.gap for y in years), Money.total(y.tax for y in years)
    return gap - tax, f"gap {pounds_display(gap)} less {pounds_display(tax)}"


def _base(years: tuple[OptionYear, ...]) -> tuple[Money, str]:
    return years[0].base, "Last year's income with the growth of the tax base in it."


def _room(years: tuple[OptionYear, ...]) -> tuple[Fraction, str]:
    """In one year the room of the year; over the plan what the period still allows."""
    last = years[-1]
    room = last.precept_room if len(years) == 1 else last.precept_room_period
    if room is None:
        raise NotAnswerable("The plan holds no limit for the precept.")
    return room, f"{percent_display(Fraction(last.rise.precept), 2)} is used in the last year shown"


VALUES: dict[str, Callable[[tuple[OptionYear, ...]], tuple[Money | Fraction, str]]] = {
    "yield": _yield,
    "printed_yield": _printed,
    "residual": _residual,
    "base": _base,
    "precept_room": _room,
}

WORDS = {
    "yield": ("Yield of a tax option", "What the option's rise brings in, by the model."),
    "printed_yield": ("Printed yield of a tax option", "What a document printed as the yield."),
    "residual": (
        "Gap left by a tax option",
        (
            "The remaining gap less the option's yield, the printed one where there is one; "
            "negative where it raises more than the year needs."
        ),
    ),
    "base": ("Tax base of a tax option", "The income the year's rise acts on."),
    "precept_room": (
        "Room for the adult social care precept",
        "What the limit of the year, or of the period, still allows after the option.",
    ),
}


def compute(name: str) -> Callable[[Question], Answer]:
    def one(question: Question) -> Answer:
        return answer([(PREFIX + name, question)])[0]

    return one


for _name, (_label, _definition) in WORDS.items():
    _percent = _name == "precept_room"
    figure(
        key=PREFIX + _name,
        label=_label,
        unit=Unit.PERCENT if _percent else Unit.MONEY,
        display="% 2 dp" if _percent else "£m 3 dp",
        polarity=Polarity.NEUTRAL,
        grain=Grain(scopes=("tax-option",), periods=("financial-year",)),
        definition=_definition,
        source="The tax options of the plan; Local Government Finance Act 1992, section 52ZB.",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        additive=_name in ("yield", "printed_yield", "residual"),
        whole=_name != "base",
        scopes=scopes,
        periods_by_scope=PERIODS_OF_OPTIONS,
    )(compute(_name))
