"""Publication: values, words and files are frozen, chained to the last and signed."""

from datetime import date, datetime

from django.db import transaction

from townclerk.figures import definition
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.home import Home
from townclerk.reports import (
    composing,
    deciding,
    drafting,
    making,
    operations,
    periods,
    signing,
)
from townclerk.reports.core import chain, exempt
from townclerk.reports.core.states import CannotMove, check_move
from townclerk.reports.drafting import Draft
from townclerk.reports.models import Build, FrozenFigure, Output, Publication, Report
from townclerk.reports.permissions import reader_of


def publish(
    report: Report,
    *,
    home: Home,
    actor: Actor,
    moment: datetime,
    site: str = "",
    issued_on: date | None = None,
) -> Publication:
    """Publish an approved report: its build is frozen, and made first when it is not current.

    `issued_on` is the date the report bears, the day of signing unless it is given: a report that
    went out on paper before it came here keeps its date, and the audit the time of signing.
    """
    reader_of(actor, moment).require(Verb.PUBLISH, Area.REPORTS)
    signed_on = moment.astimezone(LOCAL).date()
    bears = issued_on or signed_on
    if bears > signed_on:
        raise CannotMove("A report cannot bear a date later than the day it is published on.")
    with transaction.atomic():
        # The lock makes two publications follow each other in the chain.
        list(Publication.objects.select_for_update().values_list("pk"))
        check_move(report.state, Report.State.PUBLISHED)
        operations.blocking(report, signed_on)
        draft = drafting.of_report(report)
        _require_public(draft)
        build = making.current(report)
        if build is None:
            build = making.make(report, actor=actor, moment=moment, site=site)
        made = _link(report, build, home, bears, actor, moment)
        deciding.propose(report, build.content, actor=actor, moment=moment)
        deciding.rate(report, actor=actor, moment=moment)
        periods.published(report, bears, actor=actor, moment=moment)
        records.change(
            report, {"state": Report.State.PUBLISHED}, actor=actor, moment=moment, verb="publish"
        )
    return made


def _link(
    report: Report, build: Build, home: Home, issued_on: date, actor: Actor, moment: datetime
) -> Publication:
    if actor.user is None:
        raise Refused("Nobody is named as the publisher.")
    last = Publication.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    files = list(build.files.all())
    figures = [{**row, "restricted": row.get("restricted", False)} for row in build.figures]
    text = chain.manifest(
        number=number,
        previous=last.checksum if last else chain.FIRST,
        published_at=moment.isoformat(),
        issued_on=issued_on.isoformat(),
        outputs={one.name: bytes(one.body) for one in files},
        figures=[chain.stated_figure(row) for row in figures],
        content=build.content,
    )
    checksum = chain.sha256(text.encode())
    made = Publication.objects.create(
        number=number,
        report=report,
        manifest=text,
        checksum=checksum,
        signature=signing.private_key(home).sign(checksum.encode()).hex(),
        content=build.content,
        issued_on=issued_on,
        published_at=moment,
        published_by=actor.user,
    )
    FrozenFigure.objects.bulk_create(
        FrozenFigure(publication=made, place=place, **figure)
        for place, figure in enumerate(figures)
    )
    Output.objects.bulk_create(
        Output(publication=made, name=one.name, body=bytes(one.body), restricted=one.restricted)
        for one in files
    )
    log.record(
        actor=actor,
        verb="publish",
        target=made,
        moment=moment,
        details={"issued on": ["", issued_on.isoformat()]},
    )
    return made


def _require_public(draft: Draft) -> None:
    """Exempt parts are marked and justified; every figure the public sees is open to it."""
    stated = str(draft.cover.get("exempt") or "")
    found = exempt.problems(draft.passages, draft.descriptions, draft.reasons, stated)
    if stated not in ("yes", "no"):
        found.append(
            Problem(
                "The cover does not say whether anything in the report is exempt.",
                field="exempt",
                code="exempt",
            )
        )
    found += draft.sheets.problems()
    refs = composing.refs_of(drafting.public_of(draft))
    found += [
        Problem(f"{key} is not open to the public, so it cannot be published.")
        for key in sorted({ref.key for ref in refs if not definition(ref.key).public})
    ]
    if found:
        raise Problems(found)
