"""Publication: values, words and files are frozen, chained to the last and signed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.figures import definition
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.home import Home
from townclerk.reports import composing, deciding, drafting, making, operations, signing
from townclerk.reports.core import chain
from townclerk.reports.core.prose import FigureRef
from townclerk.reports.core.states import check_move
from townclerk.reports.models import FrozenFigure, Output, Publication, Report


def publish(
    report: Report, *, home: Home, actor: Actor, moment: datetime, site: str = ""
) -> Publication:
    """Publish an approved report: its build is frozen, and made first when it is not current."""
    operations.reader_of(actor, moment).require(Verb.PUBLISH, Area.REPORTS)
    with transaction.atomic():
        # The lock makes two publications follow each other in the chain.
        list(Publication.objects.select_for_update().values_list("pk"))
        check_move(report.state, Report.State.PUBLISHED)
        operations.blocking(report)
        _require_public(report, composing.refs_of(drafting.of_report(report)))
        build = making.current(report)
        if build is None:
            build = making.make(report, actor=actor, moment=moment, site=site)
        outputs = {one.name: bytes(one.body) for one in build.files.all()}
        made = _link(report, outputs, build.figures, build.content, home, actor, moment)
        deciding.propose(report, build.content, actor=actor, moment=moment)
        deciding.rate(report, actor=actor, moment=moment)
        records.change(
            report, {"state": Report.State.PUBLISHED}, actor=actor, moment=moment, verb="publish"
        )
    return made


def _link(
    report: Report,
    outputs: Mapping[str, bytes],
    figures: list[dict[str, Any]],
    content: dict[str, Any],
    home: Home,
    actor: Actor,
    moment: datetime,
) -> Publication:
    if actor.user is None:
        raise Refused("Nobody is named as the publisher.")
    last = Publication.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    text = chain.manifest(
        number=number,
        previous=last.checksum if last else chain.FIRST,
        published_at=moment.isoformat(),
        outputs=outputs,
        figures=figures,
        content=content,
    )
    checksum = chain.sha256(text.encode())
    made = Publication.objects.create(
        number=number,
        report=report,
        manifest=text,
        checksum=checksum,
        signature=signing.private_key(home).sign(checksum.encode()).hex(),
        content=content,
        published_at=moment,
        published_by=actor.user,
    )
    FrozenFigure.objects.bulk_create(
        FrozenFigure(publication=made, place=place, **figure)
        for place, figure in enumerate(figures)
    )
    Output.objects.bulk_create(
        Output(publication=made, name=name, body=body) for name, body in outputs.items()
    )
    log.record(actor=actor, verb="publish", target=made, moment=moment)
    return made


def _require_public(report: Report, refs: Sequence[FigureRef]) -> None:
    if report.cover.get("exempt") != "no":
        raise Problems(
            [
                Problem(
                    "The cover does not say that nothing in the report is exempt.",
                    field="exempt",
                    hint="Take the exempt part out and choose “no” before publishing.",
                    code="exempt",
                )
            ]
        )
    closed = sorted({ref.key for ref in refs if not definition(ref.key).public})
    if closed:
        raise Problems(
            [
                Problem(f"{key} is not open to the public, so it cannot be published.")
                for key in closed
            ]
        )
