"""Addresses that open one contribution without signing in: told once, ending, taken back."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import records
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.mail.kinds import mail_kind
from townclerk.platform.mail.operations import queue
from townclerk.reports import asked_of, sections
from townclerk.reports.models import Contribution, ContributionLink
from townclerk.reports.permissions import asked, require_writer

MAIL = mail_kind("contribution-link", "A link to write a section of a report", secret=True)
DAYS_AFTER_DUE = 14
USES, MISSES, SECONDS = 120, 20, 3600
"""Openings of one link, and wrong addresses from one place, within an hour."""


class LinkClosed(TownclerkError):
    """The address opens nothing any more. Ask for another."""


class TooOften(TownclerkError):
    """Too many tries within the hour. Wait a while."""


@transaction.atomic
def make(
    contribution: Contribution, *, to: str | None = None, actor: Actor, moment: datetime
) -> str:
    """A new secret for a contribution, made by hand; the one made before no longer opens it.

    Told once. It is sent to the address of whoever was asked, or to the one given; to nobody when
    that is empty.
    """
    require_writer(actor, moment)
    if to is None:
        on = moment.astimezone(LOCAL).date()
        to = asked_of.addresses([contribution], on).get(contribution.pk, "")
    for old in contribution.links.filter(revoked_at=None, user=None):
        revoke(old, actor=actor, moment=moment)
    made, secret = _made(contribution, None, actor=actor, moment=moment)
    if to:
        queue(
            MAIL,
            to=to,
            subject=f"A section to write by {date_display(contribution.due)}",
            text=f"You are asked for a section of a report. {opens(made)}",
            link=address(secret),
            about=contribution,
            key=f"link-{made.pk}",
            moment=moment,
        )
    return secret


def of_their_own(
    contribution: Contribution, user: User, *, actor: Actor, moment: datetime
) -> tuple[ContributionLink, str]:
    """A link of one of those who are asked, and its secret. Earlier ones of theirs stay open."""
    return _made(contribution, user, actor=actor, moment=moment)


def _made(
    contribution: Contribution, user: User | None, *, actor: Actor, moment: datetime
) -> tuple[ContributionLink, str]:
    secret = secrets.token_urlsafe(32)
    here = moment.astimezone(LOCAL)
    until = max(here, here.replace(hour=23, minute=59, second=0)) + timedelta(
        days=max(0, (contribution.due - here.date()).days) + DAYS_AFTER_DUE
    )
    link = ContributionLink(
        contribution=contribution,
        digest=digest(secret),
        user=user,
        expires_at=until,
        made_by=actor.user,
    )
    return records.create(link, actor=actor, moment=moment, reason="Link made"), secret


def opens(link: ContributionLink) -> str:
    """What a mail says of the link it brings."""
    last = date_display(link.expires_at.astimezone(LOCAL).date())
    return (
        f"The link opens this section and nothing else until {last}. Whoever has it can write the "
        "section, so keep it to yourself."
    )


@transaction.atomic
def revoke(link: ContributionLink, *, actor: Actor, moment: datetime) -> ContributionLink:
    require_writer(actor, moment)
    return records.change(link, {"revoked_at": moment}, actor=actor, moment=moment, verb="revoke")


def opened(secret: str, *, place: str, moment: datetime) -> ContributionLink:
    """The link of a secret, while it is open.

    Raises: LinkClosed whether it never was, ended or was taken back; TooOften.
    """
    if _count(f"link-missed:{place}") >= MISSES:
        raise TooOften("Too many wrong addresses came from here. Try again in an hour.")
    found = (
        ContributionLink.objects.select_related(
            "contribution__report", "contribution__user", "user"
        )
        .filter(digest=digest(secret), revoked_at=None, expires_at__gt=moment)
        .first()
    )
    if found is None or not _still_theirs(found, moment) or _exempt(found):
        _add(f"link-missed:{place}")
        raise LinkClosed("This link is closed. Ask whoever sent it for another.")
    if _add(f"link-used:{found.pk}") > USES:
        raise TooOften("This link was opened too often within the hour. Try again later.")
    return found


def _still_theirs(link: ContributionLink, moment: datetime) -> bool:
    """Whether whoever the link was sent to is still asked for the section."""
    if link.user is None:
        return True
    on = moment.astimezone(LOCAL).date()
    return asked(link.contribution, Reader.of(link.user, on))


def _exempt(link: ContributionLink) -> bool:
    """What is exempt takes a clearance, and so somebody who signs in."""
    contribution = link.contribution
    return sections.part(contribution.report, contribution.section).closed


def used(link: ContributionLink, *, actor: Actor, moment: datetime) -> None:
    records.change(link, {"used_at": moment}, actor=actor, moment=moment, verb="use")


def address(secret: str) -> str:
    return reverse("reports:by_link", args=[secret])


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _count(key: str) -> int:
    return int(cache.get(key, 0))


def _add(key: str) -> int:
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:
        return 1
