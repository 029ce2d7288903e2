"""An option sheet as its page and its PDF show it: sections of plain values."""

from dataclasses import dataclass

from townclerk.change.core.options_completeness import Missing, doubts, missing
from townclerk.change.core.options_staffing import Known, beyond_scope, words
from townclerk.change.models import EqualityAssessment, OptionSheet
from townclerk.change.queries import options as queries
from townclerk.change.queries.options_equality import groups_on
from townclerk.change.queries.options_public import MEASURES, PublicStaffing
from townclerk.customers.public import named
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import value_shown
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

TICKS = {
    "inform": "Inform",
    "consult_internal": "Consult inside the council",
    "engage": "Engage",
    "coproduce": "Co-produce",
    "consult_external": "Consult outside the council",
    "partnership": "Work in partnership",
}
NOT_SAID = "Not said"
NOT_STATED = "not stated"
"""How a measure of staff says that its sheet says nothing of it."""
STATE_COLOURS = {
    "idea": "grey",
    "worked-up": "blue",
    "finance-validated": "turquoise",
    "for-consultation": "purple",
    "consulted": "purple",
    "recommended": "yellow",
    "approved": "green",
    "amended": "green",
    "withdrawn": "red",
    "handed-over": "green",
}


@dataclass(frozen=True)
class Grid:
    """A small table of a section."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """One heading of the sheet with what it says and what it lacks."""

    code: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    grids: tuple[Grid, ...] = ()
    lacks: tuple[str, ...] = ()
    register: str = ""
    """The register its rows are kept in, for adding to them."""


def pounds(amount: Money | None) -> str:
    """Pounds, with pence only where there are some."""
    return NOT_SAID if amount is None else value_shown(amount).removesuffix(".00")


def year_label(year: int) -> str:
    return FinancialYear(year).label


def sections(sheet: OptionSheet, *, staffing: dict[str, PublicStaffing] | None) -> list[Section]:
    """Every section. With `staffing` it is the public's sheet: no claims, small numbers hidden,
    nothing of what is missing."""
    inside = staffing is None
    lacks = lacking(sheet) if inside else {}
    found = [
        _proposal(sheet, lacks),
        _effects(sheet, lacks),
        _money(sheet, lacks, inside),
        _staffing(sheet, lacks, staffing),
        _consultation(sheet, lacks),
        _equality(sheet, lacks, inside),
        Section(
            "legislation",
            "Legislation considered",
            (("", sheet.legislation.replace("\n", "; ") or NOT_SAID),),
            lacks=lacks.get("legislation", ()),
        ),
        _risks(sheet, lacks),
        _dependencies(sheet, inside),
        Section(
            "evidence",
            "Evidence",
            (("", sheet.evidence or NOT_SAID),),
            lacks=lacks.get("evidence", ()),
        ),
    ]
    if inside:
        found.insert(3, _claims(sheet, lacks))
        found.append(_advice(sheet))
    return [section for section in found if section.facts or section.grids or section.lacks]


PLACES = {
    "service": "proposal",
    "description": "proposal",
    "approval_sought": "proposal",
    "rationale": "proposal",
    "classification": "proposal",
    "kind": "proposal",
    "stops": "effects",
    "outcomes": "effects",
    "impact_users": "effects",
    "impact_partners": "effects",
    "impact_council": "effects",
    "recurrence": "money",
    "cash": "money",
    "gross": "money",
    "years": "money",
    "exit_cost": "money",
}


def lacking(sheet: OptionSheet) -> dict[str, tuple[str, ...]]:
    """What is missing, by the section where it is to be said."""
    found: dict[str, list[str]] = {}
    for one in missing(queries.facts_of(sheet)):
        found.setdefault(PLACES.get(one.heading, one.heading), []).append(one.sentence)
    return {place: tuple(sentences) for place, sentences in found.items()}


def all_missing(sheet: OptionSheet) -> tuple[Missing, ...]:
    return missing(queries.facts_of(sheet))


def doubted(sheet: OptionSheet) -> tuple[str, ...]:
    """What looks wrong on a sheet without stopping it."""
    facts = queries.facts_of(sheet)
    found = list(doubts(facts))
    rows = facts.staffing
    beyond = beyond_scope(
        sheet.reference, rows.get("in-scope"), rows.get("vacancies"), rows.get("redundancies")
    )
    return (*found, *(one.sentence for one in beyond))


def _said(*rows: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text or NOT_SAID) for label, text in rows)


def _proposal(sheet: OptionSheet, lacks: dict[str, tuple[str, ...]]) -> Section:
    facts = _said(
        ("Service", sheet.service),
        ("Approval sought", sheet.get_approval_sought_display()),
        ("What is to change", sheet.description),
        ("Why", sheet.rationale),
        ("Classification", sheet.get_classification_display()),
        ("Kind of change", sheet.get_kind_display()),
    )
    if sheet.timing:
        facts = (*facts, ("When", sheet.timing))
    return Section("proposal", "What is proposed", facts, lacks=lacks.get("proposal", ()))


def _effects(sheet: OptionSheet, lacks: dict[str, tuple[str, ...]]) -> Section:
    facts = _said(
        ("What stops, shrinks or comes later", sheet.stops),
        ("Outcomes", sheet.outcomes),
        ("Impact on users", sheet.impact_users),
        ("Impact on partners", sheet.impact_partners),
        ("Impact on the council", sheet.impact_council),
    )
    return Section("effects", "What it does", facts, lacks=lacks.get("effects", ()))


def _money(sheet: OptionSheet, lacks: dict[str, tuple[str, ...]], inside: bool) -> Section:
    facts = [
        ("Kind of money", sheet.get_nature_display()),
        ("Gross", pounds(sheet.gross)),
    ]
    if sheet.low is not None or sheet.high is not None:
        facts.append(("Range", f"{pounds(sheet.low)} to {pounds(sheet.high)}"))
    if sheet.reinvestment:
        facts.append(("Spent again", pounds(sheet.reinvestment)))
        facts.append(("Net", pounds(sheet.net)))
    facts.append(("Recurring or one-off", sheet.get_recurrence_display() or NOT_SAID))
    facts.append(("Cashable or avoided cost", sheet.get_cash_display() or NOT_SAID))
    if sheet.exit_cost is not None:
        facts.append(("Exit cost", pounds(sheet.exit_cost)))
    if sheet.amount_note:
        facts.append(("On the amount", sheet.amount_note))
    facts += counting(sheet)
    grids = (grid,) if (grid := _years(sheet)) is not None else ()
    return Section("money", "Money", tuple(facts), grids, lacks=lacks.get("money", ()))


def counting(sheet: OptionSheet) -> tuple[tuple[str, str], ...]:
    """Why no total adds the sheet, where none does."""
    if sheet.included_in is not None:
        return (("Counted", f"No: it is inside {sheet.included_in}, which holds its amount"),)
    why = sheet.outside_reason
    return (("Counted", f"No: {why[:1].lower()}{why[1:]}"),) if why else ()


def _years(sheet: OptionSheet) -> Grid | None:
    rows = list(sheet.years.all())
    if rows:
        ranged = any(row.low is not None or row.high is not None for row in rows)
        header = ("Year", "Amount, £", *(("Lowest, £", "Highest, £") if ranged else ()))
        cells = tuple(
            (
                year_label(row.year),
                _bare(row.amount),
                *((_bare(row.low), _bare(row.high)) if ranged else ()),
            )
            for row in rows
        )
        total = ("All years", _bare(Money.total(row.amount for row in rows)))
        blank = ("", "") if ranged else ()
        return Grid(
            "By year, as changes from the year before", header, cells, (*total, *blank), (1,)
        )
    phased = list(sheet.package.years.all())
    if not phased or sheet.included_in_id or sheet.outside_reason:
        return None
    return Grid(
        f"Its package, {sheet.package}, by year",
        ("Year", "Amount, £"),
        tuple((year_label(row.year), _bare(row.amount)) for row in phased),
        ("All years", _bare(Money.total(row.amount for row in phased))),
        (1,),
    )


def _bare(amount: Money | None) -> str:
    return "" if amount is None else pounds(amount).replace("£", "")


def _claims(sheet: OptionSheet, lacks: dict[str, tuple[str, ...]]) -> Section:
    rows = tuple(
        (
            claim.title,
            claim.get_kind_display(),
            pounds(claim.amount),
            pounds(claim.whole) if claim.whole is not None else "Not known",
            "Yes" if claim.shared else "No",
        )
        for claim in sheet.claims.all()
    )
    header = ("What", "Kind", "Slice", "All there is", "Shared")
    grids = (Grid("What it is a slice of", header, rows),) if rows else ()
    return Section(
        "claims", "What it counts on", (), grids, lacks.get("claims", ()), "option-claims"
    )


def _staffing(
    sheet: OptionSheet,
    lacks: dict[str, tuple[str, ...]],
    public: dict[str, PublicStaffing] | None,
) -> Section:
    if public is not None:
        facts = tuple(
            (label, public[measure].words(sheet.reference)) for measure, label in MEASURES.items()
        )
        return Section("staffing", "Staffing", facts)
    rows = {row.measure: row for row in sheet.staffing.all()}
    facts = tuple((label, _staff_words(rows.get(measure))) for measure, label in MEASURES.items())
    return Section("staffing", "Staffing", facts, (), lacks.get("staffing", ()), "option-staffing")


def _staff_words(row: object) -> str:
    if row is None:
        return NOT_SAID
    text = words(row.low, row.high, Known(row.standing))  # type: ignore[attr-defined]
    extra = ". ".join(part for part in (row.words, row.note) if part)  # type: ignore[attr-defined]
    text = text[:1].upper() + text[1:]
    return f"{text}. On the sheet: {extra}" if extra and extra != text else text


def _consultation(sheet: OptionSheet, lacks: dict[str, tuple[str, ...]]) -> Section:
    facts = [
        (label, {"yes": "Yes", "no": "No"}.get(getattr(sheet, name), NOT_SAID))
        for name, label in TICKS.items()
    ]
    if not any(getattr(sheet, name) for name in TICKS):
        facts = []
    if sheet.consultation_note:
        facts.append(("Note", sheet.consultation_note))
    told = named(sheet.consultation_reference) if sheet.consultation_reference else None
    if told is not None:
        facts.append(("Consultation", told.sentence))
    if sheet.consultation_outcome:
        facts.append(("What it said", sheet.consultation_outcome))
    return Section(
        "consultation",
        "Consultation and engagement",
        tuple(facts) or (("", NOT_SAID),),
        lacks=lacks.get("consultation", ()),
    )


def _equality(sheet: OptionSheet, lacks: dict[str, tuple[str, ...]], inside: bool) -> Section:
    facts = [("Status", sheet.get_equality_display() or NOT_SAID)]
    if sheet.equality_note:
        facts.append(("Why", sheet.equality_note))
    found = getattr(sheet, "equality_assessment", None)
    grids: tuple[Grid, ...] = ()
    if found is not None and (inside or found.state in EqualityAssessment.FROZEN):
        facts.append(("Assessment", found.get_state_display()))
        facts.append(("Conclusion", found.get_conclusion_display() or NOT_SAID))
        if found.residual:
            facts.append(("What remains", found.residual))
        if found.decision:
            facts.append(("Read before", found.decision))
        names = {group.code: group.title for group in groups_on(found.started_on)}
        rows = tuple(
            (
                names.get(impact.group, impact.group),
                impact.get_effect_display(),
                impact.get_degree_display(),
                impact.mitigation or NOT_SAID,
                impact.get_remaining_display() or NOT_SAID,
            )
            for impact in found.impacts.all()
        )
        header = ("Group", "Effect", "How much", "What is done", "What remains")
        grids = (Grid("Effects on groups", header, rows),) if rows else ()
    return Section(
        "equality",
        "Equality",
        tuple(facts),
        grids,
        lacks.get("equality", ()),
        "equality-assessments" if inside else "",
    )


def _risks(sheet: OptionSheet, lacks: dict[str, tuple[str, ...]]) -> Section:
    rows = tuple(
        (str(risk.number), risk.risk, risk.mitigation or NOT_SAID) for risk in sheet.risks.all()
    )
    header = ("Number", "Risk", "What is done about it")
    grids = (Grid("Numbered risks", header, rows),) if rows else ()
    facts = () if rows else (("", NOT_SAID),)
    return Section(
        "risks", "Risks and mitigations", facts, grids, lacks.get("risks", ()), "option-risks"
    )


def _apart(sheet: OptionSheet, inside: bool) -> tuple[tuple[str, str], ...]:
    """The options it excludes, whichever of the two sheets says so."""
    pairs = [(one.other, one.reason) for one in sheet.exclusions.all()]
    pairs += [(one.option, one.reason) for one in sheet.excluded_by.all()]
    return tuple(
        (str(other), reason) for other, reason in pairs if inside or other.published_on is not None
    )


def _dependencies(sheet: OptionSheet, inside: bool) -> Section:
    rows = tuple((str(one), one.note) for one in sheet.dependencies.all())
    grids: tuple[Grid, ...] = ()
    if rows:
        grids = (Grid("What it waits for", ("Waits for", "Why"), rows),)
    apart = _apart(sheet, inside)
    if apart:
        grids += (Grid("What it cannot go with", ("One or the other", "Why not both"), apart),)
    facts = () if grids else (("", "None recorded"),)
    return Section("dependencies", "Dependencies", facts, grids, register="option-dependencies")


def _advice(sheet: OptionSheet) -> Section:
    rows = tuple(
        (one.get_discipline_display(), date_display(one.given_on), one.text)
        for one in sheet.advice.all()
    )
    grids = (Grid("What advisers said", ("Discipline", "Given", "Advice"), rows),) if rows else ()
    return Section("advice", "Advice", (), grids, register="option-advice")


def standing(sheet: OptionSheet) -> tuple[tuple[str, str], ...]:
    """Where the sheet stands, for its head."""
    facts = [("State", sheet.get_state_display()), ("Package", str(sheet.package))]
    for label, day in (("Validated", sheet.validated_on), ("Approved", sheet.approved_on)):
        if day is not None:
            facts.append((label, date_display(day)))
    if sheet.consultation_decision:
        facts.append(("Approved for consultation by", sheet.consultation_decision))
    if sheet.decision:
        facts.append(("Decision", sheet.decision))
    if sheet.amendment:
        facts.append(("Amended", sheet.amendment))
    if sheet.handed_to:
        facts.append(("Delivered by", sheet.handed_to))
    if sheet.published_on is not None:
        facts.append(("Published", f"{date_display(sheet.published_on)}, {sheet.published_in}"))
    if sheet.source:
        facts.append(("Source", sheet.source))
    return tuple(facts)
