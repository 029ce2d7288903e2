"""What a meeting takes in private, and whether the law's notice of it was given."""

from datetime import date

from townclerk.democracy.models import AgendaItem, Body, Meeting, PrivateNotice
from townclerk.democracy.queries.meetings import PRIVATE_NOTICE, PRIVATE_SECOND, last_day_of
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.parameters import NoValue


def private_items(meeting: Meeting) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(meeting=meeting).exclude(exempt_paragraph=""))


def notice_days(notice: PrivateNotice, law: ParameterSource) -> tuple[date, date]:
    """The last days for the first and the second notice."""
    first, second = (
        last_day_of(rule, notice.meeting, law) for rule in (PRIVATE_NOTICE, PRIVATE_SECOND)
    )
    return first, second


def unnoticed(meeting: Meeting, law: ParameterSource) -> tuple[str, ...]:
    """Paragraphs an executive meeting means to take in private without the notice or agreement."""
    if meeting.body.kind != Body.Kind.EXECUTIVE or meeting.kind == Meeting.Kind.INFORMAL:
        return ()
    try:
        last_day_of(PRIVATE_NOTICE, meeting, law)
    except NoValue:
        # The rule was not yet in force on the day of the meeting.
        return ()
    given = set(
        PrivateNotice.objects.filter(meeting=meeting, state__in=PrivateNotice.ENOUGH).values_list(
            "paragraph", flat=True
        )
    )
    wanted = {item.exempt_paragraph for item in private_items(meeting)}
    return tuple(sorted(wanted - given))
