"""The work programme of a scrutiny body as its committee is given it, meeting by meeting."""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256

from townclerk.democracy.models import Meeting, Programme, Topic
from townclerk.democracy.queries.scrutiny import Load
from townclerk.kernel.display import date_display
from townclerk.platform.documents import Document, Heading, Paragraph, Table, Text

HEADER = ("Topic", "Type", "Who brings it", "State", "What came of it")
DROPPED = ("Topic", "Type", "Why it was dropped")


def work_programme(
    programme: Programme, loads: Iterable[Load], topics: Sequence[Topic], *, on: date
) -> Document:
    """Each meeting with its topics and the room it has left, then what is on no meeting, then what
    was dropped with the reason. Room is counted by every topic, also by those not in `topics`
    because the reader may not see them."""
    blocks: list[Heading | Paragraph | Table] = [_said(_agreed(programme))]
    live = [one for one in topics if one.state != Topic.State.DROPPED]
    for load in sorted(loads, key=lambda one: one.meeting.on):
        meeting = load.meeting
        mine = [one for one in live if one.meeting_id == meeting.pk]
        to_come = meeting.state in Meeting.TO_COME
        if not mine and not to_come:
            continue
        blocks.append(Heading(str(date_display(meeting.on))))
        blocks += [_table(f"Topics on {date_display(meeting.on)}", mine)] if mine else []
        if to_come:
            said = "The meeting is full." if load.full else f"Room for {load.room} more."
            blocks.append(_said(said))
    loose = [one for one in live if one.meeting_id is None]
    if loose:
        blocks += [Heading("On no meeting yet"), _table("Topics on no meeting yet", loose)]
    dropped = [one for one in topics if one.state == Topic.State.DROPPED]
    if dropped:
        rows = tuple((one.title, one.get_kind_display(), one.reason) for one in dropped)
        blocks += [
            Heading("Dropped"),
            Table(caption="Topics that were dropped", header=DROPPED, rows=rows),
        ]
    return Document(
        title=f"Work programme {programme.year}",
        subtitle=str(programme.body),
        status="Draft" if programme.agreed_on is None else "Agreed",
        checksum=sha256(repr(blocks).encode()).hexdigest()[:12],
        dated=f"{programme.body}, {date_display(on)}",
        blocks=tuple(blocks),
    )


def _agreed(programme: Programme) -> str:
    said = f"A meeting takes {programme.capacity} topics."
    if programme.agreed_on is None:
        return f"The programme is not agreed yet. {said}"
    return f"The committee agreed the programme on {date_display(programme.agreed_on)}. {said}"


def _said(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def _table(caption: str, topics: Iterable[Topic]) -> Table:
    rows = tuple(
        (
            one.title,
            one.get_kind_display(),
            one.officer_role,
            _state(one),
            one.outcome,
        )
        for one in topics
    )
    return Table(caption=caption, header=HEADER, rows=rows)


def _state(topic: Topic) -> str:
    state = str(topic.get_state_display())
    if topic.meeting_id is None and topic.due is not None:
        state = f"{state}, for {date_display(topic.due)}"
    times = "once" if topic.deferrals == 1 else f"{topic.deferrals} times"
    return f"{state}; deferred {times}" if topic.deferrals else state
