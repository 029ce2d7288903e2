"""Writes of a report's text: its sections, its chapters, and why parts of it are exempt."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.reports import changing, drafting, sections
from townclerk.reports.core.declaring import slug
from townclerk.reports.core.states import CannotMove
from townclerk.reports.models import Chapter, Contribution, Exemption, Report
from townclerk.reports.permissions import (
    require_exempt,
    require_section_writer,
    require_writer,
)
from townclerk.reports.sections import COVER, Part

OPEN = ("commissioned", "drafting")


def require_open(report: Report) -> None:
    if report.state not in OPEN:
        raise CannotMove(
            f"The report is {report.state} and can no longer be edited. Move it back to drafting."
        )


def take_over(report: Report, *, actor: Actor, moment: datetime) -> None:
    """Give a report from before reports had chapters of their own those of its template."""
    if report.chapters.exists():
        return
    for place, one in enumerate(drafting.chapters_of(report), start=1):
        chapter = Chapter(report=report, place=place, name=one.name, title=one.title, text=one.text)
        records.create(chapter, actor=actor, moment=moment, reason="As the template begins")


@transaction.atomic
def write_section(
    report: Report,
    name: str,
    text: str,
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
) -> Part:
    """Write a section. It is kept as typed: its rules speak when the report is submitted."""
    require_open(report)
    asked = sections.contribution(report, name)
    reader = require_section_writer(asked, actor, moment)
    take_over(report, actor=actor, moment=moment)
    part = sections.part(report, name)
    if part.closed:
        require_exempt(reader, f"A part of “{part.title}”")
    tidy = text.replace("\r\n", "\n").strip()
    if tidy != part.text:
        _keep(report, part, tidy, expected_version, actor, moment)
        if asked is not None and asked.state in ("asked", "returned"):
            state = {"state": Contribution.State.DRAFTING}
            records.change(asked, state, actor=actor, moment=moment, verb="draft")
        changing.note(report, moment=moment)
    return sections.part(Report.objects.get(pk=report.pk), name)


def _keep(
    report: Report,
    part: Part,
    text: str,
    expected_version: int | None,
    actor: Actor,
    moment: datetime,
) -> None:
    by: dict[str, Any] = {"actor": actor, "moment": moment, "verb": "write"}
    if part.chapter is not None:
        records.change(part.chapter, {"text": text}, expected_version=expected_version, **by)
        return
    cover = {**report.cover, part.name.removeprefix(COVER): text}
    records.change(report, {"cover": cover}, expected_version=expected_version, **by)


@transaction.atomic
def add_chapter(
    report: Report, title: str, *, exempt: str = "", actor: Actor, moment: datetime
) -> Chapter:
    """Add a chapter at the end; with `exempt` an annex that the public does not get."""
    require_open(report)
    reader = require_writer(actor, moment)
    if exempt:
        require_exempt(reader, "An annex")
    take_over(report, actor=actor, moment=moment)
    name = slug(title)
    wrong = []
    if not name or name.startswith(COVER):
        wrong.append(Problem("The chapter needs a title in words.", field="title"))
    if report.chapters.filter(name=name).exists():
        wrong.append(Problem(f"There is a chapter “{title}” already.", field="title"))
    known = drafting.exempt_paragraphs(report)
    if exempt and exempt not in known:
        hint = f"There are: {', '.join(known)}."
        wrong.append(
            Problem(f"{exempt} is no paragraph of Schedule 12A.", field="exempt", hint=hint)
        )
    if wrong:
        raise Problems(wrong)
    last = report.chapters.aggregate(last=Max("place"))["last"] or 0
    made = Chapter(report=report, place=last + 1, name=name, title=title.strip(), exempt=exempt)
    return records.create(made, actor=actor, moment=moment)


@transaction.atomic
def move_chapter(report: Report, name: str, *, up: bool, actor: Actor, moment: datetime) -> Chapter:
    """Change places with the chapter above or below; numbers and references follow."""
    require_open(report)
    require_writer(actor, moment)
    take_over(report, actor=actor, moment=moment)
    rows = list(report.chapters.order_by("place", "pk"))
    at = next((place for place, one in enumerate(rows) if one.name == name), None)
    if at is None:
        raise Problems([Problem("A section of the cover belongs to the form and stays.")])
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        end = "first" if up else "last"
        raise Problems([Problem(f"“{rows[at].title}” is the {end} chapter already.")])
    rows[at], rows[to] = rows[to], rows[at]
    for place, one in enumerate(rows, start=1):
        if one.place != place:
            records.change(one, {"place": place}, actor=actor, moment=moment, verb="move")
    return rows[to]


@transaction.atomic
def remove_chapter(
    report: Report, name: str, *, reason: str, actor: Actor, moment: datetime
) -> None:
    """Take a chapter out, with a reason; its history keeps the text."""
    require_open(report)
    reader = require_writer(actor, moment)
    take_over(report, actor=actor, moment=moment)
    part = sections.part(report, name)
    if part.chapter is None:
        raise Problems([Problem("A section of the cover belongs to the form and stays.")])
    if part.closed:
        require_exempt(reader, f"“{part.title}”")
    if not reason.strip():
        raise Problems([Problem("Say why the chapter is taken out.", field="reason")])
    if report.contributions.filter(section=name).exists():
        raise CannotMove("The chapter is asked of somebody. Take the request back first.")
    records.remove(part.chapter, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def give_exemption(
    report: Report,
    reasons: Mapping[str, str],
    *,
    review_on: date | None = None,
    actor: Actor,
    moment: datetime,
) -> None:
    """Say, by paragraph of Schedule 12A, why withholding serves the public better than opening."""
    require_open(report)
    require_exempt(require_writer(actor, moment), "Why parts of a report are exempt")
    known = drafting.exempt_paragraphs(report)
    if strange := sorted(set(reasons) - set(known)):
        hint = f"There are: {', '.join(known)}."
        raise Problems([Problem(f"No paragraph {', '.join(strange)} is known.", hint=hint)])
    for paragraph, reason in reasons.items():
        _exemption(report, paragraph, reason.strip(), review_on, actor, moment)


def _exemption(
    report: Report,
    paragraph: str,
    reason: str,
    review_on: date | None,
    actor: Actor,
    moment: datetime,
) -> None:
    found = report.exemptions.filter(paragraph=paragraph).first()
    if found is None and reason:
        made = Exemption(
            report=report, paragraph=paragraph, public_interest=reason, review_on=review_on
        )
        records.create(made, actor=actor, moment=moment)
    elif found is not None and not reason:
        records.remove(found, actor=actor, moment=moment, reason="No longer given")
    elif found is not None:
        values = {"public_interest": reason, "review_on": review_on}
        records.change(found, values, actor=actor, moment=moment)


def may_write(report: Report, part: Part, asked: Contribution | None, reader: Reader) -> bool:
    """Whether the page of a section offers its form."""
    from townclerk.reports.permissions import asked as is_asked
    from townclerk.reports.permissions import sees_exempt, writes

    open_to = bool(writes(reader)) or is_asked(asked, reader)
    return open_to and report.state in OPEN and (not part.closed or sees_exempt(reader))
