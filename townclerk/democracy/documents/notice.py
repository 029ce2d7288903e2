"""The notice of what a meeting decided, as it goes out right after the meeting."""

from collections.abc import Iterable
from datetime import date

from townclerk.democracy.models import Decision, Meeting
from townclerk.kernel.display import date_display
from townclerk.platform.documents import Details, Document, Heading, Paragraph, Text


def decision_notice(
    meeting: Meeting, decisions: Iterable[Decision], *, on: date, draft: bool
) -> Document:
    """Each decision with reasons, alternatives, interests and when it takes effect. Of an exempt
    one only the title and the paragraph are told."""
    blocks: list[Heading | Paragraph | Details] = [
        Paragraph((Text(f"What {meeting.body} decided on {date_display(meeting.on)}."),))
    ]
    for number, decision in enumerate(decisions, start=1):
        blocks.append(Heading(decision.title, number=str(number)))
        blocks.append(Details(tuple((label, (Text(said),)) for label, said in rows(decision))))
    return Document(
        title="Decision notice",
        subtitle=str(meeting),
        status="Draft" if draft else "Published",
        checksum="",
        dated=f"{meeting.body}, {date_display(on)}",
        blocks=tuple(blocks),
    )


def rows(decision: Decision) -> list[tuple[str, str]]:
    """What the notice says of one decision: label and words."""
    if decision.exempt_paragraph:
        kept = f"Not for publication: paragraph {decision.get_exempt_paragraph_display()}"
        return [("Decision", kept), ("Takes effect", _effect(decision))]
    found = [
        ("Decision", decision.text),
        ("Reasons", decision.reasons),
        ("Alternatives", decision.alternatives),
        ("Interests", decision.interests),
        ("Key decision", "Yes" if decision.key_decision else "No"),
        ("Takes effect", _effect(decision)),
        ("To be done by", decision.implementing_role),
    ]
    return [(label, said) for label, said in found if said]


def _effect(decision: Decision) -> str:
    if decision.effective_on is None:
        return "Counted from the day it is published"
    day = str(date_display(decision.effective_on))
    if decision.last_call_in_day is None:
        return day
    return f"{day}, unless it is called in by {date_display(decision.last_call_in_day)}"
