"""Internal audit for the audit committee: coverage, opinions, and what is to be followed up."""

from hashlib import sha256

from townclerk.assurance.documents.follow_up_chart import follow_up_chart
from townclerk.assurance.models import Engagement
from townclerk.assurance.queries.audit import Standing
from townclerk.assurance.queries.recommendations import List
from townclerk.figures import links
from townclerk.kernel.display import date_display, percent_display
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    Document,
    Heading,
    Paragraph,
    Table,
    Text,
)

DRAFT = "DRAFT"
"""Stands before the title of a report that is not final, wherever it is listed in a paper."""


def audit_paper(found: Standing, followed: List) -> Document:
    """What the committee reads: the plan, and every recommendation that is open or unproved."""
    blocks: list[Block] = [
        Heading("The plan"),
        Paragraph(_summary(found)),
        *_opinions(found),
        *_meanings(found),
        *_changes(found),
        *_follow_up(followed),
    ]
    return Document(
        title=f"Internal audit: {found.plan.title}",
        subtitle=f"As at {date_display(found.on)}",
        status="Made from the registers of internal audit",
        checksum=sha256(repr(blocks).encode()).hexdigest()[:12],
        blocks=tuple(blocks),
    )


def _summary(found: Standing) -> tuple[Text | BoundNumber, ...]:
    def bound(count: int, name: str) -> BoundNumber:
        key = f"assurance.audit.{name}"
        return BoundNumber(str(count), links.url(key, found.plan.code, as_at=found.on))

    final = sum(one.state in Engagement.ISSUED for one in found.going)
    share = found.done.to_draft
    reached = f" {percent_display(share * 100)} are at draft or final." if share else ""
    return (
        Text("Reviews in the plan: "),
        bound(len(found.going), "planned"),
        Text("; final reports: "),
        bound(final, "final"),
        Text("; draft reports: "),
        bound(found.whole.drafts, "in_draft"),
        Text(f".{reached}"),
    )


def _opinions(found: Standing) -> list[Block]:
    if not found.lines:
        return []
    rows = tuple(
        (
            f"{DRAFT} {line.title}" if line.draft else line.title,
            line.opinion or "none",
            *(str(count) for count in (line.high, line.medium, line.low, line.total)),
        )
        for _, line in found.lines
    )
    whole = found.whole
    table = Table(
        caption="Opinions, and recommendations by priority",
        header=("Audit", "Opinion", "High", "Medium", "Low", "All"),
        rows=rows,
        total=(
            "All audits reported",
            "",
            *(str(count) for count in (whole.high, whole.medium, whole.low, whole.total)),
        ),
        numeric=(2, 3, 4, 5),
    )
    return [Heading("What was found"), table]


def _meanings(found: Standing) -> list[Block]:
    used = {line.opinion for _, line in found.lines}
    rows = tuple((one.label, one.definition) for one in found.opinions if one.label in used)
    if not rows:
        return []
    return [Table(caption="What the opinions mean", header=("Opinion", "Meaning"), rows=rows)]


def _changes(found: Standing) -> list[Block]:
    rows = tuple(
        (
            str(one.engagement),
            one.get_kind_display(),
            one.reason,
            one.decision or one.get_state_display(),
        )
        for one in found.changes
    )
    if not rows:
        return []
    table = Table(
        caption="Asked for since the plan was approved",
        header=("Review", "Change", "Why", "Decision"),
        rows=rows,
    )
    return [Heading("Changes of the plan"), table]


def _follow_up(followed: List) -> list[Block]:
    blocks: list[Block] = [Heading("What is to be followed up")]
    if not followed.chart.any:
        return [*blocks, Paragraph((Text("No recommendation is open."),))]
    blocks.append(follow_up_chart(followed.chart))
    late = tuple(
        (str(one), service, one.get_priority_display(), date_display(one.due), str(one.revised))
        for service, group in followed.by_unit
        for one in group
        if one.due is not None and one.late_on(followed.on)
    )
    header = ("Recommendation", "Service", "Priority", "Due", "Times put off")
    if late:
        blocks.append(Table(caption="Outstanding and late", header=header, rows=late))
    bare = tuple((str(one), one.get_state_display()) for one in followed.without_evidence)
    if bare:
        caption = "Said to be done, with nothing that shows it"
        blocks.append(Table(caption=caption, header=("Recommendation", "State"), rows=bare))
    return blocks
