"""The chooser's question as a mixed-integer programme, and its answer by HiGHS.

Here alone the chooser uses floats: inside the solver. What comes out is a set of options; its
money and harm are added again in whole pence and exact fractions, and checked, before anybody
sees them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import highspy
import numpy as np

from townclerk.change.core.chooser import (
    Choice,
    Question,
    Standing,
    added_up,
    checked,
    harm,
    kept_to,
    possible,
)
from townclerk.kernel.errors import TownclerkError

WITHIN = Fraction(1, 1000)
"""How near to the least harm a choice is proved to be."""
SECONDS = 20.0
PENCE = 100_000.0
"""The solver counts in thousands of pounds."""
TOLERANCE = 1e-9
ATTEMPTS = 20


class NoAnswer(TownclerkError):
    """The solver stopped without an answer."""


@dataclass
class Model:
    """Columns and rows as HiGHS takes them: a column for each option and wait."""

    columns: list[tuple[str, int]] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, dict[int, float]]] = field(default_factory=list)

    def column(self, key: str, wait: int, cost: float, *, whole: bool = True) -> int:
        self.columns.append((key, wait))
        self.costs.append(cost)
        self.whole.append(whole)
        self.upper.append(1.0 if whole else highspy.kHighsInf)
        return len(self.columns) - 1

    def row(self, low: float, high: float, entries: Mapping[int, float]) -> None:
        self.rows.append((low, high, dict(entries)))


@dataclass(frozen=True)
class Solved:
    """What the solver found: the chosen columns and the bound on its objective."""

    waits: dict[str, int]
    bound: float


def choose(question: Question, *, within: Fraction = WITHIN, seconds: float = SECONDS) -> Choice:
    """The options that close the gap at the least harm, or come nearest to closing it.

    Units: money in whole pence, harm in points. Source: local practice.
    Applies: any years and options; an option is in whole or out. Where the gap cannot be closed,
    the choice misses it by the least in all, and among such does the least harm.
    Rounding: none; the solver's floats only pick the set, which is then added up exactly.
    Raises: `Problems` for a question that is badly put, `BadChoice` for one that contradicts
    itself, `NoAnswer` when the solver stops without one.

    >>> from townclerk.change.core.chooser import Choosable
    >>> from townclerk.kernel.money import Money
    >>> dear = Choosable(key="dear", savings=(Money.pounds(5000),), posts=9)
    >>> mild = Choosable(key="mild", savings=(Money.pounds(5000),), posts=2)
    >>> asked = Question(years=(2017,), gaps=(Money.pounds(4000),), options=(dear, mild))
    >>> choose(asked).waits
    {'mild': 0}
    """
    checked(question)
    free = possible(question)
    solved = _least_harm(question, free, question.required, within, seconds)
    if solved is not None:
        return _polished(question, solved)
    nearest = _least_shortfall(question, free, seconds)
    short = added_up(question, nearest.waits, Fraction(0))
    lowered = tuple(
        needed - missing.pence
        for needed, missing in zip(question.required, short.shortfall, strict=True)
    )
    again = _least_harm(question, free, lowered, within, seconds)
    return _polished(question, again or replace(nearest, bound=0.0), lowered)


def _least_harm(
    question: Question,
    free: frozenset[str],
    required: Iterable[int],
    within: Fraction,
    seconds: float,
) -> Solved | None:
    """The set of least harm that saves what is required; None when there is none."""
    model = _model(question, free)
    for place, needed in enumerate(required):
        # Savings are whole pence: half a penny less lets in nothing that falls short.
        model.row((needed - 0.5) / PENCE, highspy.kHighsInf, _saved(question, model, place))
    for _ in range(ATTEMPTS):
        solved = _solved(model, within, seconds)
        if solved is None or _saves(question, solved.waits, required):
            return solved
        _forbid(model, solved.waits)
    raise NoAnswer("The solver kept to no exact choice. Tell whoever looks after the service.")


def _least_shortfall(question: Question, free: frozenset[str], seconds: float) -> Solved:
    model = _model(question, free, costed=False)
    for place, needed in enumerate(question.required):
        missing = model.column("", place, 1.0, whole=False)
        entries = _saved(question, model, place) | {missing: 1.0}
        model.row(needed / PENCE, highspy.kHighsInf, entries)
    solved = _solved(model, Fraction(0), seconds)
    if solved is None or not kept_to(question, solved.waits):
        raise NoAnswer("The options contradict each other. Look at what must be in.")
    return solved


def _model(question: Question, free: frozenset[str], *, costed: bool = True) -> Model:
    model = Model()
    places: dict[str, list[int]] = {}
    for option in question.options:
        if option.key not in free:
            continue
        points = float(harm(option, question.weights)) if costed else 0.0
        last = min(option.may_wait, len(question.years))
        places[option.key] = [model.column(option.key, wait, points) for wait in range(last + 1)]
        must = option.standing is Standing.MUST
        if must or len(places[option.key]) > 1:
            model.row(1.0 if must else 0.0, 1.0, dict.fromkeys(places[option.key], 1.0))
    _add_needs(question, model, places)
    _add_rivals(question, model, places)
    return model


def _add_needs(question: Question, model: Model, places: Mapping[str, list[int]]) -> None:
    """What is in after no longer a wait is no more than what it needs in after no longer a one."""
    for key, columns in places.items():
        for need in question.by_key[key].needs:
            for wait, _ in enumerate(columns):
                row = dict.fromkeys(columns[: wait + 1], 1.0)
                row |= dict.fromkeys(places[need][: wait + 1], -1.0)
                model.row(-highspy.kHighsInf, 0.0, row)


def _add_rivals(question: Question, model: Model, places: Mapping[str, list[int]]) -> None:
    """Of options that all exclude each other, at most one: a row for each such group."""
    pairs = {
        frozenset((key, rival))
        for key in places
        for rival in question.rivals[key]
        if rival in places
    }
    for pair in sorted(pairs, key=sorted):
        if pair not in pairs:
            continue
        group = set(pair)
        for key in sorted(places):
            if key not in group and group <= question.rivals[key]:
                group.add(key)
        pairs -= {frozenset((a, b)) for a in group for b in group if a != b}
        columns = [column for key in sorted(group) for column in places[key]]
        model.row(0.0, 1.0, dict.fromkeys(columns, 1.0))


def _saved(question: Question, model: Model, place: int) -> dict[int, float]:
    found = {}
    for column, (key, wait) in enumerate(model.columns):
        if key and (pence := question.counted(key, wait)[place]):
            found[column] = pence / PENCE
    return found


def _saves(question: Question, waits: Mapping[str, int], required: Iterable[int]) -> bool:
    rows = [question.counted(key, wait) for key, wait in waits.items()]
    enough = all(sum(row[place] for row in rows) >= needed for place, needed in enumerate(required))
    return enough and kept_to(question, waits)


def _forbid(model: Model, waits: Mapping[str, int]) -> None:
    """Rule out one set, which the solver's tolerance let in and exact addition does not."""
    chosen = {column for column, (key, wait) in enumerate(model.columns) if waits.get(key) == wait}
    entries = {
        column: -1.0 if column in chosen else 1.0
        for column in range(len(model.columns))
        if model.whole[column]
    }
    model.row(1.0 - len(chosen), highspy.kHighsInf, entries)


