"""What an option sheet still lacks before it may go on, all of it at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from townclerk.change.core.options_staffing import Known, Staffing
from townclerk.kernel.display import money_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money


class Gate(IntEnum):
    """How far a sheet has come; a later gate asks everything an earlier one asks."""

    WORK_UP = 1
    VALIDATE = 2
    TABLE = 3


TEXTS: Mapping[str, tuple[Gate, str]] = {
    "service": (Gate.WORK_UP, "the service it is about"),
    "description": (Gate.WORK_UP, "what is to change"),
    "approval_sought": (Gate.WORK_UP, "the approval that is sought: commence, implement, consult"),
    "rationale": (Gate.WORK_UP, "why it is proposed"),
    "classification": (Gate.VALIDATE, "whether it is a planning assumption or a specific saving"),
    "kind": (Gate.VALIDATE, "whether it is an efficiency, a service change or a transformation"),
    "recurrence": (Gate.VALIDATE, "whether it recurs"),
    "cash": (Gate.VALIDATE, "whether it is cashable or an avoided cost"),
    "evidence": (Gate.VALIDATE, "the evidence the amount rests on"),
    "stops": (Gate.TABLE, "what stops, shrinks or comes later"),
    "outcomes": (Gate.TABLE, "the outcomes"),
    "impact_users": (Gate.TABLE, "the impact on users"),
    "impact_partners": (Gate.TABLE, "the impact on partners"),
    "impact_council": (Gate.TABLE, "the impact on the council"),
    "legislation": (Gate.TABLE, "the legislation considered, or that there is none"),
    "equality": (Gate.TABLE, "the equality status"),
}
"""Headings that are words or a choice, the gate that first asks for them, and their name."""

CONSULTATION = (
    "inform",
    "consult_internal",
    "engage",
    "coproduce",
    "consult_external",
    "partnership",
)
MEASURES = {
    "in-scope": "how many staff are in scope",
    "vacancies": "how many vacant posts are deleted",
    "redundancies": "how many redundancies there may be",
}


@dataclass(frozen=True, kw_only=True)
class Risk:
    number: int
    risk: str
    mitigation: str


@dataclass(frozen=True, kw_only=True)
class SheetFacts:
    """Everything the gate looks at on one sheet."""

    texts: Mapping[str, str]
    gross: Money | None
    low: Money | None = None
    high: Money | None = None
    years: Mapping[int, Money]
    package_phased: bool = False
    consultation: Mapping[str, str]
    staffing: Mapping[str, Staffing]
    risks: tuple[Risk, ...] = ()
    claims: int = 0
    claims_contract: bool = False
    claim_findings: tuple[str, ...] = ()
    exit_cost: Money | None = None
    equality_note: str = ""
    assessment: str = ""
    """The state of its equality assessment; blank when there is none."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing a sheet lacks: the heading it belongs to, and what to do."""

    heading: str
    gate: Gate
    sentence: str


class Incomplete(TownclerkError):
    """The sheet lacks what the gate asks for. The message lists all of it."""

    def __init__(self, missing: Iterable[Missing]) -> None:
        self.missing = tuple(missing)
        listed = " ".join(found.sentence for found in self.missing)
        super().__init__(f"The sheet is not complete. {listed}")


def missing(sheet: SheetFacts) -> tuple[Missing, ...]:
    """All that a sheet lacks, in the order of its headings.

    Units: none.
    Source: none; the headings of the council's own option sheet. The equality status is held
        against section 149 of the Equality Act 2010: “not required” beside redundancies asks why.
    Applies: to a sheet of any state. Unknown staffing is an answer; nothing at all is not.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> empty = SheetFacts(texts={}, gross=None, years={}, consultation={}, staffing={})
    >>> found = missing(empty)
    >>> len(found), found[0].sentence
    (23, 'Say the service it is about.')
    """
    found = [
        Missing(heading=heading, gate=gate, sentence=f"Say {what}.")
        for heading, (gate, what) in TEXTS.items()
        if not sheet.texts.get(heading, "").strip()
    ]
    found += _money(sheet)
    found += _claims(sheet)
    found += _staffing(sheet)
    found += _consultation(sheet)
    found += _equality(sheet)
    found += _risks(sheet)
    return tuple(found)


def require(sheet: SheetFacts, gate: Gate) -> None:
    """Refuse a sheet that lacks anything the gate, or an earlier one, asks for.

    Units: none.
    Source: none.
    Applies: to the step the gate stands before.
    Rounding: none.
    Raises: Incomplete with everything that is missing.
    Example:
    >>> require(SheetFacts(texts={heading: "x" for heading in TEXTS}, gross=None, years={},
    ...         consultation={}, staffing={}), Gate.WORK_UP)
    """
    found = [one for one in missing(sheet) if one.gate <= gate]
    if found:
        raise Incomplete(found)


