"""Mail to whoever is asked for sections: one to a person for all of one asking.

Each section has a link of the person's own. What is asked within a few minutes of each other joins
the mail that still waits, so that nobody is sent one for each section.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from townclerk.kernel.display import date_display
from townclerk.platform import records
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.mail.models import Letter
from townclerk.platform.mail.operations import queue, rewrite, waiting
from townclerk.reports import asked_of, linking, sections
from townclerk.reports.models import Contribution, Report
from townclerk.reports.permissions import EXEMPT

WAIT = timedelta(minutes=5)
SIGN_IN = "after signing in"
NO_ADDRESS = "no e-mail address"
NOBODY = "nobody holds the role for this section"
NO_CLEARANCE = "no clearance for exempt papers"
LONGEST = 200
Links = list[tuple[str, str]]


@transaction.atomic
def tell(asked: Sequence[Contribution], *, actor: Actor, moment: datetime) -> list[Contribution]:
    """Queue a mail to each who was asked and can be sent one, and keep with each section who was.

    Answers the sections as they then stand.
    """
    by: dict[str, Any] = {"actor": actor, "moment": moment}
    on = moment.astimezone(LOCAL).date()
    closed = closed_of(asked)
    told = whom(asked, closed, on)
    of_person: dict[int, list[Contribution]] = {}
    people: dict[int, User] = {}
    for one in asked:
        for user, why in told[one.pk]:
            if not why:
                people[user.pk] = user
                of_person.setdefault(user.pk, []).append(one)
    for key, theirs in of_person.items():
        _write(people[key], theirs, closed, by)
    return [kept(one, told[one.pk], on, by) for one in asked]


def whom(
    asked: Sequence[Contribution], closed: Mapping[int, bool], on: date
) -> dict[int, list[tuple[User, str]]]:
    """Who is asked for each section, and why nothing can be sent to them; blank where it can."""
    found = asked_of.holders(asked, on)
    cleared = {
        user.pk: EXEMPT in Reader.of(user, on).clearances
        for one in asked
        if closed[one.pk]
        for user in found[one.pk]
    }
    return {
        one.pk: [
            (user, _hindrance(user, closed=closed[one.pk], cleared=cleared.get(user.pk, False)))
            for user in found[one.pk]
            if user.is_active
        ]
        for one in asked
    }


def _hindrance(user: User, *, closed: bool, cleared: bool) -> str:
    if not user.email:
        return NO_ADDRESS
    return NO_CLEARANCE if closed and not cleared else ""


def closed_of(asked: Iterable[Contribution]) -> dict[int, bool]:
    """Whether any of a section is exempt: then its title is not told, and no link opens it."""
    found: dict[int, bool] = {}
    parts: dict[int, dict[str, bool]] = {}
    for one in asked:
        if one.report_id not in parts:
            parts[one.report_id] = {part.name: part.closed for part in sections.parts(one.report)}
        found[one.pk] = parts[one.report_id].get(one.section, True)
    return found


def kept(
    one: Contribution, told: Sequence[tuple[User, str]], on: date, by: Mapping[str, Any]
) -> Contribution:
    """The section with who was told of it, for who asked."""
    day = on.isoformat()
    rows = [{"user": user.pk, "who": str(user), "on": day, "why": why} for user, why in told]
    rows = rows or [{"user": None, "who": "", "on": day, "why": NOBODY}]
    return records.change(one, {"told": rows}, verb="tell", **by)


def link_of(
    one: Contribution, user: User, words: str, *, closed: bool, by: Mapping[str, Any]
) -> tuple[str, str]:
    """The words and the path that lead a person to a section: a link of their own to the short
    page of a period's section; else its page, which asks them to sign in."""
    if closed or not asked_of.of_period(one):
        return f"{words}, {SIGN_IN}", asked_of.address(one)
    _, secret = linking.of_their_own(one, user, **by)
    return words, linking.address(secret)


def title_of(one: Contribution, *, closed: bool) -> str:
    if closed:
        return "A section"
    return sections.part(one.report, one.section).title


def _write(
    user: User,
    theirs: Sequence[Contribution],
    closed: Mapping[int, bool],
    by: Mapping[str, Any],
) -> None:
    """The mail about one report, or what joins the one that waits."""
    for report in dict.fromkeys(one.report for one in theirs):
        new: dict[str, tuple[str, str]] = {}
        for one in theirs:
            if one.report_id == report.pk:
                shut = closed[one.pk]
                words = f"{title_of(one, closed=shut)}, by {date_display(one.due)}"
                words += ", returned to you" if one.state == Contribution.State.RETURNED else ""
                new[f"contribution-{one.pk}"] = link_of(one, user, words, closed=shut, by=by)
        before = waiting(linking.MAIL, to=user, about=report)
        if before is None or not rewrite(before, **_letter(report, _joined(before, new))):
            queue(
                linking.MAIL,
                to=user,
                about=report,
                wait=WAIT,
                moment=by["moment"],
                **_letter(report, new),
            )


def _joined(before: Letter, new: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    old = {
        name: (words, path) for name, (words, path) in zip(before.tells, before.links, strict=True)
    }
    return {**old, **new}


def _letter(report: Report, asked: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    links = list(asked.values())
    many = f"{len(links)} sections" if len(links) > 1 else "A section"
    day = date_display(report.meeting_date)
    opening = (
        f"You are asked to write {many[0].lower()}{many[1:]} of {report.subject}, for "
        f"{report.body_title} on {day}."
    )
    return {
        "subject": shortened(f"{many} to write: {report.subject}"),
        "text": "\n\n".join([opening, *explained(links)]),
        "links": links,
        "tells": list(asked),
    }


def explained(links: Links) -> list[str]:
    """What links without signing in open, for how long, and that they are to be kept."""
    own = [words for words, _ in links if not words.endswith(SIGN_IN)]
    if not own:
        return []
    each, it, them = "The link opens", "it", "it"
    if len(own) > 1:
        each, it, them = "Each link opens", "one", "them"
    said = (
        f"{each} one section and nothing else, without signing in, until "
        f"{linking.DAYS_AFTER_DUE} days after its day. A section takes about five minutes. Whoever "
        f"has {it} can write the section, so keep {them} to yourself."
    )
    return [said]


def shortened(subject: str) -> str:
    """A subject of one line that a mail can have."""
    one = " ".join(subject.split())
    return one if len(one) <= LONGEST else f"{one[: LONGEST - 1]}…"


def said(asked: Sequence[Contribution]) -> str:
    """Who was told, in a sentence for who asked."""
    rows = [row for one in asked for row in one.told]
    mailed = {row["user"] for row in rows if not row["why"]}
    told = [f"Mail goes to {len(mailed)} account{'' if len(mailed) == 1 else 's'}."]
    left = {f"{row['who']} ({row['why']})" for row in rows if row["why"] and row["user"]}
    if left:
        told.append(f"Nothing can be sent to {', '.join(sorted(left))}.")
    alone = sum(row["user"] is None for row in rows)
    if alone:
        many = "1 section" if alone == 1 else f"{alone} sections"
        told.append(f"Nobody holds the role asked for {many}.")
    return " ".join(told) if asked else ""