def solver(within: Fraction, seconds: float) -> highspy.Highs:
    """HiGHS set so that the same question has the same answer on every machine."""
    made = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("time_limit", seconds),
        ("mip_rel_gap", float(within)),
        ("mip_feasibility_tolerance", TOLERANCE),
        ("primal_feasibility_tolerance", TOLERANCE),
    ):
        made.setOptionValue(name, value)
    return made


def load(made: highspy.Highs, model: Model) -> None:
    """Hand the model to HiGHS row by row."""
    starts = np.cumsum([0, *(len(entries) for _, _, entries in model.rows)])
    index = [column for _, _, entries in model.rows for column in entries]
    value = [number for _, _, entries in model.rows for number in entries.values()]
    made.passModel(
        len(model.columns),
        len(model.rows),
        len(index),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        np.array(model.costs, dtype=float),
        np.zeros(len(model.columns)),
        np.array(model.upper, dtype=float),
        np.array([low for low, _, _ in model.rows], dtype=float),
        np.array([high for _, high, _ in model.rows], dtype=float),
        starts[:-1].astype(np.int32),
        np.array(index, dtype=np.int32),
        np.array(value, dtype=float),
        np.array(model.whole, dtype=np.int32),
    )


def _solved(model: Model, within: Fraction, seconds: float) -> Solved | None:
    if not model.columns:
        possible = all(low <= 0 for low, _, _ in model.rows)
        return Solved({}, 0.0) if possible else None
    made = solver(within, seconds)
    load(made, model)
    made.run()
    status = made.getModelStatus()
    if status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return None
    info = made.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise NoAnswer(
            f"No choice was found in {seconds:g} seconds. Settle some options, then try again."
        )
    values = made.getSolution().col_value
    waits = {
        key: wait
        for (key, wait), whole, value in zip(model.columns, model.whole, values, strict=True)
        if whole and value > 0.5
    }
    return Solved(waits, max(0.0, info.mip_dual_bound))


def _polished(
    question: Question, solved: Solved, required: tuple[int, ...] | None = None
) -> Choice:
    """Drop what the choice holds without need of it, and let none wait longer than it must."""
    needed = question.required if required is None else required
    waits = dict(solved.waits)
    order = sorted(waits, key=lambda key: (-harm(question.by_key[key], question.weights), key))
    for key in order:
        fewer = {other: wait for other, wait in waits.items() if other != key}
        if _saves(question, fewer, needed):
            waits = fewer
    for key in sorted(waits):
        for wait in range(waits[key]):
            sooner = waits | {key: wait}
            if _saves(question, sooner, needed):
                waits = sooner
                break
    total = question.harm(waits)
    # Cut at a ten-thousandth, downwards, so that the bound stays one.
    bound = min(total, Fraction(int(max(0.0, solved.bound) * 10_000), 10_000))
    return added_up(question, waits, bound)
