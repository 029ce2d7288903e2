"""One version of an initiation document or business case, printed with what its project says."""

from collections.abc import Mapping
from hashlib import sha256

from townclerk.change.models import BusinessCase, CaseAdvice, Project
from townclerk.change.queries.programme_gates import assessments_of
from townclerk.figures import links
from townclerk.kernel.display import date_display, money_display, pounds_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    Details,
    Document,
    Heading,
    Paragraph,
    Table,
    Text,
)

HEADINGS = (
    ("Why", "rationale"),
    ("Objectives", "objectives"),
    ("Deliverables", "deliverables"),
    ("Stakeholders", "stakeholders"),
    ("Impacts", "impacts"),
    ("Options appraisal", "appraisal"),
)


def case_document(case: BusinessCase, savings: Mapping[int, Money]) -> Document:
    """The case as it was written; what it leaves to its project is the project's of today."""
    project = case.project
    blocks: list[Block] = [Details(_head(case)), *_said("Summary", case.summary)]
    blocks += _said("Scope", case.scope or project.scope)
    for title, field in HEADINGS:
        blocks += _said(title, getattr(project, field))
    blocks += _money(project, savings)
    blocks += _said("Risk analysis", case.risk_analysis)
    blocks += _said("Delivery plan", case.delivery_plan)
    blocks += _milestones(project)
    blocks += _officers(case)
    signed = f"Signed on {date_display(case.signed_on)}" if case.signed_on else "Not signed yet"
    return Document(
        title=f"{case.get_kind_display()}: {project}",
        subtitle=f"Version {case.number}",
        status=signed,
        checksum=sha256(repr(blocks).encode()).hexdigest()[:12],
        blocks=tuple(blocks),
    )


def _head(case: BusinessCase) -> tuple[tuple[str, tuple[Text, ...]], ...]:
    project = case.project
    days = [date_display(day) for day in (project.start, project.end) if day is not None]
    named = (
        ("Pillar", str(project.pillar)),
        ("Sponsor", project.sponsor_role),
        ("Manager", project.manager_role),
        ("Delivery model", project.get_delivery_model_display()),
        ("Timescale", " to ".join(days)),
        ("Funded by", project.funding),
        ("Equality assessment", _equality(project)),
    )
    return tuple((label, (Text(said or "Not said yet"),)) for label, said in named)


def _equality(project: Project) -> str:
    """How far its assessment is, or where one kept elsewhere is."""
    told = [
        f"{one.get_state_display()}: {one.get_conclusion_display().lower()}".rstrip(": ")
        for one in assessments_of(project)
    ]
    return "; ".join(told) or project.equality


def _said(title: str, text: str) -> list[Block]:
    if not text.strip():
        return []
    parts = [part for part in text.split("\n\n") if part.strip()]
    return [Heading(title), *(Paragraph((Text(part.strip()),)) for part in parts)]


def _money(project: Project, savings: Mapping[int, Money]) -> list[Block]:
    whole = Money.total(savings.values())
    saving = BoundNumber(pounds_display(whole), links.url("change.programme.saving", project.code))
    cost = "is not known yet" if project.cost is None else f"is {pounds_display(project.cost, '£')}"
    told = Paragraph((Text("It is to save "), saving, Text(f". What it costs once {cost}.")))
    if not savings:
        return [Heading("Money"), told]
    rows = tuple(
        (FinancialYear(year).label, money_display(amount, "£m")) for year, amount in savings.items()
    )
    table = Table(
        caption="What it saves by year, as changes from the year before",
        header=("Year", "Saving"),
        rows=rows,
        units="£m",
        total=("All years", money_display(whole, "£m")),
        numeric=(1,),
    )
    return [Heading("Money"), told, table]


def _officers(case: BusinessCase) -> list[Block]:
    """What finance, people and legal say, beside the signature."""
    rows = tuple(_said_by(one) for one in case.advice.all())
    if not rows:
        return []
    header = ("Officers", "Answer", "On", "What they say")
    table = Table(caption="What officers think of this version", header=header, rows=rows)
    return [Heading("What officers say"), table, *_stale(case)]


def _said_by(advice: CaseAdvice) -> tuple[str, ...]:
    on = date_display(advice.answered_on) if advice.answered_on else ""
    answer = advice.get_answer_display() or "Not answered"
    return (advice.get_discipline_display(), answer, on, advice.text)


def _stale(case: BusinessCase) -> list[Block]:
    """Said of this version only: another came after it."""
    told = {
        one.overtaken_by
        for one in case.advice.all()
        if one.state == CaseAdvice.State.OVERTAKEN and one.answer
    }
    return [Paragraph((Text(why),)) for why in sorted(told)]


def _milestones(project: Project) -> list[Block]:
    rows = tuple(
        (mark.title, date_display(mark.planned), date_display(mark.expected))
        for mark in project.milestones.all()
    )
    if not rows:
        return []
    header = ("Milestone", "Planned", "Expected")
    return [Heading("Milestones"), Table(caption="Milestones", header=header, rows=rows)]
