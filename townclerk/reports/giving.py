"""A contributor's few minutes: three numbers with last period's beside, and a paragraph."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from townclerk.figures.declaration import Definition, Figure
from townclerk.figures.display import parse_value
from townclerk.figures.operations import Statement, state_value
from townclerk.figures.register import definitions_of, keys
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.reports import assembling, changing, contributing, opening, sections
from townclerk.reports.building import answers
from townclerk.reports.core.asked_for import FigureDue, figure_due
from townclerk.reports.core.named_numbers import bound, named, names_in
from townclerk.reports.core.plain_dates import marked, plain
from townclerk.reports.core.prose import FigureRef, figures_of, read
from townclerk.reports.core.states import CannotMove
from townclerk.reports.core.warning import rolled
from townclerk.reports.models import (
    Chapter,
    Contribution,
    ContributionLink,
    PeriodSection,
    ReportPeriod,
)
from townclerk.reports.permissions import asked, reader_of, require_section_writer
from townclerk.reports.writing import require_open

State = Contribution.State
OWED = (State.ASKED, State.DRAFTING, State.RETURNED)
GIVE = "Give it, or say that there is nothing to report."
AGAIN = "Given again with the section it belongs to"


@dataclass(frozen=True)
class Due:
    """One figure as its contributor sees it."""

    place: int
    due: FigureDue
    definition: Definition
    label: str
    ref: FigureRef
    now: Figure | None
    before: Figure | None
    typed: str = ""
    """What was typed and is not handed in yet."""

    @property
    def name(self) -> str:
        return f"value-{self.place}"

    @property
    def returned(self) -> bool:
        return self.definition.returned

    @property
    def shown(self) -> str:
        """What stands in the field: what was typed, else what is known."""
        return self.typed or (_plain(self.now) if self.now else "")


@dataclass(frozen=True)
class Sheet:
    """What one contributor is asked, and what they have given so far."""

    contribution: Contribution
    period: ReportPeriod
    section: PeriodSection
    chapter: Chapter
    dues: tuple[Due, ...]
    before: sections.Before | None
    earlier: ReportPeriod | None

    @property
    def text(self) -> str:
        """What stands in the field: what they typed, else the text with its numbers named."""
        drafted = self.contribution.drafted
        if self.chapter.text or "text" in drafted:
            return str(drafted.get("text") or plain(named(self.chapter.text, self.names)))
        return plain(named(self.source, self.names))

    @cached_property
    def source(self) -> str:
        """The text that is begun from: their own, or last time's for the days of now."""
        if self.chapter.text:
            return self.chapter.text
        if self.before is None or self.earlier is None or self.contribution.nothing:
            return ""
        return rolled(self.before.source, self.renewed)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The numbers of that text by the names they are shown under."""
        refs = figures_of(read(self.source)[0])
        labels: dict[FigureRef, str] = {one.ref: one.label for one in self.dues}
        others = definitions_of({ref.key for ref in refs if ref not in labels} & set(keys()))
        for ref in refs:
            if ref not in labels and ref.key in others:
                labels[ref] = others[ref.key].label
        return names_in(self.source, labels)

    @property
    def renewed(self) -> Mapping[str, str]:
        """Each period and day of last time by the one that follows it."""
        if self.earlier is None:
            return {}
        found = {self.earlier.window: self.period.window}
        for at in {one.due.at for one in self.dues}:
            due = FigureDue("", "", at)
            then = due.question(self.earlier.first, self.earlier.last)
            now = due.question(self.period.first, self.period.last)
            found |= {old: new for old, new in zip(then, now, strict=True) if old}
        return found

    @property
    def open(self) -> bool:
        return self.contribution.state in OWED and self.period.state == "collecting"

    @property
    def answered(self) -> int:
        return sum(bool(one.typed or one.now) for one in self.dues)


@dataclass(frozen=True)
class Given:
    """What came with the form."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    """By the name of the field."""
    evidence: str = ""
    nothing: bool = False


def sheet_of(contribution: Contribution) -> Sheet:
    """Raises PeriodSection.DoesNotExist for a section that is of no period."""
    report = contribution.report
    section = PeriodSection.objects.select_related("period__kind", "unit").get(
        period__report=report, section=contribution.section
    )
    period = section.period
    earlier = opening.before(period)
    return Sheet(
        contribution=contribution,
        period=period,
        section=section,
        chapter=report.chapters.get(name=contribution.section),
        dues=_dues(section, period, earlier, contribution.drafted.get("values") or {}),
        before=sections.last_period(report, contribution.section),
        earlier=earlier,
    )


def _dues(
    section: PeriodSection,
    period: ReportPeriod,
    earlier: ReportPeriod | None,
    typed: Mapping[str, str],
) -> tuple[Due, ...]:
    """Who is asked for a figure sees it, what it was before, and nothing else."""
    wanted = [figure_due(one) for one in section.figures]
    known = definitions_of({one.key for one in wanted})
    wanted = [one for one in wanted if not known[one.key].clearance]
    now = [assembling.ref_of(one, period) for one in wanted]
    then = [assembling.ref_of(one, earlier) for one in wanted] if earlier else []
    there = answers([*now, *then])
    words = assembling.scope_words(wanted, known)
    return tuple(
        Due(
            place=place,
            due=one,
            definition=known[one.key],
            label=assembling.figure_label(one, known[one.key], period, words.get(one, "")),
            ref=now[place],
            now=_of_day(there.get(now[place]), now[place]),
            before=there.get(then[place]) if then else None,
            typed=str(typed.get(f"value-{place}", "")),
        )
        for place, one in enumerate(wanted)
    )


def _of_day(found: Figure | None, ref: FigureRef) -> Figure | None:
    """A value of an earlier day is no answer for this one."""
    if found is None or ref.day is None or found.as_at is None or found.as_at == ref.day:
        return found
    return None


@transaction.atomic
def keep(
    sheet: Sheet,
    given: Given,
    *,
    actor: Actor,
    moment: datetime,
    link: ContributionLink | None = None,
) -> Contribution:
    """Keep what was typed, whatever it is worth: nothing is checked before it is handed in."""
    _require(sheet, actor, moment, link)
    text = given.text.replace("\r\n", "\n").strip()
    drafted = {
        "values": {one.name: given.values.get(one.name, "").strip() for one in sheet.dues},
        "evidence": given.evidence.strip(),
        "text": text,
        "nothing": given.nothing,
    }
    values = {"drafted": drafted, "state": State.DRAFTING}
    return records.change(
        sheet.contribution, values, actor=actor, moment=moment, verb="draft", reason=_why(link)
    )


@transaction.atomic
def hand_in(
    sheet: Sheet,
    given: Given,
    *,
    actor: Actor,
    moment: datetime,
    link: ContributionLink | None = None,
) -> Contribution:
    """Hand the section in: its numbers are stated with their evidence, its words are kept.

    Raises: Problems, all at once, each at its field; what was typed is kept all the same by `keep`.
    """
    _require(sheet, actor, moment, link)
    if wrong := _problems(sheet, given):
        raise Problems(wrong)
    typed = given.text.replace("\r\n", "\n").strip()
    text = "" if given.nothing else marked(bound(typed, sheet.names))
    by: dict[str, Any] = {"actor": actor, "moment": moment, "reason": _why(link)}
    if text != sheet.chapter.text:
        records.change(sheet.chapter, {"text": text}, verb="write", **by)
    _state(sheet, given, actor, moment)
    contribution = records.change(
        sheet.contribution,
        {
            "state": State.GIVEN,
            "nothing": given.nothing,
            "given_by": actor.user,
            "given_at": moment,
            "by_link": link is not None,
            "drafted": {},
            "note": "",
        },
        verb="give",
        **by,
    )
    contributing.settled(contribution, actor=actor, moment=moment)
    changing.note(contribution.report, moment=moment)
    return contribution


def _require(sheet: Sheet, actor: Actor, moment: datetime, link: ContributionLink | None) -> None:
    require_open(sheet.contribution.report)
    if not sheet.open:
        state = sheet.contribution.get_state_display().lower()
        raise CannotMove(f"The section is {state}: it can no longer be changed here.")
    if link is not None:
        if link.contribution_id != sheet.contribution.pk:
            raise Refused("This link is for another section.")
        return
    require_section_writer(sheet.contribution, actor, moment)
    if not asked(sheet.contribution, reader_of(actor, moment)):
        raise Refused("This section was asked of somebody else. Only they hand it in.")


def _problems(sheet: Sheet, given: Given) -> list[Problem]:
    found = []
    stated = 0
    for one in sheet.dues:
        typed = given.values.get(one.name, "").strip()
        if not one.returned or not typed:
            continue
        stated += typed != (_plain(one.now) if one.now else "")
        try:
            parse_value(typed, one.definition.unit)
        except TownclerkError as error:
            found.append(Problem(f"{one.label}: {error}", field=one.name))
    missing = [one for one in sheet.dues if one.returned and one.now is None]
    if not given.nothing:
        found += [
            Problem(
                f"{one.label} is missing.",
                field=one.name,
                hint="Give it, or say nothing to report.",
            )
            for one in missing
            if not given.values.get(one.name, "").strip()
        ]
        if not given.text.strip() and not sheet.dues:
            hint = "Write it, or say that there is nothing to report."
            found.append(Problem("The text is blank.", field="text", hint=hint))
    if stated and not given.evidence.strip():
        hint = "Name the system or the report they are from."
        found.append(Problem("Say where the numbers are from.", field="evidence", hint=hint))
    return found


def _state(sheet: Sheet, given: Given, actor: Actor, moment: datetime) -> None:
    """State what differs from what is known; a later value is a revision."""
    for one in sheet.dues:
        typed = given.values.get(one.name, "").strip()
        if not one.returned or not typed or (one.now and typed == _plain(one.now)):
            continue
        statement = Statement(
            key=one.due.key,
            scope=one.due.scope or None,
            period=one.ref.period,
            as_at=one.ref.day,
            value=typed,
            evidence=given.evidence.strip(),
            reason=AGAIN if one.now is not None else "",
        )
        asked_in = f"{sheet.chapter.title} in {sheet.period}"
        state_value(statement, actor=actor, moment=moment, asked_in=asked_in)


def _plain(figure: Figure) -> str:
    """The value as it can be typed again."""
    value = figure.value
    pence = getattr(value, "pence", None)
    return f"{pence / 100:.2f}" if pence is not None else str(value)


def _why(link: ContributionLink | None) -> str:
    return f"By link {link.pk}" if link is not None else ""