def _money(sheet: SheetFacts) -> list[Missing]:
    found = []
    if sheet.gross is None:
        found.append(_lack("gross", Gate.VALIDATE, "Give the amount in pounds."))
    elif sheet.years:
        together = Money.total(sheet.years.values())
        if together != sheet.gross:
            sentence = (
                f"The years come to £{together}, the amount is £{sheet.gross}: make them one."
            )
            found.append(_lack("years", Gate.VALIDATE, sentence))
    elif not sheet.package_phased:
        found.append(_lack("years", Gate.VALIDATE, "Give the amount of each year."))
    if sheet.claims_contract and sheet.exit_cost is None:
        sentence = "It ends or changes a contract: give the exit cost, nil if there is none."
        found.append(_lack("exit_cost", Gate.VALIDATE, sentence))
    return found


def _claims(sheet: SheetFacts) -> list[Missing]:
    if not sheet.claims:
        sentence = "Name the budget lines, posts, contracts or income it is a slice of."
        return [_lack("claims", Gate.VALIDATE, sentence)]
    return [_lack("claims", Gate.VALIDATE, sentence) for sentence in sheet.claim_findings]


def _staffing(sheet: SheetFacts) -> list[Missing]:
    found = []
    for measure, what in MEASURES.items():
        row = sheet.staffing.get(measure)
        if row is None or row.known is Known.NOT_STATED:
            sentence = f"Say {what}: a range, none, or that it is not known yet and why."
            found.append(_lack("staffing", Gate.TABLE, sentence))
    return found


def _consultation(sheet: SheetFacts) -> list[Missing]:
    ticks = [sheet.consultation.get(name, "") for name in CONSULTATION]
    if not any(ticks):
        sentence = "Say which kinds of consultation there will be."
        return [_lack("consultation", Gate.TABLE, sentence)]
    if sheet.texts.get("approval_sought") == "consult" and "yes" not in ticks:
        sentence = "It asks to consult, and no kind of consultation is ticked: tick one."
        return [_lack("consultation", Gate.TABLE, sentence)]
    return []


def _equality(sheet: SheetFacts) -> list[Missing]:
    status = sheet.texts.get("equality", "")
    if status == "conflict":
        sentence = "The equality status says two things: choose one."
        return [_lack("equality", Gate.TABLE, sentence)]
    if status == "assessed" and sheet.assessment in ("", "screening", "full"):
        sentence = "It is marked as assessed: have its assessment reviewed first."
        return [_lack("equality", Gate.TABLE, sentence)]
    if status == "not-required" and not sheet.equality_note.strip() and _may_lose_posts(sheet):
        sentence = (
            "No equality assessment is said to be required, and there may be redundancies: "
            "explain why none is."
        )
        return [_lack("equality", Gate.TABLE, sentence)]
    return []


def _may_lose_posts(sheet: SheetFacts) -> bool:
    row = sheet.staffing.get("redundancies")
    if row is None:
        return False
    return row.known is Known.UNKNOWN or bool(row.high)


def _risks(sheet: SheetFacts) -> list[Missing]:
    if not sheet.risks:
        return [_lack("risks", Gate.TABLE, "Name its risks, numbered.")]
    return [
        _lack("risks", Gate.TABLE, f"Say what is done about risk {one.number}.")
        for one in sheet.risks
        if not one.mitigation.strip()
    ]


def _lack(heading: str, gate: Gate, sentence: str) -> Missing:
    return Missing(heading=heading, gate=gate, sentence=sentence)


def doubts(sheet: SheetFacts) -> tuple[str, ...]:
    """What looks wrong without stopping the sheet: an amount outside its own range.

    Units: money.
    Source: none.
    Applies: where the sheet gives an amount and a range.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> doubts(SheetFacts(texts={}, gross=Money.thousands(3739), low=Money.thousands(3400),
    ...     high=Money.thousands(3700), years={}, consultation={}, staffing={}))
    ('The amount is £39,000 above the highest of its range.',)
    """
    if sheet.gross is None:
        return ()
    if sheet.high is not None and sheet.gross > sheet.high:
        over = money_display(sheet.gross - sheet.high)
        return (f"The amount is £{_pounds(over)} above the highest of its range.",)
    if sheet.low is not None and sheet.gross < sheet.low:
        under = money_display(sheet.low - sheet.gross)
        return (f"The amount is £{_pounds(under)} below the lowest of its range.",)
    return ()


def _pounds(shown: str) -> str:
    return shown.removesuffix(".00")
