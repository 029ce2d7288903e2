"""Sections of a period given by a sheet: the words of many contributors at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Decision, Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange import ImportColumn, register_template
from townclerk.platform.exchange.rows import rows_of
from townclerk.reports import contributing
from townclerk.reports.models import Contribution, ReportPeriod
from townclerk.reports.permissions import require_writer

COLUMNS = (
    ImportColumn("period", "Reference of the period.", required=True),
    ImportColumn("section", "Name of the section, as in the catalogue.", required=True),
    ImportColumn("nothing", "Yes when there is nothing to report.", allowed=("Yes", "No")),
    ImportColumn("text", "Paragraphs, parted by an empty line."),
    ImportColumn("evidence", "Where it is from."),
)


@dataclass
class Loaded:
    added: int = 0
    changed: int = 0
    same: int = 0


def _may(reader: Reader) -> Decision:
    return reader.may(Verb.CONTRIBUTE, Area.REPORTS)


@transaction.atomic
def load(
    rows: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, batch: str = ""
) -> Loaded:
    """Write every row into its section and hand it in. Raises Problems, all at once."""
    require_writer(actor, moment)
    done = Loaded()
    problems: list[Problem] = []
    for row in rows_of(rows):
        name, section = row.text("period"), row.text("section")
        period = ReportPeriod.objects.select_related("report").filter(reference=name).first()
        if period is None or period.report is None:
            row.wrong("period", f"There is no period {name}.", "Open it first.")
        elif period.state not in ("open", "collecting"):
            row.wrong("period", f"{name} is {period.state}.", "Collect again first.")
        elif not period.sections.filter(section=section).exists():
            row.wrong("section", f"{name} has no section {section}.", _known(period))
        else:
            nothing = row.text("nothing").lower() == "yes"
            text = str(row.cells.get("text") or "")
            _write(period, section, text, done, batch, nothing=nothing, actor=actor, moment=moment)
        problems += row.problems
    if problems:
        raise Problems(problems)
    return done


def _write(
    period: ReportPeriod,
    section: str,
    text: str,
    done: Loaded,
    batch: str,
    *,
    nothing: bool,
    actor: Actor,
    moment: datetime,
) -> None:
    report = period.report
    assert report is not None  # noqa: S101 (asked by the caller)
    reason = f"Import {batch}" if batch else "By a sheet"
    chapter = report.chapters.get(name=section)
    words = "" if nothing else text.replace("\r\n", "\n").strip()
    if words == chapter.text:
        done.same += 1
    else:
        done.changed += bool(chapter.text)
        done.added += not chapter.text
        records.change(
            chapter, {"text": words}, actor=actor, moment=moment, verb="write", reason=reason
        )
    found = report.contributions.filter(section=section).first()
    if found is not None and found.state in contributing.STEPS["give"][0]:
        _given(found, reason, nothing=nothing, actor=actor, moment=moment)


def _given(
    found: Contribution, reason: str, *, nothing: bool, actor: Actor, moment: datetime
) -> None:
    values = {
        "state": Contribution.State.GIVEN,
        "nothing": nothing,
        "given_by": actor.user,
        "given_at": moment,
    }
    given = records.change(found, values, actor=actor, moment=moment, verb="give", reason=reason)
    contributing.settled(given, actor=actor, moment=moment)


def _known(period: ReportPeriod) -> str:
    names = period.sections.values_list("section", flat=True)
    return f"There are: {', '.join(names)}."


register_template(
    "section-texts", title="Sections of a period", columns=COLUMNS, load=load, may=_may
)
